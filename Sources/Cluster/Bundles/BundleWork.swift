import Files
import Foundation
import Report
import Synchronization

/// Does one task of a bundle, in a separate folder on the local disk.
///
/// The results are written into one file, repeatedly while the task runs: with the results of jobs that have ended, and
/// with the checkpoints of the others. If the task is done again, here or on another machine, it continues from that
/// file.
package struct BundleWork: Sendable {
    /// The bundle of jobs.
    package let bundle: URL
    /// The number of the task, from 0.
    package let task: Int
    /// The verbs that reports may use.
    package let directives: DirectiveRegistry
    /// Name and version of the program, for manifests.
    package var engine = "fiducial"
    /// Stops the task; finished results, and the checkpoints of the rest, are in the file.
    package var cancellation = Cancellation()
    /// Receives the progress of jobs.
    package var progress: any ProgressSink = SilentProgress()
    /// The folder for unpacking the bundle.
    package var scratch = Self.scratch(among: [FileManager.default.temporaryDirectory.path, "/tmp", "/var/tmp"])
    /// The interval in seconds at which results are written while the task runs, if they are small. For larger results
    /// it is a minute for each megabyte, but at most five minutes, so that a thousand nodes together write at most 17
    /// MB per second if none has more than five megabytes.
    package var interval = 30.0

    package init(_ bundle: URL, task: Int, directives: DirectiveRegistry) {
        self.bundle = bundle
        self.task = task
        self.directives = directives
    }

    /// The first of some folders that can be written. `TMPDIR` comes along from the machine of the render, and need not be there on a
    /// node.
    static func scratch(among folders: [String]) -> URL {
        let place = folders.first { access($0, W_OK | X_OK) == 0 } ?? folders[0]
        return URL(fileURLWithPath: place, isDirectory: true)
    }

    /// Does the task.
    ///
    /// - Parameters:
    ///   - output: the bundle of results. If it exists, its results are not computed again.
    ///   - signal: returns the signal that stopped the task; called after it has stopped.
    /// - Returns: the report in the bundle of results.
    /// - Throws: ``BundleError``, `CareError` if the bundle is damaged, `FileError`.
    package func run(to output: OutputFile, signal: @escaping @Sendable () -> String?) throws -> ResultBundle {
        let bundle = try JobBundle(reading: self.bundle)
        guard bundle.about.arithmetic == directives.arithmetic else {
            throw BundleError.otherArithmetic(here: directives.arithmetic, there: bundle.about.arithmetic)
        }
        let task = try bundle.task(self.task)
        let folder = scratch.appendingPathComponent("fiducial-\(FileSystem.unique)", isDirectory: true)
        try FileSystem.createFolder(folder)
        defer { try? FileManager.default.removeItem(at: folder) }
        let unpacked = try UnpackedBundle(bundle, for: task, in: folder)
        unpacked.takeIn(output.place)
        let results = TaskResults(task, number: self.task, of: bundle.identity, engine: engine, store: unpacked.store)
        if let first = unpacked.jobs.first {
            var session = JobSession(first, directives: directives)
            session.files = unpacked.files
            session.readsCellAlone = true
            session.engine = engine
            session.cancellation = cancellation
            session.progress = progress
            let saver = Saver(every: interval) { [interval] in
                _ = try? results.write(to: output, signal: nil)
                let size = (try? FileManager.default.attributesOfItem(atPath: output.place.path)[.size]) as? Int ?? 0
                return Self.pause(after: size, least: interval)
            }
            session.run(unpacked.jobs, threads: task.threads) { job, report in results.note(report, of: job) }
            saver.stop()
        }
        let isStopped = cancellation.isCancelled
        return try results.write(to: output, signal: isStopped ? signal() ?? "stopped" : nil)
    }

    /// The pause until results are written again, in seconds.
    ///
    /// - Parameters:
    ///   - size: the size of the file, in bytes.
    ///   - least: the shortest pause in seconds.
    static func pause(after size: Int, least: Double) -> Double {
        least * min(10, max(1, Double(size) / 500_000))
    }

    /// Does something again and again on a thread of its own.
    private final class Saver: Sendable {
        private let isDone = Atomic<Bool>(false)
        private let ended = DispatchSemaphore(value: 0)

        /// - Parameter save: saves, and returns the seconds until the next call.
        init(every seconds: Double, _ save: @escaping @Sendable () -> Double) {
            Thread.detachNewThread { [self] in
                var seconds = seconds
                var last = ContinuousClock.now
                while !isDone.load(ordering: .acquiring) {
                    usleep(20_000)
                    if ContinuousClock.now - last >= .seconds(seconds) {
                        seconds = save()
                        last = ContinuousClock.now
                    }
                }
                ended.signal()
            }
        }

        /// Stops, after waiting for a running call.
        func stop() {
            isDone.store(true, ordering: .releasing)
            ended.wait()
        }
    }
}

/// What has become of a task's jobs so far.
private final class TaskResults: Sendable {
    private let task: JobBundle.Task
    private let number: Int
    private let identity: String
    private let engine: String
    private let store: Store
    private let reports = Mutex<[String: JobReport]>([:])

    init(_ task: JobBundle.Task, number: Int, of identity: String, engine: String, store: Store) {
        self.task = task
        self.number = number
        self.identity = identity
        self.engine = engine
        self.store = store
    }

    func note(_ report: JobReport, of job: CellJob) {
        switch report.ending {
        case .cancelled: break
        // Found where an earlier process of this task has left it: to everybody else it ran.
        case .ran, .found: reports.withLock { $0[job.key] = JobReport(.ran, warnings: report.warnings) }
        case .failed: reports.withLock { $0[job.key] = report }
        }
    }

    @discardableResult
    func write(to output: OutputFile, signal: String?) throws -> ResultBundle {
        let ended = reports.withLock { $0 }
        let open = task.jobs.filter { ended[$0.key] == nil }.map(\.key)
        let results = ResultBundle(
            jobs: identity, task: number, engine: engine, host: ThisMachine.name,
            reports: task.jobs.compactMap { job in
                ended[job.key].map { ResultBundle.Report(key: job.key, name: job.name, report: $0) }
            }, open: open, signal: signal)
        let writer = try TarWriter(output)
        try StoreArchive.begin(writer, bundle: .results)
        try writer.add(ResultBundle.name, Data(Value(encoding: results).canonicalJSON.utf8))
        for key in Set(results.reports.filter { $0.report.ending == .ran }.map(\.key)).sorted() {
            try StoreArchive.add(key, of: store, to: writer)
        }
        for key in open { try StoreArchive.add(unfinished: key, of: store, to: writer) }
        try StoreArchive.finish(bundle: writer)
        return results
    }
}
