extension StringProtocol {
    /// Without white space at both ends.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
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
