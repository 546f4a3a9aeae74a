import Testing

@testable import Report

@Suite struct NumberFormatTests {
    @Test(arguments: [
        (".2", 1234.5678, "1234.57"), (".2g", 1234.5678, "1200"), (".2e", 1234.5678, "1.23 × 10³"),
        (".1%", 0.6827, "68.3 %"), (".3", -0.5, "−0.500"), ("+.1", 0.25, "+0.2"), (",.0", 1234567.0, "1,234,567"),
        (",.1", 999.95, "1,000.0"), (".2", -0.0004, "0.00"), (".3g", 0.00012345, "0.000123"), (".3g", 0.0, "0"),
        (".2e", 1e-10, "1.00 × 10⁻¹⁰"), (".2g", 9.99, "10"), (".3", Double.nan, "NaN"), (".3", -Double.infinity, "−∞"),
        (".2g", 1e-9, "1.0 × 10⁻⁹"), (".0f", 2.4, "2"),
    ]) func writesNumbers(_ format: String, _ number: Double, _ text: String) throws {
        #expect(try #require(NumberFormat(format)).string(number) == text)
    }

    @Test(arguments: ["3", ".", ".3x", "..3", ".3 e", "%", ".99", "-.3"]) func refusesOtherFormats(_ text: String) {
        #expect(NumberFormat(text) == nil)
    }

    @Test func writesValuesWithoutAFormat() {
        #expect(Value.integer(100_000).formatted() == "100000")
        #expect(Value.integer(-3).formatted() == "−3")
        #expect(Value.number(0.123456).formatted() == "0.1235")
        #expect(Value.number(1).formatted() == "1.000")
        #expect(Value([1.0, 2.0]).formatted() == "1.000, 2.000")
        #expect(Value.bool(false).formatted() == "no")
    }
}
