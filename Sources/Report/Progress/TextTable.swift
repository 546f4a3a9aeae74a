/// Rows under headings for a terminal.
public struct TextTable: Sendable {
    /// The lines with their line breaks; empty without rows.
    public let text: String

    /// - Parameters:
    ///   - header: the headings of the columns.
    ///   - rows: rows, each with as many texts.
    ///   - right: the columns aligned to the right.
    public init(_ header: [String], _ rows: [[String]], right: Set<Int> = []) {
        let all = [header] + rows.map { $0.map(\.printable) }
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        let lines = all.map { row in
            let cells = row.enumerated().map { column, cell in
                let blanks = String(repeating: " ", count: widths[column] - cell.count)
                return right.contains(column) ? blanks + cell : cell + blanks
            }
            return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
        }
        text = rows.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
    }
}
