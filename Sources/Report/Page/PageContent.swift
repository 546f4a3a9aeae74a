/// Everything that one page shows, after the run.
struct PageContent: Sendable {
    let title: String
    let subtitle: String?
    let authors: [String]
    let date: String?
    /// HTML of the abstract, from the front matter's Markdown.
    let abstractHTML: String?
    /// The language of the text, as in BCP 47.
    let language: String
    /// Every claim of the report in the order of the text.
    let verdicts: [Verdict]
    /// The headings that the table of contents lists, in the order of the text.
    let contents: [Heading]
    /// The text with its cells. The stylesheet knows, besides what CommonMark gives and footnotes as cmark-gfm writes them:
    ///
    /// - `<section class="cell" id="label" data-verb="scan">`, and in it
    ///   - `<figure class="cell-figure" id=…>` with `<div class="figure-light">`, `<div class="figure-dark">` (each an
    ///     SVG element by ``InlineSVG``, or a `<div class="figure-wide">` and a `<div class="figure-narrow">`) and
    ///     `<figcaption><span class="label">Figure 3</span> …`,
    ///   - `<figure class="cell-table">` with `<figcaption>` and `<div class="table-wrap"><table>`; numbers to the right by
    ///     `align="right"`,
    ///   - verdicts as ``PageRenderer`` sets them,
    ///   - `<p class="cell-note">`, `<div class="cell-error">`, `<div class="cell-blocked">`,
    ///   - `<details class="cell-source"><summary>…</summary><pre>`,
    /// - `<span class="math inline">`, `<div class="math display">` around a formula as KaTeX sets it,
    /// - `<span class="value">`, `<a class="xref">`.
    let bodyHTML: String
    /// Names and values that let someone repeat the run: engine version, seed, host and so on.
    let provenance: [Fact]
    let stages: [Stage]

    init(
        title: String, subtitle: String? = nil, authors: [String] = [], date: String? = nil,
        abstractHTML: String? = nil, language: String = "en", verdicts: [Verdict] = [], contents: [Heading] = [],
        bodyHTML: String, provenance: [Fact] = [], stages: [Stage] = []
    ) {
        self.title = title
        self.subtitle = subtitle
        self.authors = authors
        self.date = date
        self.abstractHTML = abstractHTML
        self.language = language
        self.verdicts = verdicts
        self.contents = contents
        self.bodyHTML = bodyHTML
        self.provenance = provenance
        self.stages = stages
    }
}

extension PageContent {
    /// A claim and what the run says about it.
    struct Verdict: Sendable, Hashable {
        enum Status: String, Sendable, CaseIterable {
            case pass, fail
            /// The value is missing, or its cell did not run. Never counted as a pass.
            case notEvaluated
        }

        /// The claim in words, plain text.
        let claim: String
        /// The claim as set, where it holds more than plain text (math, code).
        let claimHTML: String?
        let status: Status
        /// What was found, formatted, or why nothing was.
        let measured: String
        /// What is allowed, formatted: "< 0.01".
        let bound: String
        /// The label of the cell that checks it, and so the target of the link.
        let anchor: String

        init(
            claim: String, claimHTML: String? = nil, status: Status, measured: String, bound: String, anchor: String
        ) {
            self.claim = claim
            self.claimHTML = claimHTML
            self.status = status
            self.measured = measured
            self.bound = bound
            self.anchor = anchor
        }
    }

    /// A line of the table of contents.
    struct Heading: Sendable, Hashable {
        /// 1 for `#`, 2 for `##` and so on; the contents show two levels, counted from the highest that occurs.
        let level: Int
        /// Plain text.
        let title: String
        /// The heading as set in the text, where it holds more than plain text (math, code).
        let titleHTML: String?
        let anchor: String

        init(level: Int, title: String, titleHTML: String? = nil, anchor: String) {
            self.level = level
            self.title = title
            self.titleHTML = titleHTML
            self.anchor = anchor
        }
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
