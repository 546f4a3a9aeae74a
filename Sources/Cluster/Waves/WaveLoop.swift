import Foundation
import Report

/// Runs jobs with a scheduler: submits requested jobs in arrays, collects results as they arrive, and handles tasks
/// that die.
///
/// A job is done when its result has arrived, whatever the scheduler says; the scheduler is only queried about tasks
/// without results. The loop has no clock and no thread: the caller of ``step(at:)`` passes the time.
package struct WaveLoop {
    /// An event of a job, or of the loop.
    package enum Event: Sendable {
        /// The job runs on a node.
        case began(String)
        case ended(String, JobReport)
        case notice(String)
    }

    /// Intervals of the loop, in seconds.
    package struct Patience: Sendable {
        /// Requests that arrive within this time are grouped.
        package var gathering = 0.5
        /// The interval between two checks for results.
        package var look = 1.0
        /// The interval between two queries to the scheduler, at first, and at most.
        package var poll = 10.0
        package var longestPoll = 60.0
        /// The time that tasks that died wait for others, to be submitted together.
        package var retry = 5.0
        /// The time that a result may take to arrive after its task has ended.
        package var grace = 30.0
        package init() {}
    }

    private let scheduler: any Scheduler
    private let spool: any WaveSpool
    private let rule: LimitRule
    private let attempts: Int
    private let patience: Patience

    private var tasks = OpenTasks()
    private var outbox: Outbox
    /// When the first of the tasks died that wait to be submitted again.
    private var diedAt: Double?
    /// How often work was stopped for others, by the name of its first job.
    private var stops: [String: Int] = [:]
    private var lastLook = -Double.infinity
    private var lastPoll: Double?
    private var pollInterval: Double
    private var submitAt = 0.0
    private var submitDelay = 2.0
    private var complaint: String?
    /// How many tasks there were at most when the scheduler was asked, since something was asked for.
    private var mostOpen = 0
    /// How many ran when it answered last. Whenever one ends, one that waits takes its place.
    private var running = 0
    /// The numbers of calls of the scheduler.
    package private(set) var calls = (submissions: 0, questions: 0)

    package init(
        _ scheduler: any Scheduler, _ spool: any WaveSpool, grouping: JobGrouping, rule: LimitRule, attempts: Int,
        patience: Patience = Patience()
    ) {
        self.scheduler = scheduler
        self.spool = spool
        self.rule = rule
        self.attempts = attempts
        self.patience = patience
        outbox = Outbox(grouping: grouping, rule: rule)
        pollInterval = patience.poll
    }

    /// Whether a requested job has not ended.
    package var isBusy: Bool { !outbox.isEmpty || tasks.areWanted }

    /// The numbers of waiting and running tasks with requests of this render.
    package var counts: (waiting: Int, running: Int) {
        let wanted = tasks.filter { !$0.wanted.isEmpty }
        return (wanted.count { !$0.runs } + outbox.parcelCount, wanted.count { $0.runs })
    }

    /// The scheduler's identifiers of arrays with tasks that have not ended.
    package var openArrays: [String] { tasks.ids }

    /// Continues with an array that an earlier render, or another one, has submitted.
    package mutating func adopt(_ open: OpenArray) {
        guard let id = open.id else { return }
        for (index, keys) in open.keys.enumerated() {
            tasks.put(
                OpenTask(
                    array: open.array.name, index: index, id: id, open: Set(keys), limits: open.array.limits,
                    attempts: open.attempts[index]))
        }
    }

    /// Requests jobs. If an array is already doing a job, the loop waits for it.
    package mutating func request(_ requests: [Request], at now: Double) {
        for request in requests {
            if var task = tasks.task(doing: request.key) {
                task.wanted[request.key] = request
                tasks.put(task)
            } else {
                outbox.gather(request, at: now)
                pollInterval = patience.poll
                mostOpen = 0
            }
        }
    }

    /// The time until the next call of ``step(at:)``, in seconds.
    package func delay(at now: Double) -> Double {
        var next = lastLook + patience.look
        if let askedAt = outbox.askedAt { next = min(next, askedAt + patience.gathering) }
        return max(0, next - now)
    }

    /// Does everything that is due.
    package mutating func step(at now: Double) -> [Event] {
        var events: [Event] = []
        if now - lastLook >= patience.look {
            lastLook = now
            look(now, &events)
        }
        if let askedAt = outbox.askedAt, now - askedAt >= patience.gathering { outbox.pack() }
        if lastPoll != nil, outbox.release(waiting: tasks.count - running) { diedAt = nil }
        pollInterval = min(pollInterval, longestPause)
        if diedAt.map({ now - $0 >= patience.retry }) ?? true { submit(now, &events) }
        if isBusy, lastPoll.map({ now - $0 >= pollInterval }) ?? true, !openArrays.isEmpty { poll(now, &events) }
        bury(now, &events)
        return events
    }

    /// Submits everything that has not been submitted yet, because this process will end.
    ///
    /// - Returns: events for errors, if any.
    package mutating func submitAll(at now: Double) -> [Event] {
        var events: [Event] = []
        outbox.pack()
        outbox.releaseAll()
        submitAt = now
        submit(now, &events)
        return events
    }

    /// Ends all tasks.
    ///
    /// - Throws: ``CommandFault`` if the scheduler does not answer.
    package func cancel() throws(CommandFault) { try scheduler.cancel(openArrays) }

    // MARK: results

    private mutating func look(_ now: Double, _ events: inout [Event]) {
        for arrival in spool.arrivals(of: tasks.arrays) {
            guard var task = tasks[arrival.array, arrival.index] else { continue }
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
            if task.open.isEmpty { remove(task) } else { tasks.put(task) }
        }
        for array in tasks.arrays where !spool.exists(array) {
            // Another render has taken in everything, and cleared up.
            for task in tasks.tasks(of: array) {
                for (key, request) in task.wanted.sorted(by: { $0.key < $1.key }) {
                    if spool.isStored(key) {
                        events.append(.ended(key, JobReport(.ran)))
                    } else {
                        outbox.add([request], limits: task.limits, attempts: task.attempts)
                    }
                }
            }
            tasks.remove(array: array)
        }
    }

    /// Removes a task, and what belongs to its array with the last one.
    private mutating func remove(_ task: OpenTask) {
        if tasks.remove(task) { spool.remove(task.array) }
    }

    // MARK: submitting

    private mutating func submit(_ now: Double, _ events: inout [Event]) {
        guard now >= submitAt else { return }
        do {
            diedAt = nil
            try write()
            while let array = outbox.unsubmitted.first {
                // A scheduler that gave no answer may have taken it all the same, and all of it has come.
                guard !tasks.tasks(of: array.name).isEmpty else {
                    outbox.removeFirst()
                    continue
                }
                calls.submissions += 1
                let id: String
                do {
                    id = try spool.submit(array, to: scheduler)
                } catch  where !array.excluded.isEmpty {
                    // There may be no other node.
                    outbox.removeFirst()
                    for task in tasks.tasks(of: array.name) {
                        outbox.add(task.requests, limits: task.limits, attempts: task.attempts)
                    }
                    tasks.remove(array: array.name)
                    spool.remove(array.name)
                    throw error
                } catch let fault as CommandFault where fault.isFinal {
                    outbox.removeFirst()
                    refuse(array, fault, &events)
                    continue
                }
                outbox.removeFirst()
                tasks.name(array.name, id)
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

    /// The scheduler will not take it later either.
    private mutating func refuse(_ array: TaskArray, _ fault: CommandFault, _ events: inout [Event]) {
        complain("\(fault)", &events)
        for task in tasks.tasks(of: array.name) {
            let report = JobReport.failed("it is not submitted: \(fault)", advice: fault.advice)
            for key in task.wanted.keys.sorted() { events.append(.ended(key, report)) }
        }
        tasks.remove(array: array.name)
        spool.remove(array.name)
    }

    private mutating func write() throws {
        while let batch = outbox.next(most: scheduler.mostTasks) {
            let array = try spool.write(
                batch.parcels.map(\.requests), limits: batch.limits, excluded: batch.excluded,
                attempts: batch.parcels.map(\.attempts), scheduler: scheduler)
            outbox.note(batch, writtenAs: array)
            for (index, parcel) in batch.parcels.enumerated() {
                tasks.put(
                    OpenTask(
                        array: array.name, index: index, open: Set(parcel.requests.map(\.key)),
                        wanted: Dictionary(parcel.requests.map { ($0.key, $0) }, uniquingKeysWith: { $1 }),
                        limits: batch.limits, attempts: parcel.attempts))
            }
        }
    }

    // MARK: deaths

    private mutating func poll(_ now: Double, _ events: inout [Event]) {
        lastPoll = now
        mostOpen = max(mostOpen, tasks.count)
        pollInterval = min(longestPause, 1.5 * pollInterval)
        calls.questions += 1
        let states: [String: [Int: TaskState]]
        do throws(CommandFault) {
            states = try scheduler.states(of: openArrays)
            complaint = nil
        } catch {
            return complain("\(error); it is asked again", &events)
        }
        for var task in tasks.filter({ $0.id != nil }) {
            guard let id = task.id else { continue }
            if task.take(states[id]?[task.index], at: now) {
                events += task.wanted.keys.sorted().map(Event.began)
            }
            tasks.put(task)
        }
        running = tasks.filter(\.isRunning).count
    }

    /// Between two questions. The last of many tasks, when nothing waits any more, are waited for by all that comes after: the
    /// sooner a death is known, the sooner it is mended.
    private var longestPause: Double {
        guard outbox.isEmpty, tasks.count <= running, 2 * tasks.count <= mostOpen else { return patience.longestPoll }
        let expected = tasks.filter { !$0.wanted.isEmpty }.compactMap(\.expected).max() ?? 20 * patience.poll
        return min(patience.longestPoll, max(patience.poll, expected / 10))
    }

    private mutating func bury(_ now: Double, _ events: inout [Event]) {
        var held: [String] = []
        let dead = tasks.filter { task in task.endedAt.map { now - $0 >= grace(after: task.ending) } ?? false }
        for task in dead {
            if let id = task.id, staysInQueue(task.ending) { held.append(scheduler.name(ofTask: task.index, in: id)) }
            if !task.wanted.isEmpty { retry(task, now, &events) }
            remove(task)
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

    private mutating func retry(_ task: OpenTask, _ now: Double, _ events: inout [Event]) {
        let requests = task.requests
        let name = requests[0].name
        let tail = spool.logTail(task.array, task.index)
        let death = Death(task.ending, signal: task.signal, log: tail, node: task.node)
        if death.cause == .stopped { stops[name, default: 0] += 1 }
        switch Retry(death, of: task, stops: stops[name, default: 0], attempts: attempts, rule: rule) {
        case .givenUp(let why, let advice):
            let log = tail.map { "\nThe end of its log:\n\($0)" } ?? ""
            for request in requests { events.append(.ended(request.key, .failed(why + log, advice: advice))) }
        case .again(let limits, let excluded, let attempts):
            events.append(.notice("\(name): \(death.words)\(death.node.map { " on \($0)" } ?? ""); it is done again"))
            diedAt = diedAt ?? now
            // Each job by itself: one that kills its task no longer takes the others with it, and the last ones end together.
            for request in requests {
                outbox.add([request], limits: limits, excluded: excluded, attempts: attempts)
            }
        }
    }

    private mutating func complain(_ words: String, _ events: inout [Event]) {
        guard complaint != words else { return }
        complaint = words
        events.append(.notice(words))
    }
}
