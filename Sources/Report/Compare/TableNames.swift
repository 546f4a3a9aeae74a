/// What the values of a table are called: by their rows and columns, where their paths have numbers alone.
struct TableNames {
    private let header: [String]
    private let rows: [String]

    /// - Parameters:
    ///   - result: of a cell.
    ///   - verb: of the cell.
    /// - Returns: nil where it is no table, or one whose rows are too many to be written out.
    init?(_ result: Value, verb: String) {
        guard verb == TableDirective.verb, let header = Self.texts(result[path: "header"]),
            let rows = result[path: "rows"]?.array?.compactMap({ Self.texts($0) }), !header.isEmpty
        else { return nil }
        self.header = Self.distinct(header, kind: "column")
        let isNumeric = result[path: "numeric"]?.array?.map { $0.bool == true } ?? []
        // What stands before the first column of numbers names the row.
        let leading = isNumeric.prefix { !$0 }.count
        self.rows = Self.distinct(rows.map { $0.prefix(leading).joined(separator: ", ") }, kind: "row")
    }

    /// "shift · Fit" of "rows.0.2"; nil for what has no place in the table.
    func name(of path: String) -> String? {
        let parts = path.split(separator: ".")
        let places = parts.dropFirst().compactMap { Int($0) }
        guard places.count == parts.count - 1 else { return nil }
        switch (parts.first, places.count) {
        case ("rows", 2) where rows.indices.contains(places[0]) && header.indices.contains(places[1]):
            return "\(rows[places[0]]) · \(header[places[1]])"
        case ("header", 1): return "heading of column \(places[0] + 1)"
        case ("numeric", 1) where header.indices.contains(places[0]):
            return "whether \(header[places[0]]) holds numbers alone"
        default: return nil
        }
    }

    private static func texts(_ value: Value?) -> [String]? {
        guard let texts = value?.array?.map(\.string), texts.allSatisfy({ $0 != nil }) else { return nil }
        return texts.compactMap { $0 }
    }

    /// Names that are none, or that others have too, get their number: "row 3", "shift (row 3)".
    private static func distinct(_ names: [String], kind: String) -> [String] {
        let counts = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
        return names.enumerated().map { index, name in
            let place = "\(kind) \(index + 1)"
            if name.allSatisfy({ $0 == " " || $0 == "," }) { return place }
            return counts[name] == 1 ? name : "\(name) (\(place))"
        }
    }
}
