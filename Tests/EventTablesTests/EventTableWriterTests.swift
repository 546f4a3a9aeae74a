import EventTables
import Foundation
import RandomStreams
import Safetensors
import TestSupport
import Testing

/// What is written reads back, and a target is replaced as a whole.
@Suite struct EventTableWriterTests {
    let folder: TemporaryFolder
    let fields = [EventField.scalar("log_prob"), .vector("z", columns: ["z0", "z, \"1\""])]

    init() throws { folder = try TemporaryFolder() }

    /// Blocks of 3 rows of random bit patterns: all magnitudes, infinities and NaN among them.
    private func blocks(rows: Int) -> [EventBlock] {
        stride(from: 0, to: rows, by: 3).map { first in
            let count = min(3, rows - first)
            let values = fields.indices.map { field in
                (0..<count * fields[field].width).map { index -> Double in
                    var stream = RandomStream(
                        seed: 5, purpose: "table", index: UInt64(first * 100 + field * 10 + index))
                    return Double(Float(bitPattern: UInt32(truncatingIfNeeded: stream.next())))
                }
            }
            return EventBlock(firstRow: first, rowCount: count, values: values)
        }
    }

    private func write(_ blocks: [EventBlock], to url: URL, precision: EventTableWriter.Precision) throws {
        let rows = blocks.map(\.rowCount).reduce(0, +)
        let writer = try EventTableWriter(to: url, fields: fields, rowCount: rows, precision: precision)
        for block in blocks { try writer.write(block) }
        try writer.finish()
    }

    /// Whether both are the same numbers of the precision they were written with.
    private func agree(_ left: [[Double]], _ right: [[Double]], _ precision: EventTableWriter.Precision) -> Bool {
        left.map(\.count) == right.map(\.count)
            && zip(left.joined(), right.joined()).allSatisfy { left, right in
                left.isNaN && right.isNaN || (precision == .float64 ? left == right : Float(left) == Float(right))
            }
    }

    @Test(arguments: ["t.csv", "t.safetensors"], [EventTableWriter.Precision.float32, .float64])
    func readsBackTheSameNumbers(name: String, precision: EventTableWriter.Precision) throws {
        var blocks = blocks(rows: 1000)
        if precision == .float64 {
            blocks = blocks.map {
                EventBlock(firstRow: $0.firstRow, rowCount: $0.rowCount, values: $0.values.map { $0.map { $0 / 3 } })
            }
        }
        let url = folder.file(name)
        try write(blocks, to: url, precision: precision)
        var reader = try EventTableReader(contentsOf: url, fields: fields)
        #expect(reader.rowCount == 1000)
        for block in blocks {
            let read = try #require(try reader.nextBlock(rows: 3))
            #expect(read.firstRow == block.firstRow)
            #expect(agree(read.values, block.values, precision))
        }
        #expect(try folder.names() == [name])
    }

    @Test func writesTensorsOfTheStatedShapesAndMetadata() throws {
        let url = folder.file("t.safetensors")
        let writer = try EventTableWriter(
            to: url, fields: fields, rowCount: 2, precision: .float32, metadata: ["model": "m"])
        try writer.write(EventBlock(firstRow: 0, rowCount: 2, values: [[1, 2], [3, 4, 5, 6]]))
        try writer.finish()
        let file = try SafetensorsFile(contentsOf: url)
        #expect(file.metadata == ["model": "m"])
        #expect(try file.shape("log_prob") == [2] && file.shape("z") == [2, 2])
        #expect(try file.floats("z") == [3, 4, 5, 6])
    }

    @Test func writesShortDecimals() throws {
        let url = folder.file("t.csv")
        try write(
            [EventBlock(firstRow: 0, rowCount: 1, values: [[Double(Float(0.1))], [.nan, -.infinity]])], to: url,
            precision: .float32)
        #expect(try String(contentsOf: url, encoding: .utf8) == "log_prob,z0,\"z, \"\"1\"\"\"\n0.1,nan,-inf\n")
    }

    @Test(arguments: ["t.csv", "t.safetensors"])
    func leavesTheTargetAloneUntilTheEnd(name: String) throws {
        let url = try folder.file(name, "old")
        var writer: EventTableWriter? = try EventTableWriter(to: url, fields: fields, rowCount: 3, precision: .float64)
        try writer?.write(EventBlock(firstRow: 0, rowCount: 1, values: [[1], [2, 3]]))
        #expect(try String(contentsOf: url, encoding: .utf8) == "old")
        #expect(try folder.names().count == 2)
        writer = nil
        #expect(try folder.names() == [name])
        #expect(try String(contentsOf: url, encoding: .utf8) == "old")
    }

    @Test(arguments: ["t.csv", "t.safetensors"]) func writesATableWithoutRows(name: String) throws {
        try write([], to: folder.file(name), precision: .float32)
        #expect(try EventTableReader(contentsOf: folder.file(name), fields: fields).rowCount == 0)
    }

    @Test(arguments: ["t.csv", "t.safetensors"]) func namesTheTargetThatCannotBeWritten(name: String) {
        let url = URL(fileURLWithPath: "/nowhere/at/all/\(name)")
        let error = #expect(throws: EventTableError.self) {
            try EventTableWriter(to: url, fields: fields, rowCount: 1, precision: .float32)
        }
        #expect(error.map { "\($0)".contains("'\(url.path)': No such file") } ?? false)
    }
}
