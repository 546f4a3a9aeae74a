/// The arrows that lead from the footnotes of a text back to where it refers to them.
enum Backreferences {
    private static let section = Array("<section class=\"footnotes\"".utf8)
    private static let name = Array(" id=\"_fnref".utf8)
    private static let arrow = Array("<a href=\"#_fnref".utf8)
    private static let closing = Array("</a>".utf8)
    private static let quote = UInt8(ascii: "\"")

    /// A page without back arrows that have no target, because the reference to a footnote is in a text of a cell that
    /// failed or is hidden. The footnote stays.
    ///
    /// - Parameter html: the text of a report with its cells; its footnotes come last.
    static func withoutDead(_ html: String) -> String {
        var html = html
        return html.withUTF8 { bytes in
            var start = bytes.startIndex
            while let found = bytes.find(section, from: start) { start = found + section.count }
            guard start > bytes.startIndex else { return String(decoding: bytes, as: UTF8.self) }
            let names = names(in: bytes)
            var kept: [UInt8] = []
            // What is not copied yet.
            var rest = bytes.startIndex
            while let found = bytes.find(arrow, from: start) {
                let first = found + arrow.count - "_fnref".utf8.count
                let last = bytes[first...].firstIndex(of: quote) ?? bytes.endIndex
                start = last
                guard !names.contains(String(decoding: bytes[first..<last], as: UTF8.self)),
                    let end = bytes.find(closing, from: last)
                else { continue }
                // A blank stands before it.
                kept += bytes[rest..<(found > rest && bytes[found - 1] == UInt8(ascii: " ") ? found - 1 : found)]
                rest = end + closing.count
                start = rest
            }
            return String(decoding: kept + bytes[rest...], as: UTF8.self)
        }
    }

    /// Those of all references to footnotes of the report.
    private static func names(in bytes: UnsafeBufferPointer<UInt8>) -> Set<String> {
        var names: Set<String> = []
        var start = bytes.startIndex
        while let found = bytes.find(name, from: start) {
            let first = found + name.count - "_fnref".utf8.count
            start = bytes[first...].firstIndex(of: quote) ?? bytes.endIndex
            names.insert(String(decoding: bytes[first..<start], as: UTF8.self))
        }
        return names
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The position of a text at or after an index.
    func find(_ text: [UInt8], from start: Int) -> Int? {
        var index = start
        while index + text.count <= count, let found = self[index...].firstIndex(of: text[0]) {
            if self[found...].starts(with: text) { return found }
            index = found + 1
        }
        return nil
    }
}
