import Foundation

/// One report on its way from the file to the page, with everything that the command line can say about it.
public struct RenderSession: Sendable {
    /// The Markdown file.
    public let report: URL
    /// As messages name the report.
    public let name: String
    /// The verbs that the report may use.
    public let directives: DirectiveRegistry
    /// The values of `-p name=value`.
    public var parameters: [(name: String, value: String)] = []
    /// Folders besides the report's own that it may take files from.
    public var allowedFolders: [URL] = []
    /// Where results are kept.
    public var store = Store(URL(fileURLWithPath: ".fiducial/store"))
    /// How many threads all running cells share.
    public var jobs = ProcessInfo.processInfo.activeProcessorCount
    /// Does the jobs of a run; nil for threads of this process, ``jobs`` of them.
    public var runner: (any CellRunner)?
    /// Labels of cells to compute anew.
    public var refresh: [String] = []
    /// false to compute every cell anew; results are stored all the same.
    public var usesCache = true
    /// Replaces templates and styles that are built in.
    public var templates: URL?
    /// Is told how far every cell is.
    public var progress: any ProgressSink = SilentProgress()
    /// Stops the run; what is finished by then is in the store.
    public var cancellation = Cancellation()
    /// Name and version of the program, for manifests and for the page.
    public var engine = "fiducial"

    /// - Parameter name: as messages name the report.
    public init(report: URL, as name: String, directives: DirectiveRegistry) {
        self.report = report
        self.name = name
        self.directives = directives
    }

    /// What a render says when it is over.
    public struct Outcome: Sendable {
        /// 0: all good; 1: a cell or a check failed; 2: the document is wrong; 130: stopped.
        public let exitStatus: Int32
        /// For standard error: diagnostics, problems, warnings.
        public let messages: [String]
        /// For standard output: one line on what was done; nil where no page was written.
        public let summary: String?
        /// What became of every cell; nil where nothing ran.
        public let run: RunReport?
    }

    /// Where the report and its store are, for other processes.
    var source: ReportSource {
        ReportSource(
            path: report.absoluteURL.path, name: name,
            parameters: parameters.map { ReportSource.Parameter(name: $0.name, value: $0.value) },
            allowedFolders: allowedFolders.map(\.absoluteURL.path),
            store: store.folder.path)
    }

    /// Reads and checks the report, and the labels given to `refresh`.
    ///
    /// - Throws: ``InvalidDocument`` with everything that is wrong.
    public func read() throws(InvalidDocument) -> Document {
        let document = try DocumentReader(
            directives: directives, parameters: parameters, allowedFolders: allowedFolders
        ).read(report, as: name)
        try requireCells(refresh, among: document.cells.map(\.label)) {
            "--refresh names '\($0)', and no cell is called so"
        }
        return document
    }

    /// - Throws: ``InvalidDocument`` with a diagnostic for every label that no cell has.
    func requireCells(
        _ wanted: [String], among labels: [String], message: (String) -> String
    ) throws(InvalidDocument) {
        let unknown = wanted.filter { !labels.contains($0) }
        guard unknown.isEmpty else {
            throw InvalidDocument(
                unknown.map { label in
                    Diagnostic(
                        message(label), at: SourcePlace(file: name, line: 1, column: 1),
                        remedy: NearMiss.remedy(for: label, among: labels))
                })
        }
    }

    /// What a render would do.
    ///
    /// - Throws: ``InvalidDocument``, and ``CellFailure`` where a file that a cell reads is gone.
    public func plan() throws -> Plan {
        try Plan(read(), store: store, refresh: Set(refresh), usesCache: usesCache)
    }

    /// Computes what is out of date and writes the page. A page that stands there stays whole until the new one is.
    public func render(to output: URL) async -> Outcome {
        do {
            guard output.standardizedFileURL != report.standardizedFileURL else {
                throw SessionError.pageReplacesReport
            }
            let document = try read()
            let renderer = PageRenderer(templates: try PageTemplates(replacingWith: templates))
            let publisher = Publisher(output)
            try publisher.prepare()
            try store.prepare()
            let host = Host.current(engine: engine)
            let executor = Executor(
                source, runner: runner ?? LocalRunner(threads: jobs), refresh: Set(refresh), usesCache: usesCache,
                progress: progress, cancellation: cancellation, host: host)
            let run = try await executor.run(document)
            let page = try ReportPage(
                document, run, renderer: renderer, filesFolder: publisher.filesFolder, host: host)
            try publisher.publish(page)
            let warnings = document.warnings.map(\.description) + run.warnings.map { "\(name): warning: \($0)" }
            return Outcome(
                exitStatus: page.exitStatus, messages: warnings + page.problems + failures(page),
                summary: summary(run, page, output), run: run)
        } catch let error as InvalidDocument {
            return Outcome(
                exitStatus: 2, messages: error.diagnostics.map(\.description), summary: nil, run: nil)
        } catch is CancellationError {
            return Outcome(
                exitStatus: 130, messages: ["\(name): stopped; finished cells are in the store"], summary: nil, run: nil
            )
        } catch {
            return Outcome(exitStatus: 1, messages: ["\(name): error: \(error.words)"], summary: nil, run: nil)
        }
    }

    private func failures(_ page: ReportPage) -> [String] {
        page.verdicts.filter { $0.status != .pass }.map { verdict in
            "\(name): \(verdict.status.rawValue): \(verdict.claim): \(verdict.measured), required \(verdict.tolerance)"
        }
    }

    private func summary(_ run: RunReport, _ page: ReportPage, _ output: URL) -> String {
        let outcomes = run.results.values.map(\.outcome)
        let ran = outcomes.count { $0 == .ran }
        let cached = outcomes.count { $0 == .cached }
        let other = outcomes.count - ran - cached
        var parts = ["\(ran) ran", "\(cached) from the store"]
        if other > 0 { parts.append("\(other) not computed") }
        let passed = page.verdicts.count { $0.status == .pass }
        let claims = page.verdicts.isEmpty ? "" : ", \(passed) of \(page.verdicts.count) claims hold"
        return "\(output.relativePath): \(outcomes.count) cells (\(parts.joined(separator: ", ")))\(claims), "
            + DurationText.coarse(run.seconds)
    }
}
