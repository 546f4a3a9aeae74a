import CZlib
import Foundation

/// Stylesheets and scripts as a page carries them, without what only their authors read.
///
/// The files of `Resources` may be made lighter, since they keep two rules: no string goes over several lines, and a comment
/// never shares a line with anything else that counts.
enum LightSource {
    /// Without indentation, empty lines, and lines of comments.
    static func compacted(_ text: String) -> String {
        var lines: [Substring] = []
        var isComment = false
        for line in text.split(separator: "\n") {
            let line = line.drop { $0 == " " }
            if line.hasPrefix("/*") { isComment = true }
            if !isComment, !line.isEmpty, !line.hasPrefix("//") { lines.append(line) }
            if line.hasSuffix("*/") { isComment = false }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Compressed by zlib, in Base64: a third of the bytes. What unpacks it is in `page.js`; the policy of the page knows the
    /// text that comes out.
    static func packed(_ script: String) -> String {
        let text = Array(script.utf8)
        var length = compressBound(UInt(text.count))
        var bytes = [UInt8](repeating: 0, count: Int(length))
        let status = compress2(&bytes, &length, text, UInt(text.count), Z_BEST_COMPRESSION)
        precondition(status == Z_OK, "zlib: \(status)")
        return Data(bytes.prefix(Int(length))).base64EncodedString()
    }
}
