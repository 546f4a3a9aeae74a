import CZlib
import Foundation

/// Stylesheets and scripts as a page carries them, without what only their authors read.
///
/// The files of `Resources` may be made lighter, since they keep two rules: no string goes over several lines, and a comment
/// never shares a line with anything else that counts.
enum LightSource {
    /// A script without indentation, empty lines, and lines of comments.
    static func script(_ text: String) -> String { lines(text).joined(separator: "\n") + "\n" }

    /// A stylesheet in one line, without spaces that CSS does not need.
    static func stylesheet(_ text: String) -> String {
        var result: [UInt8] = []
        for line in lines(text) {
            // What stands in a string stays as it is.
            let rule = line.utf8.contains(UInt8(ascii: "\"")) ? Array(line.utf8) : tight(line)
            if rule == [UInt8(ascii: "}")], result.last == UInt8(ascii: ";") { result.removeLast() }
            result += rule
            if let last = rule.last, !",;{}".utf8.contains(last) { result.append(UInt8(ascii: " ")) }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// A line without blanks behind a colon and in front of a brace.
    private static func tight(_ line: Substring) -> [UInt8] {
        var result: [UInt8] = []
        for byte in line.utf8 {
            switch (result.last, byte) {
            case (UInt8(ascii: ":"), UInt8(ascii: " ")): continue
            case (UInt8(ascii: " "), UInt8(ascii: "{")): result[result.count - 1] = byte
            default: result.append(byte)
            }
        }
        return result
    }

    private static func lines(_ text: String) -> [Substring] {
        var lines: [Substring] = []
        var isComment = false
        for line in text.split(separator: "\n") {
            let line = line.drop { $0 == " " }
            if line.hasPrefix("/*") { isComment = true }
            if !isComment, !line.isEmpty, !line.hasPrefix("//") { lines.append(line) }
            if line.hasSuffix("*/") { isComment = false }
        }
        return lines
    }

    /// A script compressed by zlib, in Base64, which takes a third of the bytes. `page.js` unpacks it; the policy of
    /// the page contains the digest of the unpacked text.
    static func packed(_ script: String) -> String {
        let text = Array(script.utf8)
        var length = compressBound(UInt(text.count))
        var bytes = [UInt8](repeating: 0, count: Int(length))
        let status = compress2(&bytes, &length, text, UInt(text.count), Z_BEST_COMPRESSION)
        precondition(status == Z_OK, "zlib: \(status)")
        return Data(bytes.prefix(Int(length))).base64EncodedString()
    }
}
