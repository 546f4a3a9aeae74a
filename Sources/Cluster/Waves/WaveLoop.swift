import Foundation
import Report

/// Has jobs done by a scheduler: submits what is asked for in arrays, takes results as they come, and sees to tasks that die.
///
/// A job is done when its result is there, whatever the scheduler says; the scheduler is asked only about tasks whose results
/// stay away. The loop has no clock and no thread: whoever calls ``step(at:)`` tells the time.
package struct WaveLoop {
    /// What has happened to a job, or in general.
    package enum Event: Sendable {
        /// The job runs on a node.
        case began(String)
        case ended(String, JobReport)
        case notice(String)
    }

    /// How patient the loop is; times in seconds.
    package struct Patience: Sendable {
        /// Requests that come in so short a time go together.
        package var gathering = 0.5
        /// Between two looks for results.
        package var look = 1.0
        /// Between two questions to the scheduler, at first, and at most.
        package var poll = 10.0
        package var longestPoll = 60.0
        /// How long tasks that died wait for others, to be submitted together.
        package var retry = 5.0
        /// How long a result may take from a node to here after its task has ended.
        package var grace = 30.0
        package init() {}
    }

    private struct Task {
        let array: String
        let index: Int
        /// What the scheduler calls the array; nil until it is submitted.
        var id: String?
        /// Keys of jobs that have not ended.
        var open: Set<String>
        /// Those of them that this render asks for.
        var wanted: [String: Request] = [:]
        let limits: Limits
        let attempts: Int
        var runs = false
        var node: String?
        /// When it was first seen to have ended without a result.
        var endedAt: Double?
        var ending: TaskState.Ending?
        var signal: String?
    }

    /// Jobs that are to be submitted, the same way.
    private struct Pending {
        let id: Int
        let requests: [Request]
        let limits: Limits?
        let excluded: Set<String>
        let attempts: Int
    }

    private let scheduler: any Scheduler
    private let spool: any WaveSpool
    private let grouping: JobGrouping
    private let rule: LimitRule
    private let attempts: Int
    private let patience: Patience
    /// Tasks that were preempted so often are not tried again.
    private let mostStops = 100

    private var tasks: [String: [Int: Task]] = [:]
    private var asked: [Request] = []
    private var askedAt: Double?
    /// When the first of the tasks died that wait to be submitted again.
    private var diedAt: Double?
    private var pending: [Pending] = []
    private var lastPending = 0
    /// Arrays that are written and not yet submitted.
    private var unsubmitted: [TaskArray] = []
    private var stops: [String: Int] = [:]
    private var lastLook = -Double.infinity
    private var lastPoll: Double?
    private var pollInterval: Double
    private var submitAt = 0.0
    private var submitDelay = 2.0
    private var complaint: String?
    /// How many tasks there were at most when the scheduler was asked.
    private var mostOpen = 0
    /// How often the scheduler was called.
    package private(set) var calls = (submissions: 0, questions: 0)

    package init(
        _ scheduler: any Scheduler, _ spool: any WaveSpool, grouping: JobGrouping, rule: LimitRule, attempts: Int,
        patience: Patience = Patience()
    ) {
        self.scheduler = scheduler
        self.spool = spool
        self.grouping = grouping
        self.rule = rule
        self.attempts = attempts
        self.patience = patience
        pollInterval = patience.poll
    }

    /// Whether anything is asked for that has not ended.
    package var isBusy: Bool {
        !asked.isEmpty || !pending.isEmpty || tasks.values.contains { $0.values.contains { Self.isWanted($0) } }
    }

    /// How many tasks wait and run that this render has asked for.
    package var counts: (waiting: Int, running: Int) {
        let wanted = tasks.values.flatMap { $0.values.filter(Self.isWanted) }
        return (wanted.count { !$0.runs } + pending.count, wanted.count { $0.runs })
    }

    /// What the scheduler calls the arrays with tasks that have not ended.
    package var openArrays: [String] { Set(tasks.values.flatMap { $0.values.compactMap(\.id) }).sorted() }

    private static func isWanted(_ task: Task) -> Bool { !task.wanted.isEmpty }

    /// Goes on with an array that an earlier render, or another one, has submitted.
    package mutating func adopt(_ open: OpenArray) {
        guard let id = open.id else { return }
        for (index, keys) in open.keys.enumerated() {
            tasks[open.array.name, default: [:]][index] = Task(
                array: open.array.name, index: index, id: id,
                open: Set(keys), limits: open.array.limits, attempts: open.attempts[index])
        }
    }

    /// Asks for jobs. One that an array is already doing is waited for.
    package mutating func request(_ requests: [Request], at now: Double) {
        for request in requests {
            if let place = place(of: request.key) {
                tasks[place.array]?[place.index]?.wanted[request.key] = request
            } else {
                asked.append(request)
                askedAt = now
                pollInterval = patience.poll
            }
        }
    }

    private func place(of key: String) -> (array: String, index: Int)? {
        for (array, list) in tasks {
            for (index, task) in list where task.open.contains(key) { return (array, index) }
        }
        return nil
    }

    /// When ``step(at:)`` is to be called next, in seconds from now.
    package func delay(at now: Double) -> Double {
        var next = lastLook + patience.look
        if let askedAt { next = min(next, askedAt + patience.gathering) }
        return max(0, next - now)
    }

    /// Does what is due.
    package mutating func step(at now: Double) -> [Event] {
        var events: [Event] = []
        if now - lastLook >= patience.look {
            lastLook = now
            look(now, &events)
        }
        if let askedAt, now - askedAt >= patience.gathering { gather() }
        if diedAt.map({ now - $0 >= patience.retry }) ?? true { submit(now, &events) }
        if isBusy, lastPoll.map({ now - $0 >= pollInterval }) ?? true, !openArrays.isEmpty { poll(now, &events) }
        bury(now, &events)
        return events
    }

    /// Ends all tasks.
    ///
    /// - Throws: ``CommandFault`` where the scheduler gives no answer.
    package func cancel() throws(CommandFault) { try scheduler.cancel(openArrays) }

    // MARK: results

    private mutating func look(_ now: Double, _ events: inout [Event]) {
        for arrival in spool.arrivals(of: tasks.keys.sorted()) {
            guard var task = tasks[arrival.array]?[arrival.index] else { continue }
            for report in arrival.reports where task.open.remove(report.key) != nil {
                if task.wanted.removeValue(forKey: report.key) != nil {
                    events.append(.ended(report.key, report.report))
                }
            }
            task.signal = arrival.signal
            if arrival.isOpen, arrival.signal != nil, task.ending == nil {
                // It has said so itself; the scheduler need not be asked.
                task.ending = .exited(75, node: task.node)
                task.endedAt = now - patience.grace
            }
            put(task)
        }
        for (array, list) in tasks where !spool.exists(array) {
            // Another render has taken in everything, and cleared up.
            for task in list.values {
                for (key, request) in task.wanted {
                    if spool.isStored(key) {
                        events.append(.ended(key, JobReport(.ran)))
                    } else {
                        add([request], limits: task.limits, attempts: task.attempts)
                    }
                }
            }
            tasks[array] = nil
        }
    }

    private mutating func put(_ task: Task) {
        tasks[task.array]?[task.index] = task.open.isEmpty ? nil : task
        clear(task.array)
    }

    private mutating func clear(_ array: String) {
        guard tasks[array]?.isEmpty ?? false else { return }
        tasks[array] = nil
        spool.remove(array)
    }

    // MARK: submitting

    private mutating func add(
        _ requests: [Request], limits: Limits? = nil, excluded: Set<String> = [], attempts: Int = 0
    ) {
        lastPending += 1
        pending.append(
            Pending(id: lastPending, requests: requests, limits: limits, excluded: excluded, attempts: attempts))
    }

    private mutating func gather() {
        var order: [String] = []
        var byCell: [String: [Request]] = [:]
        for request in asked {
            if byCell[request.cell] == nil { order.append(request.cell) }
            byCell[request.cell, default: []].append(request)
        }
        asked = []
        askedAt = nil
        for cell in order {
            guard let requests = byCell[cell] else { continue }
            let seconds = requests.compactMap(\.cost?.seconds)
            let each = seconds.count == requests.count ? seconds.reduce(0, +) / Double(seconds.count) : nil
            for range in grouping.tasks(of: requests.count, each: each) {
                add(Array(requests[range]))
            }
        }
    }

    private func limits(_ requests: [Request]) -> Limits {
        let known = requests.compactMap(\.cost)
        guard known.count == requests.count else { return rule.limits(nil) }
        return rule.limits(
            PastWork.Cost(
                seconds: known.reduce(0) { $0 + $1.seconds } / Double(max(1, rule.unknown.threads)),
                memory: known.compactMap(\.memory).max()))
    }

    private mutating func submit(_ now: Double, _ events: inout [Event]) {
        guard now >= submitAt else { return }
        do {
            diedAt = nil
            try write()
            while let array = unsubmitted.first {
                calls.submissions += 1
                let id: String
                do {
                    id = try spool.submit(array, to: scheduler)
                } catch  where !array.excluded.isEmpty {
                    // There may be no other node.
                    unsubmitted.removeFirst()
                    for task in (tasks.removeValue(forKey: array.name) ?? [:]).values {
                        let requests = task.wanted.values.sorted { $0.name < $1.name }
                        add(requests, limits: task.limits, attempts: task.attempts)
                    }
                    spool.remove(array.name)
                    throw error
                }
                unsubmitted.removeFirst()
                for index in array.places.indices { tasks[array.name]?[index]?.id = id }
                lastPoll = lastPoll ?? now
                submitDelay = 2
            }
            complaint = nil
        } catch {
            submitAt = now + submitDelay
            submitDelay = min(300, 2 * submitDelay)
            complain("\(error); it is tried again", &events)
        }
    }

    /// Writes arrays of what is to be submitted, one for those of equal limits.
    private mutating func write() throws {
        var order: [Limits] = []
        var byLimits: [Limits: [Pending]] = [:]
        for one in pending {
            let limits = one.limits ?? limits(one.requests)
            if byLimits[limits] == nil { order.append(limits) }
            byLimits[limits, default: []].append(one)
        }
        for limits in order {
            var left = byLimits[limits] ?? []
            while !left.isEmpty {
                let some = Array(left.prefix(scheduler.mostTasks))
                left.removeFirst(some.count)
                // Together, though each died on one of them; where so many nodes fail, it is not theirs.
                let excluded = some.reduce(into: Set<String>()) { $0.formUnion($1.excluded) }
                let array = try spool.write(
                    some.map(\.requests), limits: limits, excluded: excluded.count > 20 ? [] : excluded.sorted(),
                    attempts: some.map(\.attempts), scheduler: scheduler)
                for (index, one) in some.enumerated() {
                    tasks[array.name, default: [:]][index] = Task(
                        array: array.name, index: index,
                        open: Set(one.requests.map(\.key)),
                        wanted: Dictionary(one.requests.map { ($0.key, $0) }, uniquingKeysWith: { $1 }),
                        limits: limits, attempts: one.attempts)
                }
                unsubmitted.append(array)
                let written = Set(some.map(\.id))
                pending.removeAll { written.contains($0.id) }
            }
        }
    }

    // MARK: deaths

    private mutating func poll(_ now: Double, _ events: inout [Event]) {
        lastPoll = now
        let open = tasks.values.reduce(0) { $0 + $1.count }
        mostOpen = max(mostOpen, open)
        // The last few of many are waited for by all that comes after.
        let isTail = open * 20 < mostOpen
        pollInterval = min(isTail ? 2 * patience.poll : patience.longestPoll, 1.5 * pollInterval)
        calls.questions += 1
        let states: [String: [Int: TaskState]]
        do throws(CommandFault) {
            states = try scheduler.states(of: openArrays)
            complaint = nil
        } catch {
            return complain("\(error); it is asked again", &events)
        }
        for (array, list) in tasks {
            for (index, var task) in list {
                guard let id = task.id else { continue }
                switch states[id]?[index] {
                case .waiting: task.endedAt = nil
                case .running(let node):
                    task.endedAt = nil
                    task.node = node ?? task.node
                    if !task.runs {
                        task.runs = true
                        for key in task.wanted.keys { events.append(.began(key)) }
                    }
                case .ended(let ending):
                    task.ending = ending
                    task.endedAt = task.endedAt ?? now
                case nil: task.endedAt = task.endedAt ?? now
                }
                tasks[array]?[index] = task
            }
        }
    }

    private mutating func bury(_ now: Double, _ events: inout [Event]) {
        var held: [String] = []
        for (array, list) in tasks {
            for task in list.values where task.endedAt.map({ now - $0 >= grace(after: task.ending) }) ?? false {
                tasks[array]?[task.index] = nil
                if let id = task.id, staysInQueue(task.ending) {
                    held.append(scheduler.name(ofTask: task.index, in: id))
                }
                let requests = Array(task.wanted.values)
                if !requests.isEmpty { retry(task, requests.sorted { $0.name < $1.name }, now, &events) }
                clear(array)
            }
        }
        guard !held.isEmpty else { return }
        do throws(CommandFault) { try scheduler.cancel(held) } catch { complain("\(error)", &events) }
    }

    private func staysInQueue(_ ending: TaskState.Ending?) -> Bool {
        switch ending {
        case .refused: true
        case .outOfTime, .outOfMemory: scheduler.holdsTheDead
        default: false
        }
    }

    /// A task that was killed sends nothing any more.
    private func grace(after ending: TaskState.Ending?) -> Double {
        switch ending {
        case .nodeFailed, .outOfMemory, .killed, .refused, .cancelled: 0
        case nil, .exited, .outOfTime, .preempted: patience.grace
        }
    }

    private mutating func retry(_ task: Task, _ requests: [Request], _ now: Double, _ events: inout [Event]) {
        let tail = spool.logTail(task.array, task.index)
        let death = Death(task.ending, signal: task.signal, log: tail, node: task.node)
        let label = requests[0].name
        func giveUp(_ why: String, _ advice: String) {
            let log = tail.map { "\nThe end of its log:\n\($0)" } ?? ""
            for request in requests {
                events.append(.ended(request.key, .failed(why + log, advice: advice)))
            }
        }
        var limits = task.limits
        var excluded: Set<String> = []
        var died = task.attempts + 1
        switch death.cause {
        case .stopped:
            // It goes on from its checkpoints; that is no failure of its own.
            stops[label, default: 0] += 1
            died = task.attempts
            if stops[label, default: 0] > mostStops {
                return giveUp(
                    "it was stopped \(mostStops) times before it was done", "Use a partition without preemption.")
            }
        case .time:
            guard let more = rule.moreTime(than: limits) else {
                return giveUp(
                    "it ran into its time limit of \(DurationText.coarse(limits.seconds))",
                    "Allow more by 'longest' in machines.yaml.")
            }
            limits = more
            if task.signal != nil { died = task.attempts }
        case .memory:
            guard let more = rule.moreMemory(than: limits) else {
                return giveUp(
                    "it was killed for its memory of \(limits.memory / 1_000_000) MB",
                    "Allow more by 'most-memory' in machines.yaml.")
            }
            limits = more
        case .node: excluded = Set([death.node].compactMap { $0 })
        case .final(let why): return giveUp(why, death.advice)
        }
        guard died < attempts else {
            return giveUp("\(death.words), \(died) times", "Render again, or see why its log ends there.")
        }
        events.append(.notice("\(label): \(death.words)\(death.node.map { " on \($0)" } ?? ""); it is done again"))
        diedAt = diedAt ?? now
        // Each job by itself: one that kills its task no longer takes the others with it, and the last ones end together.
        for request in requests {
            add([request], limits: limits, excluded: excluded, attempts: died)
        }
    }

    private mutating func complain(_ words: String, _ events: inout [Event]) {
        guard complaint != words else { return }
        complaint = words
        events.append(.notice(words))
    }
}
