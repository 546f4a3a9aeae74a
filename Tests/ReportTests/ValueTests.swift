import Foundation
import RandomStreams
import Testing

@testable import Report

@Suite struct ValueTests {
    static let everything: Value = [
        "null": nil, "yes": true, "count": 3, "whole": 1.0, "small": .number(.leastNonzeroMagnitude),
        "third": .number(1.0 / 3), "big": -1e300,
        "nan": .number(.nan), "up": .number(.infinity), "down": .number(-.infinity), "minusZero": -0.0,
        "text": "a \"quote\", a \\, a\nline, ν̂ and 😀 \u{1}", "list": [1, [2.5, "x"], [:]], "most": .integer(.max),
    ]

    @Test func readsBackWhatItWritesBitForBit() throws {
        for text in [Self.everything.canonicalJSON, Self.everything.prettyJSON] {
            let back = try Value(json: text)
            #expect(back.canonicalJSON == Self.everything.canonicalJSON)
            #expect(back[path: "nan"]?.double?.isNaN == true)
            #expect(back[path: "whole"] == .number(1))
            #expect(back[path: "count"] == .integer(3))
            #expect(back[path: "minusZero"]?.double?.sign == .minus)
            #expect(back[path: "text"] == Self.everything[path: "text"])
        }
    }

    @Test func writesOneTextForOneValue() {
        let value: Value = ["b": [1, 2.0], "a": nil]
        #expect(value.canonicalJSON == "{\"a\":null,\"b\":[1,2.0]}")
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\" 1}", "nul", "01x", "\"a", "\"\\ud800\"", "1 2", "{\"$number\":\"seven\"}", "1e999",
        "\"\\q\"",
        String(repeating: "[", count: 300),
    ]) func refusesWhatIsNoJSON(_ text: String) {
        #expect(throws: InvalidJSON.self) { try Value(json: text) }
    }

    @Test func readsEscapesAndSurrogatePairs() throws {
        #expect(try Value(json: #""\u00e9\ud83d\ude00\/\t""#) == "é😀/\t")
    }

    @Test func findsValuesByPath() {
        let value: Value = ["best": ["shift": 0.5], "members": [["loss": 1.5], ["loss": 2.5]], "a.b": ["c": 7]]
        #expect(value[path: "best.shift"] == 0.5)
        #expect(value[path: "members.1.loss"] == 2.5)
        #expect(value[path: "a.b.c"] == 7)
        #expect(value[path: "members.2.loss"] == nil)
        #expect(value[path: "best.shift.x"] == nil)
        #expect(value[path: "best."] == nil)
        #expect(value.leafPaths() == ["a.b.c", "best.shift", "members.0.loss", "members.1.loss"])
    }

    struct Fit: Codable, Equatable {
        var best: [String: Double]
        var status: String
        var bound: Double
        var steps: Int
    }

    @Test func holdsEncodableResultsAndKeepsInfinity() throws {
        let fit = Fit(best: ["shift": 0.25], status: "converged", bound: .infinity, steps: 12)
        let value = try Value(encoding: fit)
        #expect(value[path: "bound"] == .number(.infinity))
        #expect(value[path: "best.shift"] == 0.25)
        #expect(try value.decoded(as: Fit.self) == fit)
        #expect(try Value(json: value.canonicalJSON).decoded(as: Fit.self) == fit)
    }

    /// As the standard library reads them, of any number of digits, from the least on; larger ones may be refused as integers.
    @Test func numbersAreReadToTheLastBit() throws {
        var generator = RandomStream(seed: 7, purpose: "test", index: 0)
        for _ in 0..<4000 {
            let digits = String(UInt64.random(in: 0...UInt64.max, using: &generator)).prefix(
                Int.random(in: 1...20, using: &generator))
            let text = "\(digits.first!).\(digits.dropFirst())0e\(Int.random(in: -320...14, using: &generator))"
            let number = try #require(Double(text))
            guard number != 0 else { continue }
            #expect(try Value(json: text).double?.bitPattern == number.bitPattern, "\(text)")
        }
    }

    @Test func groupsKeepTheOrderOfTheirFirstElements() {
        #expect(["b1", "a1", "b2", "c1", "a2"].grouped(by: \.first) == [["b1", "b2"], ["a1", "a2"], ["c1"]])
        #expect([Int]().grouped { $0 }.isEmpty)
    }
}

/// Keys with points in them, and keys of objects in one another.
@Suite struct AmbiguousPathTests {
    @Test(arguments: [
        (#"{"a.b": 1, "a": {"b": 2}}"#, "a.b"), (#"{"a.b": {"c": 1}, "a": {"b.c": 2}}"#, "a.b.c"),
        (#"{"a.b": {"c.d": 1}, "a": {"b": {"c": {"d": 2}}}}"#, "a.b"), (#"{"a": [5], "a.0": 6}"#, "a.0"),
        (#"{"a.b.c": {"d": 1}, "a.b": {"c.d": 2}}"#, "a.b.c.d"),
        (#"{"x": [{"a.b": {"c": 1}, "a": {"b.c": 2}}]}"#, "x.0.a.b.c"),
        (#"{"a": {"b.c": [1]}, "a.b": {"c.0": 2}}"#, "a.b.c.0"), (#"{"": {"b": 1}, ".b": 2}"#, ".b"),
    ]) func isNamed(_ json: String, _ path: String) throws { #expect(try Value(json: json).ambiguousPath == path) }

    @Test(arguments: [
        #"{"a.b": {"c": 1}, "a": {"c.b": 2}}"#, #"{"a.b": 1, "a": {"c": 2}}"#, #"{"a.b": {"c": 1}, "a": {"b1.c": 2}}"#,
        #"{"a.b": 1, "b": {"a": 2}}"#, #"{"a": [5], "a.1": 6}"#, #"{"1.5": {"x": 1}, "1": {"6": 2}}"#,
    ]) func isNoneWhereEveryPathIsOneValues(_ json: String) throws {
        #expect(try Value(json: json).ambiguousPath == nil)
    }
}
