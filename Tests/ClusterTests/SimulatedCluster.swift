import Foundation
import Report
import Synchronization

@testable import Cluster

/// Nodes, a queue and a file system in memory, with a clock that tests move. The loop that runs over it is the real one.
final class SimulatedCluster: Scheduler, WaveSpool {
    let name = "simulation"
    let mostTasks: Int
    let wantsResultFiles = false
    let holdsTheDead = false

    func name(ofTask index: Int, in array: String) -> String { "\(array)_\(index)" }

    /// What happens to a task that starts.
    enum Fate {
        case good
        /// It dies after this part of its time; what is there is what it has saved before.
        case dies(TaskState.Ending, after: Double)
        /// A signal stops it there; the jobs before are done.
        case stopped(String, after: Double)
        /// It ends well, and its results never come.
        case silent
    }

    struct Start {
        let array: String
        let index: Int
        let keys: [String]
        let limits: Limits
        let excluded: [String]
        let attempt: Int
    }

    private struct Job {
        let start: Start
        var from: Double?
        var until: Double?
        var node: Int?
        /// What each of its jobs took when it started, less what a task before it had saved.
        var times: [Double] = []
        var state = TaskState.waiting
    }

    private struct State {
        var now = 0.0
        var jobs: [String: [Job]] = [:]
        var queue: [(String, Int)] = []
        var running: [(until: Double, array: String, index: Int)] = []
        var free: [Int]
        var isAway = false
        var forgets = false
        var refusal: CommandFault?
        var answers = true
        var stored: Set<String> = []
        var removed: Set<String> = []
        /// Results that nobody has looked at.
        var arrived: [Arrival] = []
        var starts: [Start] = []
        var cancelled: [String] = []
        /// Time of nodes: taken, and spent on results that came.
        var taken = 0.0
        var useful = 0.0
        /// What is done of jobs that have not ended, in seconds.
        var kept: [String: Double] = [:]
    }

    private let state: Mutex<State>
    private let seconds: @Sendable (String) -> Double
    private let fate: @Sendable (Start) -> Fate
    /// What a scheduler and a program take to start.
    private let overhead: Double
    /// How often a task writes its results, and how often a job saves its state, in seconds; nil where nothing of a task that
    /// dies is left.
    private let saves: (results: Double, states: Double)?
    private let nodes: Int

    init(
        nodes: Int, mostTasks: Int = 1000, overhead: Double = 2, saves: (results: Double, states: Double)? = nil,
        seconds: @escaping @Sendable (String) -> Double,
        fate: @escaping @Sendable (Start) -> Fate = { _ in .good }
    ) {
        self.nodes = nodes
        self.mostTasks = mostTasks
        self.overhead = overhead
        self.saves = saves
        self.seconds = seconds
        self.fate = fate
        state = Mutex(State(free: Array(0..<nodes)))
    }

    var starts: [Start] { state.withLock { $0.starts } }
    var nodeSeconds: (taken: Double, useful: Double) { state.withLock { ($0.taken, $0.useful) } }
    var cancelled: [String] { state.withLock { $0.cancelled } }
    var removed: Set<String> { state.withLock { $0.removed } }

    /// Whether its answers leave out every task.
    var forgets: Bool {
        get { state.withLock { $0.forgets } }
        set { state.withLock { $0.forgets = newValue } }
    }

    /// What it says to everything that is submitted; nil where it takes it.
    var refusal: CommandFault? {
        get { state.withLock { $0.refusal } }
        set { state.withLock { $0.refusal = newValue } }
    }

    /// Whether it says so when it has taken an array.
    var answers: Bool {
        get { state.withLock { $0.answers } }
        set { state.withLock { $0.answers = newValue } }
    }

    func goAway(_ isAway: Bool) { state.withLock { $0.isAway = isAway } }

    /// Another render takes in what has come, and clears up.
    func clearUp(storing keys: Set<String>) {
        state.withLock { state in
            state.stored.formUnion(keys)
            state.removed.formUnion(state.jobs.keys)
        }
    }

    /// Moves the clock; tasks end and start meanwhile.
    func advance(to now: Double) {
        state.withLock { state in
            while true {
                start(&state)
                guard let next = state.running.min(by: { $0.until < $1.until }), next.until <= now else { break }
                state.now = next.until
                state.running.removeAll { $0.array == next.array && $0.index == next.index }
                end(next.array, next.index, &state)
            }
            state.now = now
        }
    }

    private func start(_ state: inout State) {
        while let next = state.queue.first {
            guard var job = state.jobs[next.0]?[next.1] else { return }
            guard let place = state.free.firstIndex(where: { !job.start.excluded.contains("node\($0)") }) else {
                return
            }
            state.queue.removeFirst()
            let node = state.free.remove(at: place)
            job.times = job.start.keys.map { seconds($0) - (state.kept[$0] ?? 0) }
            var length = overhead + job.times.reduce(0, +)
            switch fate(job.start) {
            case .good, .silent: break
            case .dies(_, let part), .stopped(_, let part): length *= part
            }
            job.from = state.now
            job.until = state.now + length
            job.node = node
            job.state = .running(node: "node\(node)")
            state.jobs[next.0]?[next.1] = job
            state.running.append((state.now + length, next.0, next.1))
            state.starts.append(job.start)
        }
    }

