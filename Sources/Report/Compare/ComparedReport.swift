import Foundation

/// One of two reports that are compared: what its cells found, and how their figures look.
struct ComparedReport: Sendable {
    /// As the caller named it.
    let name: String
    /// Where its results come from, in words.
    let origin: String
    let record: ReportRecord
    /// HTML of the figures by the labels of their cells; nil if they are not available or not needed.
    let figures: [String: String]?
    /// The rules of CSS that the figures need.
    let pictureRules: String

    var side: ReportComparison.Side {
        ReportComparison.Side(
            name: name, report: record.report, title: record.title, engine: record.engine, origin: origin)
    }
}

extension ComparedReport {
    /// The current text of a report, with the results in a store for it. Nothing is computed.
    ///
    /// - Parameters:
    ///   - renderer: draws the figures; nil to leave them out.
    ///   - threads: how many cells are drawn in parallel.
    ///   - entries: the entries of its review.
    /// - Throws: ``ComparisonError/nothingComputed(report:store:)``, ``PageError``.
    init(
        _ document: Document, in store: Store, as name: String, origin: String, engine: String,
        renderer: PageRenderer?, threads: Int, entries: [ReviewEntry] = []
    ) throws {
        let stored = StoredRun(document, in: store)
        guard document.cells.isEmpty || stored.run.results.values.contains(where: { $0.artifact != nil }) else {
            throw ComparisonError.nothingComputed(report: name, store: store.folder.relativePath)
        }
        let drawsAll = renderer != nil
        // Verdicts stand in what a cell shows.
        let presenter = Presenter(document: document, run: stored.run) { cell in
            drawsAll || !cell.directive.claims(cell.options).isEmpty
        }
        let presentations = presenter.present(threads: threads)
        self.name = name
        self.origin = origin
        let review = Review(entries, of: ReportPage.reviewTargets(document, presentations))
        record = ReportRecord(
            document, presentations, engine: engine, absences: stored.absences, review: ReviewRecord(review))
        pictureRules = presentations.stylesheets.joined()
        figures = try renderer.map { renderer in
            try presentations.reduce(into: [:]) { figures, presentation in
                figures[presentation.cell.label] = try Self.figure(presentation, renderer)
            }
        }
    }

    private static func figure(_ presentation: CellPresentation, _ renderer: PageRenderer) throws -> String? {
        let pictures = presentation.fragments.compactMap { fragment in
            if case .figure(let picture) = fragment { picture } else { nil }
        }
        guard !pictures.isEmpty, !presentation.cell.settings.hide else { return nil }
        let view = FigureView(pictures, of: presentation.cell, caption: CaptionView(), filesFolder: "")
        let html = try renderer.render(view, with: "figure")
        return PageContents(html).figures[presentation.cell.label]
    }

    /// A rendered page.
    ///
    /// - Throws: ``ComparisonError``.
    init(page path: String, wantsFigures: Bool) throws(ComparisonError) {
        if let why = UnreadableFile(URL(fileURLWithPath: path)) { throw .unreadable(path, why: why.rawValue) }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .unreadable(path, why: "permission denied")
        }
        let contents = PageContents(bytes: Array(data))
        name = path
        origin = "the page"
        record = try contents.record(of: path)
        figures = wantsFigures ? contents.figures : nil
        pictureRules = wantsFigures ? contents.pictureRules : ""
    }
}

extension CaptionView {
    /// None.
    fileprivate init() {
        name = nil
        text = nil
    }
}

/// The stored results for the cells of the current report; nothing is run.
struct StoredRun {
    let run: RunReport
    /// Why cells have no result, by label.
    let absences: [String: String]

    init(_ document: Document, in store: Store) {
        let keys = KeyMaker(document: document)
        var results: [String: CellResult] = [:]
        var digests: [String: String] = [:]
        var absences: [String: String] = [:]
        for label in document.graph.order {
            guard let cell = document.cell(label) else { continue }
            switch Self.lookUp(cell, keys, digests, store) {
            case .success(let entry):
                digests[label] = keys.inputDigest(of: cell, artifact: entry.manifest.digest)
                results[label] = CellResult(
                    .cached, seconds: entry.manifest.record.seconds, artifact: entry.artifact,
                    inputDigest: digests[label], key: entry.manifest.key, record: entry.manifest.record)
            case .failure(let why):
                absences[label] = why.message
                results[label] = CellResult(.manual)
            }
        }
        run = RunReport(results: results, seconds: 0, shapes: document.shapes)
        self.absences = absences
    }

    private static func lookUp(
        _ cell: Cell, _ keys: KeyMaker, _ digests: [String: String], _ store: Store
    ) -> Result<Store.Entry, CellFailure> {
        let key: CellKey?
        do {
            key = try keys.key(of: cell, digests: digests)
        } catch {
            return .failure(CellFailure("\(error)"))
        }
        guard let key else {
            let missing = keys.document.graph.closure(of: cell.label).filter { digests[$0] == nil }
            return .failure(
                CellFailure("it uses \(missing.map { "'\($0)'" }.joined(separator: ", ")), without a result"))
        }
        switch store.entry(key.digest, hasAttachments: false) {
        case .found(let entry): return .success(entry)
        case .damaged(let why): return .failure(CellFailure("its stored result is damaged: \(why)"))
        case .missing:
            let latest = store.latestKey(of: cell.label, in: keys.document.nameInStore).flatMap(store.manifest)
            let changes = latest.map { CellKey.changes(from: $0.components, to: key.value) } ?? []
            let other =
                changes.isEmpty
                ? "" : "; its last result is another one (\(changes.map(\.words).joined(separator: "; ")))"
            return .failure(CellFailure("the store holds none for it\(other)"))
        }
    }
}
