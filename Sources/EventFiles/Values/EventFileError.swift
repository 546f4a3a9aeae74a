/// What is wrong with a file of events, with one of its columns, or with what was asked of it.
public struct EventFileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds that a program may distinguish.
    public enum Kind: String, Sendable {
        /// It cannot be opened or read.
        case unreadable
        /// It is of none of the formats, or of another than its name says.
        case unknownFormat
        /// It has no bytes, no columns or no table.
        case empty
        /// It ends before what it claims to hold.
        case truncated
        /// It breaks the rules of its format.
        case malformed
        /// It follows them in a way that is not read here.
        case unsupported
        /// It has no table of the name, or several and none was named.
        case missingTable
        /// It has no column of the name.
        case missingColumn
        /// A column holds no numbers.
        case notNumeric
        /// A column holds lists of several lengths.
        case jagged
        /// Columns of several lengths.
        case rowCounts
        /// NaN or infinities.
        case notFinite
        /// Integers that float64 cannot represent exactly.
        case inexactInteger
        /// Python, or a package of it, is not there.
        case noReader
        /// The reader in Python failed.
        case readerFailed
    }

    /// A place in a text: line and column in characters, from 1.
    public struct Place: Sendable, Hashable {
        /// From 1.
        public let line: Int
        /// From 1, in characters.
        public let column: Int

        /// With these values.
        public init(line: Int, column: Int) {
            self.line = line
            self.column = column
        }
    }

    public let kind: Kind
    /// The file as it was named.
    public let path: String
    /// The column that it is about, the first of several; nil where it is about the file.
    public let column: String?
    /// Where in a CSV file.
    public let place: Place?
    /// What is wrong, without the path.
    public let reason: String
    /// What to do.
    public let remedy: String?

    /// With these values.
    public init(
        _ kind: Kind, _ path: String, column: String? = nil, at place: Place? = nil, _ reason: String,
        remedy: String? = nil
    ) {
        self.kind = kind
        self.path = path
        self.column = column
        self.place = place
        self.reason = reason
        self.remedy = remedy
    }

    public var description: String {
        let start = place.map { "\(path):\($0.line):\($0.column): error: " } ?? "\(path): "
        return start + reason + (remedy.map { "; \($0)" } ?? "")
    }
}
