import Testing

@testable import Report

/// Integers beyond 2⁵³ stay exact in differences and quotients, and in what a summary says of them.
@Suite struct ExactClaimTests {
    @Test(
        arguments: [
            (9_007_199_254_740_993, 9_007_199_254_740_992, 1), (.max, 1, .max - 1), (.min, -1, .min + 1), (5, -3, 8),
        ] as [(Int, Int, Int)]) func differencesAreExact(_ value: Int, _ minus: Int, _ difference: Int)
    {
        #expect(ExactNumber.integer(value).adding(-.integer(minus)).order(to: .integer(difference)) == 0)
    }

    @Test(
        arguments: [
            (9_007_199_254_740_993, 1, 9_007_199_254_740_993), (-9_007_199_254_740_993, -1, 9_007_199_254_740_993),
            (9_223_372_036_854_775_806, 2, 4_611_686_018_427_387_903),
        ] as [(Int, Int, Int)]) func wholeQuotientsAreExact(_ value: Int, _ over: Int, _ quotient: Int)
    {
        #expect(ExactNumber.integer(value).divided(by: .integer(over)).order(to: .integer(quotient)) == 0)
    }

    @Test func otherQuotientsAreThoseOfFloat64() {
        #expect(ExactNumber.integer(7).divided(by: .integer(2)).double == 3.5)
        #expect(ExactNumber.integer(9_007_199_254_740_993).divided(by: .integer(2)).double == 4_503_599_627_370_496.5)
        #expect(ExactNumber.number(0.3).divided(by: .number(0.1)).double == 0.3 / 0.1)
        #expect(ExactNumber.integer(.min).divided(by: .integer(-1)).double == 0x1p63)
        #expect(ExactNumber.number(1).divided(by: .number(.nan)).double.isNaN)
    }

    @Test func aSummaryKeepsTheDigitsInWhichNumbersDiffer() {
        let values = [9_007_199_254_740_993, 9_007_199_254_740_995].map { ("x", ExactNumber.integer($0)) }
        let result = SummaryDirective.Result(values)
        #expect(abs(result.deviation - 2.0.squareRoot()) < 1e-12)
        #expect(result.mean == 9_007_199_254_740_994)
    }

    @Test(arguments: [
        (["123456789.1", "123456789.3"], "mean (1.2345678920 ± 0.0000000010) × 10⁸"),
        (["0.5", "0.5"], "mean 0.5 ± 0, spread 0"),
        (["5000000", "5000003"], "mean 5000001.5 ± 1.5"),
    ]) func aSummaryWritesTheDigitsThatItsErrorLeaves(_ numbers: [String], _ words: String) async throws {
        let workplace = try Workplace()
        let cells = numbers.enumerated().map { "```{echo} e\($0)\nnumber: \($1)\n```\n\n" }.joined()
        let names = numbers.indices.map { "e\($0).number" }.joined(separator: ", ")
        let outcome = try await workplace.render(cells + "```{summary} s\nvalues: [\(names)]\n```\n")
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let note = try workplace.html.firstMatch(of: /Of 2 values: [^;]*/).map { String($0.output) } ?? ""
        #expect(note.contains(words), "\(note)")
    }

    @Test func aClaimSaysSomething() {
        let error = #expect(throws: InvalidDocument.self) {
            try document(
                "```{echo} e\n```\n\n```{check} c\nclaims:\n  - {claim: \" \", value: e.steps, below: 100}\n```\n")
        }
        #expect(error?.description.contains("must say what is claimed") == true)
    }
}
