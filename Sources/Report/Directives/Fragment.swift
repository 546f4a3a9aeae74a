import Foundation

/// A piece of the page that a cell shows.
public enum Fragment: Sendable, Codable {
    /// A picture.
    case figure(Picture)
    /// A table.
    case table(Table)
    /// Claims with their verdicts.
    case verdicts([Verdict])
    /// Finished HTML; the directive has to escape what it contains.
    case html(String)
    /// A sentence in plain text; `$…$` is math.
    case note(String)
}

/// A picture for both themes, with the files that the author asked for beside the page.
public struct Picture: Sendable, Codable {
    /// An SVG, whose colours follow the `color-scheme` of the page if its stylesheet defines them so.
    public let svg: String
    /// The same, laid out for half the width; nil for a picture that is already narrow.
    public let narrow: String?
    /// CSS rules that the picture needs; the page contains them once for all pictures with the same rules.
    public let stylesheet: String?
    /// The picture in words, for readers who cannot see it.
    public let alt: String
    /// Further files of it, by name (`marginals.pdf`), written to `<page>_files/`.
    public let files: [String: Data]

    /// What it cannot show on this machine, and what to do, in plain text: shown below the picture and in the terminal.
    public let remark: String?

    /// Draws the picture as PDF for print with this width in millimetres; nil without such a form, and for a picture
    /// from the store.
    public private(set) var pdf: (@Sendable (_ millimetres: Double) throws -> Data)?

    /// Draws the picture as PNG, with the layout of the page and this width in pixels; nil as for ``pdf``.
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
        /// The verb's own text: plain, and `$…$` is math.
        case verb
        /// A text of the author, as ``Directive/texts(_:)`` lists it: Markdown.
        case author
        /// An author's text with values in braces.
        case template
        /// A text from a result: plain, without any markup.
        case result
    }

    struct Origins: Sendable, Codable {
        var header = Origin.verb
        var rows = Origin.verb
        var note = Origin.verb
    }

    /// The alignment of a column.
    public enum Alignment: String, Sendable, Codable {
        /// Numbers are best read on the right.
        case left, center, right
    }

    /// The headings of the columns.
    public let header: [String]
    /// The rows, each as long as the header.
    public let rows: [[String]]
    /// The alignment of each column; further columns are aligned left.
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

    /// A table of the verb's own texts, in which `$…$` is math.
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
    /// The fragment for its result alone, without influence of later results.
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
    /// The status of the claim.
    public let status: Status
    /// The measured value, formatted, or the reason why there is none.
    public let measured: String
    /// The requirement, formatted: "< 0.01".
    public let tolerance: String
    /// The measured value; nil where it is not a number.
    public let value: Double?
    /// The lower limit of the value; nil without one.
    public let lower: Double?
    /// The upper limit of the value; nil without one.
    public let upper: Double?
    /// The distance of the value from the nearer limit, negative outside; nil without a number.
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

    /// The tolerance states the requirement.
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
