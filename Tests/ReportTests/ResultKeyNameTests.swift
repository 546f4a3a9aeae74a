import Testing

@testable import Report

/// How properties of results are called in reports.
@Suite struct ResultKeyNameTests {
    @Test(arguments: [
        ("best", "best"), ("meanError", "mean-error"), ("covered95", "covered-95"), ("x0", "x0"), ("A", "a"),
        ("xAlone", "x-alone"), ("T", "t"), ("n2Shift10", "n2-shift-10"), ("a_b9", "a_b9"), ("ab_9", "ab_9"), ("", ""),
        ("größeÄndert", "größe-ändert"), ("naïve12", "naïve-12"), ("Ωmega", "ωmega"),
    ]) func hyphens(_ property: String, _ name: String) {
        #expect(ResultKeyName.hyphenated(property) == name)
    }
}
