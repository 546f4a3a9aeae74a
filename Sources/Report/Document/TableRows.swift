import Statistics

/// Rows of tables that hold more cells than their table has columns: Markdown leaves the rest out, and so the page would.
enum TableRows {
    /// Whether a paragraph may contain a table; nearly none does.
    static func mayStand(in paragraph: ArraySlice<String>) -> Bool {
        paragraph.count > 1 && paragraph.contains { $0.utf8.contains(UInt8(ascii: "|")) }
    }

    /// The mistakes in a paragraph with a table, by the index of the line.
    ///
    /// - Parameters:
    ///   - lines: the lines as they are passed to Markdown.
    ///   - written: the lines as the author wrote them: their formulas may contain bars.
    static func problems(
        in lines: [String], written: [String]
    ) -> [(line: Int, message: String, remedy: String)] {
        func holdsBars(_ index: Int, more count: Int) -> Bool {
            written.indices.contains(index) && cells(withoutMargin(written[index])).count > count
        }
        var problems: [(line: Int, message: String, remedy: String)] = []
        if let problem = withoutDashes(lines) { problems.append(problem) }
        var columns: Int?
        // Of the quotation that the table stands in.
        var margin = 0
        for (index, line) in lines.enumerated() {
            if let count = columns {
                let row = withoutMargin(line)
                // What begins a block of another kind ends the table.
                guard !row.isBlank, !beginsBlock(row), depth(line) <= margin else {
                    columns = nil
                    continue
                }
                let cells = cells(row)
                let excess = cells.dropFirst(count).filter { !$0.isBlank }
                if cells.count < count, holdsBars(index, more: cells.count) {
                    problems.append(
                        (
                            index,
                            "this row has \(cells.count) of \(NumberText.counted(count, "cell")): a bar inside of a formula parts none",
                            "write \\$ for a dollar that is no formula's, or the cells that are missing"
                        ))
                }
                guard !excess.isEmpty else { continue }
                problems.append(
                    (
                        index,
                        "this row has \(cells.count) cells, and its table \(count) \(count == 1 ? "column" : "columns")",
                        "give the header as many, or write a bar of the text as \\|"
                    ))
                continue
            }
            guard index > 0, let dashes = dashes(withoutMargin(line)) else { continue }
            let header = cells(withoutMarker(withoutMargin(lines[index - 1])))
            if header.count == dashes {
                columns = dashes
                margin = depth(line)
            } else if header.count > 1 || (dashes > 1 && holdsBars(index - 1, more: 1)) {
                problems.append(
                    (
                        index - 1,
                        "this looks like a table, but is not one: its header has \(NumberText.counted(header.count, "cell")), and the row of dashes "
                            + "\(dashes)", "give both as many"
                    ))
            }
        }
        return problems
    }

    /// Rows alone, which are a paragraph to Markdown.
    private static func withoutDashes(_ lines: [String]) -> (line: Int, message: String, remedy: String)? {
        let rows = lines.map(withoutMargin).filter { !$0.isBlank }
        guard rows.count > 1, rows.allSatisfy({ $0.first == "|" && $0.trimmed.last == "|" }),
            rows.allSatisfy({ dashes($0) == nil }), case let count = cells(rows[0]).count, count > 1,
            rows.allSatisfy({ cells($0).count == count })
        else { return nil }
        return (
            0, "this looks like a table, but is not one: no row of dashes stands below its header",
            "write |\(String(repeating: "---|", count: min(count, 20))) there, or \\| for a bar of the text"
        )
    }

    /// Without blanks and marks of quotations.
    private static func withoutMargin(_ line: String) -> Substring {
        line.drop { $0 == " " || $0 == "\t" || $0 == ">" }
    }

    private static func depth(_ line: String) -> Int {
        line.utf8.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: ">") }
            .count { $0 == UInt8(ascii: ">") }
    }

    /// Without the mark of a list or a footnote, in which the table stands.
    private static func withoutMarker(_ line: Substring) -> Substring {
        guard let mark = line.prefixMatch(of: /([-+*]|[0-9]{1,9}[.)]|\[\^[^\]]+\]:)[ \t]+/) else { return line }
        return line[mark.range.upperBound...]
    }

    /// Whether a row is a fence, a heading or an item of a list.
    private static func beginsBlock(_ row: Substring) -> Bool {
        if row.hasPrefix("```") || row.hasPrefix("~~~") { return true }
        let marks = row.utf8.prefix { $0 == UInt8(ascii: "#") }.count
        let digits = row.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
        var rest = row.utf8.dropFirst(max(marks, digits))
        if digits > 0 || marks == 0 {
            guard let mark = rest.popFirst(), (digits > 0 ? ".)" : "-+*").utf8.contains(mark) else { return false }
        }
        return marks < 7 && digits < 10
            && rest.first.map { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") } ?? false
    }

    /// How many columns a row of dashes has; nil for any other line.
    private static func dashes(_ line: Substring) -> Int? {
        guard line.utf8.contains(UInt8(ascii: "|")), line.utf8.allSatisfy({ "|-: \t".utf8.contains($0) }) else {
            return nil
        }
        let cells = cells(line)
        return cells.allSatisfy { $0.trimmed.wholeMatch(of: /:?-+:?/) != nil } ? cells.count : nil
    }

    /// The cells of a row: a bar at either end opens or closes one, and a backslash before a bar makes it part of one.
    private static func cells(_ line: some StringProtocol) -> [String] {
        var cells = [""]
        var isEscaped = false
        for scalar in line.trimmed.unicodeScalars {
            if scalar == "|", !isEscaped {
                cells.append("")
            } else {
                cells[cells.count - 1].unicodeScalars.append(scalar)
            }
            isEscaped = scalar == "\\" && !isEscaped
        }
        if cells.count > 1, cells[0].isEmpty { cells.removeFirst() }
        if cells.count > 1, cells.last?.isBlank ?? false { cells.removeLast() }
        return cells
    }
}
