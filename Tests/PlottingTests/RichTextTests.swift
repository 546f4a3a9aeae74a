import Statistics
import Testing

@testable import Plotting

@Suite struct RichTextTests {
    @Test(
        "reads markup and leaves everything else as it is",
        arguments: [
            ("*ν*_{shift}", "ν_shift"), ("nu_shift", "nu_shift"), ("10^{−3}", "10^−3"), ("a * b * c", "a * b * c"),
            ("**(a)**", "(a)"), ("p*", "p*"), ("0.48^{+0.01}_{−0.02}", "0.48 +0.01 −0.02"), ("x_{1}^{2}", "x_1^2"),
            ("", ""), ("x_{a", "x_a"), ("−2Δln *L*", "−2Δln L"),
        ])
    func readsPlainText(markup: String, plain: String) {
        #expect(RichText(markup).plain == plain)
    }

    @Test(
        "breaks a line where both halves stay whole",
        arguments: [
            ("class A, *x* = (−0.5, 0): *ν*_{shift} = +1", ["class A, x = (−0.5, 0):", "ν_shift = +1"]),
            ("Gap to truth [nats/event]", ["Gap to truth", "[nats/event]"]), ("x = 5", []),
            ("**a b** c", ["a b", "c"]),
        ])
    func breaksInHalves(markup: String, halves: [String]) {
        let found = RichText(markup).halves.map { [$0.0.plain, $0.1.plain] }
        #expect(found ?? [] == halves)
    }
}

@Suite struct RichTextNumbersTests {
    @Test func raisesPowersOfTen() {
        #expect(RichText.power(ofTen: -3).plain == "10^−3")
        #expect([0, 1].map { RichText.power(ofTen: $0).plain } == ["1", "10"])
    }

    @Test func setsErrorsAboveEachOther() {
        #expect(RichText(PDGRounding(0.4823, lower: 0.0104, upper: 0.0112)).plain == "0.482 +0.011 −0.010")
        #expect(RichText(PDGRounding(0.4823, lower: 0.0104, upper: nil)).plain == "0.482_−0.010^open")
        #expect(RichText(PDGRounding(0.4823, error: 0.0104)).plain == "0.482 ± 0.010")
        #expect(RichText(PDGRounding(0.5, lower: nil, upper: nil)).plain == "0.500 (open)")
        #expect(RichText(PDGRounding(4.823e-7, error: 1.1e-8)).markup == "(4.82 ± 0.11) × 10^{−7}")
        #expect(
            RichText(PDGRounding(4.823e-7, lower: 1.1e-8, upper: nil)).markup == "(4.82^{open}_{−0.11}) × 10^{−7}")
        #expect(RichText(PDGRounding(5e7, lower: nil, upper: nil)).markup == "5.00 × 10^{7} (open)")
    }
}
