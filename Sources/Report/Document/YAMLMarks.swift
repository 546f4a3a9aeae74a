import Yams

/// What stands where the nodes of a YAML text do: characters that the nodes themselves do not tell of.
///
/// A node asks in a time that does not grow with its line: all of a long list may stand on one.
struct YAMLMarks {
    /// A node by where it stands and what it is.
    private struct Seen: Hashable {
        let line: Int
        let column: Int
        let kind: Int
    }

    private let text: String
    /// Most texts have nothing of which somebody asks where it stands.
    private lazy var lines = YAMLLines(of: text)
    private let mayHoldAliases: Bool
    private let mayHoldComments: Bool
    private let mayHoldTags: Bool
    private let mayHoldTexts: Bool
    private var seen: Set<Seen> = []

    /// - Parameter text: the text that the parser reads.
    init(in text: String) {
        self.text = text
        var (holdsAlias, holdsComment, holdsTag, holdsText) = (false, false, false, false)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "*"): holdsAlias = true
            case UInt8(ascii: "#"): holdsComment = true
            case UInt8(ascii: "!"): holdsTag = true
            case UInt8(ascii: "&"): (holdsTag, holdsText) = (true, true)
            default: holdsText = holdsText || Self.begins(byte)
            }
        }
        (mayHoldAliases, mayHoldComments) = (holdsAlias, holdsComment)
        (mayHoldTags, mayHoldTexts) = (holdsTag, holdsText)
    }

    /// Whether a text of several lines may begin here, or one in which something can be wrong further on.
    private static func begins(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "|"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
        default: mayMean(byte) && byte != UInt8(ascii: "\n")
        }
    }

    /// Whether something can be wrong further on in a text that holds this byte: also where a parameter is put in.
    private static func mayMean(_ byte: UInt8) -> Bool {
        byte < 0x80 ? YAMLLines.means(Unicode.Scalar(byte)) : byte == Placeholder.firstByte
    }

    /// The character at a mark, which may be that of a tag or an anchor.
    mutating func character(_ mark: Mark?) -> Unicode.Scalar? {
        guard mayHoldTags, let mark else { return nil }
        return lines.character(mark)
    }

    /// Whether a node is an alias: it appears at a second place with the mark of the first. A few nested aliases expand
    /// to billions of nodes.
    mutating func isAlias(_ node: Node) -> Bool {
        guard mayHoldAliases, let mark = node.mark else { return false }
        let kind: Int
        switch node {
        case .scalar(let scalar):
            if scalar.string.isEmpty { return false }
            kind = 0
        case .sequence: kind = 1
        case .mapping: kind = 2
        case .alias: return true
        }
        return !seen.insert(Seen(line: mark.line, column: mark.column, kind: kind)).inserted
    }

    /// The comment directly after the first line of a text without quotes.
    mutating func comment(behind scalar: Node.Scalar) -> String? {
        guard mayHoldComments, let mark = scalar.mark, let start = lines.index(mark) else { return nil }
        let characters = lines.characters
        let first = scalar.string.unicodeScalars.prefix { $0 != "\n" }
        // What is empty stands right behind the colon of its key.
        guard characters[start...].starts(with: first) else { return nil }
        let behind = characters[(start + first.count)...]
        let blanks = behind.prefix { $0 == " " || $0 == "\t" }
        guard !blanks.isEmpty, behind.dropFirst(blanks.count).first == "#" else { return nil }
        let comment = behind.prefix { $0 != "\n" }
        return String(String.UnicodeScalarView(comment)).trimmed
    }

    /// The lines of a text; empty for plain texts on one line, where they are not needed.
    mutating func lines(of scalar: Node.Scalar) -> [YAMLLines.Line] {
        guard mayHoldTexts, let mark = scalar.mark, let start = lines.index(mark) else { return [] }
        switch scalar.style {
        case .literal, .folded: return lines.ofBlock(at: mark)
        case .singleQuoted: return lines.ofQuoted(at: mark, start, isSingle: true)
        case .doubleQuoted: return lines.ofQuoted(at: mark, start, isSingle: false)
        case .plain, .any:
            guard scalar.string.utf8.contains(where: Self.mayMean) else { return [] }
            return lines.ofPlain(scalar.string, at: mark, start)
        }
    }
}
