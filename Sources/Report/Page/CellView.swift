/// What the template `cell` sees: what one cell shows, or why it shows nothing, and its source.
///
/// A text that is printed by `{{…}}` is plain; one that is printed by `{{{…}}}` is ready HTML. No two views that stand
/// inside each other share a name, because Mustache looks for a name that is missing in the views around it.
struct CellView {
    /// A part of what the cell shows; in a template, a section of the name of the case.
    enum Piece {
        case figure(FigureView)
        case table(TableView)
        case verdicts(VerdictsView)
        /// Finished HTML.
        case html(String)
        /// A note as finished HTML.
        case note(String)
        /// The caption of a cell without figure and table, as finished HTML.
        case remark(String)
    }

    let label: String
    let verb: String
    /// Whether it leaves nothing but its anchor.
    let hidden: Bool
    /// Ready HTML.
    let title: String?
    let problem: ProblemView?
    /// Set if the cell shows a result that is not the current one.
    let outdated: OutdatedView?
    /// Also of a cell that is hidden.
    let health: CellHealthView?
    /// In the order of the page; none where there is a problem.
    let pieces: [Piece]
    /// What each used cell says of its result that makes it unsound; none where there are no pieces.
    let origins: [OriginView]
    /// Likewise, a line each: those that are doubtful, and those whose findings the author accepts.
    let milderOrigins: [MilderOriginsView]
    /// What reviewers say of it and of its claims.
    let signOffs: [SignOffView]
    /// Claims without reviews that can be reviewed: empty in a page without a server.
    let openClaims: [SignOffView]
    let hasOpenClaims: Bool
    let source: SourceView

    /// - Parameters:
    ///   - prose: sets the texts of the author.
    ///   - filesFolder: the folder beside the page that holds the files, as a relative link.
    ///   - signOffs: what reviewers say about it and its claims.
    ///   - isLive: whether a server can run it on request.
    init(
        _ presentation: CellPresentation, prose: ProseHTML, filesFolder: String, signOffs: [SignOffView] = [],
        isLive: Bool = false
    ) {
        self.signOffs = signOffs.filter { !$0.remarks.isEmpty || $0.about == nil }
        openClaims = signOffs.filter { $0.remarks.isEmpty && $0.about != nil }
        hasOpenClaims = !openClaims.isEmpty
        let cell = presentation.cell
        label = cell.label
        verb = cell.verb
        var lines = CellLines(of: cell.label, prose: prose)
        title = cell.settings.title.map { lines.html($0) }
        problem = ProblemView(presentation, others: prose.inlines.presentations)
        outdated = OutdatedView(presentation, isLive: isLive)
        health = CellHealthView(presentation)
        hidden = cell.settings.hide && problem == nil && outdated == nil && health == nil
        source = SourceView(presentation)
        pieces =
            cell.settings.hide || problem != nil
            ? [] : Self.pieces(presentation, prose: prose, lines: &lines, filesFolder: filesFolder)
        let told = pieces.isEmpty ? [] : presentation.origins
        origins = told.compactMap { OriginView($0, of: presentation.kind) }
        milderOrigins = [MilderOriginsView.doubtful, MilderOriginsView.accepted].compactMap {
            $0(told, presentation.kind)
        }
    }

    private static func pieces(
        _ presentation: CellPresentation, prose: ProseHTML, lines: inout CellLines, filesFolder: String
    ) -> [Piece] {
        let cell = presentation.cell
        let caption = CaptionView(presentation, prose: prose)
        var pieces: [Piece] = []
        var figures: [Picture] = []
        /// Lets consecutive figures share one caption.
        func setFigures() {
            guard !figures.isEmpty else { return }
            pieces.append(.figure(FigureView(figures, of: cell, caption: caption, filesFolder: filesFolder)))
            pieces += Drawing(fragments: figures.map(Fragment.figure)).remarks.map { .note(MathText.html($0)) }
            figures = []
        }
        var isFirstTable = true
        for fragment in presentation.fragments {
            if case .figure = fragment {} else { setFigures() }
            switch fragment {
            case .figure(let figure): figures.append(figure)
            case .table(let table):
                let isNumbered = isFirstTable && presentation.kind == .table
                pieces.append(
                    .table(
                        TableView(
                            table, caption: isNumbered ? caption : nil, lines: &lines, filesFolder: filesFolder)))
                isFirstTable = false
            case .verdicts(let verdicts):
                let linked = verdicts.map { verdict in
                    PageContent.LinkedVerdict(verdict: verdict, anchor: nil, claimHTML: lines.html(verdict.claim))
                }
                pieces.append(.verdicts(VerdictsView(linked)))
            case .html(let ready): pieces.append(.html(ready))
            case .note(let note): pieces.append(.note(MathText.html(note)))
            }
        }
        setFigures()
        if presentation.kind == .other, let text = cell.caption { pieces.append(.remark(prose.inline(text))) }
        return pieces
    }
}

/// What the template `caption` sees.
struct CaptionView {
    /// "Figure 3"; nil where the cell has no number.
    let name: String?
    /// Ready HTML.
    let text: String?

    init(_ presentation: CellPresentation, prose: ProseHTML) {
        name = presentation.numbered
        text = presentation.cell.caption.map(prose.inline)
    }
}

/// What the template `source` sees: the cell as the author wrote it.
struct SourceView {
    /// Ready HTML.
    let code: String
    /// "ran in 3 s"; nil where the cell has no result, or the page says nothing of times.
    let took: String?

    init(_ presentation: CellPresentation) {
        let cell = presentation.cell
        code = ColouredCode.cell(verb: cell.verb, label: cell.label, body: cell.source)
        let seconds = presentation.isTimed ? presentation.result.seconds : nil
        switch (presentation.result.outcome, seconds) {
        case (.ran, let seconds?): took = "ran in \(DurationText.coarse(seconds))"
        case (.cached, let seconds?): took = "from the store (took \(DurationText.coarse(seconds)))"
        default: took = nil
        }
    }
}
