import Foundation
import Safetensors
import TestSupport
import Testing

/// Files read and written in pieces are the files that are read and written as a whole.
@Suite struct SafetensorsStreamTests {
    let folder: TemporaryFolder
    var url: URL { folder.file("a.safetensors") }

    init() throws { folder = try TemporaryFolder() }

    private func reader(_ data: Data) throws -> SafetensorsReader {
        try data.write(to: url)
        return try SafetensorsReader(contentsOf: url)
    }

    @Test func readsTheRowsOfTheWholeFile() throws {
        var writer = SafetensorsWriter(metadata: ["key": "ν"])
        try writer.add("a", shape: [5, 2], (0..<10).map { Float($0) })
        try writer.add("b", shape: [3], [0.5, -1, .infinity])
        try writer.add("e", shape: [0, 3], [Double]())
        let reader = try reader(writer.data())
        #expect(reader.metadata == ["key": "ν"])
        #expect(reader.names == ["a", "b", "e"])
        #expect(reader.kind(of: "a") == SafetensorsTensorKind(name: "a", dataType: .float32, shape: [5, 2]))
        #expect(reader.kind(of: "c") == nil)
        let rows = try reader.rows(1..<4, of: "a")
        #expect(rows.shape == [3, 2] && rows.floats() == [2, 3, 4, 5, 6, 7])
        #expect(try reader.rows(2..<3, of: "b").doubles() == [.infinity])
        #expect(try reader.rows(5..<5, of: "a").doubles() == [])
        #expect(try reader.rows(0..<0, of: "e").shape == [0, 3])
        #expect(throws: SafetensorsError.missingTensor("c")) { try reader.rows(0..<0, of: "c") }
    }

    @Test func refusesWhatTheWholeFileReaderRefuses() throws {
        typealias Make = SafetensorsFileTests
        let broken = [
            Data(), Data(repeating: 0, count: 7), Data(repeating: 255, count: 8) + Data("{}".utf8),
            Make.file("{\"a\":\(Make.entry("F32", "2147483648", 0, 8_589_934_592))}", payload: [0, 0, 0, 0]),
            Make.file("{\"a\":\(Make.entry("F32", "4294967296,4294967296", 0, 4))}", payload: [0, 0, 0, 0]),
            Make.file("{\"a\":\(Make.entry("F128", "1", 0, 16))}", payload: [UInt8](repeating: 0, count: 16)),
            Make.file(
                "{\"a\":\(Make.entry("U8", "3", 0, 3)),\"b\":\(Make.entry("U8", "2", 2, 4))}", payload: [0, 0, 0, 0]),
            Make.file("{\"a\":\(Make.entry("U8", "1", 0, 1))}", payload: [0, 0, 0]),
        ]
        for data in broken {
            let whole = #expect(throws: SafetensorsError.self) { try SafetensorsFile(data: data) }
            let pieces = #expect(throws: SafetensorsError.self) { try reader(data) }
            #expect(whole == pieces)
        }
    }

    @Test func refusesHeadersBeyondItsLimitWithoutReadingThem() throws {
        // A sparse file: the header is claimed, and is as long as claimed, but takes no space.
        let length = SafetensorsReader.headerLimit + 8
        try Data(withUnsafeBytes(of: UInt64(length).littleEndian, Array.init)).write(to: url)
        let handle = try FileHandle(forWritingTo: url)
        try handle.truncate(atOffset: UInt64(length + 8))
        try handle.close()
        #expect(throws: SafetensorsError.headerTooLarge(length: length, limit: SafetensorsReader.headerLimit)) {
            try SafetensorsReader(contentsOf: url)
        }
    }

    @Test func refusesWhatIsNoRegularFile() {
        for path in ["/dev/zero", FileManager.default.temporaryDirectory.path] {
            #expect(throws: SafetensorsError.unreadable(path: path, reason: "not a regular file")) {
                try SafetensorsReader(contentsOf: URL(fileURLWithPath: path))
            }
        }
    }

    @Test func saysWhenTheFileHasBecomeShorter() throws {
        var writer = SafetensorsWriter()
        try writer.add("a", shape: [4], [Float](repeating: 1, count: 4))
        try writer.write(to: url)
        let reader = try SafetensorsReader(contentsOf: url)
        let handle = try FileHandle(forWritingTo: url)
        try handle.truncate(atOffset: UInt64(writer.data().count - 4))
        #expect(try reader.rows(0..<3, of: "a").floats() == [1, 1, 1])
        let error = #expect(throws: SafetensorsError.self) { try reader.rows(0..<4, of: "a") }
        #expect(error.map { "\($0)".contains("was longer before") } ?? false)
    }

    @Test func writesTheBytesOfTheWholeFileWriter() throws {
        var whole = SafetensorsWriter(metadata: ["key": "value"])
        try whole.add("a", shape: [2, 2], [Float(1), 2, 3, 4])
        try whole.add("b", shape: [3], [1.5, 2.5, 3.5])
        let pieces = try SafetensorsStreamWriter(
            to: url,
            tensors: [
                SafetensorsTensorKind(name: "a", dataType: .float32, shape: [2, 2]),
                SafetensorsTensorKind(name: "b", dataType: .float64, shape: [3]),
            ], metadata: ["key": "value"])
        try pieces.write([Float(3), 4], to: "a", at: 2)
        try pieces.write([2.5, 3.5], to: "b", at: 1)
        try pieces.write([1.5], to: "b", at: 0)
        try pieces.write([Float(1), 2], to: "a", at: 0)
        try pieces.finish()
        #expect(try Data(contentsOf: url) == whole.data())
    }

    @Test func refusesTensorsThatMakeNoFile() {
        func begin(_ tensors: SafetensorsTensorKind...) throws {
            _ = try SafetensorsStreamWriter(to: url, tensors: tensors)
        }
        func kind(_ name: String, _ shape: [Int]) -> SafetensorsTensorKind {
            SafetensorsTensorKind(name: name, dataType: .float32, shape: shape)
        }
        #expect(throws: SafetensorsError.duplicateName("a")) { try begin(kind("a", []), kind("a", [1])) }
        #expect(throws: SafetensorsError.reservedName("__metadata__")) { try begin(kind("__metadata__", [])) }
        #expect(throws: SafetensorsError.shapeOverflow(tensor: "a", shape: [1 << 62])) {
            try begin(kind("a", [1 << 62]))
        }
        #expect(throws: SafetensorsError.shapeOverflow(tensor: "b", shape: [1 << 60])) {
            try begin(kind("a", [1 << 60]), kind("b", [1 << 60]))
        }
        #expect(throws: SafetensorsError.shapeOverflow(tensor: "a", shape: [-1])) { try begin(kind("a", [-1])) }
    }
}
