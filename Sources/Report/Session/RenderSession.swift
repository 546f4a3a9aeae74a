import Files
import Foundation
import Statistics

/// The work on one report, from the file to the page, with all settings of the command line.
public struct RenderSession: Sendable {
    /// The Markdown file.
    public let report: URL
    /// The report's name in messages.
    public let name: String
    /// The verbs that the report may use.
    public let directives: DirectiveRegistry
    /// The values of `-p name=value`.
    public var parameters: [(name: String, value: String)] = []
    /// Folders besides the report's own from which it may read files.
    public var allowedFolders: [URL] = []
    /// Where results are kept.
    public var store = Store(URL(fileURLWithPath: ".fiducial/store"))
    /// How many threads all running cells share.
    public var jobs = ProcessInfo.processInfo.activeProcessorCount
    /// Does the jobs of a run; nil for threads of this process, ``jobs`` of them.
    public var runner: (any CellRunner)?
    /// Labels of cells to compute again.
    public var refresh: [String] = []
    /// Whether results in the store are used; false to compute every cell again. Results are stored in both cases.
    public var usesCache = true
    /// Whether large input files are read completely to detect changes; otherwise their size and times decide.
    public var verifiesFiles = false
    /// Replaces templates and styles that are built in.
    public var templates: URL?
    /// Whether the page may contain the data with which figures follow sliders; false to leave them out, whatever the
    /// report says.
    public var isExplorable = true
    /// Whether a finding that the author does not accept makes the render fail.
    public var isStrict = false
    /// Where to write the findings of cells, as JSON; nil for nowhere.
    public var health: URL?
    /// Where to write the results of all cells, as JSON (``ResultsDocument``); nil for nowhere.
    public var results: URL?
    /// Where to write claims and findings as test cases, as JUnit's XML; nil for nowhere.
    public var junit: URL?
    /// Where to write a line of JSON for each change of state while cells run; nil for nowhere.
    public var log: URL?
    /// Where to write mistakes and findings as SARIF; nil for nowhere.
    public var sarif: URL?
    /// A date for the page, which then states neither machine nor times, so that the same report with the same results
    /// gives exactly the same bytes; nil for the current date.
    public var pageDate: Date?
    /// Prints the page as PDF beside it; nil for no PDF.
    public var printer: PagePrinter?
    /// Receives the progress of every cell.
    public var progress: any ProgressSink = SilentProgress()
    /// Stops the run; results finished by then are in the store.
    public var cancellation = Cancellation()
    /// How long a stopped run waits for work on threads of this process that does not react, in seconds; nil: until it ends.
    /// A process that ends then should not wait for such threads either.
    public var patience: Double?
    /// Name and version of the program, for manifests and for the page.
    public var engine = "fiducial"

    /// The name is used in messages.
    public init(report: URL, as name: String, directives: DirectiveRegistry) {
        self.report = report
        self.name = name
        self.directives = directives
    }

    /// The result of a render.
    public struct Outcome: Sendable {
        /// 0: all good; 1: a cell or a check failed, or a strict render has findings that are not accepted; 2: the
        /// document has mistakes, or the output would replace one of its inputs; 130: stopped.
        public let exitStatus: Int32
        /// For standard error: diagnostics, problems, warnings.
        public let messages: [String]
        /// For standard output: a one-line summary; nil if no page was written.
        public let summary: String?
        /// For standard error, after the summary: the findings of cells.
        public var remarks: [String] = []
        /// The findings for programs; nil if no page was written.
        public var health: ReportHealth?
        /// Problems with their places in the text.
        public var annotations: [Annotation] = []
        /// The outcomes of all cells; nil if nothing ran.
        public let run: RunReport?
    }

    /// The places of the report and its store, for other processes.
    var source: ReportSource {
        ReportSource(
            path: report.absoluteURL.path, name: name,
            parameters: parameters.map { ReportSource.Parameter(name: $0.name, value: $0.value) },
            allowedFolders: allowedFolders.map(\.absoluteURL.path),
            store: store.folder.path)
    }

