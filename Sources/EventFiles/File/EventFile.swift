import Files
import Foundation
import NearMisses

/// An event file of another program: its tables and columns, and the numbers of requested columns.
///
/// The file must not change while it is read. Memory grows with the columns of a chunk, not with the file.
public final class EventFile: Sendable {
    /// The path given by the author.
    public let path: String
    /// Its format.
    public let format: EventFileFormat
    /// Its tables, in the order of the file.
    public var tables: [EventTableInfo] { source.tables }
    private let source: any EventSource

    private init(path: String, format: EventFileFormat, source: any EventSource) {
        self.path = path
        self.format = format
        self.source = source
    }

    /// Opens a file and reads its description; a CSV file is read once to count its rows.
    ///
    /// - Parameters:
    ///   - path: relative to the working folder; errors show it unchanged.
    ///   - format: the format; nil to determine it from the bytes of the file.
    ///   - columnNames: names for the columns of arrays with two axes, by the array's name; without, they are `x[0]`, `x[1]`.
    ///     The array of a `.npy` file is called `arr`.
    ///   - readers: the Python readers of ROOT and Parquet.
    /// - Throws: ``EventFileError``.
    public static func open(
        _ path: String, format: EventFileFormat? = nil, columnNames: [String: [String]] = [:],
        readers: EventReaders = .standard
    ) throws(EventFileError) -> EventFile {
        let url = URL(fileURLWithPath: path)
        var status = stat()
        if stat(url.path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            throw EventFileError(.unreadable, path, "it is a folder", remedy: "name the files in it")
        }
        let file: RandomAccessFile
        do { file = try RandomAccessFile(reading: url) } catch {
            throw EventFileError(.unreadable, path, error.reason)
        }
        let format = if let format { format } else { try EventFileFormat(file, path: path) }
        let source: any EventSource =
            switch format {
            case .csv: try CSVSource(file, path: path)
            case .npy: try NumPySource.open(file, path: path, names: columnNames)
            case .npz: try NumPyArchive.open(file, path: path, names: columnNames)
            case .safetensors: try SafetensorsSource.open(path, names: columnNames)
            case .hdf5: try HDF5Source(path, names: columnNames)
            case .root, .parquet: try PythonSource(path, format: format, readers: readers)
            }
        return EventFile(path: path, format: format, source: source)
    }

    // MARK: What there is

    /// The table with a name, or without a name the only table with numeric columns.
    ///
    /// - Throws: ``EventFileError`` of the kind `missingTable`, with the nearest name and all others.
    public func table(_ name: String? = nil) throws(EventFileError) -> EventTableInfo { tables[try place(name)] }

    private func place(_ name: String?) throws(EventFileError) -> Int {
        guard let name else {
            let usable = tables.indices.filter { tables[$0].columns.contains(where: \.type.isNumeric) }
            if usable.count == 1 { return usable[0] }
            guard usable.isEmpty else {
                throw EventFileError(
                    .missingTable, path, "it has \(usable.count) tables", remedy: "name one: \(list(usable))")
            }
            guard let only = tables.indices.first, tables.count == 1 else {
                throw EventFileError(.empty, path, "it has no columns of numbers")
            }
            return only
        }
        let wanted = name.hasPrefix("/") ? String(name.dropFirst()) : name
        if let place = tables.firstIndex(where: { $0.name == wanted }) { return place }
        // Trees may be named with the cycle that ROOT appends.
        if let place = tables.firstIndex(where: { "\($0.name);1" == wanted }) { return place }
        throw EventFileError(
            .missingTable, path, "it has no \(format == .root ? "tree" : "table") '\(name)'",
            remedy: NearMiss.remedy(for: wanted, among: tables.map { $0.name.isEmpty ? "/" : $0.name }))
    }

    private func list(_ places: [Int]) -> String {
        NearMiss.list(
            places.map { place in
                let table = tables[place]
                return "\(table.name.isEmpty ? "/" : table.name) (\(table.kind), \(counted(table.rowCount, "row")))"
            })
    }

    /// Checks that columns can be read together: all exist, are numeric, and have the same length.
    ///
    /// - Parameters:
    ///   - columns: by their names.
    ///   - table: see ``table(_:)``.
    /// - Throws: one ``EventFileError`` for all columns that are missing, or for all that are not numeric.
    public func check(_ columns: [String], of table: String? = nil) throws(EventFileError) {
        _ = try places(columns, in: tables[place(table)])
    }

