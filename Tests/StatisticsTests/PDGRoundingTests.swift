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
