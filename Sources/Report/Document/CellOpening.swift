/// A line that is meant to open a cell, `{verb} label` behind a fence, whatever Markdown takes it for.
struct CellOpening: Equatable {
    /// The fence's characters, such as three backticks.
    let fence: String
    let verb: String
    /// Counted from 1, where the fence begins.
    let column: Int

    /// What editors, keyboards and copying make of a backtick or a tilde: any sign but those that open something else.
    private static func mayStandForFence(_ character: Character) -> Bool {
        if "`~ˋˊˈ".contains(character) { return true }
        return (character.isPunctuation || character.isSymbol) && !"{}$\\()[]<>|*_#&%@".contains(character)
    }

    /// What stands before the fence that Markdown takes no indent for, a mark of a list or of a quotation: "U+00A0", or text.
    let obstacle: String?

    /// - Parameter verbs: what is not a fence in Markdown, or does not begin its line, counts only if one of these
    ///   verbs follows.
    init?(_ line: String, verbs: [String]) {
        // Most lines have none.
        guard line.utf8.contains(UInt8(ascii: "{")) else { return nil }
        var rest = line[...]
        let invisible = Self.skipContainers(&rest)
        if let (fence, verb) = Self.fence(rest, in: Self.mayStandForFence, verbs: verbs) {
            self.init(fence, verb, in: line, at: rest.startIndex, obstacle: invisible)
            return
        }
        var start = line.startIndex
        while let next = line[start...].firstIndex(where: { $0 == "`" || $0 == "~" }) {
            if let (fence, verb) = Self.fence(line[next...], in: { $0 == "`" || $0 == "~" }, verbs: verbs),
                fence.count >= 3,
                verbs.contains(verb)
            {
                self.init(fence, verb, in: line, at: next, obstacle: line[..<next].trimmed)
                return
            }
            start = line[next...].firstIndex { $0 != line[next] } ?? line.endIndex
        }
        return nil
    }

    private init(_ fence: String, _ verb: String, in line: String, at start: String.Index, obstacle: String?) {
        self.fence = fence
        self.verb = verb
        self.obstacle = obstacle
        column = line.distance(from: line.startIndex, to: start) + 1
    }

    /// The fence that a text begins with, and the verb behind it; nil where it begins with something else.
    private static func fence(
        _ text: Substring, in isMark: (Character) -> Bool, verbs: [String]
    ) -> (fence: String, verb: String)? {
        let fence = text.prefix(while: isMark)
        let behind = text[fence.endIndex...].drop(while: \.isInvisible)
        guard fence.count >= 2, behind.first == "{", let end = behind.firstIndex(of: "}") else { return nil }
        let verb = String(behind[..<end].dropFirst().filter { !$0.isInvisible })
        let isFence = fence.count >= 3 && (fence.allSatisfy { $0 == "`" } || fence.allSatisfy { $0 == "~" })
        // Closed on the same line, it is code inside a sentence.
        guard !behind.contains(fence), isFence || verbs.contains(verb) else { return nil }
        return (String(fence), verb)
    }

    /// Whether the line ends in a fence that a code block of this fence takes as its text, although it could begin
    /// another block.
    func isLike(_ fence: (length: Int, character: Character)) -> Bool {
        self.fence.count >= fence.length && self.fence.allSatisfy { $0 == fence.character }
    }

    /// The indent and the marks of quotations and list items.
    ///
    /// - Returns: the first character among them that only looks like an indent; nil where there is none.
    private static func skipContainers(_ rest: inout Substring) -> String? {
        var invisible: String?
        while let first = rest.first {
            if first.isInvisible || first == ">" {
                if first.isInvisible, first != " ", first != "\t" {
                    invisible = invisible ?? first.unicodeScalars.first?.code
                }
                rest = rest.dropFirst()
                continue
            }
            var marker = rest
            if "-*+".contains(first) {
                marker = marker.dropFirst()
            } else {
                let digits = marker.prefix { $0.isASCII && $0.isNumber }
                marker = marker[digits.endIndex...]
                guard !digits.isEmpty, let close = marker.first, ".)".contains(close) else { return invisible }
                marker = marker.dropFirst()
            }
            guard marker.first == " " || marker.first == "\t" else { return invisible }
            rest = marker
        }
        return invisible
    }
}

extension Character {
    /// Whether it consists of invisible characters: blanks of any kind, marks of direction, control characters.
    var isInvisible: Bool {
        unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .spaceSeparator, .lineSeparator, .paragraphSeparator, .control, .format: true
            default: scalar.properties.isDefaultIgnorableCodePoint
            }
        }
    }
}
