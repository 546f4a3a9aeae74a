/// Where a paragraph holds the targets and labels of links: a dollar, an at sign or a backtick there is part of a name.
///
/// Found are, as CommonMark and GitHub's extension have them: targets and titles of inline links, `](target "title")`;
/// labels of reference links, `][label]`, and of footnotes, `[^label]`; definitions, `[label]: target`; links in angle
/// brackets, `<https://…>` and `<name@host>`; and bare links, `https://…` and `www.…`.
///
/// A link `[label]` or `[label][]` is text and name in one. Where the text holds more than Markdown, it is read as
/// `[text][label]`.
struct LinkSpans {
    /// Parentheses in a target, and characters in a label, as CommonMark limits them.
    private static let deepest = 32
    private static let longestLabel = 1_000

    /// A place where a label stands: what it says, and what for.
    struct Mark: Sendable, Equatable {
        enum Kind: Sendable, Equatable {
            /// `[^label]`
            case footnote
            /// `[^label]: text`
            case footnoteDefinition
            /// `[text][label]`
            case link
            /// `[label]`, which is a link only if it is defined; `[label][]`.
            case shortcut, collapsed
            /// `[label]: target`; with the target `#` alone it is a comment.
            case linkDefinition, comment
        }

        let kind: Kind
        let label: String
        /// Whether a bracket is open there.
        let isInBrackets: Bool
    }

    /// By the index of their bracket.
    private(set) var marks: [Int: Mark] = [:]
    /// The targets of links, without parentheses, brackets and titles: where each begins and ends.
    private(set) var targets: [Int: Int] = [:]
    /// The label of the link whose text ends at an index, where the link is to be read as `[text][label]`.
    private(set) var labels: [Int: String] = [:]
    private var isInside: [Bool]
    /// Where a mark, a target or a label stands: to look for them at every place would take most of the time.
    private var isNoted: [Bool]
    /// Of the paragraph.
    let backticks: BacktickRuns

    /// - Parameters:
    ///   - defined: the labels of the whole text that contain more than Markdown.
    ///   - isLine: whether it is a line inside of another element, which cannot contain definitions.
    init(_ characters: [Unicode.Scalar], defined: Set<String> = [], isLine: Bool = false) {
        isInside = []
        isNoted = []
        backticks = BacktickRuns(characters)
        guard
            characters.contains(where: {
                switch $0 {
                case "[", "<", ":", "w": true
                default: false
                }
            })
        else { return }
        isInside = [Bool](repeating: false, count: characters.count + 1)
        isNoted = isInside
        let definitions = isLine ? [] : Self.definitions(in: characters)
        for definition in definitions {
            let target = String(scalars: characters[definition.target])
            let isComment = ["#", "<#>", "<>"].contains(target)
            let kind: Mark.Kind = isComment ? .comment : .linkDefinition
            note(Mark(kind: kind, label: definition.label, isInBrackets: false), at: definition.lines.lowerBound)
            note(target: definition.target)
        }
        var depth = 0
        var index = 0
        while index < characters.count {
            switch characters[index] {
            case "\\": index += 2
            case "`": index = behindCode(characters, index)
            case "]":
                depth = max(0, depth - 1)
                index = readEnd(characters, index)
            case "[":
                let end = read(characters, index, depth, defined, isLine: isLine)
                if end == nil { depth += 1 }
                index = end ?? index + 1
            case "<":
                let end = Self.angle(characters, index)
                if let end {
                    mark(index..<end)
                    note(target: (index + 1)..<(end - 1))
                }
                index = end ?? index + 1
            case "h", "H", "f", "F", "w", "W":
                let end = Self.bare(characters, index)
                if let end { mark(index..<end) }
                index = end ?? index + 1
            default: index += 1
            }
        }
    }

