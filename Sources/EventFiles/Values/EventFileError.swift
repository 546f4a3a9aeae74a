/// An error in a file of events, in one of its columns, or in a request.
public struct EventFileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds that a program may distinguish.
    public enum Kind: String, Sendable {
        /// It cannot be opened or read.
        case unreadable
        /// It has an unknown format, or another format than its name says.
        case unknownFormat
        /// It has no bytes, no columns or no table.
        case empty
        /// It ends before the end of its declared content.
        case truncated
        /// It breaks the rules of its format.
        case malformed
        /// It uses a feature of its format that is not supported.
        case unsupported
        /// It has no table with this name, or several tables and none was named.
        case missingTable
        /// It has no column with this name.
        case missingColumn
        /// A column is not numeric.
        case notNumeric
        /// A column holds lists of several lengths.
        case jagged
        /// Columns of several lengths.
        case rowCounts
        /// NaN or infinities.
        case notFinite
        /// Integers that float64 cannot represent exactly.
        case inexactInteger
        /// Python, or one of its packages, is not installed.
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
    /// The path as it was given.
    public let path: String
    /// The column with the error, the first of several; nil for an error of the file.
    public let column: String?
    /// The place in a CSV file.
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
