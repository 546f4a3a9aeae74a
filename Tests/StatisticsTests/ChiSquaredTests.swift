import Foundation
import Statistics
import Testing

@Suite struct ChiSquaredTests {
    /// Particle Data Group, Statistics, table of Δχ² against coverage probability; 68.27 % and 95 %.
    @Test(arguments: [(1, 1.00, 3.84), (2, 2.30, 5.99), (3, 3.53, 7.82)])
    func givesTheLevelsOfThePDG(_ degrees: Int, _ oneSigma: Double, _ ninetyFive: Double) {
        let distribution = ChiSquared(degreesOfFreedom: degrees)
        #expect(abs(distribution.value(exceededWith: ConfidenceLevel.oneSigma.tail) - oneSigma) < 0.006)
        #expect(abs(distribution.value(exceededWith: 0.05) - ninetyFive) < 0.006)
    }

    @Test func hasClosedFormsForOneAndTwo() {
        let oneSigma = ChiSquared(degreesOfFreedom: 1).value(exceededWith: ConfidenceLevel.oneSigma.tail)
        #expect(abs(oneSigma - 1) < 1e-14)
        #expect(abs(ChiSquared(degreesOfFreedom: 2).value(exceededWith: 0.05) + 2 * log(0.05)) < 1e-14)
    }

    /// mpmath 1.3.0 with 40 digits: `gammainc(k/2, x/2, ∞, regularized=True)`.
    @Test(
        "keeps the digits of small tails",
        arguments: [
            (1, 0.5, 0.479500122186953462),
            (1, 30.0, 4.32046305782749729e-8),
            (2, 3.2, 0.201896517994655391),
            (3, 9.0, 0.0292908865348882321),
            (4, 60.0, 2.90086312034045413e-12),
            (7, 2.0, 0.959840368730101557),
            (10, 40.0, 0.0000169447439300673839),
        ])
    func keepsSmallTails(_ degrees: Int, _ x: Double, _ probability: Double) {
        let found = ChiSquared(degreesOfFreedom: degrees).probability(above: x)
        #expect(abs(found - probability) < 1e-14 * probability)
    }

    @Test(arguments: 1...9) func integratesItsDensity(_ degrees: Int) {
        let distribution = ChiSquared(degreesOfFreedom: degrees)
        let n = Double(degrees)
        func density(_ x: Double) -> Double { exp((n / 2 - 1) * log(x) - x / 2 - n / 2 * log(2) - lgamma(n / 2)) }
        for x in [0.5, 2.0, 9.0] {
            let h = 1e-3
            let slope = (distribution.probability(above: x + h) - distribution.probability(above: x - h)) / (2 * h)
            #expect(abs(slope + density(x)) < 1e-6)
        }
    }
}
