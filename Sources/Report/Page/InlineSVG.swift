import Foundation

/// An SVG file made into an element that can stand in a page beside others of its kind.
///
/// Two figures from one drawing library name their glyphs and clips alike, and inside one HTML document the first
/// definition of a name serves them all: without a prefix of its own a figure borrows the letters of another.
public enum InlineSVG {
    /// - Parameters:
    ///   - file: a whole SVG file; what stands before `<svg` (XML declaration, document type) is dropped.
    ///   - alt: the picture in words, for those who do not see it; without it, what the file itself says.
    ///   - prefix: stands before every `id` and every reference to one; unique in the page ("loss-light-").
    /// - Returns: the `<svg>` element. Its width in pixels also stands in the custom property `--figure-width`, from
    ///   which the stylesheet scales it; nil where there is no `<svg`.
    public static func element(_ file: String, alt: String? = nil, prefix: String) -> String? {
        guard let start = file.range(of: "<svg"), let end = file.range(of: "</svg>", options: .backwards) else {
            return nil
        }
        let prefixed = prefixingNames(in: file[start.lowerBound..<end.upperBound], with: prefix)
        var attributes = width(of: prefixed).map { " style=\"--figure-width:\($0)\"" } ?? ""
        if let alt {
            attributes += " role=\"img\" aria-label=\"\(EscapedHTML.text(alt))\""
        }
        return "<svg" + attributes + prefixed.dropFirst("<svg".count)
    }

    private enum Reference: CaseIterable {
        case id, fragment, url, singleQuotedURL, labelledBy, describedBy

        var needle: String {
            switch self {
            case .id: return " id=\""
            case .fragment: return "href=\"#"
            case .url: return "url(#"
            case .singleQuotedURL: return "url('#"
            case .labelledBy: return "aria-labelledby=\""
            case .describedBy: return "aria-describedby=\""
            }
        }
    }

    private static let needles = Reference.allCases.map { (Array($0.needle.utf8), $0) }

    private static func prefixingNames(in element: Substring, with prefix: String) -> String {
        let bytes = Array(element.utf8)
        let prefix = Array(prefix.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 8)
        var position = 0
        while position < bytes.count {
            guard let (needle, reference) = match(in: bytes, at: position) else {
                result.append(bytes[position])
                position += 1
                continue
            }
            result += needle
            result += prefix
            position += needle.count
            guard reference == .labelledBy || reference == .describedBy else { continue }
            while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
                result.append(bytes[position])
                if bytes[position] == UInt8(ascii: " ") { result += prefix }
                position += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func match(in bytes: [UInt8], at position: Int) -> ([UInt8], Reference)? {
        switch bytes[position] {
        case UInt8(ascii: " "), UInt8(ascii: "h"), UInt8(ascii: "u"), UInt8(ascii: "a"):
            return needles.first { needle, _ in bytes[position...].starts(with: needle) }
        default:
            return nil
        }
    }

    /// The width in CSS pixels from the attribute (pt, mm, px or none), else from the view box.
    private static func width(of element: String) -> Int? {
        let tag = element.prefix { $0 != ">" }
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

    private static func attribute(_ name: String, of tag: Substring) -> Substring? {
        guard let start = tag.range(of: " \(name)=\"") else { return nil }
        return tag[start.upperBound...].prefix { $0 != "\"" }
    }
}
