import Statistics

/// What a text would become out of all proportion to its length, in time or in memory, found before the Markdown parser is
/// asked.
///
/// Four things of Markdown grow with a product: the rows of a table are filled up with empty cells, the target of a link is
/// copied to wherever its label stands, a paragraph is gone through for every line below it that may begin a table, and the
/// rest of a line is copied behind every address in it. A few kilobytes could so take all memory. What a report puts into its
/// text itself has its limits here too.
struct MarkdownExcess {
    let message: String
    /// The index of the line.
    let line: Int
    let remedy: String

    static let mostColumns = 1_000
    /// Cells that the rows of one text may lack.
    static let mostMissingCells = 50_000
    /// Steps that the parser goes back through paragraphs, looking for the row above the dashes of a table.
    private static let mostSteps = 300_000_000
    /// E-mail addresses of one line: behind so many the parser makes no links of them any more.
    static let mostAddresses = 1_000
    /// Of what stands behind the e-mail addresses of all lines, behind each anew.
    static let mostAddressBytes = 64 << 20
    /// Of link targets, wherever they are copied to.
    static let mostLinkBytes = 16 << 20
    /// Of the values of parameters, wherever they are written in one report.
    static let mostParameterBytes = 8 << 20
    /// Of pictures, as often as they are shown.
    static let mostPictureBytes = 256 << 20
    /// Of values that a run found, as often as they are shown.
    static let mostValueBytes = 64 << 20

    /// nil where the text can be read, which holds for nearly all texts.
    init?(in lines: [String]) {
        guard let excess = Self.links(in: lines) ?? Self.ofLines(in: lines) else { return nil }
        self = excess
    }

    /// What the lines of blocks of code are not taken for, which are asked for only where there is something.
    private static func ofLines(in lines: [String]) -> MarkdownExcess? {
        func found(in lines: [String]) -> MarkdownExcess? { addresses(in: lines) ?? table(in: lines) }
        return found(in: lines) == nil ? nil : found(in: withoutCode(lines))
    }

