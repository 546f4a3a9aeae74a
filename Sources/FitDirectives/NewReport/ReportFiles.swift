import EventFiles
import Foundation

/// The files of a new report, opened: which table is read of each, and what their columns are like.
struct ReportFiles {
    /// One file.
    struct Opened {
        /// As the author named it.
        let path: String
        let file: EventFile
        let table: EventTableInfo

        /// Whether a report has to name the table.
        var isOneOfSeveral: Bool { file.tables.count > 1 }
        /// The name of the table in the report.
        var tableName: String { table.name.isEmpty ? "/" : table.name }
        /// Numeric columns with the length of the table.
        var columns: [EventColumn] { table.columns.filter { $0.type.isNumeric && $0.count == table.rowCount } }
    }

    private let opened: [String: Opened]
    let nominal: [Opened]
    let templates: [Opened]
    let data: [Opened]

    /// - Throws: `EventFileError`, and ``NewReportError`` where a file has several tables and none is named.
    init(_ request: NewReportRequest, readers: EventReaders) throws {
        var opened: [String: Opened] = [:]
        func open(_ paths: [String]) throws -> [Opened] {
            try paths.map { path in
                if let known = opened[path] { return known }
                let new = try Self.open(path, table: request.tree, readers: readers)
                opened[path] = new
                return new
            }
        }
        nominal = try open(request.samples.filter(\.point.isEmpty).flatMap(\.files))
        templates = try open(request.samples.filter { !$0.point.isEmpty }.flatMap(\.files))
        data = try open(request.data)
        self.opened = opened
    }

    subscript(path: String) -> Opened? { opened[path] }

    var simulation: [Opened] { nominal + templates }
    var all: [Opened] { simulation + data }

    private static func open(_ path: String, table name: String?, readers: EventReaders) throws -> Opened {
        let file = try EventFile.open(path, readers: readers)
        // A name is of those that have any.
        let hasNames = file.tables.contains { !$0.name.isEmpty }
        do throws(EventFileError) {
            return Opened(path: path, file: file, table: try file.table(hasNames ? name : nil))
        } catch {
            guard name == nil, error.kind == .missingTable else { throw error }
            throw NewReportError("\(path): \(error.reason)", remedy: "\(error.remedy ?? ""), by --tree NAME")
        }
    }

    // MARK: What columns are like

    /// What a look at columns found.
    struct Look {
        /// Summaries by column, of the selected events.
        var surveys: [String: ColumnSurvey] = [:]
        /// Columns that cannot be read, with the reason.
        var unreadable: [String: String] = [:]
        var events = 0
        var rows = 0
    }

    /// Reads all values of columns of some files.
    ///
    /// - Parameters:
    ///   - required: columns that the report needs: if one cannot be read, this is an error.
    ///   - progress: called with the rows of every chunk.
    static func look(
        at files: [Opened], columns: [String], required: Set<String>, select: EventExpression?,
        progress: (Int) throws -> Void
    ) throws -> Look {
        var look = Look()
        var columns = columns
        while !columns.isEmpty, !files.isEmpty {
            do {
                let selection = try EventSelection(outputs: columns, select: select)
                var surveyor = ColumnSurveyor(columns)
                (look.events, look.rows) = (0, 0)
                for file in files {
                    let reader = try file.file.read(selection.inputs, of: file.table.name)
                    while let chunk = try reader.next(rows: max(1024, min(65_536, (1 << 21) / selection.inputs.count)))
                    {
                        let events = selection.apply(to: chunk)
                        surveyor.add(events.values, rows: events.rows.map { $0 + look.rows })
                        look.events += events.rows.count
                        try progress(chunk.rowCount)
                    }
                    look.rows += file.table.rowCount
                }
                look.surveys = Dictionary(uniqueKeysWithValues: zip(columns, surveyor.surveys))
                return look
            } catch let error as EventFileError {
                guard let column = error.column, !required.contains(column),
                    let place = columns.firstIndex(of: column)
                else { throw error }
                look.unreadable[column] = error.reason
                columns.remove(at: place)
            }
        }
        return look
    }
}
