import Statistics
import Testing

@Suite struct PDGRoundingTests {
    /// The rule of the Particle Data Group: 100–354 two digits, 355–949 one, 950–999 up to 1000 and two.
    @Test(
        "rounds value and error by the 354, 949, 1000 rule",
        arguments: [
            (0.827, 0.119, "0.83 ± 0.12"), (0.827, 0.367, "0.8 ± 0.4"), (0.827, 0.094, "0.83 ± 0.09"),
            (0.827, 0.0354, "0.827 ± 0.035"), (0.827, 0.0355, "0.83 ± 0.04"), (0.827, 0.0949, "0.83 ± 0.09"),
            (0.827, 0.0950, "0.83 ± 0.10"), (0.827, 0.0999, "0.83 ± 0.10"), (0.827, 0.1, "0.83 ± 0.10"),
            (91.1876, 0.0021, "91.1876 ± 0.0021"), (-0.5071, 0.0098, "−0.507 ± 0.010"),
            (12345.0, 678.0, "12300 ± 700"), (12345.0, 234.0, "12350 ± 230"), (3.0, 2.0, "3.0 ± 2.0"),
            (1e-5, 3.3e-6, "0.0000100 ± 0.0000033"), (0.0, 0.011, "0.000 ± 0.011"),
        ])
    func roundsSymmetricErrors(value: Double, error: Double, expected: String) {
        #expect(PDGRounding(value, error: error).plain == expected)
    }

    /// Below 10⁻⁵ and from 10⁷ on they share a power of ten; no number takes more than some twenty letters.
    @Test(
        arguments: [
            (4.823e-7, 1.1e-8, "(4.82 ± 0.11) × 10⁻⁷"), (1e300, 1e298, "(1.000 ± 0.010) × 10³⁰⁰"),
            (1.5e-300, 2e-301, "(1.50 ± 0.20) × 10⁻³⁰⁰"), (0.5, 1e300, "(0.0 ± 1.0) × 10³⁰⁰"),
            (0.5, 1e-300, "0.5 ± 1.0 × 10⁻³⁰⁰"), (-2.5e7, 5000, "(−2.5000 ± 0.0005) × 10⁷"),
            (1.7e308, 1.7e308, "(1.7 ± 1.7) × 10³⁰⁸"),
            (.leastNonzeroMagnitude, .leastNonzeroMagnitude, "(5 ± 5) × 10⁻³²⁴"),
            (0, 1e-9, "(0.0 ± 1.0) × 10⁻⁹"), (9_999_999, 678, "10000000 ± 700"),
            (1.5e-5, 1e-7, "0.00001500 ± 0.00000010"),
            (.nan, 1e-9, "(NaN ± 1.0) × 10⁻⁹"), (0.1, 3e-16, "0.1 ± 3.0 × 10⁻¹⁶"),
        ] as [(Double, Double, String)])
    func sharesAPowerOfTenWhereDigitsWouldBeMany(value: Double, error: Double, expected: String) {
        #expect(PDGRounding(value, error: error).plain == expected)
    }

    @Test func namesOpenBoundsBesideAPowerOfTen() {
        #expect(PDGRounding(4.823e-7, lower: 1.1e-8, upper: 1.3e-8).plain == "(4.82 +0.13 −0.11) × 10⁻⁷")
        #expect(PDGRounding(4.823e-7, lower: 1.1e-8, upper: nil).plain == "(4.82 −0.11) × 10⁻⁷, upper bound open")
        #expect(PDGRounding(4.823e-7, lower: nil, upper: 1.1e-8).plain == "(4.82 +0.11) × 10⁻⁷, lower bound open")
        #expect(PDGRounding(4.823e-7, lower: nil, upper: nil).plain == "4.82 × 10⁻⁷, both bounds open")
        #expect(PDGRounding(1e300, error: 0).value == "1.00" && PDGRounding(1e300, error: 0).exponent == 300)
    }

    @Test(
        arguments: [
            (0.4823, 0.0104, 0.5, "0.500"), (4.823e-7, 1.1e-8, 5e-7, "5.00 × 10⁻⁷"), (0.5, 1e-300, 0.25, "0.25"),
            (12345, 678, 12001, "12001"),
        ] as [(Double, Double, Double, String)])
    func writesAnotherNumberToTheSamePlace(value: Double, error: Double, other: Double, expected: String) {
        #expect(PDGRounding(value, error: error).text(other) == expected)
    }

    @Test func givesBothAsymmetricErrorsTheDecimalsOfTheFinerOne() {
        #expect(PDGRounding(0.4823, lower: 0.0104, upper: 0.0112).plain == "0.482 +0.011 −0.010")
        #expect(PDGRounding(0.4823, lower: 0.036, upper: 0.034).plain == "0.482 +0.034 −0.036")
        #expect(PDGRounding(0.4823, lower: 0.036, upper: 0.034).decimals == 3)
    }

    @Test func namesAnOpenBoundAndGivesItNoNumber() {
        let upperOpen = PDGRounding(0.4823, lower: 0.0104, upper: nil)
        #expect(upperOpen.upper == nil)
        #expect(upperOpen.plain == "0.482 −0.010, upper bound open")
        #expect(PDGRounding(0.5, lower: nil, upper: nil).plain.hasSuffix("both bounds open"))
    }

    @Test func keepsValuesThatAreNotFiniteVisible() {
        #expect(PDGRounding(.nan, lower: nil, upper: nil).value == "NaN")
        #expect(PDGRounding.decimals(forError: .infinity) == nil)
        #expect(PDGRounding.decimals(forError: 0) == nil)
    }
}
