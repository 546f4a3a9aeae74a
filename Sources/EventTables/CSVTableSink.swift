import Files
import Foundation

/// Fields as columns of a CSV file, every number as the shortest decimal that reads back as itself.
final class CSVTableSink: EventTableSink {
    private let path: String
    private let file: PartialFile
    private let widths: [Int]
    private let precision: EventTableWriter.Precision

    init(_ url: URL, fields: [EventField], precision: EventTableWriter.Precision) throws(EventTableError) {
        path = url.relativePath
        widths = fields.map(\.width)
        self.precision = precision
        do { file = try PartialFile(OutputFile(url)) } catch { throw .unreadable(path: path, reason: error.reason) }
        let header = fields.flatMap(\.columns).map(Self.quoted).joined(separator: ",")
        try append(Array("\(header)\n".utf8))
    }

    func write(_ block: EventBlock) throws(EventTableError) {
        var text: [UInt8] = []
        for row in 0..<block.rowCount {
            for (width, values) in zip(widths, block.values) {
                for value in values[row * width..<(row + 1) * width] {
                    text.append(contentsOf: decimal(value).utf8)
                    text.append(UInt8(ascii: ","))
                }
            }
            text[text.count - 1] = UInt8(ascii: "\n")
        }
        try append(text)
    }

    func finish() throws(EventTableError) {
        do { try file.finish() } catch { throw .unreadable(path: path, reason: error.reason) }
    }

    private func append(_ text: [UInt8]) throws(EventTableError) {
        do { try file.append(text) } catch { throw .unreadable(path: path, reason: error.reason) }
    }

    private func decimal(_ value: Double) -> String {
        precision == .float32 ? Float(value).description : value.description
    }

    private static func quoted(_ name: String) -> String {
        guard name.contains(where: { ",\"".contains($0) }) || name != name.trimmingCharacters(in: .whitespaces) else {
            return name
        }
        return "\"\(name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
    }
}
