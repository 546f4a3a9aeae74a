/// Where a comment ends, `<!-- … -->`, as HTML says.
enum Comment {
    static let opening = "<!--"
    static let closing = "-->"

    enum End: Equatable {
        /// The index after the comment.
        case closed(Int)
        /// The end belongs to another comment, which begins inside of this one at this index.
        case nested(Int)
        case open
    }

    /// Whether a comment begins at an index.
    static func begins(in characters: [Unicode.Scalar], at index: Int) -> Bool {
        matches(opening, in: characters, at: index)
    }

    /// - Parameter start: where the comment begins.
    static func end(in characters: [Unicode.Scalar], from start: Int) -> End {
        if let end = shortEnd(in: characters, from: start) { return .closed(end) }
        var index = start + 4
        var nested: Int?
        while index < characters.count {
            if matches(closing, in: characters, at: index) { return nested.map(End.nested) ?? .closed(index + 3) }
            if nested == nil, begins(in: characters, at: index) { nested = index }
            index += 1
        }
        return .open
    }

    /// The text without its comments; an unclosed comment stays.
    static func removed(from text: String) -> String {
        guard text.contains(opening) else { return text }
        let characters = Array(text.unicodeScalars)
        var kept: [Unicode.Scalar] = []
        // Where the last comment begins that has no end yet, there and in what is kept. An end is that of the last.
        var open: (index: Int, kept: Int)?
        var index = 0
        while index < characters.count {
            if begins(in: characters, at: index) {
                if let end = shortEnd(in: characters, from: index) {
                    index = end
                    open = nil
                    continue
                }
                open = (index, kept.count)
            } else if let begin = open, index >= begin.index + opening.count,
                matches(closing, in: characters, at: index)
            {
                kept.removeSubrange(begin.kept...)
                index += closing.count
                open = nil
                continue
            }
            kept.append(characters[index])
            index += 1
        }
        return String(scalars: kept)
    }

    /// `<!-->` and `<!--->` are whole comments: the index behind one.
    private static func shortEnd(in characters: [Unicode.Scalar], from start: Int) -> Int? {
        let inside = start + opening.count
        return [">", "->"].first { matches($0, in: characters, at: inside) }.map { inside + $0.count }
    }

    private static func matches(_ text: String, in characters: [Unicode.Scalar], at index: Int) -> Bool {
        characters[min(index, characters.count)...].starts(with: text.unicodeScalars)
    }
}

extension CommonMark.Node {
    /// Shows raw HTML as text and removes comments, which are only for the author.
    func showHTMLAsText() {
        let text = Comment.removed(from: literal)
        if type == "html_block" {
            replace(withBlock: text.trimmed.isEmpty ? "" : "<p>\(EscapedHTML.text(text.trimmed))</p>")
        } else {
            replace(withInlines: text.isEmpty ? [] : [.text(text)])
        }
    }
}
