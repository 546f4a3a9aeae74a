import Foundation
import Testing

@testable import Report

/// JSON that is none: refused with line and column, and with what to write instead. JSON that is read keeps what it says.
@Suite struct JSONRefusalTests {
    /// What the parser says of a text; nil where it reads it.
    private static func complaint(_ json: String) -> String? {
        do {
            _ = try Value(json: json)
            return nil
        } catch {
            return error.description
        }
    }

    @Test(arguments: [
        (#"{"a": 1, "a": 2}"#, "1, column 10: the key 'a' stands twice in one object"),
        ("{\"a\": {\"b\": 1,\n  \"c\": 2,\n  \"b\": 3}}", "3, column 3: the key 'b' stands twice in one object"),
        (#"{"a": 1, "\u0061": 2}"#, "1, column 10: the key 'a' stands twice in one object"),
        (#"[{"x": 1}, {"x": 1, "y": 2, "y": 2}]"#, "1, column 29: the key 'y' stands twice in one object"),
    ]) func refusesAKeyThatStandsTwice(_ json: String, _ message: String) {
        #expect(Self.complaint(json) == "invalid JSON at line \(message)")
    }

    @Test(arguments: [
        ("007", "7"), ("-01", "-1"), ("+1", "1"), (".5", "0.5"), ("-.5", "-0.5"), ("1.", "1.0"), ("1.e5", "1.0e5"),
        ("+.5", "0.5"), ("0x1F", "31"), ("00.5", "0.5"), ("01e3", "1e3"),
    ]) func refusesANumberThatIsWrittenInAnotherWay(_ number: String, _ instead: String) {
        #expect(
            Self.complaint("{\"a\":\n \(number)}")
                == "invalid JSON at line 2, column 2: '\(number)' is not written as a number of JSON; write \(instead)")
    }

    @Test(arguments: ["1e", "1e+", "--1", "+-1", "1.2.3", "1_000", "0b1", "-", "1-2", "12abc", "0xZ", "1e5.5"])
    func refusesWhatIsNoNumberAtAll(_ number: String) {
        #expect(Self.complaint("[1, \(number)]")?.hasPrefix("invalid JSON at line 1, column 5: ") == true)
    }

    @Test(arguments: [
        ("NaN", #"{"$number": "nan"}"#), ("nan", #"{"$number": "nan"}"#), ("-NaN", #"{"$number": "nan"}"#),
        ("Infinity", #"{"$number": "inf"}"#), ("inf", #"{"$number": "inf"}"#),
        ("-Infinity", #"{"$number": "-inf"}"#), ("True", "true"), ("FALSE", "false"), ("None", "null"),
        ("undefined", "null"),
    ]) func namesWhatToWriteForAWordThatJSONLacks(_ word: String, _ instead: String) throws {
        #expect(
            Self.complaint("{\"a\": \(word)}")
                == "invalid JSON at line 1, column 7: JSON has no '\(word)'; write \(instead)")
        #expect(Self.complaint("{\"a\": \(instead)}") == nil)
    }

    @Test(arguments: [
        (#""\ud800""#, "half a surrogate pair"), (#""\udc00""#, "half a surrogate pair"),
        (#""\ud83dx""#, "half a surrogate pair"), (#""\ud83d\ud83d""#, "half a surrogate pair"),
        (#""\udc00\ud83d""#, "half a surrogate pair"), (#""\u+12a""#, "four hexadecimal digits are wanted"),
        (#""\u12""#, "four hexadecimal digits are wanted"), (#""\x41""#, "an unknown escape"),
        ("\"a\nb\"", #"a line break in a text; close the text, or write \n"#),
        ("\"a\rb\"", #"a line break in a text; close the text, or write \r"#),
        ("\"a\tb\"", #"a tab in a text; write \t"#), ("\"a\u{0}b\"", #"write \u0000"#),
        ("\"a\u{1f}b\"", #"write \u001f"#), ("\"abc", "this text has no end"),
    ]) func refusesATextThatIsBroken(_ json: String, _ message: String) {
        #expect(Self.complaint(json)?.contains(message) == true, "\(Self.complaint(json) ?? "read")")
    }

    @Test(arguments: [
        ("[1, 2,]", "1, column 6: nothing follows this comma; remove it"),
        ("{\"a\": 1,\n}", "1, column 8: nothing follows this comma; remove it"),
        ("[,1]", "1, column 2: a value is wanted"), ("[1 2]", "1, column 4: ',' or ']' is wanted"),
        ("{\"a\": 1 \"b\": 2}", "1, column 9: ',' or '}' is wanted"), ("{\"a\" 1}", "1, column 6: ':' is wanted"),
        ("{a: 1}", "1, column 2: a key in double quotes is wanted"),
        ("{\"a\": 'b'}", "1, column 7: a text stands in double quotes"),
        ("{\"a\": 1}\n{}", "2, column 1: something follows the value; a text holds one value"),
        ("{} // done", "1, column 4: something follows the value; a text holds one value"),
        ("[1, // one\n 2]", "1, column 5: JSON has no comments; remove it"),
        ("", "1, column 1: the text ends where a value is wanted"),
        ("{\"a\":\n", "2, column 1: the text ends where a value is wanted"),
        ("\u{FEFF}{}", "1, column 1: it begins with a byte-order mark; save it as UTF-8 without one"),
        ("nullx", "1, column 1: 'nullx' is no value of JSON; a text stands in double quotes"),
    ]) func saysWhereAndWhy(_ json: String, _ message: String) {
        #expect(Self.complaint(json) == "invalid JSON at line \(message)")
    }

    @Test(arguments: [
        ("{\r\n \"a\": x}", 2, 7), ("{\r \"a\": x}", 2, 7), ("{\n\n\n\"é😀\": x}", 4, 7),
        ("[\"a\u{2028}b\",\n x]", 2, 2),
    ]) func countsLinesAndCharacters(_ json: String, _ line: Int, _ column: Int) throws {
        let error = try #require(throws: InvalidJSON.self) { try Value(json: json) }
        #expect(error.line == line && error.column == column)
    }

    @Test(arguments: [
        Data([0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00]), Data([0xFE, 0xFF, 0x00, 0x7B]), Data([0x7B, 0x00, 0x7D, 0x00]),
        Data([0x22, 0xC3, 0x22]), Data([0x22, 0xED, 0xA0, 0x80, 0x22]),
    ]) func refusesOtherEncodings(_ json: Data) {
        #expect(throws: InvalidJSON.self) { try Value(json: json) }
    }

    @Test func refusesWhatIsNestedTooDeep() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(Self.complaint(nested(256)) == nil)
        #expect(Self.complaint(nested(257)) == "invalid JSON at line 1, column 257: nested more than 256 deep")
        #expect(Self.complaint(String(repeating: "[", count: 100_000))?.contains("nested more than 256 deep") == true)
        #expect(
            Self.complaint(String(repeating: "{\"a\":", count: 100_000))?.contains("nested more than 256 deep") == true)
    }

    @Test(arguments: [
        ("1e400", "beyond the largest number"), ("-1e309", "beyond the largest number"),
        ("1e99999999999999999999", "beyond the largest number"), ("1e-400", "write 0"), ("-4.2e-9999", "write 0"),
        ("9223372036854775809", "write it as a text"), ("18446744073709551615", "write it as a text"),
        ("100000000000000000000000", "write it as a text"), ("9007199254740993.0", "write it as a text"),
        ("9.007199254740993e15", "write it as a text"),
        ("-123456789012345678.000", "write it as a text"),
    ]) func refusesANumberThatWouldNotBeKept(_ number: String, _ message: String) {
        #expect(Self.complaint("[\(number)]")?.contains(message) == true)
    }

    @Test(
        arguments: [
            ("0", .integer(0)), ("-7", .integer(-7)), ("9007199254740993", .integer(9_007_199_254_740_993)),
            ("-9223372036854775808", .integer(.min)), ("9223372036854775807", .integer(.max)),
            ("9223372036854775808", .number(0x1p63)), ("1.0", .number(1)), ("1E5", .number(1e5)),
            ("9007199254740992.0", .number(0x1p53)), ("1e23", .number(1e23)), ("-0.0", .number(-0.0)),
            ("1e+5", .number(1e5)),
            ("0e99999", .number(0)), ("1.7976931348623157e308", .number(.greatestFiniteMagnitude)),
            ("5e-324", .number(.leastNonzeroMagnitude)), ("0.1", .number(0.1)),
        ] as [(String, Value)]) func readsNumbersAsTheyAreWritten(_ json: String, _ value: Value) throws
    {
        #expect(try Value(json: json) == value)
    }

    @Test(arguments: ["-0", "-0.0", "-0e5"]) func keepsTheSignOfZero(_ json: String) throws {
        let number = try #require(try Value(json: json).double)
        #expect(number == 0 && number.sign == .minus)
    }

    @Test func aReportSaysWhichFileIsWrongAndWhere() async throws {
        let workplace = try Workplace()
        try workplace.write("{\"gap\": 0.1,\n \"gap\": 0.2}", to: "numbers.json")
        let outcome = try await workplace.render("```{json} n\nfile: numbers.json\n```\n")
        #expect(outcome.exitStatus == 2)
        #expect(
            outcome.messages.contains {
                $0.contains(
                    "cannot read 'numbers.json': invalid JSON at line 2, column 2: the key 'gap' stands twice")
            })
    }
}
