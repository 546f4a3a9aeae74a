import Testing

@testable import Report

@Suite struct WrittenValueTests {
    private func text(_ inline: String, _ values: [String: Value]) throws -> String {
        let value = try InlineValue(inline, at: SourcePlace(file: "report.md", line: 1, column: 1))
        return value.written { values[$0.path] ?? .null }.text
    }

    @Test(
        "rounds to the error as the PDG does",
        arguments: [
            (0.4823, 0.0123, "0.482 ± 0.012"), (0.4823, 0.0412, "0.48 ± 0.04"), (0.5, 0.0975, "0.50 ± 0.10"),
            (12345.0, 678.0, "12300 ± 700"), (35.0, 6.0, "35 ± 6"), (0.5, .nan, "0.5000 ± NaN"),
            (0.5, 0.0, "0.5000 ± 0"),
        ])
    func roundsToTheError(best: Double, sigma: Double, expected: String) throws {
        #expect(try text("fit.best ± fit.sigma", ["best": .number(best), "sigma": .number(sigma)]) == expected)
    }

    @Test func givesBothErrorsTheDecimalsOfTheFinerOne() throws {
        let values: [String: Value] = ["best": 0.4823, "up": 0.0412, "down": -0.0123]
        #expect(try text("fit.best + fit.up - fit.down", values) == "0.482 +0.041 −0.012")
    }

    /// An uncertainty below zero is none, and a word says so; the lower of two may have its sign.
    @Test(arguments: [
        ("fit.best ± fit.minus", "0.4823 ± negative (−0.01230)"),
        ("fit.best ± fit.minus | .2", "0.48 ± negative (−0.01)"),
        ("fit.best + fit.minus - fit.sigma", "0.482 −0.012, upper bound negative (−0.01230)"),
        ("fit.best + fit.minus - fit.sigma | .2", "0.48 −0.01, upper bound negative (−0.01)"),
        ("fit.best + fit.sigma - fit.minus", "0.482 +0.012 −0.012"), ("fit.best ± fit.count", "0.4823 ± negative (−3)"),
        ("fit.best ± fit.zero", "0.4823 ± 0"),
        ("fit.best + fit.minus - fit.open", "0.4823, bounds negative (−0.01230) and open"),
    ]) func saysThatAnUncertaintyIsNegative(_ inline: String, _ expected: String) throws {
        let values: [String: Value] = [
            "best": 0.4823, "sigma": 0.0123, "minus": -0.0123, "count": .integer(-3), "zero": .number(-0.0),
            "open": "open",
        ]
        #expect(try text(inline, values) == expected)
    }

    @Test(arguments: [
        (1e300, 1e298, "(1.000 ± 0.010) × 10³⁰⁰"), (1e-300, 1e-301, "(1.00 ± 0.10) × 10⁻³⁰⁰"),
        (0.5, 1e-300, "0.5 ± 1.0 × 10⁻³⁰⁰"), (2e-6, 3e-7, "(2.00 ± 0.30) × 10⁻⁶"),
    ]) func sharesAPowerOfTen(_ best: Double, _ sigma: Double, _ expected: String) throws {
        #expect(try text("fit.best ± fit.sigma", ["best": .number(best), "sigma": .number(sigma)]) == expected)
    }

    @Test func thePageShowsThem() async throws {
        let workplace = try Workplace()
        try workplace.write("{\"a\": 2e-6, \"b\": 3e-7, \"c\": 4e-7, \"d\": -1}", to: "n.json")
        let outcome = try await workplace.render(
            "```{json} j\nfile: n.json\n```\n\n`{value} j.a ± j.b`, `{value} j.a + j.c - j.b`, `{value} j.a ± j.d`.\n")
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let html = try workplace.html
        #expect(html.contains(">(2.00 ± 0.30) × 10⁻⁶</span>") && html.contains(">2.000 × 10⁻⁶ ± negative (−1)</span>"))
        #expect(
            html.contains(
                ">(2.00<span class=\"bounds\"><sup>+0.40</sup><sub>−0.30</sub></span>) × 10⁻⁶</span>"))
    }

    @Test func obeysTheAuthorsFormat() throws {
        let values: [String: Value] = ["best": 0.4823, "sigma": 0.0123]
        #expect(try text("fit.best ± fit.sigma | .2", values) == "0.48 ± 0.01")
    }
}
