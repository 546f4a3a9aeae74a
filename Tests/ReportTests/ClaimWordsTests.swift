import Testing

@testable import Report

/// A verdict shows digits enough to see why it is what it is.
@Suite struct ClaimWordsTests {
    private static func words(
        _ number: Double, _ criterion: Claim.Criterion, _ format: String? = nil
    ) -> [String] {
        let words = ClaimWords(.number(number), criterion, format.flatMap { NumberFormat($0) })
        return [words.measured, words.required]
    }

    private static func exactly(_ number: Double) -> Claim.Criterion { .equals(.number(number), tolerance: .number(0)) }

    @Test(
        arguments: [
            (0.30000001, exactly(0.3), "0.30000001", "= 0.30000000"),
            (0.1 + 0.2, exactly(0.3), "0.30000000000000004", "= 0.3"),
            (0.29999, .below(.number(0.3)), "0.29999", "< 0.30000"),
            (0.300004, .below(.number(0.3)), "0.300004", "< 0.300000"),
            (1.0000000001, .below(.integer(1)), "1.0000000001", "< 1.0000000000"),
            (123456.4, .above(.number(123_456.5)), "123456.4", "> 123456.5"),
            (2.00000001, .absoluteBelow(.integer(2)), "2.00000001", "|value| < 2.00000000"),
            (-2.00000001, .absoluteBelow(.integer(2)), "−2.00000001", "|value| < 2.00000000"),
            (0.9999999, .between(.integer(1), .integer(2)), "0.9999999", "in [1.000000, 2.000000]"),
            (3.14159265, exactly(3.14159266), "3.14159265", "= 3.14159266"),
            (1e-9, .below(.integer(0)), "1.000 × 10⁻⁹", "< 0"),
            (5.5, .below(.number(1_234_567.25)), "5.500", "< 1234567.25"),
            (-5, .between(.number(-1_234_567.5), .integer(0)), "−5.000", "in [−1234567.5, 0]"),
            (1_234_567, exactly(1_234_567), "1234567", "= 1234567"),
            (123_456.7, .absoluteBelow(.number(123_456.75)), "123456.7", "|value| < 123456.75"),
        ] as [(Double, Claim.Criterion, String, String)])
    func bothNumbersGetTheDigitsThatTellThemApart(
        _ number: Double, _ criterion: Claim.Criterion, _ measured: String, _ required: String
    ) {
        #expect(Self.words(number, criterion) == [measured, required])
    }

    @Test(arguments: [
        (0.31000001, 0.01, "0.31000001", "= 0.30000000 ± 0.01"),
        (0.2899996, 0.01, "0.2899996", "= 0.3000000 ± 0.01"),
        // 0.31 − 0.3 is more than 0.01 in float64.
        (0.31, 0.01, "0.31, off by 0.010000000000000009", "= 0.3 ± 0.01"),
        (0.35, 0.01, "0.3500", "= 0.3 ± 0.01"), (0.305, 0.01, "0.3050", "= 0.3 ± 0.01"),
    ]) func theEdgesOfAToleranceAreSeen(_ number: Double, _ tolerance: Double, _ measured: String, _ required: String) {
        #expect(Self.words(number, .equals(.number(0.3), tolerance: .number(tolerance))) == [measured, required])
    }

    @Test(arguments: [
        (".1", 0.34, 0.3, "0.34", "< 0.30"), (".2", 0.3001, 0.3, "0.3001", "< 0.3000"),
        (".2e", 12345, 12344, "1.2345 × 10⁴", "< 1.2344 × 10⁴"), (".1%", 0.30004, 0.3, "30.004 %", "< 30.000 %"),
        (".2g", 1.234, 1.2, "1.23", "< 1.20"), ("+.1", 0.34, 0.3, "+0.34", "< +0.30"),
        (".1", 1e-20, 0, "1 × 10⁻²⁰", "< 0"),
    ]) func theAuthorsFormatGetsMoreDigitsWhereItHidesTheReason(
        _ format: String, _ number: Double, _ bound: Double, _ measured: String, _ required: String
    ) {
        #expect(Self.words(number, .below(.number(bound)), format) == [measured, required])
    }

    @Test(
        arguments: [
            (0.5, .below(.number(0.5)), "0.5000", "< 0.5"), (0.5, exactly(0.45), "0.5000", "= 0.45"),
            (0.5, .between(.number(0.5), .integer(1)), "0.5000", "in [0.5, 1]"),
            (.nan, .below(.integer(1)), "NaN", "< 1"),
            (.infinity, .below(.integer(1)), "∞", "< 1"), (12, .above(.integer(11)), "12.00", "> 11"),
        ] as [(Double, Claim.Criterion, String, String)])
    func nothingChangesWhereTheDigitsDo(
        _ number: Double, _ criterion: Claim.Criterion, _ measured: String, _ required: String
    ) {
        #expect(Self.words(number, criterion) == [measured, required])
    }

    @Test func thePageAndTheTerminalSayIt() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(
            "```{echo} e\nnumber: 0.30000001\n```\n\n```{check} c\nclaims: [{claim: it is 0.3, value: e.number, equals: 0.3}]\n```\n"
        )
        #expect(outcome.exitStatus == 1)
        #expect(outcome.messages == ["report.md: fail: it is 0.3: 0.30000001, required = 0.30000000"])
        #expect(try workplace.html.contains("0.30000001"))
    }
}
