/// Everything that one page shows, after the run.
struct PageContent: Sendable {
    let title: String
    var subtitle: String?
    var authors: [String] = []
    var date: String?
    /// The work left by a run that was stopped; plain text.
    var unfinished: String?
    /// HTML of the abstract, from the front matter's Markdown.
    var abstractHTML: String?
    /// The language of the text, as a tag of BCP 47.
    var language = "en"
    /// The claims of the report in the order of the text.
    var verdicts: [LinkedVerdict] = []
    /// The findings of cells, in the order of the text.
    var findings: [Finding] = []
    /// The review; nil for a page without anything to review.
    var review: Review?
    /// The review of the abstract.
    var abstractSignOff: SignOffView?
    /// The headings that the table of contents lists, in the order of the text.
    var contents: [Heading] = []
    /// The text with its cells. The stylesheet knows, besides what CommonMark gives and footnotes as cmark-gfm writes them:
    ///
    /// - `<section class="cell" id="label" data-verb="scan">`, and in it
    ///   - `<figure class="cell-figure" id=…>` with a `<div class="picture">` (an SVG element by ``InlineSVG``, or a
    ///     `<div class="figure-wide">` and a `<div class="figure-narrow">`) and
    ///     `<figcaption><span class="label">Figure 3</span> …`,
    ///   - `<figure class="cell-table">` with `<figcaption>` and `<div class="table-wrap"><table>`; numbers to the right by
    ///     `align="right"`, with `<span class="pad" data-pad="00">` by ``DecimalPoints``,
    ///   - verdicts as ``PageRenderer`` sets them,
    ///   - `<div class="finding" data-health="unsound">`, `<p class="cell-origin" data-health="unsound">`,
    ///     `<p class="cell-origin" data-health="accepted">`,
    ///   - `<p class="cell-note">`, `<div class="cell-error">`, `<div class="cell-blocked">`,
    ///   - `<details class="cell-source"><summary>…</summary><pre>`, coloured by ``ColouredCode``,
    /// - `<div class="signoff">` below a heading or in a cell, as the template `signoff` sets it,
    /// - `<span class="math inline">`, `<div class="math display">` around a formula as KaTeX sets it,
    /// - `<span class="value">`, `<a class="xref">`.
    let bodyHTML: String
    /// The CSS rules of pictures in the text, without repetitions.
    var pictureStylesheets: [String] = []
    /// Facts that are needed to repeat the run: engine version, seed, host and so on.
    var provenance: [Fact] = []
    var stages: [Stage] = []
    /// Whether it states how long cells took.
    var isTimed = true
    /// The graph of dependencies of cells; nil for a page without cells.
    var graph: CellGraph?
    /// The results of the cells for programs: JSON that may stand in an element `script`.
    var recordJSON: String?
    /// Whether it shows a comparison of two reports, and so needs its styles and its script.
    var isComparison = false
    /// Whether it is the list of a site, and so needs its styles and its script.
    var isSite = false
    /// The address of the list of the site to which the page belongs, for an attribute in double quotes; nil for a
    /// single page.
    var home: String?
    /// The additional parts of a page that a server updates; nil for a single page.
    var live: LivePage?
    /// Scripts that it needs in addition to those of every page.
    var scripts: [Script] = []

    /// By its file in `Resources`.
    enum Script: String, Sendable, CaseIterable {
        /// Interactive figures.
        case figures = "figures.js"
        /// Figures that follow sliders.
        case explore = "explore.js"

        /// What stands in a text that the script is for.
        private var mark: String {
            switch self {
            case .figures: " data-x=\""
            case .explore: "<div class=\"explore\""
            }
        }

        /// The scripts that an HTML text needs.
        static func needed(by html: String) -> [Script] { allCases.filter { html.contains($0.mark) } }
    }
}

extension PageContent {
    /// A claim and what the run says about it.
    struct LinkedVerdict: Sendable, Hashable {
        let verdict: Verdict
        /// The label of the cell that checks it, and so the target of the link; nil where it stands at its check already.
        let anchor: String?
        /// The claim, set; without links where the whole line is one.
        let claimHTML: String
    }

    /// Something that a cell found wrong with its own result.
    struct Finding: Sendable, Hashable {
        let state: HealthState
        /// As an author accepts it.
        let name: String
        /// Plain text; `$…$` is math.
        let sentence: String
        /// Likewise.
        let remedy: String
        /// "by Ada Lovelace"; nil if it is not accepted.
        let acceptance: String?
        /// The label of the cell, and so the target of the link.
        let cell: String
    }

    /// A line of the table of contents.
    struct Heading: Sendable, Hashable {
        /// 1 for `#`, 2 for `##` and so on; the contents show two levels, counted from the highest that occurs.
        let level: Int
        /// Plain text.
        let title: String
        /// The heading as HTML, if it contains more than plain text (math, code).
        var titleHTML: String?
        let anchor: String
        /// "2.1"; nil without one.
        var number: String?

        /// The HTML before the title.
        var numberHTML: String { number.map { "<span class=\"section-number\">\($0)</span> " } ?? "" }
    }

    /// One line of the provenance.
    struct Fact: Sendable, Hashable {
        let name: String
        let value: String
    }

    /// What became of one cell, for the table of times.
    struct Stage: Sendable, Hashable {
        let cell: String
        let verb: String
        /// In a word or two: "ran", "from the store", "failed", "blocked".
        let state: String
        /// Wall time in seconds; nil where nothing ran.
        let seconds: Double?
    }
}