    /// The last outputs of the report's cells; nil where they cannot be stored.
    var keptDrawings: KeptDrawings? {
        let name = Document.nameInStore(
            report.deletingPathExtension().lastPathComponent, in: report.deletingLastPathComponent())
        return KeptDrawings(in: store.drawings(of: name))
    }

    /// Reads and checks the report, and the labels given to `refresh`.
    ///
    /// - Throws: ``InvalidDocument`` with all mistakes.
    public func read() throws(InvalidDocument) -> Document {
        var reader = DocumentReader(
            directives: directives, parameters: parameters, allowedFolders: allowedFolders)
        reader.digests = verifiesFiles ? nil : store.digests
        MathSetter.shared.look(in: store.formulas)
        let document = try reader.read(report, as: name)
        try requireCells(refresh, among: document.cells.map(\.label)) {
            "--refresh names '\($0)', and no cell is called so"
        }
        return document
    }

    /// - Throws: ``InvalidDocument`` with a diagnostic for every unknown label.
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
    /// - Throws: ``InvalidDocument``, and ``CellFailure`` where a file that a cell reads no longer exists.
    public func plan() throws -> Plan {
        try plan(of: read())
    }

    /// Estimates the time of all cells on other numbers of cores, from the times of their last runs.
    ///
    /// - Parameter other: a store with results of the same report, computed on another number of threads, from which
    ///   the serial part of the work is estimated; nil without one.
    /// - Throws: ``InvalidDocument``.
    public func coreModel(besides other: Store? = nil) throws -> CoreModel {
        CoreModel(of: try read(), store: store, besides: other)
    }

    func plan(of document: Document) throws -> Plan {
        try Plan(
            document, store: store, refresh: Set(refresh), usesCache: usesCache, verifies: true,
            threads: jobs, parameters: parameters.map(\.name))
    }

    /// Computes what is out of date and writes the page. An existing page stays until the new one is complete, and no
    /// input file is overwritten.
    public func render(to output: URL) async -> Outcome {
        var runLog: RunLog?
        let outcome = await render(to: output, logging: &runLog)
        runLog?.end(status: outcome.exitStatus, messages: outcome.messages)
        return outcome
    }

