import Files
import Foundation
import NearMisses

/// A CSV file: named columns of numbers, read in pieces, each parsed on all cores.
struct CSVSource: EventSource {
    /// How many rows decide what columns hold.
    static let sample = 1000

    let tables: [EventTableInfo]
    private let file: RandomAccessFile
    private let path: String
    /// Where the first line behind the header begins, and its number.
    private let start: Int
    private let line: Int
    private let pieceSize: Int

    /// - Parameter pieceSize: the number of bytes in memory at a time.
    init(_ file: RandomAccessFile, path: String, pieceSize: Int = 4 << 20) throws(EventFileError) {
        self.file = file
        self.path = path
        self.pieceSize = pieceSize
        let header = try Self.header(file, path)
        start = header.end
        line = header.line + 1
        let rows = try Self.rowCount(
            CSVPieces(file, path: path, from: header.end, line: header.line + 1, size: pieceSize))
        let types = try Self.types(file, path, header)
        let columns = zip(header.names, types).map { EventColumn(name: $0, type: $1, count: rows) }
        tables = [EventTableInfo(name: "", kind: "CSV", rowCount: rows, columns: columns)]
    }

    /// The place of the names of the columns.
    var headerPlace: EventFileError.Place { .init(line: line - 1, column: 1) }

    func cursor(table: Int, columns: [Int]) throws(EventFileError) -> any ColumnCursor {
        CSVCursor(
            CSVPieces(file, path: path, from: start, line: line, size: pieceSize), path: path,
            names: tables[0].columns.map(\.name), wanted: columns)
    }

    // MARK: The header

    private struct Header {
        let names: [String]
        let line: Int
        /// Where the next line begins, in bytes.
        let end: Int
    }

    private static func header(_ file: RandomAccessFile, _ path: String) throws(EventFileError) -> Header {
        let length = min(file.length, CSVLines.longest + (1 << 16))
        let bytes = try file.bytes(length, at: 0, path: path)
        let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var result: Result<Header, EventFileError> = .failure(
            EventFileError(
                .empty, path, at: .init(line: 1, column: 1), "an empty file; the first line names the columns"))
        bytes.withUnsafeBufferPointer { all in
            var lines = CSVLines(UnsafeBufferPointer(rebasing: all[mark...]))
            guard let line = lines.nextFilled() else { return }
            guard line.count <= CSVLines.longest else {
                result = .failure(CSVPieces.endless(path, lines.count))
                return
            }
            do throws(CSVLine.Failure) {
                let names = try columns(line)
                let end = min(file.length, mark + lines.position)
                result = .success(Header(names: names, line: lines.count, end: end))
            } catch {
                result = .failure(failure(error, line, lines.count, path))
            }
        }
        return try result.get()
    }

    /// The columns' names, each of them once.
    private static func columns(_ header: UnsafeBufferPointer<UInt8>) throws(CSVLine.Failure) -> [String] {
        try refuse(header)
        var line = CSVLine()
        try line.split(header)
        let names = line.fields.map { CSVLine.text($0, in: header) }
        try refuse(comment: names, line.fields)
        try refuse(numbers: names)
        var seen: Set<String> = []
        for (name, field) in zip(names, line.fields) where !seen.insert(name).inserted {
            throw CSVLine.Failure(
                index: field.range.lowerBound, reason: "a second column '\(name)'; give each a name of its own")
        }
        return names
    }

    /// What is no line of names: lines that end with CR alone are one line, in which all events would be lost.
    private static func refuse(_ header: UnsafeBufferPointer<UInt8>) throws(CSVLine.Failure) {
        if let index = header.firstIndex(of: UInt8(ascii: "\r")) {
            throw CSVLine.Failure(
                index: index,
                reason:
                    "a carriage return stands here without a line feed; write lines as others do, with tr '\\r' '\\n'")
        }
        let valid = String(decoding: header, as: UTF8.self)
        if !valid.utf8.elementsEqual(header) {
            let index = zip(valid.utf8, header).enumerated().first { $1.0 != $1.1 }?.offset ?? 0
            throw CSVLine.Failure(index: index, reason: "this is not UTF-8 text; save it as UTF-8")
        }
        if let first = header.first(where: { !CSVLine.isBlank($0) }),
            first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        {
            throw CSVLine.Failure(
                index: 0,
                reason: "this looks like JSON; a table has a line with the names of its columns, and a line per event")
        }
    }