    /// With nothing in place of the lines of code: of a fence that begins a line behind a blank one, which is a fence whether
    /// a table stands before it or not.
    private static func withoutCode(_ lines: [String]) -> [String] {
        var kept = lines
        CommonMark.withTree(ofLines: lines, extensions: []) { root, _ in
            for node in root.children where node.type == "code_block" && node.fence != nil {
                let first = node.lines.lowerBound - 1
                guard node.column == 1, first == 0 || lines[first - 1].utf8.allSatisfy(isBlank) else { continue }
                for index in first..<min(node.lines.upperBound, lines.count) { kept[index] = "" }
            }
        }
        return kept
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    private init(_ message: String, line: Int, remedy: String) {
        self.message = message
        self.line = line
        self.remedy = remedy
    }

    func diagnostic(at place: SourcePlace) -> Diagnostic { Diagnostic(message, at: place, remedy: remedy) }

    // MARK: Tables

    /// A paragraph in which a table may begin, line by line.
    private struct Paragraph {
        /// The size of the lines so far, in bytes.
        var bytes = 0
        /// The size of the lines since the last bar.
        var sinceBar = 0
        /// How far the parser goes back for all lines so far.
        var steps = 0
        /// The total that it went back, which it repeats for every row of dashes.
        var spent = 0
        /// The number of cells of the previous line.
        var cells = 0
    }

    private static func table(in lines: [String]) -> MarkdownExcess? {
        guard lines.contains(where: { columns($0) != nil }) else { return nil }
        var paragraph = Paragraph()
        // From its header on. In a list or a footnote the header has a mark before it that looks like a cell, so that whatever
        // may be a table counts for one.
        var table: (line: Int, columns: Int)?
        var missing = 0
        for (index, line) in lines.enumerated() {
            if line.utf8.allSatisfy(isMargin) {
                table = nil
                paragraph = Paragraph()
                continue
            }
            let cells = cells(line)
            if let table {
                missing += max(0, table.columns - cells)
                if missing > mostMissingCells {
                    return MarkdownExcess(
                        "the rows of this table lack more than \(mostMissingCells) cells", line: table.line,
                        remedy: "give its rows as many cells as its header, or the header fewer")
                }
            }
            let columns = columns(line)
            if let columns, paragraph.bytes > 0 {
                if columns > mostColumns {
                    return MarkdownExcess(
                        "this table has \(NumberText.counted(columns, "column"))", line: index - 1,
                        remedy: "at most \(mostColumns) are read; put a blank line before it if it is no table")
                }
                paragraph.spent += paragraph.bytes + paragraph.steps
                if paragraph.spent > mostSteps {
                    return MarkdownExcess(
                        "a long paragraph stands right before this row of a table", line: index,
                        remedy: "put a blank line before the table")
                }
                if columns > table?.columns ?? 0 { table = (index - 1, columns) }
            }
            // Where the line above has as many cells, a table begins here, or this is a row of one.
            if columns == paragraph.cells || isUnderline(line) {
                paragraph = Paragraph()
                continue
            }
            let length = line.utf8.count + 1
            paragraph.bytes += length
            paragraph.sinceBar = line.utf8.contains(UInt8(ascii: "|")) ? 0 : paragraph.sinceBar + length
            paragraph.steps += paragraph.sinceBar
            paragraph.cells = cells
        }
        return nil
    }

    /// Of quotations and indents.
    private static func isMargin(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ">"): true
        default: false
        }
    }

    /// Whether a line makes a heading of the lines above; in a quotation it is not asked.
    private static func isUnderline(_ line: String) -> Bool {
        let blank = UInt8(ascii: " ")
        let rest = line.utf8.drop { $0 == blank }
        guard let first = rest.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "="),
            line.utf8.count - rest.count < 4
        else { return false }
        return rest.drop { $0 == first }.allSatisfy { $0 == blank }
    }

    /// How many columns a row of dashes has, `|---|:-:|`; nil for any other line.
    private static func columns(_ line: String) -> Int? {
        var (hasDash, hasMark) = (false, false)
        for byte in line.utf8 where !isMargin(byte) {
            switch byte {
            case UInt8(ascii: "-"): hasDash = true
            case UInt8(ascii: "|"), UInt8(ascii: ":"): hasMark = true
            default: return nil
            }
        }
        return hasDash && hasMark ? cells(line) : nil
    }

    /// How many cells a line has as a row of a table.
    private static func cells(_ line: String) -> Int {
        var bars = 0
        var isEscaped = false
        // A bar at either end opens or closes a cell, and does not part two.
        var isAtStart = true
        var isAtBar = false
        for byte in line.utf8 {
            if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || (isAtStart && byte == UInt8(ascii: ">")) {
                isEscaped = false
                continue
            }
            isAtBar = byte == UInt8(ascii: "|") && !isEscaped
            if isAtBar, !isAtStart { bars += 1 }
            isAtStart = false
            isEscaped = byte == UInt8(ascii: "\\")
        }
        return isAtBar && bars > 0 ? bars : bars + 1
    }

    // MARK: Addresses

    private static func addresses(in lines: [String]) -> MarkdownExcess? {
        var bytes = 0
        for (index, line) in lines.enumerated() {
            let addresses = addresses(of: line)
            guard addresses > 1 else { continue }
            bytes += addresses * line.utf8.count
            if addresses > mostAddresses || bytes > mostAddressBytes {
                return MarkdownExcess(
                    "\(addresses) e-mail addresses stand on this line of \(line.utf8.count) bytes", line: index,
                    remedy: "break the line: at most \(mostAddresses) are read, and fewer where lines are long")
            }
        }
        return nil
    }

    /// How many at signs stand inside of words, which the parser looks at.
    private static func addresses(of line: String) -> Int {
        guard line.utf8.contains(UInt8(ascii: "@")) else { return 0 }
        var count = 0
        var (isBehindWord, isBehindSign) = (false, false)
        for byte in line.utf8 {
            let isWord = isLetterOrDigit(byte)
            if isBehindSign, isWord { count += 1 }
            isBehindSign = byte == UInt8(ascii: "@") && isBehindWord
            isBehindWord =
                isWord || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: "_")
        }
        return count
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    // MARK: Links

    /// `[label]: target "title"`, as far as the next definition or blank line.
    private struct Definition {
        let line: Int
        let bytes: Int
        var uses = 0

        var size: Int { bytes * uses }
    }

    private static func links(in lines: [String]) -> MarkdownExcess? {
        // At most as often as brackets close: where that is little, nobody needs to count.
        let (total, brackets) = lines.reduce((0, 0)) { sum, line in
            (sum.0 + line.utf8.count + 1, sum.1 + line.utf8.count { $0 == UInt8(ascii: "]") })
        }
        guard total * brackets > mostLinkBytes else { return nil }
        let bytes = Array(lines.joined(separator: "\n").utf8)
        var definitions = Self.definitions(in: bytes)
        let longest = definitions.values.map(\.bytes).max() ?? 0
        guard longest * brackets > mostLinkBytes else { return nil }
        LinkSpans.forEachBracket(in: bytes) { range in
            definitions[LinkSpans.normalized(String(decoding: bytes[range], as: UTF8.self))]?.uses += 1
        }
        guard definitions.values.reduce(0, { $0 + $1.size }) > mostLinkBytes,
            let (label, worst) = definitions.max(by: { $0.value.size < $1.value.size })
        else { return nil }
        return MarkdownExcess(
            "links by their labels take more than \(mostLinkBytes >> 20) MB; the target of '[\(label.prefix(40))]' has "
                + "\(NumberText.counted(worst.bytes, "byte")) and is used about \(NumberText.counted(worst.uses, "time"))",
            line: worst.line, remedy: "shorten the target, or link to it less often")
    }

    /// By label, also such as stand behind the mark of a list or a footnote; of several with one label the longest.
    private static func definitions(in bytes: [UInt8]) -> [String: Definition] {
        var labels: [Range<Int>] = []
        LinkSpans.forEachBracket(in: bytes) { range in
            let behind = range.upperBound + 1
            if behind < bytes.count, bytes[behind] == UInt8(ascii: ":"), bytes[range.lowerBound] != UInt8(ascii: "^") {
                labels.append(range)
            }
        }
        var definitions: [String: Definition] = [:]
        var (line, position) = (0, 0)
        for (index, label) in labels.enumerated() {
            let next = index + 1 < labels.count ? labels[index + 1].lowerBound : bytes.count
            line += bytes[position..<label.lowerBound].count { $0 == UInt8(ascii: "\n") }
            position = label.lowerBound
            let length = paragraph(bytes[position..<next])
            let name = LinkSpans.normalized(String(decoding: bytes[label], as: UTF8.self))
            if length > definitions[name]?.bytes ?? 0 { definitions[name] = Definition(line: line, bytes: length) }
        }
        return definitions
    }

    /// How many bytes stand before the first blank line.
    private static func paragraph(_ bytes: ArraySlice<UInt8>) -> Int {
        var isBlank = false
        for (index, byte) in zip(bytes.indices, bytes) {
            if byte == UInt8(ascii: "\n") {
                if isBlank { return index - bytes.startIndex }
                isBlank = true
            } else if !isMargin(byte) {
                isBlank = false
            }
        }
        return bytes.count
    }
}