    private func places(_ names: [String], in table: EventTableInfo) throws(EventFileError) -> [Int] {
        let known = Dictionary(
            table.columns.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        let missing = names.filter { known[$0] == nil }
        if let first = missing.first { throw missingColumns(first, missing, in: table) }
        let places = names.compactMap { known[$0] }
        let columns = places.map { table.columns[$0] }
        // A text in CSV is found at its place when it is read.
        let wrong = format == .csv ? [] : columns.filter { !$0.type.isNumeric }
        if let first = wrong.first { throw noNumbers(first, wrong, in: table) }
        if let first = columns.first, let other = columns.first(where: { $0.count != first.count }) {
            throw EventFileError(
                .rowCounts, path, column: other.name,
                "'\(first.name)' has \(counted(first.count, "row"))\(table.words), '\(other.name)' \(other.count); "
                    + "they must have the same events")
        }
        return places
    }

    private func missingColumns(_ first: String, _ missing: [String], in table: EventTableInfo) -> EventFileError {
        let names = table.columns.map(\.name)
        var words = "there is no column '\(first)'\(table.words)"
        if missing.count > 1 {
            words = "there are no columns \(missing.map { "'\($0)'" }.joined(separator: ", "))\(table.words)"
        }
        var remedy = NearMiss.remedy(for: first, among: names)
        if let elsewhere = tables.first(where: { $0 != table && $0.column(first) != nil }) {
            remedy = "table '\(elsewhere.name)' has '\(first)'; \(remedy)"
        }
        if let words = otherSeparator(in: table) { remedy = words }
        return EventFileError(
            .missingColumn, path, column: first, at: (source as? CSVSource)?.headerPlace, words, remedy: remedy)
    }

    /// That a CSV file of one column seems to have fields that other marks than commas part, in words; nil where it does not.
    func otherSeparator(in table: EventTableInfo) -> String? {
        guard format == .csv, table.columns.count == 1,
            let mark = [";", "\t", " "].first(where: { table.columns[0].name.contains($0) })
        else { return nil }
        let shown = mark == "\t" ? "a tab" : mark == " " ? "a blank" : "'\(mark)'"
        return "its fields seem to be parted by \(shown); write commas"
    }

    private func noNumbers(_ first: EventColumn, _ wrong: [EventColumn], in table: EventTableInfo) -> EventFileError {
        let words = wrong.map { "'\($0.name)' is \($0.type)" }.joined(separator: ", ") + table.words
        if wrong.contains(where: { if case .jagged = $0.type { true } else { false } }) {
            return EventFileError(
                .jagged, path, column: first.name,
                "\(words): a list of its own length in each of \(counted(first.count, "row"))",
                remedy: "write one number an event, such as the leading one or a sum")
        }
        return EventFileError(
            .notNumeric, path, column: first.name,
            "\(wrong.count == 1 ? "a column" : "columns") that cannot be read as numbers: \(words)",
            remedy: first.type == .text ? "write a number for each word" : "columns are ints, floats or bools")
    }

    // MARK: Numbers

    /// Starts reading columns from their first row to the last.
    ///
    /// - Parameters:
    ///   - columns: their names, without repetitions.
    ///   - table: see ``table(_:)``.
    /// - Throws: what ``check(_:of:)`` throws, and an error if reading cannot start.
    public func read(_ columns: [String], of table: String? = nil) throws(EventFileError) -> EventColumnReader {
        precondition(Set(columns).count == columns.count && !columns.isEmpty, "columns \(columns) are to be read")
        let place = try place(table)
        let info = tables[place]
        let places = try places(columns, in: info)
        let rows = info.columns[places[0]].count
        let cursor = rows == 0 ? nil : try source.cursor(table: place, columns: places)
        return EventColumnReader(path: path, columns: places.map { info.columns[$0] }, rowCount: rows, cursor: cursor)
    }

    /// Counts, extremes, mean and spread, in one pass.
    ///
    /// - Parameters:
    ///   - columns: nil for all numeric columns with the length of the table.
    ///   - table: see ``table(_:)``.
    /// - Throws: ``EventFileError``, as for reading the columns.
    public func statistics(
        of columns: [String]? = nil, table: String? = nil
    ) throws(EventFileError) -> [EventColumnStatistics] {
        let info = try self.table(table)
        let names =
            columns ?? info.columns.filter { $0.type.isNumeric && $0.count == info.rowCount }.map(\.name)
        guard !names.isEmpty else { return [] }
        var result = names.map { EventColumnStatistics($0) }
        let reader = try read(names, of: table)
        while let chunk = try reader.next(rows: 65_536) {
            for (index, values) in chunk.values.enumerated() { result[index].add(values, firstRow: chunk.firstRow) }
        }
        return result
    }
}

/// Reads columns of a file from the first row to the last. Used by one thread at a time.
public final class EventColumnReader {
    /// In the order of the values.
    public let columns: [String]
    /// The number of rows.
    public let rowCount: Int
    private let path: String
    /// Places of columns whose integers might not fit.
    private let wide: [Int]
    private let cursor: (any ColumnCursor)?
    private var row = 0

    init(path: String, columns: [EventColumn], rowCount: Int, cursor: (any ColumnCursor)?) {
        self.path = path
        self.columns = columns.map(\.name)
        self.rowCount = rowCount
        self.cursor = cursor
        wide = columns.indices.filter {
            if case .integer(let bits, _) = columns[$0].type { bits > 32 } else { false }
        }
    }

    /// The next rows, as many as requested if there are enough; nil after the last. NaN and infinities are kept.
    ///
    /// - Parameter rows: at least 1.
    /// - Throws: ``EventFileError``, also for integers that a float64 cannot represent exactly.
    public func next(rows: Int) throws(EventFileError) -> EventColumnChunk? {
        precondition(rows > 0, "a chunk of \(rows) rows")
        guard row < rowCount, let cursor else { return nil }
        let count = min(rows, rowCount - row)
        let values = try cursor.next(rows: count)
        for place in wide {
            if let index = values[place].firstIndex(where: { abs($0) >= 0x1p53 && $0.isFinite }) {
                throw EventFileError(
                    .inexactInteger, path, column: columns[place],
                    "column '\(columns[place])' holds whole numbers from 2^53 on, which 64-bit floats do not tell "
                        + "apart, the first in row \(row + index)",
                    remedy: "number events again, or write floats where it is no number of events")
            }
        }
        defer { row += count }
        return EventColumnChunk(firstRow: row, rowCount: count, values: values)
    }
}
