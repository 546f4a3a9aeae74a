import Foundation

/// The numbers behind a figure: single values and tables of named columns, which may hold texts.
public struct FigureData: Sendable, Equatable {
    struct Column: Sendable, Equatable {
        let name: String
        /// Empty in a column of texts.
        let values: [Double]
        /// Empty in a column of numbers.
        let texts: [String]

        init(_ name: String, _ values: [Double]) {
            self.name = name
            self.values = values
            texts = []
        }

        init(_ name: String, texts: [String]) {
            self.name = name
            values = []
            self.texts = texts
        }

        var count: Int { max(values.count, texts.count) }
    }

    /// Columns of one length.
    struct Table: Sendable, Equatable {
        let name: String
        let columns: [Column]

        init(_ name: String, _ columns: [Column]) {
            self.name = name
            self.columns = columns
        }

        /// A line of names, then a line for each row; NaN is an empty field. Numbers can be read back exactly.
        var csv: String {
            let rows = columns.map(\.count).max() ?? 0
            let head = columns.map { Self.quoted($0.name) }.joined(separator: ",")
            let lines = (0..<rows).map { row in
                columns.map { Self.field($0, row) }.joined(separator: ",")
            }
            return ([head] + lines).joined(separator: "\n") + "\n"
        }

        private static func field(_ column: Column, _ row: Int) -> String {
            if column.texts.indices.contains(row) { return quoted(column.texts[row]) }
            return column.values.indices.contains(row) ? FigureData.number(column.values[row], missing: "") : ""
        }

        private static func quoted(_ name: String) -> String {
            guard name.contains(where: { ",\"\n".contains($0) }) else { return name }
            return "\"" + name.replacingOccurrences(of: "\"", with: "\"\"") + "\""
        }
    }

    let values: [Column]
    let tables: [Table]

    /// - Parameter values: single numbers; an open bound is NaN.
    init(values: [(String, Double)] = [], tables: [Table]) {
        self.values = values.map { Column($0.0, [$0.1]) }
        self.tables = tables
    }

    func table(_ name: String) -> Table? {
        tables.first { $0.name == name }
    }

    func value(_ name: String) -> Double? {
        values.first { $0.name == name }?.values.first
    }

    /// All tables, one below the other, each under a comment line `# name`; the single values first.
    public var csv: String {
        let single = values.isEmpty ? [] : [Table("values", values)]
        return (single + tables).map { "# \($0.name)\n\($0.csv)" }.joined(separator: "\n")
    }

    /// `{"values": {…}, "tables": {name: {column: […]}}}`, in the order given; values that are not finite are null.
    public var json: String {
        let single = values.map { "\(Self.string($0.name)): \(Self.number($0.values[0], missing: "null"))" }
        let nested = tables.map { table in
            let columns = table.columns.map { column in
                let entries = column.texts.map(Self.string) + column.values.map { Self.number($0, missing: "null") }
                return "      \(Self.string(column.name)): [\(entries.joined(separator: ", "))]"
            }
            return "    \(Self.string(table.name)): {\n\(columns.joined(separator: ",\n"))\n    }"
        }
        return """
            {
              "values": {\(single.joined(separator: ", "))},
              "tables": {
            \(nested.joined(separator: ",\n"))
              }
            }

            """
    }

    private static func number(_ value: Double, missing: String) -> String {
        value.isFinite ? "\(value)" : missing
    }

    private static func string(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case _ where scalar.value < 0x20: result += String(format: "\\u%04x", scalar.value)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
