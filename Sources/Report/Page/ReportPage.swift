import Foundation

/// Everything that is written of a document and its run.
struct ReportPage: Sendable {
    let content: PageContent
    let html: String
    /// What the page lets the browser do.
    let contentPolicy: String
    /// The files in the folder beside the page, by name.
    var files: [String: Data]
    /// What is wrong with the run: failed cells, values that no result holds.
    let problems: [String]
    /// All claims, in the order of the text.
    let verdicts: [Verdict]
    /// What every cell has to say about its own result.
    let health: ReportHealth
    /// The entries of reviewers, compared with the current page.
    let review: Review
    let document: Document
    /// What cells show, and what set the texts.
    let presentations: [CellPresentation]
    let prose: ProseHTML
    let headings: [PageContent.Heading]

    /// 0 if everything is good, 1 if a cell or a check failed.
    var exitStatus: Int32 { problems.isEmpty && verdicts.allSatisfy { $0.status == .pass } ? 0 : 1 }

    /// - Parameters:
    ///   - filesFolder: the name of the folder beside the page.
    ///   - host: the program and the machine that write the page; each cell states its own.
    ///   - live: additional parts of a page that a server updates; nil for a single page.
    ///   - drawings: those of earlier pages.
    ///   - isExplorable: false to leave out the data behind figures that follow sliders.
    ///   - entries: the entries of reviewers.
    ///   - site: the place of the page in a site; nil for a single page.
    ///   - date: a date for the page, which then omits machine and times; nil for the current date, with these.
    ///   - unfinished: the work left by a run that was stopped; nil for a complete run.
    /// - Throws: ``PageError`` from the templates.
    init(
        _ document: Document, _ run: RunReport, renderer: PageRenderer, filesFolder: String, host: Host,
        live: LivePage? = nil, drawings: DrawingMemory? = nil, isExplorable: Bool = true, entries: [ReviewEntry] = [],
        site: SitePlace? = nil, date: Date? = nil, unfinished: String? = nil
    ) throws(PageError) {
        let drawn = Presenter(
            document: document, run: run, memory: drawings, isExplorable: isExplorable && document.isExplorable
        ).present(threads: host.cores)
        let presentations = date == nil ? drawn : drawn.map(\.untimed)
        let prose = Self.prose(presentations, document)
        let front = [document.titleProse, document.subtitleProse, document.abstract].compactMap { $0 }
        try prose.check(front + [document.body] + document.cells.compactMap(\.caption))
        let headings = prose.headings(document.body, labels: presentations.map(\.cell.label))
        let review = Review(entries, of: ReviewTarget.all(in: document, presentations, prose, headings))
        let signOffs = SignOffs(review, isLive: live != nil)
        let set = try sideBySide(presentations.count, slots: host.cores, named: "cells") {
            (index, _) throws(PageError) in
            let signed = signOffs.views(of: presentations[index])
            return try renderer.render(
                CellView(
                    presentations[index], prose: prose, filesFolder: filesFolder, signOffs: signed, isLive: live != nil)
            )
        }
        let cells = Dictionary(
            zip(presentations.map(\.cell.label), set), uniquingKeysWith: { first, _ in first })
        var below: [String: String] = [:]
        for anchor in headings.map(\.anchor) {
            if let signed = signOffs.view(of: anchor) {
                below[anchor] = try renderer.render(signed, with: "signoff")
            }
        }
        let body = prose.body(document.body, cells: cells, headings: headings, below: below)
        let texts = ReferenceList.completed(
            [document.abstract.map(prose.block) ?? "", body.html], document.works)
        verdicts = presentations.flatMap(\.verdicts)
        health = ReportHealth(document, presentations)
        files = presentations.reduce(into: [:]) { $0.merge($1.files) { _, last in last } }
        problems =
            Self.problems(presentations, prose.inlines, document) + Self.deadLinks(document, headings)
            + Self.lost(review, document)
        func linked(_ html: String) -> String { site?.linked(html) ?? html }
        var content = PageContent(
            title: document.titleProse.map(prose.text) ?? body.title ?? document.name,
            subtitle: document.subtitleProse.map(prose.text), authors: document.authors, date: document.date,
            abstractHTML: document.abstract == nil ? nil : linked(texts[0]),
            verdicts: presentations.flatMap { presentation in
                let label = presentation.cell.label
                return presentation.verdicts.map {
                    PageContent.LinkedVerdict(
                        verdict: $0, anchor: label, claimHTML: prose.unlinkedLine($0.claim, of: label))
                }
            }, findings: presentations.flatMap { $0.health.onPage(at: $0.cell.label) }, contents: headings,
            bodyHTML: linked(texts[1]),
            pictureStylesheets: presentations.stylesheets,
            provenance: Self.provenance(document, run, presentations, host, isLive: live != nil, date: date),
            stages: presentations.map { Self.stage($0, hasTime: date == nil) },
            recordJSON: live == nil
                ? ReportRecord(document, presentations, engine: host.engine, review: ReviewRecord(review)).json : nil,
            // A page that is renewed may come to need them.
            scripts: live == nil ? PageContent.Script.needed(by: body.html) : PageContent.Script.allCases)
        content.graph = CellGraph(document, run)
        content.isTimed = date == nil
        content.unfinished = unfinished
        content.live = live
        content.home = site?.home
        content.review = review
        content.abstractSignOff = document.abstract == nil ? nil : signOffs.view(of: ReviewTarget.abstractName)
        self.content = content
        self.review = review
        self.document = document
        self.presentations = presentations
        self.prose = prose
        self.headings = headings
        let page = try renderer.set(content)
        html = page.html
        contentPolicy = page.contentPolicy
    }

