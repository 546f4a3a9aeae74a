/// What the template `page` sees: the content with every word and number as it is printed.
struct PageView {
    let language: String
    let title: String
    let subtitle: String?
    let authors: [String]
    let date: String?
    let abstract: String?
    /// What a run that was stopped has left to do.
    let unfinished: String?
    let verdicts: VerdictsView?
    let health: HealthView?
    /// Where the list of the site is, for an attribute in double quotes.
    let siteHome: String?
    let review: ReviewPanelView?
    let abstractSignOff: SignOffView?
    let contents: ContentsView?
    let body: String
    let provenance: ProvenanceView?
    /// JSON that may stand in an element `script`.
    let record: String?
    let stylesheet: String
    let printStylesheet: String
    let themeScript: String
    let pageScript: String
    /// Scripts that only some pages need, as `page.js` unpacks them.
    let packedScripts: [String]
    let mathStylesheet: String?
    /// Where what the page lets the browser do comes to stand, for an attribute in double quotes.
    let contentPolicy: String
    let icon: String
    let live: LivePage?

    private let fontMark = PageMark()
    private let policyMark = PageMark()
    /// Of all scripts and stylesheets in the page.
    private let scripts: [String]
    private let styles: [String]

    init(_ content: PageContent, templates: PageTemplates, mathStylesheet: String?) {
        language = content.language
        title = content.title
        subtitle = content.subtitle
        authors = content.authors
        date = content.date
        abstract = content.abstractHTML
        unfinished = content.unfinished
        verdicts = content.verdicts.isEmpty ? nil : VerdictsView(content.verdicts)
        health = HealthView(content.findings)
        siteHome = content.home
        review = content.review.flatMap(ReviewPanelView.init)
        abstractSignOff = content.abstractSignOff
        contents = ContentsView(content.contents)
        body = content.bodyHTML
        provenance = ProvenanceView(
            content.provenance, stages: content.stages, graph: content.graph, isTimed: content.isTimed)
        record = content.recordJSON
        func asset(_ suffix: String) -> String {
            templates.lightAsset("page.\(suffix)")
                + (content.isComparison ? templates.lightAsset("comparison.\(suffix)") : "")
                + (content.live == nil ? "" : templates.lightAsset("live.\(suffix)"))
                + (content.isSite ? templates.lightAsset("site.\(suffix)") : "")
                + (suffix == "css" && (content.isSite || content.live != nil)
                    ? templates.lightAsset("listing.css") : "")
                + (suffix == "js" && content.live?.signing != nil ? templates.lightAsset("review.js") : "")
                + (suffix == "css" && content.scripts.contains(.explore) ? templates.lightAsset("explore.css") : "")
        }
        // The page's own comes last: it may change what pictures bring.
        let pictures = content.pictureStylesheets
        stylesheet =
            fontMark.text + (pictures.isEmpty ? "" : PictureRules.opening + pictures.joined() + PictureRules.closing)
            + asset("css")
        printStylesheet = templates.lightAsset("print.css")
        themeScript = templates.lightAsset("theme.js")
        pageScript = asset("js")
        let further = content.scripts.map { templates.lightAsset($0.rawValue) }
        packedScripts = further.map(LightSource.packed)
        self.mathStylesheet = mathStylesheet
        contentPolicy = policyMark.text
        scripts = [themeScript, pageScript] + further + templates.literalScripts
        styles = [stylesheet, printStylesheet, mathStylesheet].compactMap { $0 } + templates.literalStyles
        live = content.live
        let isOpen = content.findings.contains { $0.acceptance == nil }
        let passes = verdicts.map { $0.overall == "pass" } ?? true
        icon = isOpen && passes ? VerdictsView.doubtfulIcon : verdicts?.icon ?? VerdictsView.plainIcon
    }

    /// The page with parts that are known only after rendering: the font with the characters that it needs, including
    /// those of the templates, and the resulting content policy.
    ///
    /// - Parameter page: set by this view.
    func completed(_ page: String, by font: PageFont) -> (html: String, contentPolicy: String) {
        let fonts = font.rules(for: page, isLive: live != nil)
        let policy = ContentPolicy(
            scripts: scripts, styles: styles.map { fontMark.replaced(by: fonts, in: $0) }, isLive: live != nil
        ).text
        let html = fontMark.replaced(by: fonts, in: page)
        return (policyMark.replaced(by: policy, in: html), policy)
    }
}

/// The table of contents: two levels, counted from the highest heading that occurs.
struct ContentsView {
    struct Line {
        let nested: Bool
        let anchor: String
        /// Ready HTML.
        let title: String
    }

    let lines: [Line]

    /// - Returns: nil with too few headings.
    init?(_ headings: [PageContent.Heading]) {
        guard headings.count > 1, let top = headings.map(\.level).min() else { return nil }
        lines = headings.filter { $0.level <= top + 1 }.map { heading in
            Line(
                nested: heading.level > top, anchor: heading.anchor,
                title: heading.numberHTML + (heading.titleHTML ?? EscapedHTML.text(heading.title)))
        }
    }
}

/// What the template `provenance` sees.
struct ProvenanceView {
    struct Line {
        let cell: String
        let verb: String
        let state: String
        let time: String
    }

    let facts: [PageContent.Fact]
    let stages: [Line]
    let hasStages: Bool
    /// Whether any cell has a time.
    let hasTimes: Bool
    /// The times added up; longer than the wall clock where cells ran side by side.
    let total: String
    /// nil where no cell uses another.
    let graph: GraphView?

    /// - Returns: nil without facts.
    init?(_ facts: [PageContent.Fact], stages: [PageContent.Stage], graph: CellGraph?, isTimed: Bool) {
        guard !facts.isEmpty || !stages.isEmpty else { return nil }
        self.facts = facts
        self.stages = stages.map { stage in
            Line(
                cell: stage.cell, verb: stage.verb, state: stage.state,
                time: stage.seconds.map(DurationText.short) ?? "–")
        }
        hasStages = !stages.isEmpty
        hasTimes = isTimed
        self.graph = graph.flatMap(GraphView.init)
        total = DurationText.short(stages.compactMap(\.seconds).reduce(0, +))
    }
}
