import Files
import Foundation

/// The comparison of two reports that a caller names.
public struct CompareSession: Sendable {
    /// What to compare with: a report, its text at a commit, a page, or a store.
    public let old: String
    /// The report to be compared, likewise.
    public let new: String
    /// The verbs that reports may use.
    public let directives: DirectiveRegistry
    /// The values of `-p name=value`, for reports and commits.
    public var parameters: [(name: String, value: String)] = []
    /// Folders besides a report's own from which it may read files.
    public var allowedFolders: [URL] = []
    /// The store with the results of reports and commits.
    public var store = Store(URL(fileURLWithPath: ".fiducial/store"))
    /// The name of the report in a store; nil for that of the other side, or for the only one.
    public var report: String?
    /// Replaces templates and styles that are built in.
    public var templates: URL?
    /// Relative tolerance: numbers that differ by less count as equal.
    public var tolerance = 1e-9
    /// By how many σ a value may move; nil for no gate.
    public var gate: Double?
    /// Name and version of the program.
    public var engine = "fiducial"

    /// - Parameters:
    ///   - old: what to compare with.
    ///   - new: the report to be compared.
    public init(_ old: String, _ new: String, directives: DirectiveRegistry) {
        self.old = old
        self.new = new
        self.directives = directives
    }

    /// What differs, and a page that shows it.
    public struct Outcome: Sendable {
        /// The differences.
        public let comparison: ReportComparison
        /// The page, one HTML file; nil if it was not requested.
        public let page: String?
    }

    /// Compares both.
    ///
    /// - Parameter wantsPage: whether to draw figures and make a page.
    /// - Throws: ``ComparisonError`` where a name cannot be compared, ``InvalidDocument`` where a report has mistakes.
    public func compare(wantsPage: Bool = false) throws -> Outcome {
        let (before, after) = (try ComparisonOperand(old), try ComparisonOperand(new))
        let renderer = wantsPage ? PageRenderer(templates: try PageTemplates(replacingWith: templates)) : nil
        let first = try side(before, as: old, beside: after, renderer)
        let second = try side(after, as: new, beside: before, renderer)
        let comparison = ReportComparison(first, second, directives: directives, tolerance: tolerance, gate: gate)
        let page = try renderer.map { try ComparisonPage(comparison, first, second, renderer: $0).html }
        return Outcome(comparison: comparison, page: page)
    }

    /// The compared files, which a page must not replace.
    public var files: [String] {
        [old, new].compactMap { (try? ComparisonOperand($0))?.file }
    }

    /// All files from which the compared pages are made; they must not be overwritten.
    ///
    /// - Throws: ``ComparisonError`` where a name cannot be compared, ``InvalidDocument`` where a report has mistakes.
    public func inputs() throws -> ProtectedFiles {
        var inputs = ProtectedFiles()
        for name in [old, new] {
            guard case .report(let path) = try ComparisonOperand(name) else { continue }
            var session = RenderSession(report: URL(fileURLWithPath: path), as: path, directives: directives)
            session.parameters = parameters
            session.allowedFolders = allowedFolders
            session.store = store
            try inputs.add(session.inputs())
        }
        inputs.add(templates: templates)
        return inputs
    }

    private func side(
        _ operand: ComparisonOperand, as name: String, beside other: ComparisonOperand, _ renderer: PageRenderer?
    ) throws -> ComparedReport {
        switch operand {
        case .page(let path): return try ComparedReport(page: path, wantsFigures: renderer != nil)
        case .store(let path):
            return try ComparedReport(
                storeAt: path, report: report, stem: other.stem, engine: engine, directives: directives)
        case .report(let path):
            let url = URL(fileURLWithPath: path)
            let document = try reader.read(url, as: path)
            let written = try ReviewFile(of: url, as: path).read()
            let unknown = written.unknownTargets(in: document)
            guard unknown.isEmpty else { throw InvalidDocument(unknown) }
            return try compared(document, as: name, origin: "the store", renderer, written.map(\.entry))
        case .commit(let path, let revision):
            let committed = try CommittedText(path, at: revision)
            let url = URL(fileURLWithPath: path)
            let document = try reader.read(
                text: committed.text, file: "\(path)@\(committed.commit)", folder: url.deletingLastPathComponent())
            let review = ReviewFile(of: url, as: path)
            // What is said of something that the report did not have then is told, and no mistake of today.
            let written = try committed.file(review.url.lastPathComponent)
                .map { try review.read($0, at: committed.commit) }
            return try compared(
                document, as: name,
                origin: "the store, for the text at \(committed.commit) with its review, and the files of today",
                renderer,
                written?.map(\.entry) ?? [])
        }
    }

    private var reader: DocumentReader {
        var reader = DocumentReader(directives: directives, parameters: parameters, allowedFolders: allowedFolders)
        reader.isForPage = false
        reader.digests = store.digests
        return reader
    }

    private func compared(
        _ document: Document, as name: String, origin: String, _ renderer: PageRenderer?, _ entries: [ReviewEntry] = []
    ) throws -> ComparedReport {
        try ComparedReport(
            document, in: store, as: name, origin: origin, engine: engine, renderer: renderer,
            threads: ProcessInfo.processInfo.activeProcessorCount, entries: entries)
    }
}
