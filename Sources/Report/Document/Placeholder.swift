/// Private characters that stand in for pieces of the source which a parser must not look into.
///
/// They come from the last private plane of Unicode, which no author types; they are removed from what is read.
enum Placeholder {
    static let open: Unicode.Scalar = "\u{10FF00}"
    static let close: Unicode.Scalar = "\u{10FF01}"
    /// `${name}` becomes `parameterOpen parameterMiddle name parameterClose`: as many characters, so that columns hold.
    static let parameterOpen: Unicode.Scalar = "\u{10FF02}"
    static let parameterMiddle: Unicode.Scalar = "\u{10FF03}"
    static let parameterClose: Unicode.Scalar = "\u{10FF04}"

    /// Stands for nothing, and keeps what stands behind it from beginning a line: a `#` is then no heading.
    static let nothing = "\(open)\(close)"

    /// The first byte of all characters of their plane, and of hardly any other text.
    static let firstByte: UInt8 = 0xF4

    private static func isOurs(_ scalar: Unicode.Scalar) -> Bool { (open...parameterClose).contains(scalar) }

    /// The text of a report with our own placeholder characters replaced by U+FFFD, also where they are written as
    /// entities of HTML, `&#x10FF00;`, or as escapes of YAML, `\U0010FF00`.
    static func clean(report text: String) -> String {
        let text = clean(text)
        let bytes = text.utf8
        var cleaned: [UInt8] = []
        // What is not copied yet.
        var start = bytes.startIndex
        var index = start
        while let found = bytes[index...].firstIndex(where: { $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "\\") }) {
            index = bytes.index(after: found)
            guard let end = end(of: bytes[found...]) else { continue }
            cleaned += bytes[start..<found]
            cleaned += (bytes[found] == UInt8(ascii: "&") ? "\u{FFFD}" : "\\uFFFD").utf8
            start = end
            index = end
        }
        return cleaned.isEmpty ? text : String(decoding: cleaned + bytes[start...], as: UTF8.self)
    }

    /// The index behind an entity or an escape that stands for one of our own characters; nil where none begins a text.
    private static func end(of text: Substring.UTF8View) -> String.Index? {
        var rest = text
        func takes(_ choices: String...) -> Bool {
            for choice in choices where rest.starts(with: choice.utf8) {
                rest = rest.dropFirst(choice.utf8.count)
                return true
            }
            return false
        }
        let isOurs: Bool
        if takes("\\U0010") {
            isOurs = takes("FF0", "Ff0", "fF0", "ff0") && takes("0", "1", "2", "3", "4")
        } else if takes("&#x", "&#X") {
            rest = rest.drop { $0 == UInt8(ascii: "0") }
            isOurs = takes("10FF0", "10Ff0", "10fF0", "10ff0") && takes("0", "1", "2", "3", "4")
            _ = takes(";")
        } else if takes("&#") {
            rest = rest.drop { $0 == UInt8(ascii: "0") }
            isOurs = takes("1113856", "1113857", "1113858", "1113859", "1113860")
            _ = takes(";")
        } else {
            return nil
        }
        return isOurs ? rest.startIndex : nil
    }

    /// The text with our own placeholder characters replaced by U+FFFD.
    static func clean(_ text: String) -> String {
        guard text.utf8.contains(firstByte) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(isOurs(scalar) ? "\u{FFFD}" : scalar) }
        return String(result)
    }

    static func element(_ index: Int) -> String {
        var text = String(open)
        text += String(index)
        text.unicodeScalars.append(close)
        return text
    }

    /// Splits at the placeholders of elements, in order.
    static func split(_ text: String) -> [Piece] {
        let bytes = text.utf8
        guard bytes.contains(firstByte) else { return text.isEmpty ? [] : [.text(text)] }
        var pieces: [Piece] = []
        var plain = ""
        // What is not looked at yet; of a placeholder, its number.
        var start = bytes.startIndex
        var isInside = false
        var index = start
        while let found = bytes[index...].firstIndex(of: firstByte) {
            let scalar = text.unicodeScalars[found]
            index = text.unicodeScalars.index(after: found)
            guard scalar == open || scalar == close else { continue }
            if !isInside {
                plain += text[start..<found]
            } else if scalar == close, let number = Int(text[start..<found]) {
                pieces.append(.element(number))
            }
            isInside = scalar == open
            if isInside, !plain.isEmpty {
                pieces.append(.text(plain))
                plain = ""
            }
            start = index
        }
        if !isInside { plain += text[start...] }
        return plain.isEmpty ? pieces : pieces + [.text(plain)]
    }

    enum Piece: Equatable {
        case text(String)
        case element(Int)
    }
}