    private func render(to output: URL, logging runLog: inout RunLog?) async -> Outcome {
        do {
            let (document, entries) = try readWithReview()
            let renderer = PageRenderer(templates: try PageTemplates(replacingWith: templates))
            let inputs = inputs(of: document)
            let publisher = try Publisher(output, reading: inputs)
            let wanted = [SideFile.health: health, .results: results, .junit: junit, .sarif: sarif, .log: log]
                .compactMapValues { $0 }
            let sideFiles = try SideFiles(wanted, beside: output, reading: inputs)
            try requireFree(output, reading: inputs)
            try publisher.prepare(labels: document.cells.map(\.label))
            try prepareStore(for: document)
            let host = Host.current(engine: engine, directives)
            runLog = try sideFiles[.log].map { try RunLog($0, besides: progress) }
            runLog?.begin(report: name, engine: engine, threads: jobs)
            let executor = Executor(
                source, runner: runner ?? LocalRunner(threads: jobs, patience: patience), refresh: Set(refresh),
                usesCache: usesCache,
                progress: runLog ?? progress, cancellation: cancellation, host: host)
            let run: RunReport
            do {
                run = try await executor.run(document)
            } catch {
                return stopped(error, document, entries, renderer, publisher, output, host)
            }
            let page = try ReportPage(
                document, run, renderer: renderer, filesFolder: publisher.filesFolder, host: host,
                drawings: DrawingMemory(kept: keptDrawings), isExplorable: isExplorable, entries: entries,
                date: pageDate
            ).withTables(document)
            let unwritten = try publisher.publish(page)
            MathSetter.shared.keep()
            try printer?.print(output, to: PagePrinter.place(of: output))
            try sideFiles.write(.health) { try page.health.json }
            try sideFiles.write(.junit) {
                Data(JUnitReport(page.presentations, of: name, isStrict: isStrict).xml.utf8)
            }
            let warnings = (run.warnings + unwritten).map { "\(name): warning: \($0)" }
            let lines = page.health.lines
            let isTooIll = isStrict && !lines.isEmpty
            let exitStatus = isTooIll ? max(page.exitStatus, 1) : page.exitStatus
            try sideFiles.write(.results) {
                Data(
                    try ResultsDocument(
                        document, page.presentations, engine: engine, rendered: pageDate ?? Date(),
                        seconds: run.seconds,
                        exitStatus: exitStatus, health: page.health.state
                    ).json.utf8)
            }
            let annotations = Annotation.all(of: page.presentations, isStrict: isStrict)
            try sideFiles.write(.sarif) { SARIFLog(annotations, engine: engine).json }
            return Outcome(
                exitStatus: exitStatus,
                messages: warnings + page.problems + failures(page), summary: summary(run, page, output),
                remarks: page.presentations.flatMap { $0.remarks(in: name) } + lines
                    + (isTooIll ? ["\(name): strict: accept these by name, or follow the remedies"] : []),
                health: page.health, annotations: annotations, run: run)
        } catch let error as InvalidDocument {
            return refused(error)
        } catch let error as ReplacedInput {
            return Outcome(exitStatus: 2, messages: ["\(name): error: \(error)"], summary: nil, run: nil)
        } catch {
            return Outcome(exitStatus: 1, messages: ["\(name): error: \(error.words)"], summary: nil, run: nil)
        }
    }

    /// Creates the store if it does not exist. A read-only store is sufficient if nothing has to be computed.
    ///
    /// - Parameter cells: labels of the cells to run; nil for all.
    /// - Throws: `FileError`.
    func prepareStore(for document: Document, only cells: Set<String>? = nil) throws {
        do throws(FileError) {
            try store.prepare()
        } catch {
            let entries = try plan(of: document).entries.filter { cells?.contains($0.label) ?? true }
            let isFresh = entries.allSatisfy { $0.state == .cached || $0.state == .manual }
            if document.cells.isEmpty || !isFresh { throw error }
        }
    }

    /// - Throws: ``ReplacedInput`` where the PDF of a page, whose name nobody gave, would replace what that is made from, or a
    ///   file of another origin.
    private func requireFree(_ output: URL, reading inputs: ProtectedFiles) throws {
        let place = PagePrinter.place(of: output)
        guard printer != nil,
            let what = inputs.name(of: place)
                ?? (PagePrinter.mayReplace(place) ? nil : "a file that was not printed from a page")
        else { return }
        throw ReplacedInput(file: place.lastPathComponent, input: what)
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
        let claims =
            page.verdicts.isEmpty
            ? ""
            : ", \(passed) of \(NumberText.counted(page.verdicts.count, "claim")) \(page.verdicts.count == 1 ? "holds" : "hold")"
        let health = page.health.summary.map { ", \($0)" } ?? ""
        return
            "\(output.relativePath): \(NumberText.counted(outcomes.count, "cell")) (\(parts.joined(separator: ", ")))\(claims)\(health), "
            + DurationText.coarse(run.seconds)
    }
}

/// Why a session cannot do a request, apart from mistakes in the report.
public enum SessionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The stored result of a cell is damaged.
    case damagedResult(label: String, why: String)
    /// A file that the result of a cell describes cannot be made.
    case notExported(label: String, why: String)

    /// The error and its remedy.
    public var description: String {
        switch self {
        case .damagedResult(let label, let why):
            "the stored result of '\(label)' is damaged: \(why); render the report again; it is then computed again"
        case .notExported(let label, let why): "nothing can be exported of '\(label)': \(why)"
        }
    }
}