    /// What stands behind the text of a link; the index behind it.
    private mutating func readEnd(_ characters: [Unicode.Scalar], _ index: Int) -> Int {
        if let (end, target) = Self.target(characters, index + 1) {
            mark(index + 1..<end)
            note(target: target)
            return end
        }
        guard let end = Self.label(characters, index + 1) else { return index + 1 }
        mark(index + 1..<end)
        if end > index + 3 {
            note(Mark(kind: .link, label: Self.written(characters, index + 1), isInBrackets: false), at: index)
        }
        return end
    }

    /// A footnote, a definition, or what may be the text of a link; the index behind the first two.
    private mutating func read(
        _ characters: [Unicode.Scalar], _ index: Int, _ depth: Int, _ defined: Set<String>, isLine: Bool
    ) -> Int? {
        if let end = Self.footnote(characters, index) {
            let isDefinition =
                !isLine && Self.isAtStart(characters, index) && characters.indices.contains(end)
                && characters[end] == ":"
            let label = String(scalars: characters[(index + 2)..<(end - 1)])
            note(
                Mark(
                    kind: isDefinition ? .footnoteDefinition : .footnote, label: label, isInBrackets: depth > 0),
                at: index)
            mark(index..<end)
            return end
        }
        if !isLine, Self.isAtStart(characters, index), let (end, _) = Self.definition(characters, index) {
            mark(index..<end)
            return end
        }
        if !defined.isEmpty, let (end, label) = Self.shortcut(characters, index, defined) {
            labels[end] = label
            isNoted[end] = true
        }
        if let end = Self.label(characters, index), end > index + 2 {
            let isCollapsed = characters[end...].starts(with: "[]".unicodeScalars)
            let label = Self.written(characters, index)
            note(
                Mark(kind: isCollapsed ? .collapsed : .shortcut, label: label, isInBrackets: depth > 0), at: index)
        }
        return nil
    }

    /// What stands between the brackets of a label that begins at an index.
    private static func written(_ characters: [Unicode.Scalar], _ start: Int) -> String {
        guard let end = label(characters, start) else { return "" }
        return String(scalars: characters[(start + 1)..<(end - 1)])
    }

    /// Whether the character at an index belongs to a target or a label.
    func holds(_ index: Int) -> Bool { isInside.indices.contains(index) && isInside[index] }

    /// The first index after a given one, and before an end, with an entry; the end where there is none.
    func nextNote(from index: Int, before end: Int) -> Int {
        guard isNoted.count >= end, index < end else { return end }
        return isNoted[index..<end].firstIndex(of: true) ?? end
    }

    private mutating func note(_ mark: Mark, at index: Int) {
        marks[index] = mark
        isNoted[index] = true
    }

    private mutating func note(target: Range<Int>) {
        targets[target.lowerBound] = target.upperBound
        isNoted[target.lowerBound] = true
    }

    private mutating func mark(_ range: Range<Int>) { for index in range { isInside[index] = true } }

    // MARK: Labels

    /// A definition in a paragraph: its label, where it stands, and its target.
    typealias Definition = (label: String, lines: Range<Int>, target: Range<Int>)

    /// The definitions at the beginning of a paragraph.
    static func definitions(in characters: [Unicode.Scalar]) -> [Definition] {
        var found: [Definition] = []
        var index = 0
        while index < characters.count {
            while index < characters.count, characters[index].isWhitespace || characters[index] == ">" { index += 1 }
            guard index < characters.count, characters[index] == "[", isAtStart(characters, index),
                let (end, target) = definition(characters, index),
                characters[end...].prefix(while: { $0 != "\n" }).allSatisfy(\.isWhitespace)
            else { break }
            found.append((written(characters, index), index..<end, target))
            index = end
        }
        return found
    }

    /// The labels that a paragraph defines and that contain more than Markdown.
    static func labels(definedIn characters: [Unicode.Scalar]) -> [String] {
        definitions(in: characters).map(\.label).filter(holdsMore).map(normalized)
    }

    private static func holdsMore(_ label: String) -> Bool {
        label.replacing("${", with: "").contains { "$@`".contains($0) }
    }

