import Foundation
import Synchronization

/// Renders the page of a report from the results in the store whenever its text changes; computes nothing.
///
/// Parts that have not changed since the last page are not read, checked and drawn again.
package final class ReportPreview: Sendable {
    private let session: RenderSession
    private let live: LivePage
    private let filesFolder: String
    private let drawings: DrawingMemory
    private let results: ResultMemory
    /// Of the templates that are built in.
    private let builtIn: Mutex<PageRenderer?> = Mutex(nil)

    /// - Parameters:
    ///   - session: the report and its settings.
    ///   - live: with the address from which the page gets updates.
    ///   - filesFolder: the folder beside the page in which its files appear to be, as a relative link.
    package init(_ session: RenderSession, live: LivePage, filesFolder: String) {
        self.session = session
        self.live = live
        self.filesFolder = filesFolder
        results = ResultMemory(session.store)
        drawings = DrawingMemory(kept: session.keptDrawings)
    }

    /// The page for the current text of the report. Call it from one thread at a time.
    ///
    /// - Parameter failures: cells that failed in earlier runs, by label: they show this until they change.
    /// - Throws: ``InvalidDocument`` where the report has mistakes; ``PageError`` where a template has.
    package func page(after failures: [String: PreviewFailure] = [:]) throws -> PreviewPage {
        let (document, entries) = try session.readWithReview()
        let plan = try Plan(document, store: session.store)
        let run = PreviewRun(document, plan, results, failures)
        results.turn()
        let page = try ReportPage(
            document, run.report, renderer: renderer(), filesFolder: filesFolder,
            host: Host.current(engine: session.engine, session.directives), live: live, drawings: drawings,
            entries: entries
        ).withTables(document)
        drawings.turn()
        return PreviewPage(document, plan, run, page, reads: session.files(of: document))
    }

    /// A page with only a title, for a report that had mistakes from the beginning.
    ///
    /// - Throws: ``PageError`` where a template has mistakes.
    package func emptyPage(title: String) throws -> PreviewPage {
        var content = PageContent(title: title, bodyHTML: "")
        content.live = live
        let page = try renderer().set(content)
        return PreviewPage(title: title, html: page.html, contentPolicy: page.contentPolicy)
    }

    /// Files whose change may change the page, as far as they are known while the report has mistakes.
    package var files: [URL] { [session.report, session.review.url] + session.templateFiles }

    private func renderer() throws(PageError) -> PageRenderer {
        if session.templates != nil {
            return PageRenderer(templates: try PageTemplates(replacingWith: session.templates))
        }
        if let renderer = builtIn.withLock({ $0 }) { return renderer }
        let renderer = PageRenderer(templates: try PageTemplates())
        builtIn.withLock { $0 = renderer }
        return renderer
    }
}

/// The page for the current text of a report and its results in the store, with further facts about it.
package struct PreviewPage: Sendable {
    /// A cell of the report.
    package struct Cell: Sendable, Hashable {
        package let label: String
        package let verb: String
        /// The cells that it names.
        package let uses: [String]
        /// What a run would do with it.
        package let state: Plan.State
        /// The time of its last run.
        package let lastSeconds: Double?
        /// A text that changes whenever its result may change.
        package let fingerprint: String
    }

    package let title: String
    package let html: String
    /// The content policy of the page, for a header.
    package let contentPolicy: String
    /// The files beside the page, by name.
    package var files: [String: Data] = [:]
    /// In the order of running.
    package var cells: [Cell] = []
    /// The numbers of claims that hold, fail, and were not evaluated.
    package var claims: (pass: Int, fail: Int, open: Int) = (0, 0, 0)
    /// The numbers of findings that are not accepted, by state.
    package var findings: [HealthState: Int] = [:]
    /// What can be reviewed.
    package var targets: [ReviewTarget] = []
    /// The numbers of required and given approvals, and of expired entries; nil without entries.
    package var signOff: SignOffCounts?
    /// Further problems: cells that failed, values that no result has.
    package var problems: [String] = []
    /// Files whose change may change the page.
    package var reads: [URL] = []
    /// The time at which its newest result was computed; nil without results.
    package var computed: Date?
}

extension PreviewPage {
    init(_ document: Document, _ plan: Plan, _ run: PreviewRun, _ page: ReportPage, reads: [URL]) {
        self.init(title: page.content.title, html: page.html, contentPolicy: page.contentPolicy)
        files = page.files
        cells = plan.entries.map { entry in
            Cell(
                label: entry.label, verb: entry.verb, uses: document.cell(entry.label)?.uses ?? [], state: entry.state,
                lastSeconds: entry.lastSeconds, fingerprint: run.fingerprints[entry.label] ?? "")
        }
        func count(_ status: Verdict.Status) -> Int { page.verdicts.count { $0.status == status } }
        claims = (count(.pass), count(.fail), count(.notEvaluated))
        for finding in page.health.cells.flatMap(\.findings) where !finding.accepted {
            findings[finding.state, default: 0] += 1
        }
        problems = page.problems
        targets = page.review.reviewed.map(\.target)
        signOff = SignOffCounts(page.review)
        self.reads = reads
        computed = run.report.results.values.compactMap { result in
            result.isAbsent ? nil : result.record.map { $0.started.addingTimeInterval($0.seconds) }
        }.max()
    }
}

extension RenderSession {
    /// Files whose change may make another page of a document, and the folder that says which results are the last ones.
    fileprivate func files(of document: Document) -> [URL] {
        [report, review.url] + document.cells.flatMap { $0.options.files.map(\.url) }
            + document.pictures.values.map(\.url) + document.bibliography.map(\.url)
            + templateFiles + [store.folder.appendingPathComponent("latest/\(document.nameInStore)")]
    }

    fileprivate var templateFiles: [URL] {
        guard let templates else { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: templates.path)) ?? []
        return [templates] + names.sorted().map { templates.appendingPathComponent($0) }
    }
}