    /// Sets the texts of a document with the results of its cells.
    static func prose(_ presentations: [CellPresentation], _ document: Document) -> ProseHTML {
        let byLabel = Dictionary(presentations.map { ($0.cell.label, $0) }, uniquingKeysWith: { first, _ in first })
        let inlines = InlineHTML(
            presentations: byLabel, titles: titles(presentations, byLabel, document), works: document.works,
            parts: document.parts)
        return ProseHTML(inlines: inlines, pictures: document.pictures, report: document.body)
    }

    /// Everything in a report that can be reviewed, with the current results of its cells.
    static func reviewTargets(_ document: Document, _ presentations: [CellPresentation]) -> [ReviewTarget] {
        let prose = prose(presentations, document)
        let headings = prose.headings(document.body, labels: presentations.map(\.cell.label))
        return ReviewTarget.all(in: document, presentations, prose, headings)
    }

    /// What references to cells without a number show.
    private static func titles(
        _ presentations: [CellPresentation], _ byLabel: [String: CellPresentation], _ document: Document
    ) -> [String: InlineHTML.Title] {
        // A title that names another cell shows its number or its label.
        let prose = ProseHTML(
            inlines: InlineHTML(presentations: byLabel, works: document.works, parts: document.parts),
            pictures: document.pictures,
            report: document.body)
        let parts = partTitles(prose, document)
        let titles = presentations.compactMap { presentation in
            presentation.cell.settings.title.map { (presentation.cell.label, $0) }
        }
        return Dictionary(uniqueKeysWithValues: titles).reduce(into: parts) { found, title in
            found[title.key] = InlineHTML.Title(
                html: prose.unlinkedLine(title.value, of: title.key),
                text: prose.plainLine(title.value, of: title.key))
        }
    }

    /// What references to equations and sections show: "Eq. (2)", "Section 2.1", or the title of a section without a number.
    private static func partTitles(_ prose: ProseHTML, _ document: Document) -> [String: InlineHTML.Title] {
        var titles = document.parts.equations.mapValues { number in
            InlineHTML.Title(html: "Eq.\u{A0}(\(number))", text: "Eq.\u{A0}(\(number))")
        }
        guard document.parts.labels.contains(where: { TextLabel.kind(of: $0.name) == .section }) else { return titles }
        for heading in prose.headings(document.body, labels: document.cells.map(\.label)) {
            let name = heading.number.map { "Section\u{A0}\($0)" }
            titles[heading.anchor] = InlineHTML.Title(
                html: name ?? heading.titleHTML ?? EscapedHTML.text(heading.title), text: name ?? heading.title)
        }
        return titles
    }

    /// Links to places that the page does not have, where headings got their names from the run.
    private static func deadLinks(_ document: Document, _ headings: [PageContent.Heading]) -> [String] {
        let texts =
            [document.body, document.abstract].compactMap { $0 } + document.cells.compactMap(\.caption)
        let known = Anchors.ofThePage.union(headings.map(\.anchor)).union(document.cells.map(\.label))
            .union(document.parts.labels.map(\.name))
        let names = KnownNames(known.subtracting(Anchors.ofThePage))
        var dead: [String] = []
        for text in texts {
            var places = text.places
            for target in text.targets where !Anchors.hold(target, known) {
                let place = places.next("#\(target)") ?? SourcePlace(file: document.file, line: 1, column: 1)
                dead.append(
                    Diagnostic("the page has no place '#\(target)'", at: place, remedy: names.remedy(for: target))
                        .description)
            }
        }
        return dead
    }

