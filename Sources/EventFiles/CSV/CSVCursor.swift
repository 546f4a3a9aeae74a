import Foundation

/// Columns of a CSV file on their way from the first row to the last.
final class CSVCursor: ColumnCursor {
    private var pieces: CSVPieces
    private let path: String
    private let names: [String]
    /// For every field of a line, the place of its column among those that are wanted, or -1.
    private let targets: [Int]
    private let columnCount: Int
    /// Rows that are read and not yet given, behind the first `given` ones.
    private var pending: [[Double]]
    private var given = 0

    init(_ pieces: CSVPieces, path: String, names: [String], wanted: [Int]) {
        self.pieces = pieces
        self.path = path
        self.names = names
        var targets = [Int](repeating: -1, count: names.count)
        for (place, column) in wanted.enumerated() { targets[column] = place }
        self.targets = targets
        columnCount = wanted.count
        pending = [[Double]](repeating: [], count: wanted.count)
    }

    func next(rows: Int) throws(EventFileError) -> [[Double]] {
        while pending[0].count - given < rows {
            guard let piece = try pieces.next() else {
                throw EventFileError(.unreadable, path, "it has become shorter while it was read")
            }
            for column in pending.indices { pending[column].removeFirst(given) }
            given = 0
            try parse(piece)
        }
        let range = given..<given + rows
        given += rows
        return pending.map { Array($0[range]) }
    }

    // MARK: A piece on all cores

    /// What one core made of its lines.
    private struct Parsed: Sendable {
        var values: [[Double]]
        var lines = 0
        /// The error in the line `lines`.
        var failure: EventFileError?
    }

    private func parse(_ piece: [UInt8]) throws(EventFileError) {
        let cores = max(1, min(8, ProcessInfo.processInfo.activeProcessorCount, piece.count >> 14))
        let cuts = Self.cuts(piece, parts: cores)
        let parts = cuts.count - 1
        let results = UnsafeMutableBufferPointer<Parsed?>.allocate(capacity: parts)
        results.initialize(repeating: nil)
        defer {
            results.deinitialize()
            results.deallocate()
        }
        nonisolated(unsafe) let slots = results
        let (names, targets, columnCount, path) = (names, targets, columnCount, path)
        piece.withUnsafeBufferPointer { bytes in
            nonisolated(unsafe) let bytes = bytes
            DispatchQueue.concurrentPerform(iterations: parts) { part in
                slots[part] = Self.parse(
                    UnsafeBufferPointer(rebasing: bytes[cuts[part]..<cuts[part + 1]]), names: names, targets: targets,
                    columnCount: columnCount, path: path)
            }
        }
        for result in results {
            guard let result else { continue }
            if let failure = result.failure {
                let place = failure.place.map {
                    EventFileError.Place(line: pieces.line + $0.line - 1, column: $0.column)
                }
                throw EventFileError(
                    failure.kind, path, column: failure.column, at: place, failure.reason, remedy: failure.remedy)
            }
            for column in pending.indices { pending[column] += result.values[column] }
            pieces.advance(lines: result.lines)
        }
    }

    /// Places behind ends of lines that part a piece evenly, its start and its end among them.
    private static func cuts(_ piece: [UInt8], parts: Int) -> [Int] {
        var cuts = [0]
        for part in 1..<max(1, parts) {
            let start = max(cuts[cuts.count - 1], piece.count / parts * part)
            guard let end = piece[start...].firstIndex(of: UInt8(ascii: "\n")), end + 1 < piece.count else { break }
            cuts.append(end + 1)
        }
        return cuts + [piece.count]
    }

    /// Lines counted from 1.
    private static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>, names: [String], targets: [Int], columnCount: Int, path: String
    ) -> Parsed {
        var result = Parsed(values: [[Double]](repeating: [], count: columnCount))
        // At least as many bytes a line as there are fields.
        for column in result.values.indices { result.values[column].reserveCapacity(bytes.count / (names.count * 8)) }
        var lines = CSVLines(bytes)
        var fields = CSVLine()
        while let line = lines.nextFilled() {
            if line.count > CSVLines.longest {
                result.failure = CSVPieces.endless(path, lines.count)
                return result
            }
            do throws(CSVLine.Failure) {
                try fields.split(line)
                guard fields.fields.count == names.count else {
                    throw CSVLine.Failure(
                        index: fields.fields.count > names.count
                            ? fields.fields[names.count].range.lowerBound : line.count,
                        reason: "\(fields.fields.count) fields where the header names \(names.count)")
                }
                for (index, target) in targets.enumerated() where target >= 0 {
                    let range = fields.fields[index].range
                    guard let value = CSVNumber.value(UnsafeBufferPointer(rebasing: line[range])) else {
                        throw CSVLine.Failure(
                            index: range.lowerBound,
                            reason: noNumber(CSVLine.text(fields.fields[index], in: line), names[index]),
                            column: names[index])
                    }
                    result.values[target].append(value)
                }
            } catch {
                result.failure = CSVSource.failure(error, line, lines.count, path)
                return result
            }
        }
        result.lines = lines.count
        return result
    }

    /// What other programs write where they have no value.
    private static let wordsForNothing: Set<String> = [
        "na", "n/a", "<na>", "#n/a", "null", "none", "nil", "nat", "missing", "-", "--", "?", "masked",
    ]

    private static func noNumber(_ text: String, _ column: String) -> String {
        guard !text.isEmpty else { return "nothing in column '\(column)'; write nan where there is no number" }
        guard !wordsForNothing.contains(text.lowercased()) else {
            return "'\(text)' in column '\(column)' stands for no value; write nan where there is no number"
        }
        let shown = text.count > 40 ? text.prefix(40) + "…" : text[...]
        return "'\(shown)' in column '\(column)' is no number; numbers are decimal, or nan, inf, -inf, true, false"
    }
}
