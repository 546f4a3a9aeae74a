/// Finds the elements of HTML that this program has made: every element that has an end tag has one, and attributes stand in
/// quotes.
struct HTMLScanner {
    /// An element inside of another.
    struct Element: Sendable, Hashable {
        /// From `<` to the `>` of its end tag.
        let range: Range<Int>
        /// Its start tag.
        let tag: Range<Int>
        /// What stands inside; empty where it has no end tag.
        let inside: Range<Int>
        /// In the case that it is written in.
        let name: String
    }

    let bytes: [UInt8]

    /// The outermost elements in a range.
    ///
    /// - Returns: nil if start tags and end tags do not match.
    func elements(in range: Range<Int>) -> [Element]? {
        var found: [Element] = []
        var open: [(tag: Range<Int>, name: String)] = []
        var index = range.lowerBound
        while let start = next(UInt8(ascii: "<"), from: index, to: range.upperBound) {
            guard start + 1 < range.upperBound else { return nil }
            switch bytes[start + 1] {
            case UInt8(ascii: "!"):
                let isComment = bytes[start...].starts(with: "<!--".utf8)
                guard let end = end(of: isComment ? "-->" : ">", from: start, to: range.upperBound) else { return nil }
                index = end
            case UInt8(ascii: "/"):
                guard let end = end(of: ">", from: start, to: range.upperBound), let last = open.popLast(),
                    name(at: start + 2) == last.name
                else { return nil }
                if open.isEmpty {
                    found.append(
                        Element(
                            range: last.tag.lowerBound..<end, tag: last.tag, inside: last.tag.upperBound..<start,
                            name: last.name))
                }
                index = end
            default:
                let name = name(at: start + 1)
                guard !name.isEmpty else {
                    index = start + 1
                    continue
                }
                guard let end = endOfTag(from: start, to: range.upperBound) else { return nil }
                let tag = start..<end
                index = end
                if bytes[end - 2] == UInt8(ascii: "/") || Self.empty.contains(name) {
                    if open.isEmpty { found.append(Element(range: tag, tag: tag, inside: end..<end, name: name)) }
                } else if Self.raw.contains(name) {
                    guard let close = self.start(of: "</\(name)", from: end, to: range.upperBound) else { return nil }
                    index = close
                    open.append((tag, name))
                } else {
                    open.append((tag, name))
                }
            }
        }
        return open.isEmpty ? found : nil
    }

    /// The first element in a range with this start tag.
    func element(_ tag: String, in range: Range<Int>) -> Element? {
        guard let start = start(of: tag, from: range.lowerBound, to: range.upperBound),
            let end = endOfTag(from: start, to: range.upperBound)
        else { return nil }
        let name = name(at: start + 1)
        guard !Self.empty.contains(name) else {
            return Element(range: start..<end, tag: start..<end, inside: end..<end, name: name)
        }
        if Self.raw.contains(name) {
            guard let close = self.start(of: "</\(name)", from: end, to: range.upperBound),
                let last = self.end(of: ">", from: close, to: range.upperBound)
            else { return nil }
            return Element(range: start..<last, tag: start..<end, inside: end..<close, name: name)
        }
        var depth = 1
        var index = end
        while depth > 0 {
            guard let close = self.start(of: "</\(name)>", from: index, to: range.upperBound) else { return nil }
            var inner = index
            while let more = self.start(of: "<\(name)", from: inner, to: close) {
                if self.name(at: more + 1) == name { depth += 1 }
                inner = more + 1
            }
            depth -= 1
            index = close + name.utf8.count + 3
            if depth == 0 { return Element(range: start..<index, tag: start..<end, inside: end..<close, name: name) }
        }
        return nil
    }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// Elements without an end tag.
    private static let empty: Set<String> = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
    ]
    /// Elements in which `<` is text.
    private static let raw: Set<String> = ["script", "style", "textarea", "title"]

    private func name(at index: Int) -> String {
        let name = bytes[index...].prefix { byte in
            switch byte {
            case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: ":"): true
            default: false
            }
        }
        return String(decoding: name, as: UTF8.self)
    }

    /// Behind the `>` of a start tag: one in a quoted attribute does not count.
    private func endOfTag(from start: Int, to limit: Int) -> Int? {
        var quote: UInt8?
        var index = start
        while index < limit {
            let byte = bytes[index]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                return index + 1
            }
            index += 1
        }
        return nil
    }

    private func next(_ byte: UInt8, from start: Int, to limit: Int) -> Int? {
        start < limit ? bytes[start..<limit].firstIndex(of: byte) : nil
    }

    private func start(of text: String, from start: Int, to limit: Int) -> Int? {
        let wanted = Array(text.utf8)
        var index = start
        while let candidate = next(wanted[0], from: index, to: limit) {
            if candidate + wanted.count <= limit, bytes[candidate..<(candidate + wanted.count)].elementsEqual(wanted) {
                return candidate
            }
            index = candidate + 1
        }
        return nil
    }

    private func end(of text: String, from start: Int, to limit: Int) -> Int? {
        self.start(of: text, from: start, to: limit).map { $0 + text.utf8.count }
    }
}
