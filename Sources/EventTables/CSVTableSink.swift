import Foundation

/// Fields as columns of a CSV file, every number as the shortest decimal that reads back as itself.
final class CSVTableSink: EventTableSink {
    private let target: URL
    private let partial: URL
    private let file: FileHandle
    private let widths: [Int]
    private let precision: EventTableWriter.Precision
    private var isFinished = false

    init(_ url: URL, fields: [EventField], precision: EventTableWriter.Precision) throws(EventTableError) {
        target = url
        partial = url.deletingLastPathComponent()
            .appendingPathComponent(".\(url.lastPathComponent).\(UUID().uuidString).partial")
        widths = fields.map(\.width)
        self.precision = precision
        let descriptor = open(partial.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw .unreadable(path: url.relativePath, reason: String(cString: strerror(errno)))
        }
        file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        let header = fields.flatMap(\.columns).map(Self.quoted).joined(separator: ",")
        try append(Array("\(header)\n".utf8))
    }

    deinit {
        if !isFinished { unlink(partial.path) }
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
        guard rename(partial.path, target.path) == 0 else {
            throw .unreadable(path: target.relativePath, reason: String(cString: strerror(errno)))
        }
        isFinished = true
    }

    private func append(_ text: [UInt8]) throws(EventTableError) {
        do { try file.write(contentsOf: text) } catch {
            throw .unreadable(path: target.relativePath, reason: error.localizedDescription)
        }
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
