/// The HTML of a page, tag by tag, as the engine writes it: well formed, attributes in double quotes.
struct HTMLTokens: Sequence, IteratorProtocol {
    enum Token: Equatable {
        /// Text, with entities decoded.
        case text(String)
        case open(Tag)
        case close(String)
    }

    struct Tag: Equatable {
        let name: String
        private let written: Substring

        init(_ written: Substring) {
            name = String(written.prefix { $0.isLetter || $0.isNumber })
            self.written = written
        }

        /// Whether the element has no content and no closing tag.
        var isVoid: Bool { ["br", "hr", "img", "input", "wbr"].contains(name) }

        var classes: [Substring] { self["class"]?.split(separator: " ") ?? [] }

        /// The value of an attribute without entities; nil where the tag has none of the name.
        subscript(_ attribute: String) -> String? {
            let mark = " \(attribute)=\""
            guard let start = written.utf8.firstRange(of: mark.utf8)?.upperBound else { return nil }
            return HTMLTokens.text(written[start...].prefix { $0 != "\"" })
        }
    }

    private var rest: Substring

    init(_ html: some StringProtocol) { rest = Substring(html) }

    mutating func next() -> Token? {
        guard let first = rest.utf8.first else { return nil }
        guard first == UInt8(ascii: "<"), let end = rest.utf8.firstIndex(of: UInt8(ascii: ">")) else {
            let end = rest.utf8.dropFirst().firstIndex(of: UInt8(ascii: "<")) ?? rest.endIndex
            defer { rest = rest[end...] }
            return .text(Self.text(rest[..<end]))
        }
        let tag = rest[..<end].dropFirst()
        rest = rest[rest.utf8.index(after: end)...]
        return tag.utf8.first == UInt8(ascii: "/") ? .close(String(tag.dropFirst())) : .open(Tag(tag))
    }

    /// All tokens up to the tag that closes the element opened last, without that tag.
    mutating func inside(of name: String) -> [Token] {
        var depth = 1
        var tokens: [Token] = []
        while let token = next() {
            switch token {
            case .open(let tag) where tag.name == name && !tag.isVoid: depth += 1
            case .close(name): depth -= 1
            default: break
            }
            if depth == 0 { break }
            tokens.append(token)
        }
        return tokens
    }

    /// A text without its entities.
    private static func text(_ html: Substring) -> String {
        guard html.utf8.contains(UInt8(ascii: "&")) else { return String(html) }
        var result = ""
        var rest = html
        while let mark = rest.firstIndex(of: "&") {
            result += rest[..<mark]
            rest = rest[mark...]
            guard let end = rest.prefix(12).firstIndex(of: ";"), let character = entity(rest[..<end].dropFirst()) else {
                result.append(rest.removeFirst())
                continue
            }
            result.append(character)
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    private static let names: [Substring: Character] = [
        "lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'", "nbsp": "\u{A0}",
    ]

    private static func entity(_ name: Substring) -> Character? {
        guard name.first == "#" else { return names[name] }
        let digits = name.dropFirst()
        let code =
            digits.first == "x" || digits.first == "X" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return code.flatMap(UnicodeScalar.init).map(Character.init)
    }
}
