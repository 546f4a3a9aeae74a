import Foundation

/// A cell to be computed, or a part of one: all the information for a process that can read the report and the store.
///
/// It can be encoded as JSON. The result is written into the store under ``key``; a ``JobReport`` states how the job
/// ended.
public struct CellJob: Codable, Sendable, Hashable {
    /// A part, and the group that it belongs to.
    public struct Part: Codable, Sendable, Hashable {
        /// The name of the group.
        public let group: String
        /// What the part computes.
        public let description: PartDescription
    }

    /// A part of the cell that has been computed before this job, or has failed.
    struct EarlierPart: Codable, Sendable, Hashable {
        let group: String
        let label: String
        /// Of its result in the store.
        let key: String
        /// Why it failed; nil where the store has its result.
        let failure: Failure?

        struct Failure: Codable, Sendable, Hashable {
            let message: String
            let advice: String?
        }
    }

    /// The report that contains the cell.
    public fileprivate(set) var report: ReportSource
    /// The label of the cell.
    public let label: String
    /// The part; nil for the cell as a whole, whose parts are then in the store.
    public let part: Part?
    /// The key of the result in the store. A process that computes another key has read a different report.
    public let key: String
    /// The keys of the results of all cells that this one uses, directly or through others.
    let inputs: [String: String]
    /// The groups of parts that are computed, and their parts in order.
    let earlierGroups: [String]
    let earlierParts: [EarlierPart]
    /// How long the parts of the cell took, in seconds of wall time.
    let secondsOfParts: Double
    /// Whether an existing result may be used; false to compute it again.
    public fileprivate(set) var mayReuse: Bool
    /// What the job needs from its machine.
    public fileprivate(set) var resources: JobResources

    /// As JSON.
    ///
    /// - Throws: never for a job of this program.
    public var json: Data { get throws { Data(try Value(encoding: self).prettyJSON.utf8) } }

    /// The name in messages: "member 3 of 'fit'".
    public var name: String { part.map { "\($0.description.label) of '\(label)'" } ?? "the result of '\(label)'" }
}

extension CellJob {
    /// The keys of all results in the store that the job builds upon.
    package var uses: Set<String> {
        Set(inputs.values).union(earlierParts.filter { $0.failure == nil }.map(\.key))
    }

    /// How many parts of the cell are computed before this job.
    package var earlierPartCount: Int { earlierParts.count }

    /// The labels of the cell and of all cells that it uses.
    package var cells: Set<String> { Set(inputs.keys).union([label]) }

    /// The same job for a report and a store at another place. Existing results in that store may be used.
    package func moved(to report: ReportSource, threads: Int) -> CellJob {
        var job = self
        job.report = report
        job.mayReuse = true
        job.resources = JobResources(
            threads: threads, memory: resources.memory, seconds: resources.seconds,
            threadSeconds: resources.threadSeconds)
        return job
    }

    /// - Throws: ``InvalidJSON`` or ``ResultMismatch`` where this does not have the form of ``json``.
    public init(json: Data) throws { self = try Value(json: json).decoded() }
}

/// The place of a report and its results, and how to read it.
public struct ReportSource: Codable, Sendable, Hashable {
    /// A value of `-p name=value`.
    struct Parameter: Codable, Sendable, Hashable {
        let name: String
        let value: String
    }

    /// The absolute path of the Markdown file.
    public let path: String
    /// The report's name in messages.
    public let name: String
    let parameters: [Parameter]
    /// The absolute paths of folders besides the report's own that it may take files from.
    let allowedFolders: [String]
    /// The absolute path of the folder that keeps results.
    public let store: String

    /// The same report, copied to another place with all files that it reads.
    package func moved(to path: URL, store: URL) -> ReportSource {
        ReportSource(
            path: path.path, name: name, parameters: parameters,
            allowedFolders: [path.deletingLastPathComponent().deletingLastPathComponent().path], store: store.path)
    }
}

/// What a job needs from its machine.
public struct JobResources: Codable, Sendable, Hashable {
    /// How many threads it may use; the result does not depend on it.
    public let threads: Int
    /// Memory in bytes of the process that last computed the same cell or a similar part: an upper limit, because that
    /// process may have done other work too. nil if it never ran.
    public let memory: Int?
    /// Its wall time in seconds, for a cell including its parts; nil if it never ran.
    public let seconds: Double?
    /// The same, summed over all its threads.
    public let threadSeconds: Double?
}

extension CellJob.EarlierPart {
    init(_ part: PartResults.Entry) {
        var failure: Failure?
        if case .failed(let message, let advice) = part.outcome { failure = Failure(message: message, advice: advice) }
        self.init(group: part.group, label: part.label, key: part.key, failure: failure)
    }
}

extension JobResources {
    /// - Parameter earlier: the manifest of an earlier run.
    init(threads: Int, after earlier: Manifest?) {
        let record = earlier?.record
        self.init(
            threads: threads, memory: record?.memory, seconds: record?.seconds,
            threadSeconds: record.map { $0.seconds * Double(max(1, $0.threads)) })
    }
}
