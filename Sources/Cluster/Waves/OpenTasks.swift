/// A task that is submitted, or about to be, and has not ended.
struct OpenTask {
    let array: String
    let index: Int
    /// The scheduler's identifier of the array; nil until it is submitted.
    var id: String?
    /// Keys of jobs that have not ended.
    var open: Set<String>
    /// The open jobs that this render requests.
    var wanted: [String: Request] = [:]
    let limits: Limits
    /// How often it died before.
    let attempts: Int
    var runs = false
    var node: String?
    /// The time at which it was first found to have ended without a result.
    var endedAt: Double?
    var ending: TaskState.Ending?
    /// The number of consecutive queries in which the scheduler did not know it.
    var missed = 0
    /// The signal that stopped it, according to its results.
    var signal: String?

    /// Whether it was running at the last query.
    var isRunning: Bool { runs && endedAt == nil }

    /// Its expected time in seconds; nil if it is not known.
    var expected: Double? {
        let known = wanted.values.compactMap(\.cost?.seconds)
        guard known.count == wanted.count else { return nil }
        return known.reduce(0, +) / Double(limits.threads)
    }

    /// The requests of this render for it, in the order of names.
    var requests: [Request] { wanted.values.sorted { $0.name < $1.name } }

    /// Updates it with its state from the scheduler; nil if the scheduler does not know it. Schedulers under load leave
    /// out running tasks: a task counts as ended only if it is missing in two consecutive answers.
    ///
    /// - Returns: whether it is found running for the first time.
    mutating func take(_ state: TaskState?, at now: Double) -> Bool {
        missed = state == nil ? missed + 1 : 0
        switch state {
        case .waiting: endedAt = nil
        case .running(let place):
            endedAt = nil
            node = place ?? node
            defer { runs = true }
            return !runs
        case .ended(let how):
            ending = how
            endedAt = endedAt ?? now
        case nil where missed > 1: endedAt = endedAt ?? now
        case nil: break
        }
        return false
    }
}

/// The tasks that have not ended, by array.
struct OpenTasks {
    private var byArray: [String: [Int: OpenTask]] = [:]

    /// The names of their arrays, in order.
    var arrays: [String] { byArray.keys.sorted() }

    var count: Int { byArray.values.reduce(0) { $0 + $1.count } }

    /// Whether this render requests any of their jobs.
    var areWanted: Bool { byArray.values.contains { $0.values.contains { !$0.wanted.isEmpty } } }

    /// The scheduler's identifiers of the submitted arrays.
    var ids: [String] { Set(byArray.values.flatMap { $0.values.compactMap(\.id) }).sorted() }

    /// Tasks in the order of arrays and indices, so that two runs behave in the same way.
    func filter(_ isIncluded: (OpenTask) -> Bool) -> [OpenTask] {
        byArray.values.flatMap { $0.values.filter(isIncluded) }.sorted { ($0.array, $0.index) < ($1.array, $1.index) }
    }

    func tasks(of array: String) -> [OpenTask] {
        (byArray[array] ?? [:]).values.sorted { $0.index < $1.index }
    }

    subscript(array: String, index: Int) -> OpenTask? { byArray[array]?[index] }

    /// The task that does a job.
    func task(doing key: String) -> OpenTask? {
        for list in byArray.values {
            for task in list.values where task.open.contains(key) { return task }
        }
        return nil
    }

    /// Stores the current state of a task.
    mutating func put(_ task: OpenTask) { byArray[task.array, default: [:]][task.index] = task }

    /// - Returns: whether it was the last of its array.
    mutating func remove(_ task: OpenTask) -> Bool {
        byArray[task.array]?[task.index] = nil
        guard byArray[task.array]?.isEmpty ?? false else { return false }
        byArray[task.array] = nil
        return true
    }

    mutating func remove(array: String) { byArray[array] = nil }

    /// Stores the scheduler's identifier of an array.
    mutating func name(_ array: String, _ id: String) {
        byArray[array] = byArray[array]?.mapValues { task in
            var task = task
            task.id = id
            return task
        }
    }
}