    /// The form in which labels are compared: labels that differ only in case and blanks are equal.
    static func normalized(_ label: String) -> String {
        let words = label.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
        // "ẞ" and "SS" are one, too.
        return words.utf8.allSatisfy { $0 < 0x80 } ? words : words.uppercased().lowercased()
    }

    /// Calls a closure for each text between two brackets without another bracket between them, up to the greatest
    /// length of a label.
    static func forEachBracket(in text: [UInt8], _ body: (Range<Int>) -> Void) {
        var opening: Int?
        var position = 0
        while position < text.count {
            switch text[position] {
            case UInt8(ascii: "\\"): position += 1
            case UInt8(ascii: "["): opening = position + 1
            case UInt8(ascii: "]"):
                if let start = opening, position - start <= longestLabel * 4 { body(start..<position) }
                opening = nil
            default: break
            }
            position += 1
        }
    }

    /// `[label]` or `[label][]`: the index of the first closing bracket, and the label.
    private static func shortcut(
        _ characters: [Unicode.Scalar], _ start: Int, _ defined: Set<String>
    ) -> (end: Int, label: String)? {
        guard let behind = label(characters, start) else { return nil }
        let written = String(scalars: characters[(start + 1)..<(behind - 1)])
        guard holdsMore(written), defined.contains(normalized(written)), target(characters, behind) == nil else {
            return nil
        }
        if let end = label(characters, behind), end > behind + 2 { return nil }
        return (behind - 1, written)
    }

    // MARK: What begins at an index, and the index behind it

    private func behindCode(_ characters: [Unicode.Scalar], _ start: Int) -> Int {
        let run = characters[start...].prefix { $0 == "`" }.count
        return (backticks.next(of: run, from: start + run) ?? start) + run
    }

    private static func target(_ characters: [Unicode.Scalar], _ start: Int) -> (end: Int, target: Range<Int>)? {
        guard characters.indices.contains(start), characters[start] == "(" else { return nil }
        let first = behindBlanks(characters, start + 1)
        guard let behind = destination(characters, first, endsAtParenthesis: true) else { return nil }
        var index = behindBlanks(characters, behind)
        if index > behind, let title = title(characters, index) { index = behindBlanks(characters, title) }
        return characters.indices.contains(index) && characters[index] == ")" ? (index + 1, first..<behind) : nil
    }

    private static func destination(
        _ characters: [Unicode.Scalar], _ start: Int, endsAtParenthesis: Bool
    ) -> Int? {
        guard characters.indices.contains(start) else { return nil }
        if characters[start] == "<" {
            var index = start + 1
            while index < characters.count, characters[index] != ">" {
                if characters[index] == "<" || characters[index] == "\n" { return nil }
                index += characters[index] == "\\" ? 2 : 1
            }
            return index < characters.count ? index + 1 : nil
        }
        var depth = 0
        var index = start
        while index < characters.count, !characters[index].isWhitespace {
            switch characters[index] {
            case "\\": index += 1
            case "(":
                depth += 1
                if depth > Self.deepest { return nil }
            case ")":
                if depth == 0, endsAtParenthesis { return index }
                depth -= 1
            default: break
            }
            index += 1
        }
        index = min(index, characters.count)
        return endsAtParenthesis && depth > 0 ? nil : index
    }

    private static func title(_ characters: [Unicode.Scalar], _ start: Int) -> Int? {
        guard characters.indices.contains(start) else { return nil }
        let closing: Unicode.Scalar
        switch characters[start] {
        case "\"", "'": closing = characters[start]
        case "(": closing = ")"
        default: return nil
        }
        var index = start + 1
        while index < characters.count {
            if characters[index] == "\\" {
                index += 2
                continue
            }
            if characters[index] == closing { return index + 1 }
            if closing == ")", characters[index] == "(" { return nil }
            index += 1
        }
        return nil
    }

