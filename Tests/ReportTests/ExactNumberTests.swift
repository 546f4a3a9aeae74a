import Foundation
import Testing

@testable import Report

/// Integers beyond 2⁵³: no two that differ are taken for equal, in claims, in bounds, in options and on the page.
@Suite struct ExactNumberTests {
    private static let places: [[ExactNumber]] = [
        [.number(-.infinity)], [.number(-1e300)], [.integer(.min), .number(-0x1p63)], [.integer(.min + 1)],
        [.integer(-9_007_199_254_740_993)], [.integer(-9_007_199_254_740_992), .number(-0x1p53)], [.number(-0.5)],
        [.integer(0), .number(0), .number(-0.0)], [.number(.leastNonzeroMagnitude)], [.number(0.5)],
        [.integer(1), .number(1)], [.number(1.5)], [.integer(9_007_199_254_740_991)],
        [.integer(9_007_199_254_740_992), .number(0x1p53)], [.integer(9_007_199_254_740_993)],
        [.integer(9_007_199_254_740_994), .number(0x1p53 + 2)], [.integer(.max - 1)], [.integer(.max)],
        [.number(0x1p63)], [.number(.infinity)],
    ]

    @Test func ordersIntegersAndNumbersAsTheyAre() {
        for (left, first) in Self.places.enumerated() {
            for (right, second) in Self.places.enumerated() {
                for (a, b) in first.flatMap({ a in second.map { (a, $0) } }) {
                    #expect(a.order(to: b) == (left < right ? -1 : left > right ? 1 : 0), "\(a) and \(b)")
                    #expect((a < b) == (left < right) && (a <= b) == (left <= right))
                }
            }
        }
    }

    @Test(arguments: places.joined().map(\.self)) func neverOrdersNaN(_ number: ExactNumber) {
        #expect(number.order(to: .number(.nan)) == nil && ExactNumber.number(.nan).order(to: number) == nil)
        #expect(!(number < .number(.nan)) && !(.number(.nan) <= number))
    }

    @Test(
        arguments: [
            (.integer(.max), .integer(.min), .number(0x1p64)), (.integer(.max), .integer(.max - 1), .integer(1)),
            (.integer(9_007_199_254_740_993), .number(0x1p53), .integer(1)), (.number(2.5), .integer(2), .number(0.5)),
            (.integer(3), .integer(7), .integer(4)), (.integer(.min), .integer(0), .number(0x1p63)),
        ] as [(ExactNumber, ExactNumber, ExactNumber)])
    func measuresDistancesOfWholeNumbersExactly(_ left: ExactNumber, _ right: ExactNumber, _ distance: ExactNumber) {
        #expect(left.distance(to: right).order(to: distance) == 0)
        #expect(right.distance(to: left).order(to: distance) == 0)
    }

    // MARK: In a report

    private static func verdict(_ number: String, _ criterion: String) async throws -> [String] {
        let workplace = try Workplace()
        try workplace.write("{\"n\": \(number)}", to: "n.json")
        let outcome = try await workplace.render(
            "```{json} j\nfile: n.json\n```\n\n```{check} c\nclaims: [{claim: it holds, value: j.n, \(criterion)}]\n```\n"
        )
        let verdict = outcome.run?.artifact("c")?.result[path: "verdicts.0"]
        return ["status", "measured", "tolerance"].map { verdict?[path: $0]?.string ?? "\(outcome.messages)" }
    }

    @Test(arguments: [
        ("9007199254740993", "equals: 9007199254740992", "fail", "9007199254740993", "= 9007199254740992"),
        ("9007199254740993", "equals: 9007199254740993", "pass", "9007199254740993", "= 9007199254740993"),
        ("9007199254740993", "below: 9007199254740993", "fail", "9007199254740993", "< 9007199254740993"),
        ("9007199254740992", "below: 9007199254740993", "pass", "9007199254740992", "< 9007199254740993"),
        ("9007199254740993", "above: 9007199254740992", "pass", "9007199254740993", "> 9007199254740992"),
        ("9223372036854775807", "equals: 9223372036854775806", "fail", "9223372036854775807", "= 9223372036854775806"),
        ("-9007199254740993", "abs-below: 9007199254740993", "fail", "−9007199254740993", "|value| < 9007199254740993"),
        (
            "9007199254740993", "between: [9007199254740994, 9007199254740995]", "fail", "9007199254740993",
            "in [9007199254740994, 9007199254740995]"
        ),
        (
            "9007199254740995", "equals: 9007199254740993, tolerance: 1", "fail", "9007199254740995",
            "= 9007199254740993 ± 1"
        ),
        (
            "9007199254740994", "equals: 9007199254740993, tolerance: 1", "pass", "9007199254740994",
            "= 9007199254740993 ± 1"
        ),
        ("9007199254740993", "equals: 9007199254740992, format: .0", "fail", "9007199254740993", "= 9007199254740992"),
        (
            "9007199254740993", "equals: 9007199254740992, format: .3g", "fail", "9010000000000000",
            "= 9007199254740992"
        ),
        // With a point a whole number is the same one, and gets all its digits.
        ("9007199254740992.0", "equals: 9007199254740993", "fail", "9007199254740992", "= 9007199254740993"),
        ("9007199254740992.0", "equals: 9007199254740993.0", "fail", "9007199254740992", "= 9007199254740993"),
        ("9007199254740993", "equals: 9007199254740993.0", "pass", "9007199254740993", "= 9007199254740993"),
        ("9007199254740994.0", "above: 9007199254740993.00", "pass", "9007199254740994", "> 9007199254740993"),
    ]) func claimsTellLargeIntegersApart(
        _ number: String, _ criterion: String, _ status: String, _ measured: String, _ required: String
    ) async throws {
        #expect(try await Self.verdict(number, criterion) == [status, measured, required])
    }

