import Foundation
import Safetensors
import TestSupport
import Testing

@Suite struct SafetensorsWriterTests {
    static func sample(reversed: Bool) throws -> SafetensorsWriter {
        var writer = SafetensorsWriter(metadata: ["format": "pt", "note": "a \"quoted\"\nline, ν"])
        var steps: [(inout SafetensorsWriter) throws -> Void] = [
            { try $0.add("mask", shape: [3], [UInt8(1), 0, 1]) },
            { try $0.add("order", shape: [2], [1, -2]) },
            { try $0.add("weight", shape: [2, 2], [Float(1.5), -2, .infinity, 0x1p-149]) },
            { try $0.add("exact", shape: [], [Double.pi]) },
            { try $0.add("chosen", shape: [1, 2], [true, false]) },
            { try $0.add("empty", shape: [0, 4], [Float]()) },
        ]
        if reversed { steps.reverse() }
        for step in steps { try step(&writer) }
        return writer
    }

    @Test func readsBackWhatItWrote() throws {
        let file = try SafetensorsFile(data: Self.sample(reversed: false).data())
        #expect(file.metadata == ["format": "pt", "note": "a \"quoted\"\nline, ν"])
        #expect(try file.integers("mask") == [1, 0, 1])
        #expect(try file.integers("order") == [1, -2])
        #expect(try file.floats("weight") == [1.5, -2, .infinity, 0x1p-149])
        #expect(try file.shape("weight") == [2, 2])
        #expect(try file.doubles("exact") == [.pi])
        #expect(try file.shape("exact").isEmpty)
        #expect(try file.tensor("chosen").dataType == .bool)
        #expect(try file.integers("chosen") == [1, 0])
        #expect(try file.tensor("empty").count == 0)
    }

    @Test func writesTheSameBytesInAnyOrderOfAdding() throws {
        #expect(try Self.sample(reversed: false).data() == Self.sample(reversed: true).data())
    }

    @Test func padsTheHeaderAndAlignsEveryTensor() throws {
        let data = try Self.sample(reversed: false).data()
        let length = data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        #expect(length % 8 == 0)
        let file = try SafetensorsFile(data: data)
        for tensor in file.tensors.values {
            #expect(tensor.bytes.startIndex % tensor.dataType.byteCount == 0, "\(tensor.name)")
        }
    }

    @Test func writesTheBytesOfTheFormat() throws {
        var writer = SafetensorsWriter()
        try writer.add("a", shape: [1], [Float(1)])
        let header = #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
        let padding = String(repeating: " ", count: 56 - header.utf8.count)
        #expect(
            writer.data() == Data([56, 0, 0, 0, 0, 0, 0, 0]) + Data((header + padding).utf8) + Data([0, 0, 128, 63]))
    }

    @Test func refusesWrongCountsDuplicatesAndTheReservedName() throws {
        var writer = SafetensorsWriter()
        #expect(throws: SafetensorsError.countMismatch(tensor: "a", shape: [3], count: 2)) {
            try writer.add("a", shape: [3], [Float(1), 2])
        }
        #expect(throws: SafetensorsError.countMismatch(tensor: "a", shape: [-1, -2], count: 2)) {
            try writer.add("a", shape: [-1, -2], [Float(1), 2])
        }
        try writer.add("a", shape: [1], [1])
        #expect(throws: SafetensorsError.duplicateName("a")) { try writer.add("a", shape: [1], [1]) }
        #expect(throws: SafetensorsError.reservedName("__metadata__")) {
            try writer.add("__metadata__", shape: [1], [1])
        }
    }

    @Test func writesAndReadsThroughAFile() throws {
        let folder = try TemporaryFolder()
        try Self.sample(reversed: false).write(to: folder.file("a.safetensors"))
        #expect(try SafetensorsFile(contentsOf: folder.file("a.safetensors")).doubles("exact") == [.pi])
    }
}
