import Foundation
import Synchronization

/// Sets the page of a report again and again as its text changes, from what the store holds; computes nothing.
///
/// Whatever has not changed since the last page is not read, proved and drawn again.
package final class ReportPreview: Sendable {
    private let session: RenderSession
    private let live: LivePage
    private let filesFolder: String
    private let drawings: DrawingMemory
    private let results: ResultMemory
    /// Of the templates that are built in.
    private let builtIn: Mutex<PageRenderer?> = Mutex(nil)

    /// - Parameters:
    ///   - session: says how the report is read, and where its results are.
    ///   - live: where the page asks for what is new.
    ///   - filesFolder: the folder beside the page that its files seem to be in, as a relative link.
    package init(_ session: RenderSession, live: LivePage, filesFolder: String) {
        self.session = session
        self.live = live
        self.filesFolder = filesFolder
        results = ResultMemory(session.store)
        drawings = DrawingMemory(kept: session.keptDrawings)
    }

    /// The page of the report as its text stands now. To be called by one thread at a time.
    ///
    /// - Parameter failures: cells that failed in earlier runs, by label: as long as they stand as they did, they say so.
    /// - Throws: ``InvalidDocument`` where the report is wrong; ``PageError`` where a template is.
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

    /// A page that has nothing but a title: what can be shown of a report that was never right.
    ///
    /// - Throws: ``PageError`` where a template is wrong.
    package func emptyPage(title: String) throws -> PreviewPage {
        var content = PageContent(title: title, bodyHTML: "")
        content.live = live
        let page = try renderer().set(content)
        return PreviewPage(title: title, html: page.html, contentPolicy: page.contentPolicy)
    }

    /// Files whose change may make another page, as far as they are known while the report is wrong.
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

/// The page of a report as its text and the store stand, and what there is to say about it beside.
package struct PreviewPage: Sendable {
    /// A cell of the report.
    package struct Cell: Sendable, Hashable {
        package let label: String
        package let verb: String
        /// The cells that it names.
        package let uses: [String]
        /// What a run would do with it.
        package let state: Plan.State
        /// How long it took when it last ran.
        package let lastSeconds: Double?
        /// Another one wherever its result may be another.
        package let fingerprint: String
    }

    package let title: String
    package let html: String
    /// What the page lets the browser do, for a header.
    package let contentPolicy: String
    /// The files beside the page, by name.
    package var files: [String: Data] = [:]
    /// In the order of running.
    package var cells: [Cell] = []
    /// How many claims hold, fail, and were not evaluated.
    package var claims: (pass: Int, fail: Int, open: Int) = (0, 0, 0)
    /// How many findings nobody accepts, by how bad they are.
    package var findings: [HealthState: Int] = [:]
    /// What can be reviewed.
    package var targets: [ReviewTarget] = []
    /// How many of what needs to be approved are approved, and how many entries hold no more; nil where nobody said anything.
    package var signOff: SignOffCounts?
    /// What else is wrong: cells that failed, values that no result holds.
    package var problems: [String] = []
    /// Files whose change may make another page.
    package var reads: [URL] = []
    /// When its newest result was computed; nil where there is none.
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
