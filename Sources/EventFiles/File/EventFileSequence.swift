/// Several files with the same columns, read one after the other.
public struct EventFileSequence: Sendable {
    /// In the order of reading.
    public let files: [EventFile]
    /// The columns to read from each file.
    public let columns: [String]
    /// Rows of each file.
    public let rowCounts: [Int]
    private let table: String?

    /// Opens and checks all files before any number is read.
    ///
    /// - Parameters:
    ///   - paths: at least one.
    ///   - table: see ``EventFile/table(_:)``.
    ///   - columns: by their names, each once, at least one.
    ///   - columnNames: see ``EventFile/open(_:format:columnNames:readers:)``.
    ///   - readers: the Python readers of ROOT and Parquet.
    /// - Throws: ``EventFileError`` of the first file with an error.
    public init(
        _ paths: [String], table: String? = nil, columns: [String], columnNames: [String: [String]] = [:],
        readers: EventReaders = .standard
    ) throws(EventFileError) {
        precondition(!paths.isEmpty && !columns.isEmpty, "\(paths.count) files and \(columns.count) columns")
        var files: [EventFile] = []
        var rowCounts: [Int] = []
        for path in paths {
            let file = try EventFile.open(path, columnNames: columnNames, readers: readers)
            try file.check(columns, of: table)
            files.append(file)
            rowCounts.append(try file.table(table).column(columns[0])?.count ?? 0)
        }
        self.files = files
        self.rowCounts = rowCounts
        self.columns = columns
        self.table = table
    }

    /// The number of rows of all files.
    public var rowCount: Int { rowCounts.reduce(0, +) }

    /// Starts reading the first file.
    public func read() -> EventSequenceReader { EventSequenceReader(self) }

    fileprivate func reader(_ file: Int) throws(EventFileError) -> EventColumnReader {
        try files[file].read(columns, of: table)
    }
}

/// Reads the rows of several files. Used by one thread at a time.
public final class EventSequenceReader {
    private let sequence: EventFileSequence
    private var file = 0
    private var reader: EventColumnReader?

    fileprivate init(_ sequence: EventFileSequence) { self.sequence = sequence }

    /// The next rows of one file, with its index among the files; nil after the last row of the last one.
    ///
    /// - Parameter rows: at least 1. A chunk ends with its file.
    /// - Throws: ``EventFileError``, as ``EventColumnReader/next(rows:)``.
    public func next(rows: Int) throws(EventFileError) -> (file: Int, chunk: EventColumnChunk)? {
        while file < sequence.files.count {
            let current: EventColumnReader
            if let reader { current = reader } else { current = try sequence.reader(file) }
            reader = current
            if let chunk = try current.next(rows: rows) { return (file, chunk) }
            reader = nil
            file += 1
        }
        return nil
    }
}
