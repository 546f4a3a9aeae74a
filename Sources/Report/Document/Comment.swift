/// Where a comment ends, `<!-- … -->`, as HTML says.
enum Comment {
    static let opening = "<!--"
    static let closing = "-->"

    enum End: Equatable {
        /// The index behind the comment.
        case closed(Int)
        /// The end is that of another comment, which begins inside of this one at this index.
        case nested(Int)
        case open
    }

    /// Whether a comment begins at an index.
    static func begins(in characters: [Character], at index: Int) -> Bool {
        matches(opening, in: characters, at: index)
    }

    /// - Parameter start: where the comment begins.
    static func end(in characters: [Character], from start: Int) -> End {
        // `<!-->` and `<!--->` are whole comments.
        for short in [">", "->"] where matches(short, in: characters, at: start + 4) {
            return .closed(start + 4 + short.count)
        }
        var index = start + 4
        var nested: Int?
        while index < characters.count {
            if matches(closing, in: characters, at: index) { return nested.map(End.nested) ?? .closed(index + 3) }
            if nested == nil, begins(in: characters, at: index) { nested = index }
            index += 1
        }
        return .open
    }

    /// The text without its comments; what has no end stays.
    static func removed(from text: String) -> String {
        guard text.contains(opening) else { return text }
        let characters = Array(text)
        var result = ""
        var index = 0
        while index < characters.count {
            if begins(in: characters, at: index), case .closed(let end) = end(in: characters, from: index) {
                index = end
                continue
            }
            result.append(characters[index])
            index += 1
        }
        return result
    }

    private static func matches(_ text: String, in characters: [Character], at index: Int) -> Bool {
        guard index + text.count <= characters.count else { return false }
        return zip(text, characters[index...]).allSatisfy { $0 == $1 }
    }
}
