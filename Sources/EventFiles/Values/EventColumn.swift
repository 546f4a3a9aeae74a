/// What a column of a file holds.
public enum EventColumnType: Sendable, Hashable, CustomStringConvertible {
    /// Truth values, read as 1 and 0.
    case bool
    /// Whole numbers. Those of CSV count as 64 bits, signed.
    case integer(bits: Int, isSigned: Bool)
    /// Floating-point numbers of 16, 32 or 64 bits.
    case float(bits: Int)
    /// Strings, which are no numbers.
    case text
    /// A list of its own length in every row; in the words of the file.
    case jagged(String)
    /// Anything else that is no number, in words.
    case other(String)

    /// Whether it can be read.
    public var isNumeric: Bool {
        switch self {
        case .bool, .integer, .float: true
        case .text, .jagged, .other: false
        }
    }

    public var description: String {
        switch self {
        case .bool: "bool"
        case .integer(let bits, let isSigned): "\(isSigned ? "" : "u")int\(bits)"
        case .float(let bits): "float\(bits)"
        case .text: "text"
        case .jagged(let words): "jagged (\(words))"
        case .other(let words): words
        }
    }
}

/// A column of a table in a file.
public struct EventColumn: Sendable, Hashable {
    /// As the file says. Component i of a two-dimensional array or of a branch of fixed size `x` is `x[i]`.
    public let name: String
    /// What it holds.
    public let type: EventColumnType
    /// How many rows.
    public let count: Int

    /// With these values.
    public init(name: String, type: EventColumnType, count: Int) {
        self.name = name
        self.type = type
        self.count = count
    }
}

/// One table of a file: a group of columns or a compound dataset of HDF5, a tree of ROOT, or all of another file.
public struct EventTableInfo: Sendable, Hashable {
    /// Without a slash in front: "events", "a/b"; empty for a whole file and for what lies in no group.
    public let name: String
    /// In words: "compound dataset", "TTree", "CSV".
    public let kind: String
    /// The length of most columns.
    public let rowCount: Int
    /// In the order of the file.
    public let columns: [EventColumn]

    /// With these values.
    public init(name: String, kind: String, rowCount: Int, columns: [EventColumn]) {
        self.name = name
        self.kind = kind
        self.rowCount = rowCount
        self.columns = columns
    }

    /// The column of a name; nil where there is none.
    public func column(_ name: String) -> EventColumn? { columns.first { $0.name == name } }

    /// "table 'events'", or nothing where it has no name.
    var words: String { name.isEmpty ? "" : " in '\(name)'" }
}

/// Consecutive rows of some columns.
public struct EventColumnChunk: Sendable, Equatable {
    /// The first row's number in the file, from 0.
    public let firstRow: Int
    public let rowCount: Int
    /// One array a column, in the order asked for, each of `rowCount` values.
    public let values: [[Double]]

    /// With these values.
    public init(firstRow: Int, rowCount: Int, values: [[Double]]) {
        precondition(
            values.allSatisfy { $0.count == rowCount }, "columns of \(values.map(\.count)) values for \(rowCount) rows")
        self.firstRow = firstRow
        self.rowCount = rowCount
        self.values = values
    }
}
