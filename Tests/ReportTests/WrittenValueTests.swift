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

    @Test func obeysTheAuthorsFormat() throws {
        let values: [String: Value] = ["best": 0.4823, "sigma": 0.0123]
        #expect(try text("fit.best ± fit.sigma | .2", values) == "0.48 ± 0.01")
    }
}
