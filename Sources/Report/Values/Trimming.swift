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

    /// Without the byte-order mark that some editors write before the text.
    var trimmingByteOrderMark: String { hasPrefix("\u{FEFF}") ? String(dropFirst()) : self }
}
