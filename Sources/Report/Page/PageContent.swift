/// Everything that one page shows, ready to be set: the engine has run, and only the words and pictures are left.
public struct PageContent: Sendable {
    public let title: String
    public let subtitle: String?
    public let authors: [String]
    public let date: String?
    /// HTML of the abstract, from the front matter's Markdown.
    public let abstractHTML: String?
    /// The language of the text, as in BCP 47.
    public let language: String
    /// Every claim of the report in the order of the text.
    public let verdicts: [Verdict]
    /// The headings that the table of contents lists, in the order of the text.
    public let contents: [Heading]
    /// The text with its cells. The stylesheet knows, besides what CommonMark gives and footnotes as cmark-gfm writes them:
    ///
    /// - `<section class="cell" id="label" data-verb="scan">`, and in it
    ///   - `<figure class="cell-figure" id=…>` with `<div class="figure-light">`, `<div class="figure-dark">` (each an
    ///     SVG element by ``InlineSVG``, or a `<div class="figure-wide">` and a `<div class="figure-narrow">`) and `<figcaption><span class="label">Figure 3</span> …`,
    ///   - `<figure class="cell-table">` with `<figcaption>` and `<div class="table-wrap"><table>`; numbers to the right by
    ///     `align="right"`,
    ///   - verdicts as ``PageRenderer`` sets them,
    ///   - `<p class="cell-note">`, `<div class="cell-error">`, `<div class="cell-blocked">`,
    ///   - `<details class="cell-source"><summary>…</summary><pre>`,
    /// - `<span class="math inline">TeX</span>`, `<div class="math display">TeX</div>`,
    /// - `<span class="value">`, `<a class="xref">`.
    public let bodyHTML: String
    /// Names and values that let someone repeat the run: engine version, seed, host and so on.
    public let provenance: [Fact]
    public let stages: [Stage]

    public init(
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
    public struct Verdict: Sendable, Hashable {
        public enum Status: String, Sendable, CaseIterable {
            case pass, fail
            /// The value is missing, or its cell did not run. Never counted as a pass.
            case notEvaluated
        }

        /// The claim in words, plain text.
        public let claim: String
        /// The claim as set, where it holds more than plain text (math, code).
        public let claimHTML: String?
        public let status: Status
        /// What was found, formatted, or why nothing was.
        public let measured: String
        /// What is allowed, formatted: "< 0.01".
        public let bound: String
        /// The label of the cell that checks it, and so the target of the link.
        public let anchor: String

        public init(
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
    public struct Heading: Sendable, Hashable {
        /// 1 for `#`, 2 for `##` and so on; the contents show two levels, counted from the highest that occurs.
        public let level: Int
        /// Plain text.
        public let title: String
        /// The heading as set in the text, where it holds more than plain text (math, code).
        public let titleHTML: String?
        public let anchor: String

        public init(level: Int, title: String, titleHTML: String? = nil, anchor: String) {
            self.level = level
            self.title = title
            self.titleHTML = titleHTML
            self.anchor = anchor
        }
    }

    /// One line of the provenance.
    public struct Fact: Sendable, Hashable {
        public let name: String
        public let value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// What became of one cell, for the table of times.
    public struct Stage: Sendable, Hashable {
        public let cell: String
        public let verb: String
        /// In a word or two: "ran", "from the store", "failed", "blocked".
        public let state: String
        /// Wall time in seconds; nil where nothing ran.
        public let seconds: Double?

        public init(cell: String, verb: String, state: String, seconds: Double?) {
            self.cell = cell
            self.verb = verb
            self.state = state
            self.seconds = seconds
        }
    }
}
