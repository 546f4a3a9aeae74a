import Foundation
import Safetensors
import Testing

/// Each way in which a file can be broken gives its own error, and none of them sizes memory by what it claims.
@Suite struct HostileInputTests {
    static func expect(
        _ expected: SafetensorsError, _ data: Data, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(throws: expected, sourceLocation: sourceLocation) { try SafetensorsFile(data: data) }
    }

    typealias Make = SafetensorsFileTests

    static func file(_ header: String, payload: Int = 0) -> Data {
        Make.file(header, payload: Array(repeating: 0, count: payload))
    }

    @Test func rejectsAFileShorterThanItsLengthPrefix() {
        Self.expect(.truncated(byteCount: 0), Data())
        Self.expect(.truncated(byteCount: 7), Data(repeating: 0, count: 7))
    }

    @Test func rejectsAHeaderLongerThanTheFile() {
        Self.expect(.headerTooLong(length: 3, available: 2), Data([3, 0, 0, 0, 0, 0, 0, 0]) + Data("{}".utf8))
        Self.expect(.headerTooLong(length: .max, available: 2), Data(repeating: 255, count: 8) + Data("{}".utf8))
    }

    @Test func rejectsEveryTruncationOfAFile() throws {
        var writer = SafetensorsWriter(metadata: ["key": "value"])
        try writer.add("a", shape: [2], [Float(1), 2])
        try writer.add("b", shape: [1], [UInt8(1)])
        let whole = writer.data()
        for count in 0..<whole.count {
            #expect(throws: SafetensorsError.self) { try SafetensorsFile(data: whole.prefix(count)) }
        }
    }

    @Test func rejectsAHeaderThatIsNotUTF8() {
        Self.expect(.headerNotUTF8, Make.file([0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x7D]))
    }

    @Test(arguments: [
        "", " ", "[]", "{", "}", "{}x", "{\"a\"}", "{\"a\":1}", "{\"a\":{}}", "{\"a\":{\"dtype\":\"F32\"}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[01],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"more\":1}}",
        "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":3,\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[+1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,]}}", "\u{FEFF}{}",
        "{\"__metadata__\":{\"a\":1}}", "{\"__metadata__\":{},}", "{\"a", "{\"\\ud800\":{}}", "{\"\\udc00\":{}}",
        "{\"\\x\":{}}", "{\"\\u12g4\":{}}", "{\"a\u{1}\":{}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,4]}}",
    ])
    func rejectsAHeaderThatIsNotTheExpectedJSON(header: String) {
        let error = #expect(throws: SafetensorsError.self) {
            try SafetensorsFile(data: Self.file(header, payload: 4))
        }
        guard case .invalidHeader = error else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
    }

    @Test func rejectsDeepNestingWithoutRecursion() {
        for opening in ["[", "{\"a\":"] {
            let header = String(repeating: opening, count: 100_000)
            #expect(throws: SafetensorsError.self) { try SafetensorsFile(data: Self.file(header)) }
        }
    }

    @Test func rejectsDuplicateNames() {
        let entry = Make.entry("U8", "1", 0, 1)
        Self.expect(.duplicateName("a"), Self.file("{\"a\":\(entry),\"\\u0061\":\(entry)}", payload: 1))
        Self.expect(.duplicateName("k"), Self.file("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}"))
        Self.expect(.duplicateName("__metadata__"), Self.file("{\"__metadata__\":{},\"__metadata__\":{}}"))
    }

    @Test func rejectsAnUnknownDataType() {
        Self.expect(
            .unknownDataType(tensor: "a", name: "F128"),
            Self.file("{\"a\":\(Make.entry("F128", "1", 0, 16))}", payload: 16))
    }

    @Test func rejectsShapesBeyondTheFileWithoutAllocating() {
        let billions = "{\"a\":\(Make.entry("F32", "2147483648", 0, 4))}"
        Self.expect(.sizeMismatch(tensor: "a", expected: 8_589_934_592, found: 4), Self.file(billions, payload: 4))
        let claimed = "{\"a\":\(Make.entry("F32", "2147483648", 0, 8_589_934_592))}"
        Self.expect(
            .offsetsOutOfBounds(tensor: "a", begin: 0, end: 8_589_934_592, available: 4),
            Self.file(claimed, payload: 4))
    }

    @Test func rejectsShapesThatOverflow() {
        let large = 4_294_967_296
        Self.expect(
            .shapeOverflow(tensor: "a", shape: [large, large]),
            Self.file("{\"a\":\(Make.entry("F32", "\(large),\(large)", 0, 4))}", payload: 4))
        Self.expect(
            .shapeOverflow(tensor: "a", shape: [large, large, 0]),
            Self.file("{\"a\":\(Make.entry("F32", "\(large),\(large),0", 0, 0))}"))
    }

    @Test func rejectsOffsetsThatAreReversedOrOutOfBounds() {
        Self.expect(
            .offsetsOutOfBounds(tensor: "a", begin: 4, end: 0, available: 4),
            Self.file("{\"a\":\(Make.entry("F32", "1", 4, 0))}", payload: 4))
        Self.expect(
            .offsetsOutOfBounds(tensor: "a", begin: 0, end: 4, available: 3),
            Self.file("{\"a\":\(Make.entry("F32", "1", 0, 4))}", payload: 3))
    }

    @Test func rejectsOffsetsThatContradictTheShape() {
        Self.expect(
            .sizeMismatch(tensor: "a", expected: 8, found: 4),
            Self.file("{\"a\":\(Make.entry("F32", "2", 0, 4))}", payload: 4))
    }

    @Test func rejectsOverlappingTensors() {
        let header = "{\"a\":\(Make.entry("U8", "3", 0, 3)),\"b\":\(Make.entry("U8", "2", 2, 4))}"
        Self.expect(.overlap(tensor: "b", begin: 2, previousEnd: 3), Self.file(header, payload: 4))
    }

    @Test func rejectsBytesThatBelongToNoTensor() {
        let header = "{\"a\":\(Make.entry("U8", "1", 0, 1)),\"b\":\(Make.entry("U8", "1", 2, 3))}"
        Self.expect(.gap(begin: 1, end: 2), Self.file(header, payload: 3))
        Self.expect(.gap(begin: 1, end: 3), Self.file("{\"a\":\(Make.entry("U8", "1", 0, 1))}", payload: 3))
        Self.expect(.gap(begin: 0, end: 2), Self.file("{}", payload: 2))
    }

    @Test func survivesEveryFlippedByteOfAHeader() throws {
        var writer = SafetensorsWriter(metadata: ["key": "ν"])
        try writer.add("a", shape: [2, 1], [Float(1), 2])
        let whole = writer.data()
        for index in whole.indices {
            for flip: UInt8 in [1, 0x10, 0x80, 0xFF] {
                var broken = whole
                broken[index] ^= flip
                // Either a typed error or a file whose tensors still fit in its bytes.
                if let file = try? SafetensorsFile(data: broken) {
                    #expect(file.tensors.values.reduce(0) { $0 + $1.bytes.count } <= whole.count)
                }
            }
        }
    }
}
