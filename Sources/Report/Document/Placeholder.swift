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

    private static let all: Set<Unicode.Scalar> = [
        open, close, parameterOpen, parameterMiddle, parameterClose,
    ]

    /// The text of a report with our own characters replaced by U+FFFD, also where they are written in another way: as
    /// entities of HTML, `&#x10FF00;`, or as escapes of YAML, `\U0010FF00`.
    static func clean(report text: String) -> String {
        let text = clean(text)
        guard text.utf8.contains(UInt8(ascii: "&")) || text.utf8.contains(UInt8(ascii: "\\")) else { return text }
        return
            text
            .replacing(/&#(?:[xX]0*10[fF]{2}0[0-4]|0*111385[6-9]|0*1113860);?/, with: "\u{FFFD}")
            .replacing(/\\U0010[fF]{2}0[0-4]/, with: "\\uFFFD")
    }

    /// The text with our own characters replaced by U+FFFD.
    static func clean(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: all.contains) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(all.contains(scalar) ? "\u{FFFD}" : scalar) }
        return String(result)
    }

    static func element(_ index: Int) -> String { "\(open)\(index)\(close)" }

    /// Splits at the placeholders of elements, in order.
    static func split(_ text: String) -> [Piece] {
        var pieces: [Piece] = []
        var plain = String.UnicodeScalarView()
        var index: String.UnicodeScalarView? = nil
        for scalar in text.unicodeScalars {
            switch scalar {
            case open:
                if !plain.isEmpty { pieces.append(.text(String(plain))) }
                plain = .init()
                index = .init()
            case close:
                if let digits = index, let number = Int(String(digits)) { pieces.append(.element(number)) }
                index = nil
            default:
                if index == nil { plain.append(scalar) } else { index?.append(scalar) }
            }
        }
        if !plain.isEmpty { pieces.append(.text(String(plain))) }
        return pieces
    }

    enum Piece: Equatable {
        case text(String)
        case element(Int)
    }
}
