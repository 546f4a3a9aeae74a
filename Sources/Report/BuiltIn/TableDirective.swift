import Foundation
import Statistics

/// `table`: values of artifacts in rows and columns.
///
///     header: [Density, Gap, Events]
///     rows:
///       - ["$p(x|c)$", "{score.x.gap ± score.x.error}", "{score.x.events}"]
///
/// or one row for each element of a list in an artifact:
///
///     each: ensemble.members
///     columns:
///       - {header: Seed, value: seed}
///       - {header: Loss, value: best.loss, format: .4}
///
/// `formats: [csv, json, latex]` leaves it beside the page, in CSV and JSON with its numbers as the results have them.
enum TableDirective: Directive {
    static let verb = "table"
    static let version = 4
    static let isQuick = true
    static let summary = "Sets values of other cells in rows and columns."

    enum Alignment: String, OptionChoice { case left, center, right }

    struct Column: OptionGroup {
        static let header = OptionKey<String>("header", help: "The column's heading; Markdown.")
        static let value = OptionKey<String>("value", help: "A path inside each element; # is its number from 1.")
        static let format = OptionKey<NumberFormat?>(
            "format", default: .some(nil), help: "How numbers are written: \(NumberFormat.help).")
        static let schema = OptionSchema(header, value, format)
        let options: Options
    }

    static let header = OptionKey<[String]>("header", default: [], help: "The headings of the columns; Markdown.")
    static let rows = OptionKey<[[TemplateText]]>(
        "rows", default: [], help: "Rows of texts, Markdown; {label.path | .3} in a text is a value.")
    static let each = OptionKey<ArtifactPath?>(
        "each", default: .some(nil), help: "A list in an artifact: one row for each of its elements.")
    static let columns = OptionKey<[Column]>("columns", default: [], help: "With each: header, value, format.")
    static let align = OptionKey<[Alignment]>(
        "align", default: [], presentation: true, help: "left, center or right for each column; numbers stand right.")
    static let note = OptionKey<String?>(
        "note", default: .some(nil), presentation: true, help: "A sentence below the table; Markdown.")
    static let formats = OptionKey<[Format]>(
        "formats", default: [], presentation: true,
        help: "The table in other forms, as LABEL.csv, LABEL.json and LABEL.tex beside the page: csv, json, latex.")
    static let schema = OptionSchema(header, rows, each, columns, align, note, formats)

