import Foundation

/// Trees of ROOT and tables of Parquet, read by Python; see `read_events.py` for what is said between the two.
struct PythonSource: EventSource {
    let tables: [EventTableInfo]
    private let path: String
    private let format: EventFileFormat
    private let interpreter: String

    init(_ path: String, format: EventFileFormat, readers: EventReaders) throws(EventFileError) {
        self.path = path
        self.format = format
        interpreter = try readers.interpreter(for: path, format)
        let answer = try PythonAnswer(
            interpreter: interpreter, request: Request(do: "describe", format: format, path: path), format: format,
            path: path)
        guard case .description(let data) = try answer.next(columns: 0),
            let description = try? JSONDecoder().decode(Description.self, from: data)
        else { throw EventFileError(.readerFailed, path, "Python's answer is no description of a file") }
        tables = description.tables.map(\.info)
    }

    func cursor(table: Int, columns: [Int]) throws(EventFileError) -> any ColumnCursor {
        let info = tables[table]
        var request = Request(do: "read", format: format, path: path)
        request.table = info.name
        request.columns = columns.map { info.columns[$0].name }
        request.rows = max(4096, min(262_144, (16 << 20) / (8 * columns.count)))
        return PythonCursor(
            try PythonAnswer(interpreter: interpreter, request: request, format: format, path: path), path: path,
            columns: columns.count)
    }

    /// What the script is asked.
    struct Request: Encodable {
        let `do`: String
        let format: String
        let path: String
        var table: String?
        var columns: [String]?
        var rows: Int?

        init(do action: String, format: EventFileFormat, path: String) {
            self.do = action
            self.format = format.rawValue
            self.path = URL(fileURLWithPath: path).path
        }
    }

    private struct Description: Decodable {
        struct Column: Decodable {
            let name: String
            let type: String
            let count: Int
        }

        struct Table: Decodable {
            let name: String
            let kind: String
            let count: Int
            let columns: [Column]

            var info: EventTableInfo {
                EventTableInfo(
                    name: name, kind: kind, rowCount: count,
                    columns: columns.map {
                        EventColumn(name: $0.name, type: PythonSource.type($0.type), count: $0.count)
                    })
            }
        }

        let tables: [Table]
    }

    /// `float32`, `text`, `jagged:double[]`
    private static func type(_ text: String) -> EventColumnType {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        switch parts[0] {
        case "bool": return .bool
        case "text": return .text
        case "jagged": return .jagged(parts.last ?? "")
        case "other": return .other(parts.last ?? "")
        default:
            for (prefix, isSigned) in [("int", true), ("uint", false)] {
                if text.hasPrefix(prefix), let bits = Int(text.dropFirst(prefix.count)) {
                    return .integer(bits: bits, isSigned: isSigned)
                }
            }
            if text.hasPrefix("float"), let bits = Int(text.dropFirst(5)) { return .float(bits: bits) }
            return .other(text)
        }
    }
}

/// The frames of the script's answer, one after the other.
final class PythonAnswer {
    enum Frame {
        case description(Data)
        case piece([[Double]])
        case end(rows: Int)
    }

    /// What is wrong, in the words of the script.
    private struct Refusal: Decodable {
        let kind: String
        let reason: String
        let remedy: String?
    }

    private static let magic = Array("FIDEVNT1".utf8)
    /// Longer texts and pieces are no answers of the script.
    private static let longest = 1 << 30

    private let process: PythonProcess
    private let format: EventFileFormat
    private let path: String
    private var hasBegun = false

    init(
        interpreter: String, request: PythonSource.Request, format: EventFileFormat, path: String
    ) throws(EventFileError) {
        guard let data = try? JSONEncoder().encode(request) else {
            throw EventFileError(.unsupported, path, "names of columns that JSON cannot hold")
        }
        process = try PythonProcess(interpreter: interpreter, request: data, path: path)
        self.format = format
        self.path = path
    }

    private var strange: EventFileError {
        EventFileError(.readerFailed, path, "Python's answer breaks the rules that both sides keep")
    }

    /// - Parameter columns: the number of columns of a piece.
    func next(columns: Int) throws(EventFileError) -> Frame {
        if !hasBegun {
            guard try bytes(8) == Self.magic else { throw strange }
            hasBegun = true
        }
        let head = try bytes(9)
        let size = head[1...].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard let count = Int(exactly: size) else { throw strange }
        switch head[0] {
        case UInt8(ascii: "J") where count <= Self.longest: return .description(Data(try bytes(count)))
        case UInt8(ascii: "D") where count > 0 && count <= Self.longest / 8:
            var values: [[Double]] = []
            for _ in 0..<columns { values.append(try numbers(count)) }
            return .piece(values)
        case UInt8(ascii: "E"): return .end(rows: count)
        case UInt8(ascii: "X") where count <= Self.longest: throw refusal(Data(try bytes(count)))
        default: throw strange
        }
    }

    private func refusal(_ data: Data) -> EventFileError {
        guard let refusal = try? JSONDecoder().decode(Refusal.self, from: data) else { return strange }
        if refusal.kind == "noReader" { return EventReaders.missing(path, format, refusal.reason) }
        return EventFileError(
            EventFileError.Kind(rawValue: refusal.kind) ?? .readerFailed, path, refusal.reason, remedy: refusal.remedy)
    }

    private func bytes(_ count: Int) throws(EventFileError) -> [UInt8] {
        var failure: EventFileError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            do throws(EventFileError) {
                let bytes = UnsafeMutableRawBufferPointer(buffer)
                try process.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<count]))
                filled = count
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Little-endian, as this processor has them.
    private func numbers(_ count: Int) throws(EventFileError) -> [Double] {
        var failure: EventFileError?
        let numbers = [Double](unsafeUninitializedCapacity: count) { buffer, filled in
            do throws(EventFileError) {
                let bytes = UnsafeMutableRawBufferPointer(buffer)
                try process.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<(count * 8)]))
                filled = count
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return numbers
    }
}

/// Columns on their way from the script, in pieces of its choice.
private final class PythonCursor: ColumnCursor {
    private let answer: PythonAnswer
    private let path: String
    private let columns: Int
    private var pending: [[Double]]
    private var given = 0

    init(_ answer: PythonAnswer, path: String, columns: Int) {
        self.answer = answer
        self.path = path
        self.columns = columns
        pending = [[Double]](repeating: [], count: columns)
    }

    func next(rows: Int) throws(EventFileError) -> [[Double]] {
        while pending[0].count - given < rows {
            guard case .piece(let piece) = try answer.next(columns: columns) else {
                throw EventFileError(.malformed, path, "it holds fewer rows than it claims")
            }
            for column in pending.indices {
                pending[column].removeFirst(given)
                pending[column] += piece[column]
            }
            given = 0
        }
        let range = given..<given + rows
        given += rows
        return pending.map { Array($0[range]) }
    }
}
