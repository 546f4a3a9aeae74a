import Foundation
import Safetensors
import Testing

@Suite struct SafetensorsFileTests {
    /// A file of a header given as text and a payload.
    static func file(_ header: String, payload: [UInt8] = []) -> Data {
        file(Array(header.utf8), payload: payload)
    }

    static func file(_ header: [UInt8], payload: [UInt8] = []) -> Data {
        let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
        return Data(length + header + payload)
    }

    static func entry(_ type: String, _ shape: String, _ begin: Int, _ end: Int) -> String {
        "{\"dtype\":\"\(type)\",\"shape\":[\(shape)],\"data_offsets\":[\(begin),\(end)]}"
    }

    @Test func readsEveryDataType() throws {
        let header =
            "{ \"d\":\(Self.entry("F64", "1", 0, 8)), \"i\":\(Self.entry("I64", "1", 8, 16)),"
            + "\"f\":\(Self.entry("F32", "1", 16, 20)), \"j\":\(Self.entry("I32", "1", 20, 24)),"
            + "\"h\":\(Self.entry("F16", "2", 24, 28)), \"b\":\(Self.entry("BF16", "1", 28, 30)),"
            + "\"u\":\(Self.entry("U8", "2,1", 30, 32)), \"t\":\(Self.entry("BOOL", "2", 32, 34))}  "
        // A row for each of them.
        let payload: [UInt8] = [
            0, 0, 0, 0, 0, 0, 0xF8, 0xBF,
            0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
            0, 0, 0x20, 0x40,
            0xFD, 0xFF, 0xFF, 0xFF,
            0x00, 0x3C, 0x01, 0x00,
            0xC0, 0x3F,
            7, 255,
            0, 1,
        ]
        let file = try SafetensorsFile(data: Self.file(header, payload: payload))
        #expect(try file.doubles("d") == [-1.5])
        #expect(try file.integers("i") == [-2])
        #expect(try file.floats("f") == [2.5])
        #expect(try file.integers("j") == [-3])
        #expect(try file.doubles("j") == [-3])
        #expect(try file.floats("h") == [1, 0x1p-24])
        #expect(try file.floats("b") == [1.5])
        #expect(try file.integers("u") == [7, 255])
        #expect(try file.shape("u") == [2, 1])
        #expect(try file.floats("t") == [0, 1])
        #expect(file.names == ["b", "d", "f", "h", "i", "j", "t", "u"])
        #expect(try file.tensor("h").dataType == .float16)
    }

    @Test func readsScalarsAndEmptyTensors() throws {
        let header = "{\"s\":\(Self.entry("U8", "", 0, 1)),\"e\":\(Self.entry("F32", "3,0", 1, 1))}"
        let file = try SafetensorsFile(data: Self.file(header, payload: [9]))
        #expect(try file.integers("s") == [9])
        #expect(try file.floats("e").isEmpty)
        #expect(try file.shape("e") == [3, 0])
    }

    @Test func readsMetadataWithEscapes() throws {
        let file = try SafetensorsFile(
            data: Self.file(#"{"__metadata__":{"a\n\"\/":"ν \u03bd \ud835\udf08","b":"\\\t\b\f\r"}}"#))
        #expect(file.metadata == ["a\n\"/": "ν ν 𝜈", "b": "\\\t\u{8}\u{C}\r"])
        #expect(file.tensors.isEmpty)
    }

    @Test func readsASliceOfLargerData() throws {
        let whole = Data([1, 2, 3]) + Self.file("{\"s\":\(Self.entry("U8", "1", 0, 1))}", payload: [4])
        #expect(try SafetensorsFile(data: whole.dropFirst(3)).integers("s") == [4])
    }

    @Test func namesAMissingTensorAndAWrongType() throws {
        let file = try SafetensorsFile(
            data: Self.file("{\"f\":\(Self.entry("F32", "1", 0, 4))}", payload: [0, 0, 0, 0]))
        #expect(throws: SafetensorsError.missingTensor("g")) { try file.floats("g") }
        #expect(throws: SafetensorsError.typeMismatch(tensor: "f", stored: .float32, wanted: "integers")) {
            try file.integers("f")
        }
    }

    @Test func namesAnUnreadableFile() throws {
        let url = URL(fileURLWithPath: "/nowhere/at/all.safetensors")
        let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(contentsOf: url) }
        guard case .unreadable(path: "/nowhere/at/all.safetensors", _) = error else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
    }

    @Test func refusesWhatNeverEnds() {
        #expect(throws: SafetensorsError.unreadable(path: "/dev/zero", reason: "not a regular file")) {
            try SafetensorsFile(contentsOf: URL(fileURLWithPath: "/dev/zero"))
        }
    }
}