    /// `[label]`, right behind the text of a link; a footnote is none.
    private static func label(_ characters: [Unicode.Scalar], _ start: Int) -> Int? {
        guard characters.indices.contains(start), characters[start] == "[",
            characters.indices.contains(start + 1), characters[start + 1] != "^"
        else { return nil }
        var index = start + 1
        while index < min(characters.count, start + Self.longestLabel) {
            switch characters[index] {
            case "\\": index += 2
            case "[": return nil
            case "]": return index + 1
            default: index += 1
            }
        }
        return nil
    }

    /// `[^label]`
    private static func footnote(_ characters: [Unicode.Scalar], _ start: Int) -> Int? {
        guard characters.indices.contains(start + 1), characters[start + 1] == "^" else { return nil }
        let inside = characters[(start + 2)...].prefix { $0 != "]" && $0 != "[" && !$0.isWhitespace }
        let end = start + 2 + inside.count
        return !inside.isEmpty && characters.indices.contains(end) && characters[end] == "]" ? end + 1 : nil
    }

    private static func isAtStart(_ characters: [Unicode.Scalar], _ index: Int) -> Bool {
        var place = index - 1
        while place >= 0, characters[place] != "\n" {
            guard characters[place] == " " || characters[place] == ">" else { return false }
            place -= 1
        }
        return true
    }

    private static func definition(
        _ characters: [Unicode.Scalar], _ start: Int
    ) -> (end: Int, target: Range<Int>)? {
        guard let end = label(characters, start), end > start + 2, characters.indices.contains(end),
            characters[end] == ":"
        else { return nil }
        let place = behindBlanks(characters, end + 1)
        guard let behind = destination(characters, place, endsAtParenthesis: false), behind > place else { return nil }
        // A title may stand on the next line; anything else there is not part of it.
        let next = behindBlanks(characters, behind)
        guard next > behind, let title = title(characters, next) else { return (behind, place..<behind) }
        let rest = characters[min(title, characters.count)...].prefix { $0 != "\n" }
        return (rest.allSatisfy(\.isWhitespace) ? title : behind, place..<behind)
    }

    private static func angle(_ characters: [Unicode.Scalar], _ start: Int) -> Int? {
        let inside = characters[(start + 1)...].prefix { $0 != ">" && $0 != "<" && !$0.isWhitespace }
        let end = start + 1 + inside.count
        guard characters.indices.contains(end), characters[end] == ">" else { return nil }
        let scheme = inside.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "+.-".unicodeScalars.contains($0)) }
        let isLink =
            inside.first?.isLetter ?? false && (2...32).contains(scheme.count)
            && inside.dropFirst(scheme.count).first == ":"
        let parts = inside.split(separator: "@", omittingEmptySubsequences: false)
        return isLink || (parts.count == 2 && parts.allSatisfy { !$0.isEmpty }) ? end + 1 : nil
    }

    /// Not inside of a word, and not behind a brace, where TeX has its links.
    private static func bare(_ characters: [Unicode.Scalar], _ start: Int) -> Int? {
        if start > 0, characters[start - 1].isLetter || characters[start - 1].isNumber || characters[start - 1] == "{" {
            return nil
        }
        // Most words do not go on like a link.
        guard start + 1 < characters.count else { return nil }
        switch characters[start + 1] {
        case "t", "T", "w", "W": break
        default: return nil
        }
        for opening in ["https://", "http://", "ftp://", "www."] {
            let length = opening.count
            guard start + length < characters.count,
                String(scalars: characters[start..<(start + length)]).lowercased() == opening
            else { continue }
            let rest = characters[(start + length)...].prefix { !$0.isWhitespace && $0 != "<" }
            return rest.isEmpty ? nil : start + length + rest.count
        }
        return nil
    }

    private static func behindBlanks(_ characters: [Unicode.Scalar], _ start: Int) -> Int {
        var index = start
        while index < characters.count, characters[index].isWhitespace { index += 1 }
        return index
    }
}
