import Foundation

/// A mark in a page that is being set, for what is known only once the page stands.
///
/// So a page is set once. The text that replaces the mark is written by this program; no other text can contain the
/// mark.
struct PageMark: Sendable {
    /// Begins with a character that no page has, so that it is found fast.
    let text = "\u{1A}\(UUID().uuidString)"

    /// A text in which a value replaces every mark; unchanged where an author's templates have no mark.
    func replaced(by value: String, in text: String) -> String {
        let mark = Array(self.text.utf8)
        var text = text
        let replaced = text.withUTF8 { bytes -> String? in
            guard var found = bytes.find(mark, from: bytes.startIndex) else { return nil }
            var result: [UInt8] = []
            result.reserveCapacity(bytes.count + value.utf8.count)
            var rest = bytes.startIndex
            while true {
                result += bytes[rest..<found]
                result += value.utf8
                rest = found + mark.count
                guard let next = bytes.find(mark, from: rest) else { break }
                found = next
            }
            return String(decoding: result + bytes[rest...], as: UTF8.self)
        }
        return replaced ?? text
    }
}
