import Foundation

/// A piece of the page that a cell shows.
public enum Fragment: Sendable, Codable {
    /// A picture.
    case figure(Picture)
    /// A table.
    case table(Table)
    /// Claims with what was found.
    case verdicts([Verdict])
    /// Ready HTML; the directive has to escape what it contains.
    case html(String)
    /// A sentence in plain text; `$…$` is math.
    case note(String)
}

/// A picture for both themes, with the files that the author asked for beside the page.
public struct Picture: Sendable, Codable {
    /// An SVG, whose colours follow the `color-scheme` of the page where its stylesheet has them do so.
    public let svg: String
    /// The same, laid out for half the width; nil where it is narrow already.
    public let narrow: String?
    /// Rules of CSS without which the page does not show it; the page has them once for all pictures that bring the same.
    public let stylesheet: String?
    /// The picture in words, for readers who cannot see it.
    public let alt: String
    /// More forms of it by file name (`marginals.pdf`), written to `<page>_files/`.
    public let files: [String: Data]

    /// What it cannot show on this machine, and what to do, in plain text: said below the picture and in the terminal.
    public let remark: String?

    /// The picture as PDF for print, so many millimetres wide; nil where it is none, and for one that was kept.
    public private(set) var pdf: (@Sendable (_ millimetres: Double) throws -> Data)?

    /// The picture as PNG, as wide as on a page and that many pixels; nil as of ``pdf``.
    public private(set) var png: (@Sendable (_ pixels: Double) throws -> Data)?

    private enum CodingKeys: CodingKey { case svg, narrow, stylesheet, alt, files, remark }

    /// The files are bytes by file name.
    public init(
        svg: String, narrow: String? = nil, stylesheet: String? = nil, alt: String, files: [String: Data] = [:],
        remark: String? = nil,
        pdf: (@Sendable (_ millimetres: Double) throws -> Data)? = nil,
        png: (@Sendable (_ pixels: Double) throws -> Data)? = nil
    ) {
        self.svg = svg
        self.narrow = narrow
        self.stylesheet = stylesheet
        self.alt = alt
        self.files = files
        self.remark = remark
        self.pdf = pdf
        self.png = png
    }
}

/// A table of texts.
public struct Table: Sendable, Codable {
    /// Who wrote a text of the table, and so what it may contain.
    enum Origin: String, Sendable, Codable {
        /// The verb's own words: plain, and `$…$` is math.
        case verb
        /// One of the author's, as ``Directive/texts(_:)`` lists it: Markdown.
        case author
        /// An author's text with values in braces.
        case template
        /// From a result: plain text without any markup.
        case result
    }

    struct Origins: Sendable, Codable {
        var header = Origin.verb
        var rows = Origin.verb
        var note = Origin.verb
    }

    /// Where the texts of a column stand.
    public enum Alignment: String, Sendable, Codable {
        /// Numbers are best read on the right.
        case left, center, right
    }

    /// The headings of the columns.
    public let header: [String]
    /// Each as long as the header.
    public let rows: [[String]]
    /// One a column; columns beyond its end are set left.
    public let alignment: [Alignment]
    /// A sentence below the table.
    public let note: String?
    /// The table in other forms, by file name, written to `<page>_files/`.
    public let files: [String: Data]
    /// The name of a file that holds it as LaTeX, which is written once its texts are set; nil for none.
    let latexFile: String?
    /// The numbers that its texts were written from; nil where they are not known.
    let numbers: TableNumbers?
    let origins: Origins

    /// A table of the verb's own words, in which `$…$` is math.
    ///
    /// - Precondition: every row is as long as the header.
    public init(
        header: [String], rows: [[String]], alignment: [Alignment] = [], note: String? = nil,
        files: [String: Data] = [:]
    ) {
        self.init(
            header: header, rows: rows, alignment: alignment, note: note, files: files, origins: Origins())
    }

    init(
        header: [String], rows: [[String]], alignment: [Alignment], note: String?, files: [String: Data] = [:],
        latexFile: String? = nil, numbers: TableNumbers? = nil, origins: Origins
    ) {
        for row in rows {
            precondition(row.count == header.count, "a row has \(row.count) cells, the header \(header.count)")
        }
        self.header = header
        self.rows = rows
        self.alignment = alignment
        self.note = note
        self.files = files
        self.latexFile = latexFile
        self.numbers = numbers
        self.origins = origins
    }
}

extension Fragment {
    /// What it shows of a result, with nothing of results that came after it.
    var asComputed: Fragment {
        if case .table(let table) = self { .table(table.asComputed) } else { self }
    }
}

extension Table {
    /// With the texts of its own result in the place of those that a page fills in from the results of today.
    fileprivate var asComputed: Table {
        guard let numbers, origins.rows == .template else { return self }
        var origins = origins
        origins.rows = .verb
        return Table(
            header: header, rows: numbers.rows.map { $0.map(\.text) }, alignment: alignment, note: note, files: files,
            latexFile: latexFile, numbers: numbers, origins: origins)
    }
}

/// Whether a claim holds.
public struct Verdict: ResultGroup, Hashable {
    /// Whether a claim holds.
    public enum Status: String, Codable, CaseIterable, Sendable {
        /// The measured value lies within its tolerance, or outside.
        case pass, fail
        /// The value is missing, or the cell that computes it did not run. Never counted as a pass.
        case notEvaluated = "not evaluated"
    }

    /// The claim in words.
    public let claim: String
    /// Whether it holds.
    public let status: Status
    /// What was found, formatted, or why nothing was.
    public let measured: String
    /// What is allowed, formatted: "< 0.01".
    public let tolerance: String
    /// What was found; nil where that is no number.
    public let value: Double?
    /// What the value must not lie below; nil where nothing is too low.
    public let lower: Double?
    /// What the value must not lie above; nil where nothing is too high.
    public let upper: Double?
    /// How far the value lies inside of the nearer limit, below zero where it lies outside; nil without a number.
    public let margin: Double?

    /// As the result of a `check` names them.
    public static let meanings = [
        "claim": "The claim in words.", "status": "Whether it holds.",
        "measured": "The value as it is written, or why there is none.",
        "tolerance": "What is allowed, as it is written.",
        "value": "The value that is claimed about, after 'minus' and 'over'.",
        "lower": "The lower limit of what is allowed.", "upper": "The upper limit of what is allowed.",
        "margin": "How far the value lies inside of the nearer limit; below zero where it lies outside.",
    ]
    public static let absences = ["value": "no number", "lower": "none", "upper": "none", "margin": "no number"]

    /// The tolerance says what is allowed.
    public init(
        claim: String, status: Status, measured: String, tolerance: String, value: Double? = nil,
        lower: Double? = nil, upper: Double? = nil, margin: Double? = nil
    ) {
        self.claim = claim
        self.status = status
        self.measured = measured
        self.tolerance = tolerance
        self.value = value
        self.lower = lower
        self.upper = upper
        self.margin = margin
    }
}
