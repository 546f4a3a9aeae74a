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

@Suite struct NumberTextTests {
    @Test func writesAMinusSignAndNeverMinusZero() {
        #expect(NumberText.fixed(-0.507, decimals: 2) == "−0.51")
        #expect(NumberText.fixed(-0.0001, decimals: 2) == "0.00")
        #expect(NumberText.significant(-1.5) == "−1.5")
        #expect(NumberText.grouped(100_000) == "100\u{202f}000")
        #expect(NumberText.grouped(4000) == "4000")
        #expect(NumberText.power(-3).plain == "10^−3")
    }
}
