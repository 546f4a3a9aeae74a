import Foundation

/// Whether a text is well-formed XML as far as its tags go: browsers show nothing of one that is not.
///
/// Every element that is opened is closed, in order; attributes have quotes and stand once; there is one outermost
/// element.
enum XMLShape {
    /// The first error; nil where there is none.
    static func fault(of data: Data) -> String? {
        // Tags look the same in all others that declarations name.
        if isUTF16(data) { return nil }
        let declaration = String(decoding: data.prefix(200), as: UTF8.self).prefix { $0 != ">" }
        if !declaration.contains("encoding"), String(validating: data, as: UTF8.self) == nil {
            return "it is not UTF-8"
        }
        var scanner = Scanner(bytes: Array(data))
        return scanner.fault()
    }

    private static func isUTF16(_ data: Data) -> Bool {
        data.starts(with: [0xFE, 0xFF]) || data.starts(with: [0xFF, 0xFE])
    }

    private struct Scanner {
        let bytes: [UInt8]
        var position = 0
        var line = 1
        private var open: [String] = []
        private var hasRoot = false

        init(bytes: [UInt8]) { self.bytes = bytes }

        mutating func fault() -> String? {
            while position < bytes.count {
                guard bytes[position] == UInt8(ascii: "<") else {
                    if bytes[position] == UInt8(ascii: "&"), !isReference {
                        return "an '&' on line \(line) begins nothing"
                    }
                    if open.isEmpty, hasRoot, !isSpace(bytes[position]) { return "text stands behind its end" }
                    step()
                    continue
                }
                if let fault = markup() { return fault }
            }
            if let last = open.last { return "<\(last)> is not closed" }
            return hasRoot ? nil : "it holds no element"
        }

        private mutating func markup() -> String? {
            let start = line
            for (opening, closing) in [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")] where holds(opening) {
                return skip(to: closing) ? nil : "'\(opening)' on line \(start) has no end"
            }
            if holds("<!DOCTYPE") {
                let rest = bytes[position...].prefix { $0 != UInt8(ascii: ">") }
                return skip(to: rest.contains(UInt8(ascii: "[")) ? "]>" : ">") ? nil : "its document type has no end"
            }
            return holds("</") ? closingTag() : openingTag()
        }

        private mutating func closingTag() -> String? {
            advance(2)
            let name = name()
            skipSpace()
            guard current == UInt8(ascii: ">") else { return "the tag </\(name)> on line \(line) has no end" }
            step()
            guard let last = open.popLast() else { return "</\(name)> on line \(line) closes nothing" }
            return last == name ? nil : "</\(name)> on line \(line) stands where <\(last)> is to be closed"
        }

        private mutating func openingTag() -> String? {
            let start = line
            advance(1)
            let name = name()
            guard !name.isEmpty else { return "a '<' on line \(line) begins no tag" }
            if open.isEmpty, hasRoot { return "<\(name)> on line \(line) stands behind its end" }
            hasRoot = true
            var attributes: Set<String> = []
            while true {
                skipSpace()
                if holds("/>") {
                    advance(2)
                    return nil
                }
                if current == UInt8(ascii: ">") {
                    step()
                    open.append(name)
                    return nil
                }
                guard let attribute = attribute() else { return "the tag <\(name) on line \(start) cannot be read" }
                guard attributes.insert(attribute).inserted else {
                    return "<\(name)> on line \(start) has '\(attribute)' twice"
                }
            }
        }

        /// `name="value"`; its name.
        private mutating func attribute() -> String? {
            let name = name()
            skipSpace()
            guard !name.isEmpty, current == UInt8(ascii: "=") else { return nil }
            step()
            skipSpace()
            guard let quote = current, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return nil }
            step()
            while let byte = current, byte != quote {
                if byte == UInt8(ascii: "<") || (byte == UInt8(ascii: "&") && !isReference) { return nil }
                step()
            }
            guard current == quote else { return nil }
            step()
            return name
        }

        private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

        /// Whether `&name;` or `&#1;` stands here.
        private var isReference: Bool {
            let rest = bytes[(position + 1)...].prefix(64)
            guard let end = rest.firstIndex(of: UInt8(ascii: ";")), end > position + 1 else { return false }
            return rest[..<end].allSatisfy { Self.isOfName($0) || $0 == UInt8(ascii: "#") }
        }

        private mutating func name() -> String {
            let start = position
            while let byte = current, Self.isOfName(byte) { step() }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }

        private static func isOfName(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ":"), UInt8(ascii: "_"), UInt8(ascii: "-"),
                UInt8(ascii: "."), 0x80...:
                true
            default: false
            }
        }

        private func isSpace(_ byte: UInt8) -> Bool { [9, 10, 13, 32].contains(byte) }

        private mutating func skipSpace() { while let byte = current, isSpace(byte) { step() } }

        private func holds(_ text: String) -> Bool { bytes[position...].starts(with: text.utf8) }

        private mutating func skip(to end: String) -> Bool {
            while position < bytes.count {
                if holds(end) {
                    advance(end.utf8.count)
                    return true
                }
                step()
            }
            return false
        }

        private mutating func advance(_ count: Int) { for _ in 0..<count { step() } }

        private mutating func step() {
            guard position < bytes.count else { return }
            if bytes[position] == UInt8(ascii: "\n") { line += 1 }
            position += 1
        }
    }
}
