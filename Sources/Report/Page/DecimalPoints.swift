/// Has the decimal points of a column stand under each other.
///
/// Columns of numbers stand right, in digits of one width. Where the numbers of a column differ in what follows the point
/// (digits, uncertainty, unit, power of ten), each gets the characters that it lacks as `<span class="pad" data-pad="00">`,
/// an empty element: the stylesheet takes their room, and who reads, searches or copies the table finds the number alone.
/// Words, and numbers whose ends cannot be compared, stand right as they did.
enum DecimalPoints {
    /// Some HTML with its tables aligned.
    static func aligned(in html: String) -> String {
        var html = html
        return html.withUTF8 { bytes in
            var result: [UInt8] = []
            // What is not copied yet.
            var rest = 0
            var start = 0
            while let open = bytes.find(openTable, from: start) {
                let end = bytes.find(closeTable, from: open) ?? bytes.count
                start = end
                let insertions = pads(Array(bytes[open..<end]))
                for (place, pad) in insertions {
                    result += bytes[rest..<(open + place)]
                    result += pad.utf8
                    rest = open + place
                }
            }
            return String(decoding: rest == 0 ? Array(bytes) : result + bytes[rest...], as: UTF8.self)
        }
    }

    private static let openTable = Array("<table".utf8)
    private static let closeTable = Array("</table>".utf8)

    /// The inside of a cell of a column that stands right.
    private struct Cell {
        let column: Int
        let start: Int
        let number: NumberCell
    }

    /// What a table needs, in the order of the text.
    private static func pads(_ table: [UInt8]) -> [(place: Int, pad: String)] {
        guard let cells = cells(of: table) else { return [] }
        let widest = Dictionary(grouping: cells, by: \.column).mapValues { column in
            Dictionary(
                uniqueKeysWithValues: NumberCell.Part.allCases.map { part in
                    // Of several that are as long, the same one in whatever order.
                    (part, column.compactMap { $0.number.patterns[part] }.max { ($0.count, $0) < ($1.count, $1) } ?? "")
                })
        }
        return cells.flatMap { pads($0, widest[$0.column] ?? [:]) }
    }

    /// What one number needs; nothing where it cannot be compared.
    private static func pads(_ cell: Cell, _ widest: [NumberCell.Part: String]) -> [(place: Int, pad: String)] {
        var pads: [(place: Int, name: String, text: String)] = []
        for part in NumberCell.Part.allCases {
            guard let own = cell.number.patterns[part], let place = cell.number.places[part],
                let missing = missing(own, of: widest[part] ?? "")
            else { return [] }
            let name = part == .bounds && own.isEmpty ? "pad bounds" : "pad"
            if missing.isEmpty { continue }
            if let last = pads.last, last.place == place, last.name == name {
                pads[pads.count - 1].text += missing
            } else {
                pads.append((place, name, missing))
            }
        }
        return pads.map { pad in
            (
                cell.start + pad.place,
                "<span class=\"\(pad.name)\" data-pad=\"\(EscapedHTML.text(pad.text))\"></span>"
            )
        }
    }

    /// The characters of the widest text that another lacks; nil where that one has others.
    private static func missing(_ own: String, of widest: String) -> String? {
        var own = own[...]
        var missing = ""
        for character in widest {
            if character == own.first { own.removeFirst() } else { missing.append(character) }
        }
        return own.isEmpty ? missing : nil
    }

    /// The numbers of a table in columns that stand right; nil where one of its cells takes the place of several.
    private static func cells(of table: [UInt8]) -> [Cell]? {
        table.withUnsafeBufferPointer { bytes -> [Cell]? in
            var cells: [Cell] = []
            var column = 0
            var index = 0
            while let open = bytes.find([UInt8(ascii: "<")], from: index) {
                index = open + 1
                if bytes[index...].starts(with: "tr".utf8) {
                    column = 0
                    continue
                }
                guard let kind = ["td", "th"].first(where: { bytes[index...].starts(with: $0.utf8) }),
                    [UInt8(ascii: " "), UInt8(ascii: ">")].contains(bytes[min(open + 3, bytes.count - 1)]),
                    let end = bytes.find([UInt8(ascii: ">")], from: open),
                    let close = bytes.find(Array("</\(kind)>".utf8), from: end)
                else { continue }
                let tag = String(decoding: bytes[open...end], as: UTF8.self)
                if tag.contains("span=") { return nil }
                if kind == "td", tag.contains("align=\"right\""),
                    let number = NumberCell(Array(bytes[(end + 1)..<close]))
                {
                    cells.append(Cell(column: column, start: end + 1, number: number))
                }
                column += 1
                index = close
            }
            return cells
        }
    }
}
