/// A long text is parsed part after part: the tree of all of it takes ten to thirty times the text's memory.
///
/// It is cut where a line of plain text begins behind a blank one, and only where Markdown itself says that nothing is open
/// there: no list, quotation or table goes on behind such a line, but a block of code or of HTML may. What Markdown would say
/// of the whole text it then says of the parts.
extension CommonMark {
    /// Of a part, where the text can be cut behind so many.
    static let partBytes = 1 << 20

    /// Parses lines in parts, and passes the index of each part's first line to the body.
    static func forEachPart(
        ofLines lines: [String], extensions: [String], bytes: Int = partBytes, _ body: (Node, Renderer, Int) -> Void
    ) {
        let isCut = !lines.contains { mayDefine($0.utf8) }
        forEachPart(
            of: 0..<lines.count, extensions: extensions, bytes: bytes,
            cut: { start, bytes in
                guard isCut else { return lines.count }
                var (index, left) = (start, bytes)
                while index < lines.count {
                    if left <= 0, index > start, lines[index - 1].isEmpty,
                        let first = lines[index].utf8.first, beginsText(first)
                    {
                        return index
                    }
                    left -= lines[index].utf8.count + 1
                    index += 1
                }
                return index
            },
            feeding: { range, feed in
                for line in lines[range] {
                    feed(line)
                    feed("\n")
                }
            }, body: body)
    }

    /// Parses a text in parts.
    static func forEachPart(
        of text: String, extensions: [String] = github, bytes: Int = partBytes, _ body: (Node, Renderer) -> Void
    ) {
        let utf8 = text.utf8
        let isCut = !mayDefine(utf8)
        let newLine = UInt8(ascii: "\n")
        forEachPart(
            of: utf8.startIndex..<utf8.endIndex, extensions: extensions, bytes: bytes,
            cut: { start, bytes in
                guard isCut, var index = utf8.index(start, offsetBy: bytes, limitedBy: utf8.endIndex) else {
                    return utf8.endIndex
                }
                while let end = utf8[index...].firstIndex(of: newLine) {
                    index = utf8.index(after: end)
                    guard index < utf8.endIndex, utf8[index] == newLine else { continue }
                    index = utf8.index(after: index)
                    if index < utf8.endIndex, beginsText(utf8[index]) { return index }
                    index = utf8.index(before: index)
                }
                return utf8.endIndex
            },
            feeding: { range, feed in feed(String(text[range])) },
            body: { root, renderer, _ in body(root, renderer) })
    }

    /// - Parameters:
    ///   - cut: where a part may end that begins at a place and has at least so many bytes: behind a blank line and before
    ///     one that begins with text, or at the very end.
    ///   - feeding: gives what stands between two places.
    private static func forEachPart<Place: Comparable>(
        of text: Range<Place>, extensions: [String], bytes: Int, cut: (Place, Int) -> Place,
        feeding: (Range<Place>, Input) -> Void, body: (Node, Renderer, Place) -> Void
    ) {
        var start = text.lowerBound
        var least = bytes
        repeat {
            let end = cut(start, least)
            let isLast = end == text.upperBound
            let isRead = withTree(
                extensions,
                feeding: { feed in
                    feeding(start..<end, feed)
                    if !isLast { feed(probe) }
                },
                { root, renderer in
                    if !isLast {
                        guard let node = foundProbe(in: root) else { return false }
                        node.unlink()
                    }
                    body(root, renderer, start)
                    return true
                })
            // In code or HTML: twice as much is tried, so that no text is read more than a few times.
            least = isRead ? bytes : 2 * least
            if isRead { start = end }
        } while start < text.upperBound
    }

    /// Fed behind a part: where nothing is open, it is a paragraph of its own.
    private static let probe = "\(Placeholder.open)"

    private static func foundProbe(in root: Node) -> Node? {
        guard let last = root.lastChild, last.type == "paragraph", let text = last.onlyChild,
            text.plainKind == .text, text.literal == probe
        else { return nil }
        return last
    }

    /// Whether a line that begins so, behind a blank one, is no part of a list, a quotation or a footnote above it. U+FEFF is
    /// left out, which the parser drops at the beginning of a text.
    private static func beginsText(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "#"): true
        case 0xC2...0xF4: byte != 0xEF
        default: false
        }
    }

    /// Whether it may define a link or a footnote, which counts in all of a text: it is then not cut.
    private static func mayDefine(_ text: some Collection<UInt8>) -> Bool {
        var isBehindBracket = false
        for byte in text {
            if isBehindBracket, byte == UInt8(ascii: ":") { return true }
            isBehindBracket = byte == UInt8(ascii: "]")
        }
        return false
    }
}
