/// A table for other programs: its texts, and the numbers that these were written from, with all their digits.
struct TableNumbers: Sendable, Codable {
    /// What stands in a row under one heading.
    struct Cell: Sendable {
        /// As the page writes it; what the author wrote is Markdown.
        let text: String
        /// The value; nil where the entry has no value or more than one.
        var value: Value?
        /// Uncertainties without a sign; nil where they are not numbers.
        var up: Double?
        var down: Double?

        init(text: String, value: Value? = nil) {
            self.text = text
            self.value = value
        }
    }

    let header: [String]
    let rows: [[Cell]]

    /// `{"header": […], "rows": [[{"text": …, "value": …, "up": …, "down": …}]]}`
    var json: Value {
        [
            "header": Value(header),
            "rows": .array(
                rows.map { row in
                    .array(
                        row.map { cell in
                            var members: [String: Value] = ["text": .string(cell.text)]
                            members["value"] = cell.value
                            members["up"] = cell.up.map(Value.number)
                            members["down"] = cell.down.map(Value.number)
                            return .object(members)
                        })
                }),
        ]
    }

    /// CSV as in RFC 4180, with a line of headings. A column of values with uncertainties is followed by one column of
    /// uncertainties, `±`, or by two, `+` and `-`; an entry that is not a number is written as on the page, and without
    /// a value the field is empty.
    var csv: String {
        var columns: [(name: String, field: ([Cell]) -> String)] = []
        for (index, name) in header.enumerated() {
            let cells = rows.map { $0[index] }
            func uncertainty(_ sign: String, _ of: @escaping (Cell) -> Double?) {
                columns.append(("\(name) \(sign)", { of($0[index]).map(Self.number) ?? "" }))
            }
            columns.append((name, { Self.field($0[index]) }))
            if cells.allSatisfy({ $0.up == nil && $0.down == nil }) { continue }
            if cells.allSatisfy({ $0.up == $0.down }) {
                uncertainty("±", \.up)
            } else {
                uncertainty("+", \.up)
                uncertainty("-", \.down)
            }
        }
        let lines = [columns.map(\.name)] + rows.map { row in columns.map { $0.field(row) } }
        return lines.map { $0.map(Self.quoted).joined(separator: ",") + "\r\n" }.joined()
    }

    private static func field(_ cell: Cell) -> String {
        switch cell.value {
        case .integer(let integer)?: String(integer)
        case .number(let number)?: Self.number(number)
        case .null?: ""
        default: cell.text
        }
    }

    private static func number(_ number: Double) -> String {
        number.isNaN ? "nan" : number.isInfinite ? (number > 0 ? "inf" : "-inf") : number.description
    }

    private static func quoted(_ field: String) -> String {
        guard field.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return field }
        return "\"\(field.replacing("\"", with: "\"\""))\""
    }
}

/// Values as JSON: other forms may take a number for an integer.
extension TableNumbers.Cell: Codable {
    private enum CodingKeys: CodingKey { case text, value, up, down }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            text: try members.decode(String.self, forKey: .text),
            value: try members.decodeIfPresent(String.self, forKey: .value).map { try Value(json: $0) })
        up = try members.decodeIfPresent(Double.self, forKey: .up)
        down = try members.decodeIfPresent(Double.self, forKey: .down)
    }

    func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: CodingKeys.self)
        try members.encode(text, forKey: .text)
        try members.encodeIfPresent(value?.canonicalJSON, forKey: .value)
        try members.encodeIfPresent(up, forKey: .up)
        try members.encodeIfPresent(down, forKey: .down)
    }
}
