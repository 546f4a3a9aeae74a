extension StringProtocol {
    /// Without white space at both ends.
    var trimmed: String {
        // Most texts begin and end in visible characters of ASCII.
        let front = Substring(self).utf8.drop(while: Self.isBlank)
        if let first = front.first, Self.isVisible(first), let last = front.lastIndex(where: { !Self.isBlank($0) }),
            Self.isVisible(front[last])
        {
            return String(Substring(front[...last]))
        }
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }

    /// Whether it is white space alone.
    var isBlank: Bool {
        guard let first = utf8.first(where: { !Self.isBlank($0) }) else { return true }
        return Self.isVisible(first) ? false : allSatisfy(\.isWhitespace)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// Whether it is a character of its own or begins one, and no white space.
    private static func isVisible(_ byte: UInt8) -> Bool { (0x21...0x7E).contains(byte) }
}

extension String {
    /// Without any of these characters at the end.
    func trimmingSuffix(_ character: Character) -> String {
        var result = self[...]
        while result.last == character { result.removeLast() }
        return String(result)
    }

    /// The lines, whatever ends them: LF, CR LF, CR, or any number of CR before an LF. Byte-order marks, which some editors
    /// write before the text, are left out.
    var unicodeLines: [String] {
        let (feed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
        var lines: [String] = []
        var rest = Substring(unicodeScalars.drop { $0 == "\u{FEFF}" }).utf8
        while let end = rest.firstIndex(where: { $0 == feed || $0 == carriageReturn }) {
            lines.append(String(Substring(rest[..<end])))
            let behind = rest[end...].drop { $0 == carriageReturn }
            if behind.first == feed {
                rest = behind.dropFirst()
            } else {
                let returns = rest.distance(from: end, to: behind.startIndex)
                lines += [String](repeating: "", count: returns - 1)
                rest = behind
            }
        }
        return lines + [String(Substring(rest))]
    }
}
