import Foundation

extension Value {
    /// The unique JSON text of this value: keys sorted, no white space, shortest numbers that read back to the same
    /// bits.
    public var canonicalJSON: String {
        var writer = JSONWriter(indents: false)
        writer.write(self)
        return writer.text
    }

    /// The same for people: indented.
    public var prettyJSON: String {
        var writer = JSONWriter(indents: true)
        writer.write(self)
        return writer.text + "\n"
    }
}

private struct JSONWriter {
    let indents: Bool
    var text = ""
    private var depth = 0

    init(indents: Bool) { self.indents = indents }

    mutating func write(_ value: Value) {
        switch value {
        case .null: text += "null"
        case .bool(let bool): text += bool ? "true" : "false"
        case .integer(let integer): text += String(integer)
        case .number(let number): write(number)
        case .string(let string): write(string)
        case .array(let elements):
            // Lists of plain values stay on one line.
            let isFlat = elements.allSatisfy { $0.array == nil && $0.object == nil }
            list("[", "]", elements, breaks: !isFlat) { $0.write($1) }
        case .object(let members):
            list("{", "}", members.sorted { $0.key < $1.key }, breaks: true) { writer, member in
                writer.write(member.key)
                writer.text += writer.indents ? ": " : ":"
                writer.write(member.value)
            }
        }
    }

    private mutating func list<Element>(
        _ open: String, _ close: String, _ elements: [Element], breaks: Bool,
        _ body: (inout JSONWriter, Element) -> Void
    ) {
        text += open
        depth += 1
        for (index, element) in elements.enumerated() {
            if index > 0 { text += "," }
            if indents, breaks { newLine() } else if indents, index > 0 { text += " " }
            body(&self, element)
        }
        depth -= 1
        if indents, breaks, !elements.isEmpty { newLine() }
        text += close
    }

    private mutating func newLine() { text += "\n" + String(repeating: "  ", count: depth) }

    private mutating func write(_ number: Double) {
        if number.isFinite {
            text += number.description
            return
        }
        let name = number.isNaN ? "nan" : (number > 0 ? "inf" : "-inf")
        text += "{\"$number\":\"\(name)\"}"
    }

    private mutating func write(_ string: String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "\r": text += "\\r"
            case _ where scalar.value < 0x20: text += String(format: "\\u%04x", scalar.value)
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
