import Statistics

extension TableSurvey {
    /// The survey as text: an aligned line for each column.
    ///
    /// - Parameter width: the width of the terminal in characters; a line is longer if its names and numbers need it.
    public func text(width: Int) -> String {
        let name = table.name.isEmpty ? "" : "\(table.name): "
        let columns = counted(table.columns.count, "column")
        let rows = "\(NumberText.count(table.rowCount)) row\(table.rowCount == 1 ? "" : "s")"
        var lines = ["\(name)\(table.kind), \(rows), \(columns)"]
        let found = self.columns.compactMap { column -> Row? in
            if case .numbers(let survey) = column.content { Row(column.column, survey, of: table) } else { nil }
        }
        if !found.isEmpty { lines += [""] + Self.lines(found, width: width) }
        let unread = self.columns.compactMap { column -> [String]? in
            if case .unread(let why) = column.content { [column.column.name, why] } else { nil }
        }
        if !unread.isEmpty {
            let width = min(Self.longestName, unread.map { $0[0].count }.max() ?? 0)
            lines += ["", "  cannot be read as numbers:"]
            lines += unread.map { "  \($0[0].padded(to: width))  \($0[1])" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A longer name has a line of its own.
    private static let longestName = 28

    /// What stands in the line of a column of numbers.
    private struct Row {
        let name: String
        let cells: [String]
        let survey: ColumnSurvey

        init(_ column: EventColumn, _ survey: ColumnSurvey, of table: EventTableInfo) {
            let statistics = survey.statistics
            func number(_ value: Double?) -> String {
                guard let value else { return "–" }
                // All digits of a number of an event.
                return survey.isWhole && abs(value) < 1e15
                    ? NumberText.fixed(value, decimals: 0) : NumberText.significant(value, digits: 5)
            }
            name = column.name
            self.survey = survey
            let missing = statistics.nanCount + statistics.infiniteCount
            cells = [
                "\(column.type)", column.count == table.rowCount ? "" : NumberText.count(column.count),
                missing == 0 ? "" : NumberText.count(missing), number(statistics.minimum), number(statistics.maximum),
                statistics.mean.map { NumberText.significant($0, digits: 4) } ?? "–",
                survey.values.map { "\($0.count)" } ?? "",
            ]
        }
    }

    private static let header = ["type", "rows", "missing", "min", "max", "mean", "values"]

    private static func lines(_ rows: [Row], width: Int) -> [String] {
        // Columns of the text that say nothing are left out.
        let shown = header.indices.filter { place in place < 1 || rows.contains { !$0.cells[place].isEmpty } }
        let widths = shown.map { place in max(header[place].count, rows.map { $0.cells[place].count }.max() ?? 0) }
        let nameWidth = max(6, rows.map(\.name.count).filter { $0 <= longestName }.max() ?? 0)
        let before = 2 + nameWidth + widths.reduce(0) { $0 + $1 + 2 } + 3
        let bins = max(16, min(24, width - before - 1))
        func line(_ cells: [String]) -> String {
            zip(shown.indices, cells).map { place, cell in
                "  " + (place == 0 ? cell.padded(to: widths[place]) : cell.padded(before: widths[place]))
            }.joined()
        }
        var lines = ["  " + "column".padded(to: nameWidth) + line(shown.map { header[$0] }) + "   distribution"]
        var hasMarks = false
        for row in rows {
            let histogram = row.survey.histogram(bins: bins)
            let marks = ((histogram?.below ?? 0) > 0 ? "‹" : " ", (histogram?.above ?? 0) > 0 ? "›" : "")
            if marks.0 == "‹" || marks.1 == "›" { hasMarks = true }
            let rest = line(shown.map { row.cells[$0] }) + "  " + marks.0 + (histogram?.sketch ?? "") + marks.1
            if row.name.count > nameWidth {
                lines.append("  " + row.name)
                lines.append("  " + "".padded(to: nameWidth) + rest.trimmingEnd)
            } else {
                lines.append("  " + row.name.padded(to: nameWidth) + rest.trimmingEnd)
            }
        }
        return lines + notes(rows, hasMarks: hasMarks)
    }

    private static func notes(_ rows: [Row], hasMarks: Bool) -> [String] {
        var notes: [String] = []
        if rows.contains(where: { !$0.cells[2].isEmpty }) {
            notes.append("missing: NaN or infinite; such rows count nowhere else.")
        }
        if rows.contains(where: { $0.survey.values != nil }) {
            notes.append("values: how many different ones, where these are at most \(ColumnSurvey.mostValues).")
        }
        if hasMarks { notes.append("‹ ›: some values lie farther out; the middle 99 % are drawn.") }
        if let part = rows.first(where: { $0.survey.sample.count < $0.survey.statistics.finiteCount }) {
            notes.append(
                "Distributions are those of \(NumberText.counted(part.survey.sample.count, "row")), chosen by their numbers."
            )
        }
        return notes.isEmpty ? [] : [""] + notes.map { "  " + $0 }
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
    fileprivate func padded(before width: Int) -> String {
        String(repeating: " ", count: max(0, width - count)) + self
    }
    fileprivate var trimmingEnd: String { String(reversed().drop { $0 == " " }.reversed()) }
}
