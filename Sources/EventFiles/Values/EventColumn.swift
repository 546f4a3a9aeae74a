/// The type of a column of a file.
public enum EventColumnType: Sendable, Hashable, CustomStringConvertible {
    /// Truth values, read as 1 and 0.
    case bool
    /// Whole numbers. Those of CSV count as 64 bits, signed.
    case integer(bits: Int, isSigned: Bool)
    /// Floating-point numbers of 16, 32 or 64 bits.
    case float(bits: Int)
    /// Strings, which are not numbers.
    case text
    /// A list of a different length in every row; with the file's name of the type.
    case jagged(String)
    /// Any other type that is not a number, in words.
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
    /// The name in the file. Component i of a two-dimensional array or of a branch of fixed size `x` is `x[i]`.
    public let name: String
    /// Its type.
    public let type: EventColumnType
    /// The number of rows.
    public let count: Int

    /// With these values.
    public init(name: String, type: EventColumnType, count: Int) {
        self.name = name
        self.type = type
        self.count = count
    }
}

/// One table of a file: a group of columns or a compound dataset of HDF5, a tree of ROOT, or the whole file in other
/// formats.
public struct EventTableInfo: Sendable, Hashable {
    /// The name without a leading slash: "events", "a/b"; empty for a whole file and for columns outside of groups.
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

    /// The column of a name; nil for an unknown name.
    public func column(_ name: String) -> EventColumn? { columns.first { $0.name == name } }

    /// "table 'events'", or empty without a name.
    var words: String { name.isEmpty ? "" : " in '\(name)'" }
}

/// Consecutive rows of some columns.
public struct EventColumnChunk: Sendable, Equatable {
    /// The first row's number in the file, from 0.
    public let firstRow: Int
    public let rowCount: Int
    /// An array for each column, in the requested order, each with `rowCount` values.
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