    @Test(arguments: ["9223372036854775809", "-18446744073709551617", "100000000000000000000001"])
    func refusesABoundThatWouldBeKeptAsAnotherNumber(_ bound: String) async throws {
        let words = try await Self.verdict("1", "below: \(bound)")
        #expect(words[0].contains("cannot be \\'\(bound)\\': a number keeps fewer digits"), "\(words)")
    }

    private static func option(_ text: String) throws(InvalidDocument) -> Double {
        let place = SourcePlace(file: "report.md", line: 1, column: 1)
        return try Double(
            SourceNode(.scalar(text, plain: true), at: place), in: OptionScope(name: "x", folder: .temporaryDirectory))
    }

    @Test(
        arguments: [
            "9007199254740993", "-9007199254740993", "9223372036854775807", "123456789012345678", "9007199254740993.0",
            "-123456789012345678.000", "1e-400", "-1E-999", "0.001e-330", "1_0e-400",
        ])
    func refusesAnOptionThatWouldBeKeptAsAnotherNumber(_ text: String) {
        #expect(throws: InvalidDocument.self) { try Self.option(text) }
    }

    @Test(
        arguments: [
            ("9007199254740992", 0x1p53), ("9007199254740994", 0x1p53 + 2), ("1_000", 1000), ("+5", 5), ("0.1", 0.1),
            ("00", 0), ("0_0", 0), ("-0", 0), ("010.5", 10.5), ("1.0", 1),
            ("1e300", 1e300), ("9007199254740992.0", 0x1p53), ("18446744073709551616", 0x1p64),
            ("9007199254740993e0", 0x1p53), ("1e23", 1e23), ("0e5", 0), ("0.000", 0), ("-0.0e-400", 0),
            ("5e-324", .leastNonzeroMagnitude), ("5.", 5), (".5", 0.5), ("1_0.0_0", 10), ("1e-300", 1e-300),
            ("12.50", 12.5), ("100", 100),
        ] as [(String, Double)]) func takesEveryOtherNumber(_ text: String, _ number: Double) throws
    {
        #expect(try Self.option(text) == number)
    }

    /// `010` is 8 to YAML 1.1 and 10 to YAML 1.2.
    @Test(arguments: [
        ("010", "write 10; to others it is 8,"), ("007", "write 7; to others it is 7,"), ("-0_12", "write -12"),
        ("+010", "write +10"), ("089", "write 89"), ("0000000000000000000000001", "write 1"),
    ]) func refusesLeadingZeros(_ text: String, _ remedy: String) {
        let place = SourcePlace(file: "report.md", line: 1, column: 1)
        let node = SourceNode(.scalar(text, plain: true), at: place)
        let scope = OptionScope(name: "seed", folder: .temporaryDirectory)
        let reads: [() throws -> Void] = [
            { _ = try Double(node, in: scope) }, { _ = try Int(node, in: scope) },
            { _ = try ExactNumber(node, in: scope) },
        ]
        for read in reads + (text.hasPrefix("-") ? [] : [{ _ = try UInt64(node, in: scope) }]) {
            let error = #expect(throws: InvalidDocument.self, "\(text)") { try read() }
            #expect(error?.diagnostics.first?.message.contains("cannot be '\(text)'") == true)
            #expect(error?.diagnostics.first?.remedy?.hasPrefix(remedy) == true, "\(error.debugDescription)")
        }
    }

    @Test(arguments: ["010", "00123"]) func refusesTheSeedOfAReport(_ seed: String) {
        let error = #expect(throws: InvalidDocument.self) { try document("---\nseed: \(seed)\n---\nText\n") }
        #expect(error?.diagnostics.first?.place.line == 2)
        #expect(error?.diagnostics.first?.message.hasPrefix("'seed' cannot be '\(seed)'") == true)
    }

    @Test(arguments: ["-0", "5", "0.5", "1e3", "-7", "9007199254740992"])
    func keysOfClaimsStayAsTheyWere(_ text: String) throws {
        let place = SourcePlace(file: "report.md", line: 1, column: 1)
        let node = SourceNode(.scalar(text, plain: true), at: place)
        let bound = try ExactNumber(node, in: OptionScope(name: "x", folder: .temporaryDirectory))
        #expect(bound.canonical.canonicalJSON == Value.number(Double(text) ?? .nan).canonicalJSON)
    }

    @Test(arguments: [
        (".0", "9007199254740993"), (",.0", "9,007,199,254,740,993"), ("+.2", "+9007199254740993.00"),
        (".0%", "900719925474099300 %"), (".16g", "9007199254740993"), (".17g", "9007199254740993.0"),
        (".3e", "9.007 × 10¹⁵"),
    ]) func formatsKeepTheDigitsOfLargeIntegers(_ format: String, _ text: String) {
        #expect(Value.integer(9_007_199_254_740_993).formatted(NumberFormat(format)) == text)
    }
}
