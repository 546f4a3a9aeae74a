import NearMisses

/// Arrays put together as tables, for every format that holds arrays.
///
/// A record is a table of its own under its name. All other arrays of a folder are the columns of one table with the
/// folder's name: of one axis under their names, of two axes a column `x[i]` a component, or under the names that the author
/// gives.
struct ArrayTables: Sendable {
    /// Wider arrays are no rows of columns.
    static let widest = 4096

    private(set) var infos: [EventTableInfo] = []
    /// For every table, its columns in the order of ``infos``.
    private(set) var columns: [[StoredColumn]] = []

    /// The words that a format has for its tables.
    struct Kinds: Sendable {
        let record: String
        let group: String
    }

    /// - Parameters:
    ///   - names: of the components of arrays with two axes, by the array's name with or without its folder.
    init(
        _ arrays: [StoredArray], path: String, kinds: Kinds, names: [String: [String]]
    ) throws(EventFileError) {
        try Self.check(names, arrays, path)
        var places: [String: Int] = [:]
        var tables: [(name: String, kind: String, columns: [StoredColumn])] = []
        for (index, array) in arrays.enumerated() {
            let (folder, own) = Self.split(array.name)
            var isRecord = false
            if case .record = array.element { isRecord = true }
            let name = isRecord ? array.name : folder
            let key = (isRecord ? "r" : "g") + name
            if places[key] == nil {
                places[key] = tables.count
                tables.append((name, isRecord ? kinds.record : kinds.group, []))
            }
            guard let place = places[key] else { continue }
            tables[place].columns += try Self.columns(
                array, index, own, names: names[array.name] ?? names[own], path: path)
        }
        for table in tables {
            let columns = table.columns.map {
                EventColumn(name: $0.name, type: $0.value.type, count: arrays[$0.array].rowCount)
            }
            infos.append(
                EventTableInfo(
                    name: table.name, kind: table.kind, rowCount: Self.usualCount(columns), columns: columns))
            self.columns.append(table.columns)
        }
    }

    private static func split(_ name: String) -> (folder: String, own: String) {
        guard let slash = name.lastIndex(of: "/") else { return ("", name) }
        return (String(name[..<slash]), String(name[name.index(after: slash)...]))
    }

    /// The most frequent length of columns; the longest of several equally frequent ones.
    static func usualCount(_ columns: [EventColumn]) -> Int {
        let numeric = columns.filter(\.type.isNumeric)
        let counts = Dictionary(grouping: (numeric.isEmpty ? columns : numeric).map(\.count)) { $0 }
        return counts.max { ($0.value.count, $0.key) < ($1.value.count, $1.key) }?.key ?? 0
    }

    private static func columns(
        _ array: StoredArray, _ index: Int, _ own: String, names: [String]?, path: String
    ) throws(EventFileError) -> [StoredColumn] {
        switch array.element {
        case .scalar(let value):
            if let names, names.count != 1 { throw wrongCount(array, 1, names, path) }
            return [StoredColumn(array: index, part: 0, name: names?[0] ?? own, value: value)]
        case .vector(let layout, let count):
            if let names, names.count != count { throw wrongCount(array, count, names, path) }
            guard count <= widest else {
                let words = EventColumnType.other("\(count) numbers a row")
                return [StoredColumn(array: index, part: 0, name: own, value: .other(words))]
            }
            return (0..<count).map {
                StoredColumn(array: index, part: $0, name: names?[$0] ?? "\(own)[\($0)]", value: .number(layout))
            }
        case .record(let members):
            return members.enumerated().map {
                StoredColumn(array: index, part: $0, name: $1.name, value: $1.value)
            }
        }
    }

    private static func wrongCount(
        _ array: StoredArray, _ count: Int, _ names: [String], _ path: String
    ) -> EventFileError {
        EventFileError(
            .missingColumn, path, column: array.name,
            "array '\(array.name)' has \(counted(count, "column")), and \(counted(names.count, "name")) for them: "
                + names.joined(separator: ", "), remedy: "give each column one name")
    }

    /// Every array that is given names must be there.
    private static func check(
        _ names: [String: [String]], _ arrays: [StoredArray], _ path: String
    ) throws(EventFileError) {
        let known = Set(arrays.flatMap { [$0.name, split($0.name).own] })
        for name in names.keys.sorted() where !known.contains(name) {
            throw EventFileError(
                .missingColumn, path, column: name, "there is no array '\(name)' to name the columns of",
                remedy: NearMiss.remedy(for: name, among: arrays.map(\.name)))
        }
    }
}

/// "1 row", "12 rows"
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
