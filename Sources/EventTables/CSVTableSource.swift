import Foundation

/// Fields as named columns of a CSV file.
struct CSVTableSource: EventTableSource {
    let rowCount: Int
    private let path: String
    private let lines: LineReader
    private let columnCount: Int
    /// For every component of every field, the place of its column.
    private let places: [[Int]]
    private let names: [[String]]
    private var line = CSVLine()

    init(_ url: URL, fields: [EventField]) throws(EventTableError) {
        path = url.relativePath
        rowCount = max(0, try Self.lineCount(url) - 1)
        lines = try LineReader(url)
        names = fields.map(\.columns)
        guard let header = try Self.nextLine(lines) else {
            throw .malformed(path: path, line: 1, column: 1, reason: "an empty file; the first line names the columns")
        }
        let columns = try Self.columns(header, line: &line, at: lines)
        columnCount = columns.count
        var places: [[Int]] = []
        for field in fields {
            var own: [Int] = []
            for name in field.columns {
                guard let place = columns.firstIndex(of: name) else {
                    throw .malformed(
                        path: path, line: lines.line, column: 1,
                        reason: "there is no column '\(name)'; the columns are: \(columns.joined(separator: ", "))")
                }
                own.append(place)
            }
            places.append(own)
        }
        self.places = places
    }

    mutating func read(_ rows: Range<Int>) throws(EventTableError) -> [[Double]] {
        var values = places.map { [Double](repeating: 0, count: rows.count * $0.count) }
        for row in 0..<rows.count {
            guard let bytes = try Self.nextLine(lines) else {
                throw .unreadable(path: path, reason: "it has become shorter while it was read")
            }
            do throws(CSVLine.Failure) {
                try read(bytes, row: row, into: &values)
            } catch {
                throw Self.malformed(bytes, error, at: lines)
            }
        }
        return values
    }

    private mutating func read(
        _ bytes: ArraySlice<UInt8>, row: Int, into values: inout [[Double]]
    ) throws(CSVLine.Failure) {
        var failure: CSVLine.Failure?
        bytes.withUnsafeBufferPointer { bytes in
            do throws(CSVLine.Failure) { try read(bytes, row: row, into: &values) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    private mutating func read(
        _ bytes: UnsafeBufferPointer<UInt8>, row: Int, into values: inout [[Double]]
    ) throws(CSVLine.Failure) {
        try line.split(bytes)
        guard line.fields.count == columnCount else {
            throw CSVLine.Failure(
                index: line.fields.count > columnCount ? line.fields[columnCount].range.lowerBound : bytes.count,
                reason: "\(line.fields.count) fields where the header names \(columnCount)")
        }
        for (field, places) in places.enumerated() {
            for (component, place) in places.enumerated() {
                let range = line.fields[place].range
                guard let value = CSVNumber.value(UnsafeBufferPointer(rebasing: bytes[range])) else {
                    throw CSVLine.Failure(
                        index: range.lowerBound,
                        reason: Self.noNumber(CSVLine.text(line.fields[place], in: bytes), names[field][component]))
                }
                values[field][row * places.count + component] = value
            }
        }
    }

    private static func noNumber(_ text: String, _ column: String) -> String {
        guard !text.isEmpty else { return "nothing in column '\(column)'; write nan where there is no number" }
        let shown = text.count > 40 ? text.prefix(40) + "…" : text[...]
        return "'\(shown)' in column '\(column)' is no number; numbers are decimal, or nan, inf, -inf"
    }

    /// The columns' names, each of them once.
    private static func columns(
        _ header: ArraySlice<UInt8>, line: inout CSVLine, at lines: LineReader
    ) throws(EventTableError) -> [String] {
        do throws(CSVLine.Failure) {
            let text = Array(header)
            var failure: CSVLine.Failure?
            let columns = text.withUnsafeBufferPointer { bytes in
                do throws(CSVLine.Failure) { try line.split(bytes) } catch { failure = error }
                return line.fields.map { CSVLine.text($0, in: bytes) }
            }
            if let failure { throw failure }
            var seen: Set<String> = []
            for (name, field) in zip(columns, line.fields) where !seen.insert(name).inserted {
                throw CSVLine.Failure(
                    index: field.range.lowerBound, reason: "a second column '\(name)'; give each a name of its own")
            }
            return columns
        } catch {
            throw malformed(header, error, at: lines)
        }
    }

    /// The place of a failure: columns count characters, from 1.
    private static func malformed(
        _ bytes: ArraySlice<UInt8>, _ failure: CSVLine.Failure, at lines: LineReader
    ) -> EventTableError {
        let before = String(decoding: bytes.prefix(failure.index), as: UTF8.self)
        return .malformed(
            path: lines.path, line: lines.line, column: before.unicodeScalars.count + 1, reason: failure.reason)
    }

    /// The next line that is not blank.
    private static func nextLine(_ lines: LineReader) throws(EventTableError) -> ArraySlice<UInt8>? {
        while let line = try lines.next() {
            if !line.allSatisfy(CSVLine.isBlank) { return line }
        }
        return nil
    }

    /// How many lines are not blank, the header's among them.
    private static func lineCount(_ url: URL) throws(EventTableError) -> Int {
        let lines = try LineReader(url)
        var count = 0
        while try nextLine(lines) != nil { count += 1 }
        return count
    }
}
