import Foundation

/// How a job ended. The result itself is in the store.
public struct JobReport: Codable, Sendable, Hashable {
    /// How it ended.
    public enum Ending: String, Codable, Sendable {
        /// It was computed.
        case ran
        /// Another process had stored the result meanwhile.
        case found
        /// It ended with an error.
        case failed
        /// It was stopped.
        case cancelled
    }

    /// How it ended.
    public let ending: Ending
    /// What went wrong; nil unless it failed.
    public let message: String?
    /// What to try; nil unless it failed.
    public let advice: String?
    /// Warnings.
    public let warnings: [String]

    package init(_ ending: Ending, message: String? = nil, advice: String? = nil, warnings: [String] = []) {
        self.ending = ending
        self.message = message
        self.advice = advice
        self.warnings = warnings
    }

    /// A report for a job that ended without one.
    ///
    /// - Parameters:
    ///   - message: the reason.
    ///   - advice: what to try.
    public static func failed(_ message: String, advice: String? = nil) -> JobReport {
        JobReport(.failed, message: message, advice: advice)
    }

    /// The report of a runner that had to stop.
    public static let cancelled = JobReport(.cancelled)

    /// As JSON.
    ///
    /// - Throws: never for a report of this program.
    public var json: Data { get throws { Data(try Value(encoding: self).prettyJSON.utf8) } }

    /// - Throws: ``InvalidJSON`` or ``ResultMismatch`` where this does not have the form of ``json``.
    public init(json: Data) throws { self = try Value(json: json).decoded() }
}

/// The return value of a runner.
public struct JobResult: Sendable {
    /// How the job ended.
    public let report: JobReport
    /// What the job computed, if the runner has it; nil to read it from the store.
    let entry: Store.Entry?

    /// The result of a job that another process did.
    public init(_ report: JobReport) { self.init(report, entry: nil) }

    init(_ report: JobReport, entry: Store.Entry?) {
        self.report = report
        self.entry = entry
    }
}

extension JobResult {
    /// The result that the job computed.
    ///
    /// - Throws: ``CellFailure`` where the job failed, was stopped from outside, or stored nothing; `CancellationError`
    ///   where it stopped because the run has to stop.
    func entry(of job: CellJob, in store: Store, _ cancellation: Cancellation) throws -> Store.Entry {
        switch report.ending {
        case .cancelled:
            try cancellation.check()
            throw CellFailure("the job was stopped", advice: "Render again: it continues where it was.")
        case .failed: throw CellFailure(report.message ?? "the job failed", advice: report.advice)
        case .ran, .found:
            if let entry { return entry }
            switch store.entry(job.key) {
            case .found(let entry): return entry
            case .missing:
                throw CellFailure(
                    "the job is done, and its result is not in the store",
                    advice: "See whether it ran with the store \(job.report.store).")
            case .damaged(let why): throw CellFailure("what the job left in the store is damaged: \(why)")
            }
        }
    }
}
