/// The contents of a table of a file, column by column.
public struct TableSurvey: Sendable {
    /// A column and its contents.
    public struct Column: Sendable {
        /// The column.
        public let column: EventColumn
        /// Its contents.
        public let content: Content
    }

    /// The contents of a column.
    public enum Content: Sendable {
        /// Numbers: their range and distribution.
        case numbers(ColumnSurvey)
        /// Why it could not be read as numbers, in words.
        case unread(String)
    }

    /// The table.
    public let table: EventTableInfo
    /// In the order of the file.
    public let columns: [Column]
}

extension EventFile {
    /// Surveys all columns of a table in one pass, or in a few if there are very many.
    ///
    /// A column that is not numeric is listed with the reason, and so is one whose numbers cannot be read, such as
    /// integers from 2⁵³ on or a word in a line of CSV; the pass is then repeated without it.
    ///
    /// - Parameters:
    ///   - table: its name; nil for the only table with numeric columns, see ``table(_:)``.
    ///   - progress: called with the number of rows read and that of all rows; an error that it throws ends the pass.
    /// - Throws: ``EventFileError`` where the file cannot be read, and what `progress` throws.
    /// - Complexity: memory for a chunk and a sample of the columns, whatever the file's length.
    public func survey(
        _ table: String? = nil, progress: (Int, Int) throws -> Void = { _, _ in }
    ) throws -> TableSurvey {
        let info = try self.table(table)
        var contents: [String: TableSurvey.Content] = [:]
        let batches = Self.batches(of: info)
        let total = batches.reduce(0) { $0 + $1.rows }
        var done = 0
        for batch in batches {
            try survey(batch.columns, of: info, into: &contents) { try progress(done + $0, total) }
            done += batch.rows
        }
        var seen: Set<String> = []
        let columns = info.columns.map { column in
            let isNew = seen.insert(column.name).inserted
            var unread = isNew ? column.type.obstacle : "a second column of this name"
            if let words = unread, let separator = otherSeparator(in: info) { unread = "\(words); \(separator)" }
            return TableSurvey.Column(
                column: column, content: unread.map { .unread($0) } ?? contents[column.name] ?? .unread("not read"))
        }
        return TableSurvey(table: info, columns: columns)
    }

    /// Columns of one length that are read together.
    private struct Batch {
        var columns: [String]
        let rows: Int
        /// The bytes of their names.
        var bytes: Int
    }

    private static func batches(of table: EventTableInfo) -> [Batch] {
        var batches: [Batch] = []
        var seen: Set<String> = []
        for column in table.columns where column.type.isNumeric && seen.insert(column.name).inserted {
            let bytes = column.name.utf8.count + 8
            let place = batches.lastIndex { $0.rows == column.count }
            if let place, batches[place].columns.count < 512, batches[place].bytes + bytes < 1 << 15 {
                batches[place].columns.append(column.name)
                batches[place].bytes += bytes
            } else {
                batches.append(Batch(columns: [column.name], rows: column.count, bytes: bytes))
            }
        }
        return batches
    }

    private func survey(
        _ columns: [String], of table: EventTableInfo, into contents: inout [String: TableSurvey.Content],
        progress: (Int) throws -> Void
    ) throws {
        var columns = columns
        while !columns.isEmpty {
            do {
                var surveyor = ColumnSurveyor(columns)
                let reader = try read(columns, of: table.name)
                let rows = max(1024, min(65_536, (1 << 21) / columns.count))
                while let chunk = try reader.next(rows: rows) {
                    surveyor.add(chunk)
                    try progress(chunk.firstRow + chunk.rowCount)
                }
                for (name, survey) in zip(columns, surveyor.surveys) { contents[name] = .numbers(survey) }
                return
            } catch let error as EventFileError {
                guard let column = error.column, let place = columns.firstIndex(of: column) else { throw error }
                contents[column] = .unread(error.words)
                columns.remove(at: place)
            }
        }
    }
}

extension EventColumnType {
    /// Why columns of this type are not numeric; nil if they are.
    var obstacle: String? {
        switch self {
        case .bool, .integer, .float: nil
        case .text: "text"
        case .jagged(let words): "a list of its own length in every row (\(words))"
        case .other(let words): words
        }
    }
}

extension EventFileError {
    /// Without the path: "line 7, column 3: 'none' in column 'pt' is no number; …".
    fileprivate var words: String {
        (place.map { "line \($0.line), column \($0.column): " } ?? "") + reason + (remedy.map { "; \($0)" } ?? "")
    }
}
