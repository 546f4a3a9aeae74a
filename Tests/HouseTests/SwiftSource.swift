/// The identifiers of a Swift file outside of comments and string literals, with what a reader of dependencies needs
/// to know about each.
///
/// It is no parser: it knows braces, comments, literals and the keywords that declare a name. Code in the
/// interpolations of a string counts as code.
struct SwiftSource {
    /// A word of the file where it stands.
    struct Word: Equatable {
        let text: String
        /// Counted from 1.
        let line: Int
        /// Braces that are open before it.
        let depth: Int
        /// The nearest character before it that is no white space; nil at the start.
        let before: Character?
        /// The nearest character behind it that is no white space; nil at the end.
        let after: Character?
    }

    /// A declaration of a type or of a function.
    struct Declaration: Equatable {
        let name: String
        let isFunction: Bool
        /// Whether other files cannot see it.
        let isPrivate: Bool
        let depth: Int
        /// The type that is declared or extended around it, outermost; nil at the top level.
        let outermost: String?
    }

    let words: [Word]
    let declarations: [Declaration]
    /// Types that the file declares or extends at the top level.
    let outermostTypes: Set<String>

    init(_ text: String) {
        words = Self.words(of: Self.code(of: text))
        (declarations, outermostTypes) = Self.declarations(among: words)
    }

    private static let typeKeywords: Set<String> = [
        "struct", "class", "enum", "protocol", "actor", "typealias", "associatedtype",
    ]

    private static func declarations(among words: [Word]) -> ([Declaration], Set<String>) {
        var result: [Declaration] = []
        var types: Set<String> = []
        var outermost: String?
        for (index, word) in words.enumerated() where word.depth == 0 || outermost != nil {
            guard index + 1 < words.count, word.before != "." else { continue }
            let name = words[index + 1]
            if word.depth == 0, word.text == "extension" {
                outermost = name.text
                types.insert(name.text)
                continue
            }
            let isFunction = word.text == "func"
            // `class func` and `class var` declare no type.
            guard isFunction || (typeKeywords.contains(word.text) && !["func", "var", "let"].contains(name.text)) else {
                continue
            }
            let modifiers = words[..<index].suffix(4).filter { $0.line == word.line }.map(\.text)
            result.append(
                Declaration(
                    name: name.text, isFunction: isFunction,
                    isPrivate: modifiers.contains("private") || modifiers.contains("fileprivate"), depth: word.depth,
                    outermost: word.depth == 0 ? nil : outermost))
            if word.depth == 0 {
                outermost = name.text
                if !isFunction { types.insert(name.text) }
            }
        }
        return (result, types)
    }

    private static func words(of code: [Character]) -> [Word] {
        var result: [Word] = []
        var (line, depth, position) = (1, 0, 0)
        var before: Character?
        while position < code.count {
            let character = code[position]
            guard isPart(character), !character.isNumber else {
                // A number, with its suffix: `0x1f`, `1e5`.
                if character.isNumber {
                    while position < code.count, isPart(code[position]) { position += 1 }
                    before = "0"
                    continue
                }
                if character.isNewline { line += 1 }
                if character == "{" { depth += 1 }
                if character == "}" { depth -= 1 }
                if !character.isWhitespace { before = character }
                position += 1
                continue
            }
            let start = position
            while position < code.count, isPart(code[position]) { position += 1 }
            let after = code[position...].first { !$0.isWhitespace }
            result.append(
                Word(text: String(code[start..<position]), line: line, depth: depth, before: before, after: after))
            before = code[position - 1]
        }
        return result
    }

    private static func isPart(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }

    // MARK: Comments and literals

    /// The text with comments and the characters of literals replaced by blanks; lines stay.
    static func code(of text: String) -> [Character] {
        var reader = Reader(characters: Array(text))
        reader.readCode(until: nil)
        return reader.code
    }

    private struct Reader {
        let characters: [Character]
        var position = 0
        var code: [Character] = []

        init(characters: [Character]) {
            self.characters = characters
        }

        private func stands(_ token: String) -> Bool {
            characters[position...].starts(with: token)
        }

        private mutating func blank(_ count: Int) {
            for character in characters[position..<min(characters.count, position + count)] {
                code.append(character.isNewline ? character : " ")
            }
            position = min(characters.count, position + count)
        }

        /// Reads up to the end, or to the parenthesis that closes an interpolation.
        mutating func readCode(until end: Character?) {
            var open = 0
            while position < characters.count {
                let character = characters[position]
                if stands("//") {
                    while position < characters.count, !characters[position].isNewline { blank(1) }
                } else if stands("/*") {
                    skipComment()
                } else if let hashes = literalStart() {
                    skipLiteral(hashes: hashes)
                } else {
                    if character == end, open == 0 { return }
                    if character == "(" { open += 1 }
                    if character == ")" { open -= 1 }
                    code.append(character)
                    position += 1
                }
            }
        }

        /// Comments nest.
        private mutating func skipComment() {
            var depth = 0
            while position < characters.count {
                if stands("/*") {
                    depth += 1
                    blank(2)
                } else if stands("*/") {
                    depth -= 1
                    blank(2)
                    if depth == 0 { return }
                } else {
                    blank(1)
                }
            }
        }

        /// The number of `#` before a quote that begins here; nil where no literal begins.
        private func literalStart() -> Int? {
            var place = position
            while place < characters.count, characters[place] == "#" { place += 1 }
            return place < characters.count && characters[place] == "\"" ? place - position : nil
        }

        private mutating func skipLiteral(hashes: Int) {
            let fence = String(repeating: "#", count: hashes)
            blank(hashes)
            let quote = stands("\"\"\"") ? "\"\"\"" : "\""
            blank(quote.count)
            while position < characters.count {
                if stands(quote + fence) { return blank(quote.count + hashes) }
                if stands("\\" + fence + "(") {
                    blank(2 + hashes)
                    readCode(until: ")")
                    blank(1)
                } else if hashes == 0, characters[position] == "\\" {
                    blank(2)
                } else if quote.count == 1, characters[position].isNewline {
                    // A lone quote, of a regular expression: not a literal after all.
                    return
                } else {
                    blank(1)
                }
            }
        }
    }
}