    /// Entries of the review about sections that the page does not have, where headings got their names from the run.
    private static func lost(_ review: Review, _ document: Document) -> [String] {
        let names = KnownNames(review.reviewed.map(\.target.name))
        return review.lost.map { entry in
            "\(document.file): error: its review has an entry about '\(entry.target)', which it does not have; "
                + names.remedy(for: entry.target)
        }
    }

    private static func problems(
        _ presentations: [CellPresentation], _ inlines: InlineHTML, _ document: Document
    ) -> [String] {
        var problems: [String] = []
        for presentation in presentations {
            let place = presentation.cell.place
            let cell = "\(place.file):\(place.line):\(place.column): error: the cell '\(presentation.cell.label)'"
            if case .failed(let message, let advice) = presentation.result.outcome {
                problems.append("\(cell) failed: \(message)" + (advice.map { "; \($0)" } ?? ""))
            }
            if let failure = presentation.drawingFailure { problems.append("\(cell) cannot be drawn: \(failure)") }
            // Those of the author were found before the run; these came with its results.
            for found in presentation.fragments.flatMap({ $0.formulas(at: place) }).diagnostics() {
                problems.append("\(cell) shows what cannot be set: \(found.message)")
            }
        }
        for prose in [document.body, document.abstract].compactMap({ $0 }) + document.cells.compactMap(\.caption) {
            for (path, near) in inlines.missing(in: prose) {
                problems.append(
                    Diagnostic("'\(path.label)' has no value '\(path.path)'", at: path.place, remedy: near).description)
            }
        }
        return problems
    }

    private static func provenance(
        _ document: Document, _ run: RunReport, _ presentations: [CellPresentation], _ host: Host, isLive: Bool,
        date: Date?
    ) -> [PageContent.Fact] {
        let parameters = document.parameters.keys.sorted().map { name in
            "\(name) = \(document.parameters[name, default: .null].formatted())"
        }
        let computed = presentations.compactMap { presentation in
            presentation.result.record.map { (cell: presentation.cell.label, host: $0.host) }
        }
        let isFromHere = computed.allSatisfy { $0.host == host }
        var facts: [PageContent.Fact] = [
            .init(name: "Report", value: document.file),
            .init(name: "Parameters", value: parameters.isEmpty ? "none" : parameters.joined(separator: ", ")),
            .init(name: "Engine", value: origins(computed.map { ($0.cell, $0.host.engine) }) ?? host.engine),
            .init(name: "Seed", value: String(document.seed)),
        ]
        if let date { return facts + [.init(name: "Rendered", value: date.formatted(.iso8601))] }
        facts += [
            .init(name: "Machine", value: origins(computed.map { ($0.cell, $0.host.machine) }) ?? host.machine)
        ]
        // A page that a server renews comes from no run, and is another one only where it shows something else.
        if isLive { return facts }
        let rendered = Date().formatted(.iso8601)
        return facts + [
            .init(name: "This run", value: DurationText.coarse(run.seconds)),
            .init(
                name: "Rendered",
                value: isFromHere ? rendered : "\(rendered) by \(host.engine) on \(host.machine)"),
        ]
    }

    /// What all cells have in common, or each of several with its cells; nil without cells.
    private static func origins(_ cells: [(label: String, origin: String)]) -> String? {
        let origins = cells.map(\.origin).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        guard origins.count > 1 else { return origins.first }
        return origins.map { origin in
            "\(origin) (\(cells.filter { $0.origin == origin }.map(\.label).joined(separator: ", ")))"
        }.joined(separator: "; ")
    }

    private static func stage(_ presentation: CellPresentation, hasTime: Bool) -> PageContent.Stage {
        let state =
            switch presentation.result.outcome {
            case .ran where !hasTime, .cached where !hasTime: "computed"
            case .ran: "ran"
            case .cached: "from the store"
            case .failed: "failed"
            case .blocked: "blocked"
            case .manual: "not asked for"
            case .cancelled: "stopped"
            case .absent(let absence): absence.kind == .manual ? "stale" : "out of date"
            }
        return .init(
            cell: presentation.cell.label, verb: presentation.cell.verb, state: state,
            seconds: hasTime && presentation.result.outcome == .ran ? presentation.result.seconds : nil)
    }
}

extension Fragment {
    /// The formulas of the verb's own texts.
    fileprivate func formulas(at place: SourcePlace) -> [Formula] {
        let texts: [String] =
            switch self {
            case .table(let table):
                [
                    (table.origins.header, table.header), (table.origins.rows, Array(table.rows.joined())),
                    (table.origins.note, [table.note].compactMap { $0 }),
                ].flatMap { origin, texts in origin == .verb ? texts : [] }
            case .note(let note): [note]
            case .figure, .verdicts, .html: []
            }
        return texts.flatMap { MathText.formulas(in: $0, at: place) }
    }
}
