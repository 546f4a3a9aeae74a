import Synchronization

@testable import Report

/// A runner that hands on nothing but text: each job is written down and read back, and the report is read anew for it.
final class WritingRunner: CellRunner {
    let threads = 2
    private let directives: [any Directive.Type]
    /// Jobs that end without having been done.
    private let loses: @Sendable (CellJob) -> Bool
    private let seen = Mutex<[CellJob]>([])

    init(_ directives: [any Directive.Type], loses: @escaping @Sendable (CellJob) -> Bool = { _ in false }) {
        self.directives = directives
        self.loses = loses
    }

    /// In the order of their beginning.
    var jobs: [CellJob] { seen.withLock { $0 } }

    func run(_ job: CellJob, _ context: JobContext) -> JobResult {
        do {
            let read = try CellJob(json: job.json)
            seen.withLock { $0.append(read) }
            if loses(read) { return JobResult(.failed("the process was killed", advice: "Render again.")) }
            var session = JobSession(read, directives: DirectiveRegistry(directives))
            session.cancellation = context.cancellation
            return JobResult(try JobReport(json: session.run().json))
        } catch {
            return JobResult(.failed("\(error)"))
        }
    }
}