    /// Names behind '#', as numpy.savetxt writes them, or a comment above the names. A name in quotes may begin so.
    private static func refuse(comment names: [String], _ fields: [CSVLine.Field]) throws(CSVLine.Failure) {
        guard let first = names.first, first.hasPrefix("#"), !fields[0].isQuoted else { return }
        throw CSVLine.Failure(
            index: fields[0].range.lowerBound,
            reason:
                "the first line begins with '#', as a comment does; write the names of the columns there, without '#'")
    }

    /// The first event in the place of the names would be lost. Programs that have no names number the columns from 0.
    private static func refuse(numbers names: [String]) throws(CSVLine.Failure) {
        guard names != (0..<names.count).map(String.init),
            names.allSatisfy({ name in Array(name.utf8).withUnsafeBufferPointer { CSVNumber.value($0) != nil } })
        else { return }
        throw CSVLine.Failure(
            index: 0, reason: "the first line holds numbers alone; write a line above it that names the columns")
    }

    /// The place of a failure: columns count characters, from 1.
    static func failure(
        _ failure: CSVLine.Failure, _ line: UnsafeBufferPointer<UInt8>, _ number: Int, _ path: String
    ) -> EventFileError {
        let before = String(decoding: line.prefix(failure.index), as: UTF8.self)
        return EventFileError(
            .malformed, path, column: failure.column,
            at: .init(line: number, column: before.unicodeScalars.count + 1), failure.reason)
    }

    // MARK: Before anything is read

    private static func rowCount(_ pieces: CSVPieces) throws(EventFileError) -> Int {
        var pieces = pieces
        var count = 0
        while let piece = try pieces.next() {
            piece.withUnsafeBufferPointer { bytes in
                var lines = CSVLines(bytes)
                while lines.nextFilled() != nil { count += 1 }
                pieces.advance(lines: lines.count)
            }
        }
        return count
    }

    /// What the first rows hold. What is wrong with them is reported when they are read.
    private static func types(
        _ file: RandomAccessFile, _ path: String, _ header: Header
    ) throws(EventFileError) -> [EventColumnType] {
        let bytes = try file.bytes(min(1 << 20, file.length - header.end), at: header.end, path: path)
        let isWhole = header.end + bytes.count == file.length
        var kinds = [CSVColumnKind](repeating: CSVColumnKind(), count: header.names.count)
        bytes.withUnsafeBufferPointer { all in
            var lines = CSVLines(all)
            var fields = CSVLine()
            for _ in 0..<sample {
                // The last line of a piece may be half a line.
                guard let line = lines.nextFilled(), isWhole || lines.position <= all.count else { return }
                guard (try? fields.split(line)) != nil, fields.fields.count == kinds.count else { return }
                for (index, field) in fields.fields.enumerated() {
                    kinds[index].add(UnsafeBufferPointer(rebasing: line[field.range]))
                }
            }
        }
        return kinds.map(\.type)
    }
}

/// What the fields of a column have been so far.
private struct CSVColumnKind {
    private var hasNumbers = false
    private var hasText = false
    private var areTruths = true
    private var areWhole = true

    mutating func add(_ text: UnsafeBufferPointer<UInt8>) {
        guard !text.isEmpty else { return }
        guard let first = text.first, let value = CSVNumber.value(text) else {
            hasText = true
            return
        }
        hasNumbers = true
        let isWord = first | 0x20 == UInt8(ascii: "t") || first | 0x20 == UInt8(ascii: "f")
        if !isWord { areTruths = false }
        if value.isFinite, !CSVNumber.isWhole(text) { areWhole = false }
        if !value.isFinite { areWhole = false }
    }

    var type: EventColumnType {
        if hasText { return .text }
        guard hasNumbers else { return .float(bits: 64) }
        return areTruths ? .bool : areWhole ? .integer(bits: 64, isSigned: true) : .float(bits: 64)
    }
}
