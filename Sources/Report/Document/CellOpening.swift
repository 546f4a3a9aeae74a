/// A line that is meant to open a cell, `{verb} label` behind a fence, whatever Markdown takes it for.
struct CellOpening: Equatable {
    /// The fence's characters, such as three backticks.
    let fence: String
    let verb: String
    /// Counted from 1, where the fence begins.
    let column: Int

    /// What editors and keyboards make of a backtick or a tilde.
    private static let lookalikes: Set<Character> = ["`", "~", "´", "'", "｀", ":", "‘", "’", "\"", "“", "”", "′"]

    /// - Parameter verbs: fences that are none to Markdown count where one of these stands behind them.
    init?(_ line: String, verbs: [String]) {
        // Most lines have none.
        guard line.utf8.contains(UInt8(ascii: "{")) else { return nil }
        var rest = line[...]
        Self.skipContainers(&rest)
        let column = line.distance(from: line.startIndex, to: rest.startIndex) + 1
        let fence = rest.prefix { Self.lookalikes.contains($0) }
        let behind = rest[fence.endIndex...].drop { $0 == " " || $0 == "\t" }
        guard fence.count >= 2, behind.first == "{", let end = behind.firstIndex(of: "}") else { return nil }
        let verb = behind[..<end].dropFirst().trimmed
        let isFence = fence.count >= 3 && (fence.allSatisfy { $0 == "`" } || fence.allSatisfy { $0 == "~" })
        // Closed on the same line, it is code inside a sentence.
        guard !behind.contains(fence), isFence || verbs.contains(verb) else { return nil }
        self.fence = String(fence)
        self.verb = verb
        self.column = column
    }

    /// Whether it ends in a fence that a code block of this fence takes for its text, though it could be one of its own.
    func isLike(_ fence: (length: Int, character: Character)) -> Bool {
        self.fence.count >= fence.length && self.fence.allSatisfy { $0 == fence.character }
    }

    /// The indent and the marks of quotations and list items.
    private static func skipContainers(_ rest: inout Substring) {
        while let first = rest.first {
            if first == " " || first == "\t" || first == ">" {
                rest = rest.dropFirst()
                continue
            }
            var marker = rest
            if "-*+".contains(first) {
                marker = marker.dropFirst()
            } else {
                let digits = marker.prefix { $0.isASCII && $0.isNumber }
                marker = marker[digits.endIndex...]
                guard !digits.isEmpty, let close = marker.first, ".)".contains(close) else { return }
                marker = marker.dropFirst()
            }
            guard marker.first == " " || marker.first == "\t" else { return }
            rest = marker
        }
    }
}
