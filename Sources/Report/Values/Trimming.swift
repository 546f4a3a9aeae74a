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

    /// Whether it consists of white space only.
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
        var text = self
        return text.withUTF8 { bytes in
            var lines: [String] = []
            var start = 0
            while bytes[start...].starts(with: Self.byteOrderMark) { start += Self.byteOrderMark.count }
            var index = start
            while index < bytes.count {
                guard bytes[index] == feed || bytes[index] == carriageReturn else {
                    index += 1
                    continue
                }
                lines.append(String(decoding: bytes[start..<index], as: UTF8.self))
                let end = index
                while index < bytes.count, bytes[index] == carriageReturn { index += 1 }
                if index < bytes.count, bytes[index] == feed {
                    index += 1
                } else {
                    lines += [String](repeating: "", count: index - end - 1)
                }
                start = index
            }
            lines.append(String(decoding: bytes[start...], as: UTF8.self))
            return lines
        }
    }

    private static let byteOrderMark = Array("\u{FEFF}".utf8)
}
