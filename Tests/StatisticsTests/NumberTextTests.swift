import Statistics
import Testing

@Suite struct NumberTextTests {
    @Test func writesAMinusSignAndNeverMinusZero() {
        #expect(NumberText.fixed(-0.507, decimals: 2) == "−0.51")
        #expect(NumberText.fixed(-0.0001, decimals: 2) == "0.00")
        #expect(NumberText.significant(-1.5) == "−1.5")
        #expect(NumberText.fixed(0.25, decimals: 1, signed: true) == "+0.2")
        #expect(NumberText.fixed(-0.001, decimals: 1, signed: true) == "±0.0")
    }

    @Test(
        "keeps significant digits and drops zeros behind them",
        arguments: [
            (0.5, "0.5"), (5000, "5000"), (1_234_567, "1235000"), (99.996, "100"), (0.00012345, "0.0001234"),
            (0, "0"), (3e-7, "3 × 10⁻⁷"), (-1.25e20, "−1.25 × 10²⁰"), (9.9999e-6, "0.00001"), (.nan, "NaN"),
            (-.infinity, "−∞"),
        ] as [(Double, String)])
    func keepsSignificantDigits(value: Double, text: String) {
        #expect(NumberText.significant(value) == text)
    }

    @Test(
        arguments: [
            (1e20, "100000000000000000000.00"), (1e21, "1 × 10²¹"), (-1.5e300, "−1.5 × 10³⁰⁰"), (1e23, "1 × 10²³"),
            (1.7976931348623157e308, "1.7976931348623157 × 10³⁰⁸"),
        ] as [(Double, String)])
    func writesAPowerOfTenInPlaceOfHundredsOfDigits(value: Double, text: String) {
        #expect(NumberText.fixed(value, decimals: 2) == text)
    }

    @Test func padsWithZerosWhereAllDigitsCount() {
        #expect(NumberText.significant(1, padded: true) == "1.000")
        #expect(NumberText.significant(1e-9, digits: 2, padded: true) == "1.0 × 10⁻⁹")
        #expect(NumberText.significant(1234.5678, digits: 2, padded: true) == "1200")
    }

    @Test func writesPowersOfTen() {
        #expect(NumberText.scientific(1234.5678, decimals: 2) == "1.23 × 10³")
        #expect(NumberText.scientific(9.999, decimals: 2) == "1.00 × 10¹")
        #expect(NumberText.scientific(2, decimals: 1) == "2.0")
    }

    @Test func groupsThousands() {
        #expect(NumberText.count(100_000) == "100\u{202f}000")
        #expect(NumberText.count(4000) == "4000")
        #expect(NumberText.count(-1_234_567) == "−1\u{202f}234\u{202f}567")
        #expect(NumberText.fixed(999.95, decimals: 1, thousands: ",") == "1,000.0")
    }

    @Test(arguments: [(0, "0 cells"), (1, "1 cell"), (2, "2 cells"), (-1, "−1 cells"), (20_000, "20\u{202F}000 cells")])
    func countsThings(_ count: Int, _ words: String) { #expect(NumberText.counted(count, "cell") == words) }

    @Test func countsThingsWithAPluralOfTheirOwn() {
        #expect(NumberText.counted(1, "entry", "entries") == "1 entry")
        #expect(NumberText.counted(3, "entry", "entries") == "3 entries")
    }
}
