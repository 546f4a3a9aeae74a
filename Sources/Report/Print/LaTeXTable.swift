/// A table as LaTeX's `tabular`, with the rules of `booktabs`. Decimal points stand under each other: what a number lacks is
/// `\phantom`.
struct LaTeXTable {
    let tabular: String

    /// - Parameters:
    ///   - table: the table of the page.
    ///   - text: sets its texts.
    init(_ table: TableView, _ text: LaTeXText) {
        let columns = table.header.indices.map { column in
            switch table.header[column].align {
            case "right": "r"
            case "center": "c"
            default: "l"
            }
        }
        func line(_ cells: [String]) -> String { cells.map(text.latex).joined(separator: " & ") + " \\\\" }
        let rows = Self.aligned(table.rows).map(line)
        tabular = """
            \\begin{tabular}{\(columns.joined())}
            \\toprule
            \(line(table.header.map(\.html)))
            \\midrule
            \(rows.joined(separator: "\n"))
            \\bottomrule
            \\end{tabular}
            """
    }

    /// The cells of all rows, with what their numbers lack.
    private static func aligned(_ rows: [TableView.Row]) -> [[String]] {
        let html = rows.map { row in
            "<tr>"
                + row.columns.map { "<td align=\"\($0.align ?? "left")\">\($0.html)</td>" }.joined() + "</tr>"
        }
        let table = DecimalPoints.aligned(in: "<table>\(html.joined())</table>")
        return table.split(separator: "<tr>", omittingEmptySubsequences: false).dropFirst().map { row in
            row.split(separator: "<td ").compactMap { cell in
                guard let start = cell.firstIndex(of: ">"), let end = cell.firstRange(of: "</td>") else { return nil }
                return String(cell[cell.index(after: start)..<end.lowerBound])
            }
        }
    }
}
