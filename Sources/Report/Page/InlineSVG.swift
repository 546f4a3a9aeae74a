import Foundation

/// An SVG file made into an element that can stand in a page beside others of its kind.
///
/// Two figures from one drawing library name their glyphs and clips alike, and inside one HTML document the first
/// definition of a name counts for all of them. Without a prefix of its own, a figure would show the letters of another.
enum InlineSVG {
    /// - Parameters:
    ///   - file: a whole SVG file; the text before `<svg` (XML declaration, document type) is dropped.
    ///   - alt: the picture in words, for readers who cannot see it; without it, the description in the file.
    ///   - prefix: is added before every `id` and every reference to an `id`; unique in the page ("loss_wide_").
    /// - Returns: the `<svg>` element. The custom property `--figure-width` also holds its width in pixels, from which
    ///   the stylesheet scales it; nil without `<svg`.
    static func element(_ file: String, alt: String? = nil, prefix: String) -> String? {
        let bytes = Array(file.utf8)
        guard let start = bytes.indices.first(where: { bytes.holds(Self.opening, at: $0) }),
            let end = bytes.indices.last(where: { bytes.holds(Self.closing, at: $0) }), start < end
        else { return nil }
        let prefixed = prefixingNames(in: bytes[start..<(end + Self.closing.count)], with: prefix)
        // A text of its own: what Foundation looks for in a part, it looks for in an index of the whole.
        var tag = String(prefixed.prefix { $0 != ">" })
        let rest = prefixed.dropFirst(tag.count)
        if let alt {
            set("aria-label", to: EscapedHTML.text(alt), in: &tag)
            set("role", to: "img", in: &tag)
        }
        if let width = width(of: tag) {
            let style = attribute("style", of: tag).map { ";\($0)" } ?? ""
            set("style", to: "--figure-width:\(width)\(style)", in: &tag)
        }
        return tag + rest
    }

    /// Writes an attribute as the first of an opening tag, in the place of one that is there: XML allows each but once.
    private static func set(_ name: String, to value: String, in tag: inout String) {
        if let present = attribute(name, of: tag) {
            let start = tag.index(present.startIndex, offsetBy: -" \(name)=\"".count)
            tag.removeSubrange(start...present.endIndex)
        }
        tag.insert(contentsOf: " \(name)=\"\(value)\"", at: tag.index(tag.startIndex, offsetBy: "<svg".count))
    }

    private static let opening = Array("<svg".utf8)
    private static let closing = Array("</svg>".utf8)

    /// What stands before a name: an `id`, or a reference to one.
    private static let marks = [" id=\"", "href=\"#", "url(#", "url('#"].map { Array($0.utf8) }
    /// What stands before a list of names.
    private static let listMarks = ["aria-labelledby=\"", "aria-describedby=\""].map { Array($0.utf8) }

    /// The bytes with a prefix before every `id` and every reference to an `id`.
    static func prefixingNames(in element: ArraySlice<UInt8>, with prefix: String) -> String {
        let bytes = Array(element)
        let prefix = Array(prefix.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 8)
        var position = 0
        /// The position up to which the input is already in the result.
        var copied = 0
        while position < bytes.count {
            guard mayStartMark(bytes, at: position) else {
                position += 1
                continue
            }
            let list = listMarks.first { bytes.holds($0, at: position) }
            guard let mark = list ?? marks.first(where: { bytes.holds($0, at: position) }) else {
                position += 1
                continue
            }
            position += mark.count
            result += bytes[copied..<position]
            result += prefix
            copied = position
            guard list != nil else { continue }
            while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
                position += 1
                guard bytes[position - 1] == UInt8(ascii: " ") else { continue }
                result += bytes[copied..<position]
                result += prefix
                copied = position
            }
        }
        result += bytes[copied...]
        return String(decoding: result, as: UTF8.self)
    }

    /// Whether the first two bytes of a mark stand here: " i", "hr", "ur" or "ar". A drawing is mostly numbers and
    /// spaces, so this decides almost everywhere.
    private static func mayStartMark(_ bytes: [UInt8], at position: Int) -> Bool {
        guard position + 1 < bytes.count else { return false }
        switch bytes[position] {
        case UInt8(ascii: " "): return bytes[position + 1] == UInt8(ascii: "i")
        case UInt8(ascii: "h"), UInt8(ascii: "u"), UInt8(ascii: "a"): return bytes[position + 1] == UInt8(ascii: "r")
        default: return false
        }
    }

    /// The width in CSS pixels from the attribute (pt, mm, px or none), else from the view box.
    private static func width(of tag: String) -> Int? {
        if let text = attribute("width", of: tag), let value = Double(text.prefix { $0.isNumber || $0 == "." }) {
            switch text.drop(while: { $0.isNumber || $0 == "." }) {
            case "pt": return Int((value * 96 / 72).rounded())
            case "mm": return Int((value * 96 / 25.4).rounded())
            case "", "px": return Int(value.rounded())
            default: break
            }
        }
        let box = attribute("viewBox", of: tag)?.split(separator: " ").compactMap { Double($0) } ?? []
        return box.count == 4 ? Int(box[2].rounded()) : nil
    }

    private static func attribute(_ name: String, of tag: String) -> Substring? {
        guard let start = tag.range(of: " \(name)=\"") else { return nil }
        return tag[start.upperBound...].prefix { $0 != "\"" }
    }
}

extension [UInt8] {
    /// Whether these bytes stand at a position.
    fileprivate func holds(_ bytes: [UInt8], at position: Int) -> Bool {
        guard position + bytes.count <= count else { return false }
        for offset in bytes.indices where self[position + offset] != bytes[offset] { return false }
        return true
    }
}
