import EventTables
import Foundation
import Safetensors
import TestSupport
import Testing

/// Tables whose fields are tensors.
@Suite struct SafetensorsTableTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func file(_ add: (inout SafetensorsWriter) throws -> Void) throws -> URL {
        var writer = SafetensorsWriter()
        try add(&writer)
        try writer.write(to: folder.file("t.safetensors"))
        return folder.file("t.safetensors")
    }

    private func open(_ fields: EventField..., add: (inout SafetensorsWriter) throws -> Void) throws -> EventTableReader
    {
        try EventTableReader(contentsOf: try file(add), fields: fields)
    }

    @Test func readsBothFloatTypesInBlocks() throws {
        var reader = try open(.vector("features", columns: ["a", "b"]), .scalar("weight")) {
            try $0.add("features", shape: [3, 2], [Float]([1, 2, 3, 4, 5, 6]))
            try $0.add("weight", shape: [3], [0.1, .nan, -.infinity])
            try $0.add("unused", shape: [7], [Int](0..<7))
        }
        #expect(reader.rowCount == 3)
        let first = try #require(try reader.nextBlock(rows: 2))
        #expect(first.values[0] == [1, 2, 3, 4] && first.values[1][0] == 0.1 && first.values[1][1].isNaN)
        #expect(try reader.nextBlock(rows: 2) == EventBlock(firstRow: 2, rowCount: 1, values: [[5, 6], [-.infinity]]))
        #expect(try reader.nextBlock(rows: 2) == nil)
    }

    @Test func readsOneComponentWithOrWithoutAnAxis() throws {
        for shape in [[2], [2, 1]] {
            var reader = try open(.vector("features", columns: ["a"])) {
                try $0.add("features", shape: shape, [1.0, 2])
            }
            #expect(try reader.nextBlock(rows: 9)?.values == [[1, 2]])
        }
    }

    @Test func namesWhatDoesNotFit() {
        let field = EventField.vector("features", columns: ["a", "b"])
        func expect(_ word: String, _ fields: [EventField], add: (inout SafetensorsWriter) throws -> Void) {
            let error = #expect(throws: EventTableError.self) {
                try EventTableReader(contentsOf: try file(add), fields: fields)
            }
            #expect(error.map { "\($0)".contains(word) } ?? false, "\(String(describing: error))")
        }
        expect("no tensor 'features' of shape [events, 2]; available: x", [field]) {
            try $0.add("x", shape: [1], [1.0])
        }
        expect("tensor 'features' has shape [2, 3], not [events, 2]", [field]) {
            try $0.add("features", shape: [2, 3], [Double](repeating: 0, count: 6))
        }
        expect("tensor 'features' has shape [4], not [events, 2]", [field]) {
            try $0.add("features", shape: [4], [Double](repeating: 0, count: 4))
        }
        expect("stored as I64; convert it to F32 or F64", [field]) { try $0.add("features", shape: [1, 2], [1, 2]) }
        expect("'features' has 1 row, 'weight' 2", [field, .scalar("weight")]) {
            try $0.add("features", shape: [1, 2], [1.0, 2])
            try $0.add("weight", shape: [2], [1.0, 2])
        }
    }

    @Test func refusesOtherExtensions() {
        #expect(throws: EventTableError.unknownFormat(path: "events.dat")) {
            try EventTableReader(contentsOf: URL(fileURLWithPath: "events.dat"), fields: [.scalar("x")])
        }
    }

    @Test func passesOnWhatIsWrongWithTheFile() throws {
        let url = try folder.file("t.safetensors", "text")
        #expect(throws: EventTableError.safetensors(path: url.relativePath, .truncated(byteCount: 4))) {
            try EventTableReader(contentsOf: url, fields: [.scalar("x")])
        }
    }
}
