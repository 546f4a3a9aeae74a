/// How much the Markdown parser would make of a text, found before it reads the text.
///
/// Two things of Markdown grow with a product: the rows of a table are filled up with empty cells, and the target of a link
/// is copied to wherever its label stands. A few kilobytes could so take all memory.
struct MarkdownSize {
    /// What is too much, where that begins, and what to do.
    struct Excess: Equatable {
        let message: String
        /// The index of the line.
        let line: Int
        let remedy: String

        func diagnostic(at place: SourcePlace) -> Diagnostic { Diagnostic(message, at: place, remedy: remedy) }
    }

    /// Cells that the rows of one text may lack.
    static let mostEmptyCells = 50_000
    /// Of link targets, wherever they are copied to.
    static let mostLinkBytes = 16 << 20

    /// What one of the two makes too much of; nil in any text that is meant to be read.
    static func excess(of lines: [String]) -> Excess? { emptyCells(lines) ?? links(lines) }

    // MARK: Tables

    private static func emptyCells(_ lines: [String]) -> Excess? {
        var empty = 0
        var table: (line: Int, columns: Int)?
        for (index, line) in lines.enumerated() {
            guard line.utf8.contains(where: { !Self.isMargin($0) }) else {
                table = nil
                continue
            }
            let bars = line.utf8.count { $0 == UInt8(ascii: "|") }
            if let open = table, bars + 1 < open.columns {
                empty += open.columns - bars - 1
                if empty > mostEmptyCells {
                    return Excess(
                        message: "the rows of this table lack more than \(mostEmptyCells) cells", line: open.line,
                        remedy: "give its rows as many cells as its header, or the header fewer")
                }
            }
            if bars > 0, line.utf8.allSatisfy(Self.isOfDelimiterRow), bars + 1 > table?.columns ?? 0 {
                table = (table?.line ?? max(0, index - 1), bars + 1)
            }
        }
        return nil
    }

    /// Of quotations and indents.
    private static func isMargin(_ byte: UInt8) -> Bool { " \t>".utf8.contains(byte) }

    private static func isOfDelimiterRow(_ byte: UInt8) -> Bool { isMargin(byte) || "|-:".utf8.contains(byte) }

    // MARK: Links

    /// `[label]: target "title"`, as far as the next definition or blank line.
    private struct Definition {
        let line: Int
        var bytes: Int
        var uses = 0
    }

    private static func links(_ lines: [String]) -> Excess? {
        var definitions = Self.definitions(in: lines)
        guard !definitions.isEmpty else { return nil }
        // At most as often as brackets close: where that is little, nobody needs to count.
        let brackets = lines.reduce(0) { $0 + $1.utf8.count { $0 == UInt8(ascii: "]") } }
        let longest = definitions.values.map(\.bytes).max() ?? 0
        guard longest * brackets > mostLinkBytes else { return nil }
        forEachLabel(in: lines) { definitions[$0]?.uses += 1 }
        guard definitions.values.reduce(0, { $0 + $1.bytes * $1.uses }) > mostLinkBytes,
            let (label, worst) = definitions.max(by: { $0.value.bytes * $0.value.uses < $1.value.bytes * $1.value.uses }
            )
        else { return nil }
        return Excess(
            message: "links by their labels take more than \(mostLinkBytes >> 20) MB; the target of "
                + "'[\(label.lowercased().prefix(40))]' has \(worst.bytes) bytes and is used about \(worst.uses) times",
            line: worst.line, remedy: "shorten the target, or link to it less often")
    }

    private static func definitions(in lines: [String]) -> [String: Definition] {
        var definitions: [String: Definition] = [:]
        var open: (label: String, definition: Definition)?
        /// Of several with one label the longest: the parser takes the first.
        func close() {
            guard let (label, found) = open, found.bytes > definitions[label]?.bytes ?? 0 else { return }
            definitions[label] = found
        }
        for (index, line) in lines.enumerated() {
            let start = line.drop { " \t>".contains($0) }
            if start.isEmpty {
                close()
                open = nil
            } else if start.first == "[", let end = start.firstRange(of: "]:"), start.dropFirst().first != "^" {
                close()
                open = (normalized(start[..<end.lowerBound].dropFirst()), Definition(line: index, bytes: 0))
            }
            open?.definition.bytes += line.utf8.count + 1
        }
        close()
        return definitions
    }

    /// Innermost brackets; also those of links that have a target of their own, which are few of many.
    private static func forEachLabel(in lines: [String], _ body: (String) -> Void) {
        let bytes = Array(lines.joined(separator: "\n").utf8)
        var opening: Int?
        var position = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\\"): position += 1
            case UInt8(ascii: "["): opening = position
            case UInt8(ascii: "]"):
                // No label is longer than 1000 bytes.
                if let start = opening, position - start <= 1001 {
                    body(normalized(String(decoding: bytes[(start + 1)..<position], as: UTF8.self)[...]))
                }
                opening = nil
            default: break
            }
            position += 1
        }
    }

    /// Labels that differ in case and blanks only are one.
    private static func normalized(_ label: Substring) -> String {
        label.lowercased().uppercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