    enum Format: String, OptionChoice { case csv, json, latex }

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        if options.isGiven(rows) == options.isGiven(each) {
            diagnostics.append(
                Diagnostic("a table needs either 'rows' with 'header', or 'each' with 'columns'", at: options.place))
        } else if options.isGiven(each), options[columns].isEmpty {
            diagnostics.append(
                options.error("'each' needs 'columns'", at: each, remedy: "add columns: [{header: Name, value: path}]"))
        }
        let width = options[header].count
        let shown = options.isGiven(each) ? options[columns].count : width
        if options.isGiven(align), options[align].count != shown {
            diagnostics.append(
                options.error(
                    "'align' has \(options[align].count) of \(NumberText.counted(shown, "column"))", at: align,
                    remedy: "give left, center or right for each column, or leave it out"))
        }
        for (index, row) in options[rows].enumerated() where row.count != width {
            diagnostics.append(
                options.error(
                    "this row does not fit the header: \(row.count) in place of \(width)", at: rows, String(index),
                    remedy: "give every row a text for each heading"))
        }
        let paths = options[rows].joined().flatMap(\.paths)
        return diagnostics + paths.compactMap(document.diagnostic(unwritable:)) + unknownColumns(options, document)
    }

    static func texts(_ options: Options) -> [AuthorText] {
        var texts = options[header].enumerated().map { AuthorText($1, at: options.place(of: header, String($0))) }
        texts += options[columns].map { AuthorText($0[Column.header], at: $0.options.place(of: Column.header)) }
        for row in options[rows] {
            for text in row { texts.append(AuthorText(text.source, at: text.place, hasValues: true)) }
        }
        if let note = options[note] { texts.append(AuthorText(note, at: options.place(of: Self.note))) }
        return texts
    }

    /// Columns of what the elements of the list cannot hold.
    private static func unknownColumns(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard let list = options[each], let found = document.shape(of: list.label)?.below(list.path) else { return [] }
        guard let element = found.element else {
            return [options.error("'\(list)' is \(found.words), not a list", at: each)]
        }
        return options[columns].enumerated().compactMap { index, column in
            let value = column[Column.value]
            guard value != "#", element.below(value) == nil else { return nil }
            return options.error(
                "the elements of '\(list)' have no value '\(value)'", at: columns, "\(index).value",
                remedy: element.remedy(for: value))
        }
    }

    /// The texts, the author's Markdown as it is, with the values in their places.
    struct Result: ResultGroup {
        let header: [String]
        let rows: [[String]]
        /// One a column.
        let numeric: [Bool]

        static let meanings = [
            "header": "The headings of the columns.", "rows": "The texts of every row.",
            "numeric": "Whether a column holds numbers alone.",
        ]
    }

    static func run(_ options: Options, _ context: RunContext) throws -> Output<Result> {
        let texts: [[String]]
        let headings: [String]
        let isNumeric: [Bool]
        if let path = options[each] {
            let columns = options[columns]
            headings = columns.map { $0[Column.header] }
            let input = context.input(of: path)
            let shape = input.shape.below(path.path)?.element ?? .any
            let values = try elements(path, input).enumerated().map { index, element in
                try columns.map { try cell($0, element, shape, index, path) }
            }
            texts = values.map { row in zip(row, columns).map { $0.formatted($1[Column.format]) } }
            isNumeric = columns.indices.map { column in
                shape.below(columns[column][Column.value])?.isNumber ?? false
                    || Self.isNumeric(values.map { $0[column] })
            }
        } else {
            let rows = options[rows]
            headings = options[header]
            texts = try rows.map { try $0.map { try $0.text(context.input(of:)) } }
            isNumeric = headings.indices.map { column in rows.allSatisfy { $0[column].isValue } }
        }
        return Output(Result(header: headings, rows: texts, numeric: isNumeric))
    }

    static func present(_ options: Options, _ result: Result, _ context: PresentationContext) throws -> [Fragment] {
        let columns = result.header.count
        guard result.rows.allSatisfy({ $0.count == columns }), result.numeric.count == columns,
            options[rows].allSatisfy({ $0.count == columns })
        else {
            throw CellFailure("the stored table is uneven")
        }
        let alignment = result.header.indices.map { column -> Table.Alignment in
            if options.isGiven(align) { return Table.Alignment(options[align][column]) }
            return result.numeric[column] ? .right : .left
        }
        // The page sets the texts of the author itself, with their values; values of a list are not Markdown.
        let rows = options[each] == nil ? options[rows].map { $0.map(\.source) } : result.rows
        let numbers = TableNumbers(header: result.header, rows: try numbers(options, result, context))
        var files: [String: Data] = [:]
        for format in options[formats] {
            switch format {
            case .csv: files["\(context.label).csv"] = Data(numbers.csv.utf8)
            case .json: files["\(context.label).json"] = Data((numbers.json.prettyJSON + "\n").utf8)
            case .latex: break
            }
        }
        return [
            .table(
                Table(
                    header: result.header, rows: rows, alignment: alignment, note: options[note], files: files,
                    latexFile: options[formats].contains(.latex) ? "\(context.label).tex" : nil, numbers: numbers,
                    origins: .init(header: .author, rows: options[each] == nil ? .template : .result, note: .author)))
        ]
    }

    /// What stands in every row, with the numbers that its texts were written from.
    private static func numbers(
        _ options: Options, _ result: Result, _ context: PresentationContext
    ) throws -> [[TableNumbers.Cell]] {
        if let path = options[each] {
            guard let input = context.inputs[path.label] else { return [] }
            let shape = input.shape.below(path.path)?.element ?? .any
            return try zip(elements(path, input), result.rows).enumerated().map { index, pair in
                try zip(options[columns], pair.1).map { column, text in
                    TableNumbers.Cell(text: text, value: try cell(column, pair.0, shape, index, path))
                }
            }
        }
        return zip(options[rows], result.rows).map { templates, texts in
            zip(templates, texts).map { template, text in
                guard let value = template.value else { return TableNumbers.Cell(text: text) }
                return TableNumbers.Cell(text: text, value) { path in
                    context.inputs[path.label]?.written(at: path.path) ?? .null
                }
            }
        }
    }

    /// Whether all values that there are are numbers; null is none.
    private static func isNumeric(_ values: [Value]) -> Bool {
        values.allSatisfy { $0 == .null || $0.double != nil } && (values.isEmpty || values.contains { $0 != .null })
    }

    private static func elements(_ path: ArtifactPath, _ cell: CellInput) throws -> [Value] {
        guard let value = cell.value(at: path.path) else {
            throw CellFailure(
                "'\(path.label)' has no value '\(path.path)'",
                advice: NearMiss.remedy(for: path.path, among: cell.artifact.result.leafPaths(listsUpTo: 0)))
        }
        guard let elements = value.array else { throw CellFailure("'\(path)' is \(value.kind), not a list") }
        return elements
    }

    private static func cell(
        _ column: Column, _ element: Value, _ shape: ResultShape, _ index: Int, _ path: ArtifactPath
    ) throws -> Value {
        let key = column[Column.value]
        if key == "#" { return .integer(index + 1) }
        guard let value = shape.written(at: key, in: element) else {
            throw CellFailure(
                "element \(index + 1) of '\(path)' has no value '\(key)'",
                advice: NearMiss.remedy(for: key, among: element.leafPaths()))
        }
        return value
    }
}

extension Table.Alignment {
    fileprivate init(_ alignment: TableDirective.Alignment) {
        switch alignment {
        case .left: self = .left
        case .center: self = .center
        case .right: self = .right
        }
    }
}

extension TableNumbers.Cell {
    /// A value with its uncertainties, as a text was written from them.
    fileprivate init(text: String, _ inline: InlineValue, _ find: (ArtifactPath) -> Value) {
        self.init(text: text, value: find(inline.path))
        switch inline.uncertainty {
        case .none: break
        case .symmetric(let path):
            up = find(path).double?.magnitude
            down = up
        case .asymmetric(let upper, let lower):
            up = find(upper).double?.magnitude
            down = find(lower).double?.magnitude
        }
    }
}
