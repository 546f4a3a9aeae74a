import Foundation

/// Makes of Cairo's SVG one that stands in a page: scaling, described, with short coordinates and numbered ids.
///
/// Cairo's own ids count over the life of the process, so they are numbered anew from 1 in the order of appearance: the
/// same drawing gives the same bytes. Figures therefore share ids, and a page that holds several gives each a prefix.
struct SVGDocument {
    private let body: [UInt8]
    private let size: Size

    init(cairo bytes: [UInt8], size: Size) {
        // Everything after the root's opening tag; XML declaration and root are written anew.
        let root = Array("<svg".utf8)
        let start = bytes.indices.first { bytes[$0...].starts(with: root) }
        let end = start.flatMap { bytes[$0...].firstIndex(of: UInt8(ascii: ">")) }
        body = end.map { Array(bytes[($0 + 1)...]) } ?? bytes
        self.size = size
    }

    func finished(title: String, description: String) -> [UInt8] {
        let (width, height) = (Self.number(size.width), Self.number(size.height))
        let root = """
            <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" \
            viewBox="0 0 \(width) \(height)" width="100%" style="max-width:\(width)pt;height:auto" role="img" \
            aria-labelledby="title desc">
            <title id="title">\(Self.escaped(title))</title>
            <desc id="desc">\(Self.escaped(description))</desc>

            """
        return Array(root.utf8) + tidied()
    }

    private static func number(_ value: Double) -> String {
        String(format: "%.2f", value)
    }

    private static func escaped(_ text: String) -> String {
        // XML has no place for control characters, not even escaped.
        let allowed = text.unicodeScalars.map { $0.value < 0x20 && $0 != "\n" && $0 != "\t" ? "\u{FFFD}" : $0 }
        return String(String.UnicodeScalarView(allowed)).replacingOccurrences(of: "&", with: "&amp;")
            .replacingOccurrences(of: "<", with: "&lt;")
            .replacingOccurrences(of: ">", with: "&gt;")
            .replacingOccurrences(of: "\"", with: "&quot;")
    }

    /// What begins an id or a reference to one, and what ends it; and what begins a path's coordinates.
    private static let ids: [(token: [UInt8], end: UInt8)] = [
        (Array(" id=\"".utf8), UInt8(ascii: "\"")), (Array("url(#".utf8), UInt8(ascii: ")")),
        (Array("href=\"#".utf8), UInt8(ascii: "\"")),
    ]
    private static let path = (token: Array(" d=\"".utf8), end: UInt8(ascii: "\""))

    /// The body with numbered ids and short coordinates.
    private func tidied() -> [UInt8] {
        var numbers: [ArraySlice<UInt8>: Int] = [:]
        var result: [UInt8] = []
        result.reserveCapacity(body.count)
        var position = 0
        /// The text from behind a token that stands here to its end; nil where the token does not stand here.
        func attribute(_ opening: (token: [UInt8], end: UInt8)) -> ArraySlice<UInt8>? {
            guard body[position...].starts(with: opening.token) else { return nil }
            let rest = body[(position + opening.token.count)...]
            return rest.firstIndex(of: opening.end).map { rest[..<$0] }
        }
        while position < body.count {
            switch body[position] {
            case UInt8(ascii: " "), UInt8(ascii: "u"), UInt8(ascii: "h"):
                if let coordinates = attribute(Self.path) {
                    result += Self.path.token
                    Self.append(coordinates, to: &result)
                    position = coordinates.endIndex
                    continue
                }
                guard let opening = Self.ids.first(where: { attribute($0) != nil }), let id = attribute(opening) else {
                    break
                }
                let number = numbers[id] ?? numbers.count + 1
                numbers[id] = number
                result += opening.token + Array("i\(number)".utf8)
                position = id.endIndex
                continue
            default: break
            }
            result.append(body[position])
            position += 1
        }
        return result
    }

    /// Coordinates to a hundredth of a point, which nobody sees and half of the digits are spent on.
    private static func append(_ coordinates: ArraySlice<UInt8>, to result: inout [UInt8]) {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        // Digits behind a decimal point so far; nil before one.
        var decimals: Int?
        for byte in coordinates {
            if byte == UInt8(ascii: ".") {
                decimals = 0
            } else if !digits.contains(byte) {
                decimals = nil
            } else if let count = decimals {
                decimals = count + 1
                if count >= 2 { continue }
            }
            result.append(byte)
        }
    }
}
