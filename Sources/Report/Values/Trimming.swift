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
        var lines: [String] = []
        var line = UnicodeScalarView()
        // Carriage returns that a line feed may follow.
        var returns = 0
        func end(_ count: Int) {
            for _ in 0..<count {
                lines.append(String(line))
                line = .init()
            }
            returns = 0
        }
        for scalar in unicodeScalars.drop(while: { $0 == "\u{FEFF}" }) {
            switch scalar {
            case "\r": returns += 1
            case "\n": end(1)
            default:
                end(returns)
                line.append(scalar)
            }
        }
        end(returns)
        return lines + [String(line)]
    }
}
