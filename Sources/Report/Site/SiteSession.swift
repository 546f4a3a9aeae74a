import Files
import Foundation

/// Writes the pages of all reports of a folder as a site: static files for any web server, or for a disk.
///
/// Every page is complete, with its font, styles and scripts, as `render` writes it, so that it can be mailed, opened
/// from a disk and archived. Pages do not share files, because browsers give files on a disk no common origin, which
/// the policy of a page would need.
public struct SiteSession: Sendable {
    /// The folder of reports.
    public let folder: String
    /// The folder of the site.
    public let output: URL
    /// Whether to compute what is out of date first.
    public var runs = false
    /// Replaces templates and styles that are built in.
    public var templates: URL?
    /// The date of this build.
    public var date = Date()
    /// Receives a line for each report.
    public var line: @Sendable (String) -> Void = { _ in }
    private let session: @Sendable (_ report: URL, _ name: String) -> RenderSession

    /// - Parameters:
    ///   - folder: the folder of reports.
    ///   - output: the folder of the site; empty, or an earlier site.
    ///   - session: makes the session of a report from its file and its name in messages.
    public init(
        _ folder: String, to output: URL, session: @escaping @Sendable (_ report: URL, _ name: String) -> RenderSession
    ) {
        self.folder = folder
        self.output = output
        self.session = session
    }

    /// The outcome of a build.
    public struct Outcome: Sendable {
        /// The number of pages.
        public let pages: Int
        /// Why reports have no page, and problems with pages.
        public let problems: [String]
        /// Whether the build was stopped: then only finished pages have changed.
        public let isStopped: Bool
    }

    /// Writes the site.
    ///
    /// - Throws: ``SiteError``, `MissingReports`, `PageError` where a template has mistakes, `FileError`.
    public func build() async throws -> Outcome {
        let renderer = PageRenderer(templates: try PageTemplates(replacingWith: templates))
        let found = try ReportFolder(folder: folder)
        let entries = found.entries()
        guard !entries.isEmpty else { throw SiteError.noReports(folder) }
        var site = try SiteFolder(output)
        let names = Set(entries.map(\.name))
        let pages = Dictionary(
            uniqueKeysWithValues: names.map { ($0, SitePlace.page(of: $0, among: names)) })
        var history = SiteHistory(try site.contents(SiteHistory.file))
        var problems = history.unreadable.map {
            "\(SiteHistory.file):\($0): this line cannot be read; it is left as it is"
        }
        var index = SearchIndex()
        var listed: [SiteView.Entry] = []
        var added = ""
        var count = 0
        for entry in entries {
            let place = SitePlace(name: entry.name, pages: pages)
            let page = pages[entry.name] ?? "\(entry.name).html"
            do {
                let made = try await make(entry, place, renderer, &problems)
                guard let (shown, preview) = made else {
                    return Outcome(pages: count, problems: problems, isStopped: true)
                }
                let folder = String(page.dropLast(".html".count)) + "_files"
                for (name, data) in shown.files.sorted(by: { $0.key < $1.key }) {
                    try site.write(data, to: "\(folder)/\(name)")
                }
                try site.write(Data(shown.html.utf8), to: page)
                count += 1
                if let new = try history.note(SiteHistory.Line(entry.name, preview, shown, at: date)) {
                    added += new + "\n"
                }
                let link = page.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? page
                index.add(
                    SearchEntry.all(in: shown.document, shown.presentations, shown.prose, shown.headings), of: link,
                    title: preview.title)
                let listing = listing(entry, link, preview)
                listed.append(SiteView.Entry(listing, history.lines[entry.name] ?? []))
                line("\(entry.file): " + ([page] + listing.marks.map(\.words)).joined(separator: ", "))
            } catch let error as InvalidDocument {
                problems += error.diagnostics.map(\.description)
                var listing = ReportListing.Entry(
                    name: entry.url.deletingPathExtension().lastPathComponent, file: entry.file, target: nil,
                    changed: changed(entry))
                listing.problem = error.diagnostics.first?.description
                listed.append(SiteView.Entry(listing, history.lines[entry.name] ?? []))
            }
        }
        if !added.isEmpty { try site.append(added, to: SiteHistory.file) }
        site.keep(SiteHistory.file)
        let list = try self.list(listed, index, found.title, renderer)
        try site.write(Data(list.utf8), to: SitePlace.list)
        try site.finish()
        return Outcome(pages: count, problems: problems, isStopped: false)
    }

    /// The page of a report as the store has it, after a run where one is wanted.
    ///
    /// - Returns: nil where the run was stopped.
    private func make(
        _ entry: ReportFolder.Entry, _ place: SitePlace, _ renderer: PageRenderer, _ problems: inout [String]
    ) async throws -> (ReportPage, PreviewPage)? {
        let session = session(entry.url, entry.file)
        if runs {
            switch await session.compute() {
            case .ended(let run): problems += run.warnings.map { "\(entry.file): warning: \($0)" }
            case .stopped: return nil
            case .refused(let diagnostics): throw InvalidDocument(diagnostics)
            case .impossible(let why): problems.append("\(entry.file): nothing ran: \(why)")
            }
        }
        let (document, entries) = try session.readWithReview()
        let plan = try Plan(document, store: session.store)
        let run = PreviewRun(document, plan, ResultMemory(session.store), showsLast: false)
        let stem =
            (place.pages[entry.name] ?? "").split(separator: "/").last.map { $0.dropLast(".html".count) } ?? "report"
        let page = try ReportPage(
            document, run.report, renderer: renderer, filesFolder: "\(stem)_files",
            host: Host.current(engine: session.engine, session.directives), isExplorable: session.isExplorable,
            entries: entries,
            site: place
        ).withTables(document)
        problems += page.problems
        return (page, PreviewPage(document, plan, run, page, reads: []))
    }

    private func listing(_ entry: ReportFolder.Entry, _ link: String, _ page: PreviewPage) -> ReportListing.Entry {
        var listing = ReportListing.Entry(
            name: page.title, file: entry.file, target: EscapedHTML.text(link), changed: changed(entry))
        listing.marks = ReportListing.Entry.marks(of: page)
        listing.computed = page.computed
        return listing
    }

    private func changed(_ entry: ReportFolder.Entry) -> Date {
        let attributes = try? FileManager.default.attributesOfItem(atPath: entry.url.path)
        return attributes?[.modificationDate] as? Date ?? .distantPast
    }

    private func list(
        _ entries: [SiteView.Entry], _ index: SearchIndex, _ title: String, _ renderer: PageRenderer
    ) throws -> String {
        let view = SiteView(entries, index: index.packed, date: date)
        var content = PageContent(
            title: "Reports", subtitle: URL(fileURLWithPath: title).lastPathComponent,
            bodyHTML: try renderer.render(view, with: "site"))
        content.isSite = true
        return try renderer.set(content).html
    }
}
