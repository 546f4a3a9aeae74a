import Foundation

/// What became of a job. The result itself is in the store.
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

    /// For a runner whose job has ended without a report.
    ///
    /// - Parameters:
    ///   - message: why.
    ///   - advice: what to try.
    public static func failed(_ message: String, advice: String? = nil) -> JobReport {
        JobReport(.failed, message: message, advice: advice)
    }

    /// For a runner that was asked to stop.
    public static let cancelled = JobReport(.cancelled)

    /// As JSON.
    ///
    /// - Throws: nothing that a report of this program leads to.
    public var json: Data { get throws { Data(try Value(encoding: self).prettyJSON.utf8) } }

    /// - Throws: ``InvalidJSON`` or ``ResultMismatch`` where this is not what ``json`` gives.
    public init(json: Data) throws { self = try Value(json: json).decoded() }
}

/// What a runner gives back.
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
    /// What the job computed.
    ///
    /// - Throws: ``CellFailure`` where the job failed, was stopped by someone else, or left nothing in the store;
    ///   `CancellationError` where it stopped because the run is to stop.
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
