/// An array of a file whose first axis counts events, as its header describes it.
struct StoredArray: Sendable {
    /// What a row consists of.
    enum Element: Sendable {
        /// A number, or a value that is not a number.
        case scalar(StoredValue)
        /// A number of consecutive numbers.
        case vector(NumberLayout, count: Int)
        /// Named members at offsets in bytes.
        case record([StoredMember])
    }

    /// With the folders that it lies in: "events/pt".
    let name: String
    let rowCount: Int
    let element: Element
    /// The distance between rows in bytes; 0 if it is not known.
    var rowBytes = 0
    /// Whether all first components are stored before all second ones.
    var isColumnMajor = false
}

/// A value in a row: a number with its layout, or something else in words.
enum StoredValue: Sendable, Hashable {
    case number(NumberLayout)
    case other(EventColumnType)

    var type: EventColumnType {
        switch self {
        case .number(let layout): layout.type
        case .other(let type): type
        }
    }
}

/// A member of a record.
struct StoredMember: Sendable, Hashable {
    let name: String
    let value: StoredValue
    /// In bytes from the start of the row.
    let offset: Int
    /// The number of the record's own members, without nested ones.
    var outermost = 0
}

/// A column of an array: which one, and where in its rows.
struct StoredColumn: Sendable, Hashable {
    let array: Int
    /// The component of a vector, or the member of a record.
    let part: Int
    let name: String
    let value: StoredValue
}
