/// Plain text made safe inside HTML, in text as in a quoted attribute.
enum EscapedHTML {
    /// Escapes plain text. Our own placeholder characters, which a result may contain, become U+FFFD.
    static func text(_ plain: String) -> String {
        let plain = Placeholder.clean(plain)
        guard plain.utf8.contains(where: { replacement($0) != nil }) else { return plain }
        // All five are ASCII, and no byte of another character is.
        var escaped: [UInt8] = []
        escaped.reserveCapacity(plain.utf8.count + plain.utf8.count / 8)
        for byte in plain.utf8 {
            if let replacement = replacement(byte) {
                escaped.append(contentsOf: replacement.utf8)
            } else {
                escaped.append(byte)
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    private static func replacement(_ byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}