    private func end(_ array: String, _ index: Int, _ state: inout State) {
        guard var job = state.jobs[array]?[index], let node = job.node, let from = job.from else { return }
        state.free.append(node)
        state.taken += state.now - from
        let name = "node\(node)"
        func arrive(_ keys: [String], _ signal: String?) {
            state.arrived.append(
                Arrival(
                    array: array, index: index,
                    reports: keys.map { ResultBundle.Report(key: $0, name: $0, report: JobReport(.ran)) },
                    isOpen: keys.count < job.start.keys.count, signal: signal))
            state.stored.formUnion(keys)
            state.useful += keys.reduce(0) { $0 + seconds($1) }
        }
        switch fate(job.start) {
        case .good:
            job.state = .ended(.exited(0, node: name))
            arrive(job.start.keys, nil)
        case .silent: job.state = .ended(.exited(0, node: name))
        case .dies(let ending, _):
            job.state = .ended(ending)
            let saved = save(job, for: state.now - from, &state)
            if !saved.isEmpty { arrive(saved, nil) }
        case .stopped(let signal, let part):
            job.state = .ended(.exited(75, node: name))
            arrive(Array(job.start.keys.prefix(Int(part * Double(job.start.keys.count)))), signal)
        }
        state.jobs[array]?[index] = job
    }

    /// Keeps what a task has written before it died.
    ///
    /// - Returns: the jobs whose results are there.
    private func save(_ job: Job, for seconds: Double, _ state: inout State) -> [String] {
        guard let saves else { return [] }
        var left = (seconds / saves.results).rounded(.down) * saves.results - overhead
        var ended: [String] = []
        for (key, time) in zip(job.start.keys, job.times) where left > 0 {
            if left >= time {
                ended.append(key)
            } else {
                state.kept[key, default: 0] += (left / saves.states).rounded(.down) * saves.states
            }
            left -= time
        }
        return ended
    }

    // MARK: Scheduler

    func files(of array: TaskArray, in folder: URL) -> [(name: String, text: String)] { [] }

    func submit(_ array: TaskArray, in folder: URL) throws(CommandFault) -> String {
        try state.withLock { state throws(CommandFault) in
            if state.isAway { throw CommandFault("it is away") }
            if array.excluded.count >= nodes { throw CommandFault("there is no such node") }
            if let refusal = state.refusal { throw refusal }
            state.queue += array.places.indices.map { (array.name, $0) }
            if !state.answers { throw CommandFault("it does not answer") }
        }
        return array.name
    }

    func states(of arrays: [String]) throws(CommandFault) -> [String: [Int: TaskState]] {
        try state.withLock { state throws(CommandFault) in
            if state.isAway { throw CommandFault("it is away") }
            if state.forgets { return [:] }
            return Dictionary(
                uniqueKeysWithValues: arrays.map { array in
                    (
                        array,
                        Dictionary(uniqueKeysWithValues: (state.jobs[array] ?? []).enumerated().map { ($0, $1.state) })
                    )
                })
        }
    }

    func cancel(_ arrays: [String]) throws(CommandFault) { state.withLock { $0.cancelled += arrays } }

    // MARK: WaveSpool

    func write(
        _ tasks: [[Request]], limits: Limits, excluded: [String], attempts: [Int], scheduler: any Scheduler
    ) throws -> TaskArray {
        state.withLock { state in
            let name = "array-\(state.jobs.count)"
            state.jobs[name] = tasks.enumerated().map { index, requests in
                Job(
                    start: Start(
                        array: name, index: index, keys: requests.map(\.key), limits: limits, excluded: excluded,
                        attempt: attempts[index]))
            }
            return TaskArray(
                name: name, places: tasks.indices.map { TaskArray.Place(bundle: "jobs.bundle", task: $0) },
                limits: limits,
                excluded: excluded)
        }
    }

    func submit(_ array: TaskArray, to scheduler: any Scheduler) throws -> String {
        try scheduler.submit(array, in: URL(fileURLWithPath: "/"))
    }

    func arrivals(of arrays: [String]) -> [Arrival] {
        let arrays = Set(arrays)
        return state.withLock { state in
            defer { state.arrived.removeAll { arrays.contains($0.array) } }
            return state.arrived.filter { arrays.contains($0.array) }
        }
    }

    func exists(_ array: String) -> Bool { state.withLock { !$0.removed.contains(array) } }
    func isStored(_ key: String) -> Bool { state.withLock { $0.stored.contains(key) } }
    func logTail(_ array: String, _ index: Int) -> String? { "  the last line of \(array)/\(index)" }
    func remove(_ array: String) { state.withLock { _ = $0.removed.insert(array) } }
}

/// The loop over such a cluster, with its clock.
struct SimulatedRender {
    let cluster: SimulatedCluster
    var loop: WaveLoop
    var now = 0.0
    var reports: [String: JobReport] = [:]
    var notices: [String] = []

    init(
        _ cluster: SimulatedCluster, slots: Int = 10, attempts: Int = 4,
        rule: LimitRule = LimitRule(
            unknown: Limits(seconds: 3600, memory: 1 << 30, threads: 1), longest: 14_400, mostMemory: 8 << 30),
        patience: WaveLoop.Patience = WaveLoop.Patience()
    ) {
        self.cluster = cluster
        loop = WaveLoop(
            cluster, cluster, grouping: JobGrouping(shortest: 600, slots: slots), rule: rule, attempts: attempts,
            patience: patience)
    }

    mutating func ask(_ count: Int, cost: Double? = nil, cell: String = "toys") {
        loop.request(
            (0..<count).map { index in
                Request(
                    key: "\(cell)-\(index)", name: "toy \(index) of '\(cell)'", cell: cell,
                    cost: cost.map { PastWork.Cost(seconds: $0, memory: 100 << 20) }, job: nil)
            }, at: now)
    }

    /// Until nothing is open, or for so long.
    mutating func run(until end: Double = 1e6) {
        while loop.isBusy, now < end {
            for event in loop.step(at: now) {
                switch event {
                case .began: break
                case .ended(let key, let report): reports[key] = report
                case .notice(let words): notices.append(words)
                }
            }
            now += max(0.25, loop.delay(at: now))
            cluster.advance(to: now)
        }
    }
}
