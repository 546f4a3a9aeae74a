import Foundation

/// Makes of Cairo's SVG one that stands in a page: scaling, described, and with ids of its own.
struct SVGDocument {
    private let body: [UInt8]
    private let size: Size

    init(cairo bytes: [UInt8], size: Size) {
        // Everything after the root's opening tag; XML declaration and root are written anew.
        let text = String(decoding: bytes, as: UTF8.self)
        if let root = text.range(of: "<svg"), let end = text.range(of: ">", range: root.upperBound..<text.endIndex) {
            body = Array(text[end.upperBound...].utf8)
        } else {
            body = bytes
        }
        self.size = size
    }

    /// - Parameter idPrefix: begins every id; letters, digits, `-` and `_` are kept, anything else becomes `-`.
    func finished(idPrefix: String, title: String, description: String) -> [UInt8] {
        let allowed = idPrefix.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") ? $0 : "-" }
        let prefix = allowed.first?.isLetter == true ? String(allowed) : "f" + String(allowed)
        let (width, height) = (Self.number(size.width), Self.number(size.height))
        let root = """
            <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" \
            viewBox="0 0 \(width) \(height)" width="100%" style="max-width:\(width)pt;height:auto" role="img" \
            aria-labelledby="\(prefix)-title \(prefix)-desc">
            <title id="\(prefix)-title">\(Self.escaped(title))</title>
            <desc id="\(prefix)-desc">\(Self.escaped(description))</desc>

            """
        return Array(root.utf8) + Self.shortened(renamed(prefix: prefix))
    }

    /// Coordinates of paths to a hundredth of a point, which nobody sees and half of the digits are spent on.
    private static func shortened(_ svg: [UInt8]) -> [UInt8] {
        let (opening, quote) = (Array(" d=".utf8), UInt8(ascii: "\""))
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        var result: [UInt8] = []
        result.reserveCapacity(svg.count)
        var (position, isPath) = (0, false)
        while position < svg.count {
            let byte = svg[position]
            if byte == quote { isPath = !isPath && result.suffix(opening.count).elementsEqual(opening) }
            result.append(byte)
            position += 1
            guard isPath, byte == UInt8(ascii: ".") else { continue }
            let end = svg[position...].firstIndex { !digits.contains($0) } ?? svg.count
            result += svg[position..<min(end, position + 2)]
            position = end
        }
        return result
    }

    private static func number(_ value: Double) -> String {
        String(format: "%.2f", value)
    }

    static func escaped(_ text: String) -> String {
        text.replacingOccurrences(of: "&", with: "&amp;")
            .replacingOccurrences(of: "<", with: "&lt;")
            .replacingOccurrences(of: ">", with: "&gt;")
            .replacingOccurrences(of: "\"", with: "&quot;")
    }

    /// Every id and every reference to one, numbered in the order of appearance: Cairo's own names repeat from figure
    /// to figure, and some count over the life of the process.
    private func renamed(prefix: String) -> [UInt8] {
        let openings: [(token: [UInt8], end: UInt8)] = [
            (Array(" id=\"".utf8), UInt8(ascii: "\"")), (Array("url(#".utf8), UInt8(ascii: ")")),
            (Array("href=\"#".utf8), UInt8(ascii: "\"")),
        ]
        var names: [[UInt8]: Int] = [:]
        var result: [UInt8] = []
        result.reserveCapacity(body.count + body.count / 8)
        var position = 0
        while position < body.count {
            let byte = body[position]
            let opening = openings.first { $0.token[0] == byte && body[position...].starts(with: $0.token) }
            guard let opening,
                let end = body[(position + opening.token.count)...].firstIndex(of: opening.end)
            else {
                result.append(byte)
                position += 1
                continue
            }
            let name = Array(body[(position + opening.token.count)..<end])
            let number = names[name] ?? names.count + 1
            names[name] = number
            result += opening.token + Array("\(prefix)-\(number)".utf8)
            position = end
        }
        return result
    }
}
