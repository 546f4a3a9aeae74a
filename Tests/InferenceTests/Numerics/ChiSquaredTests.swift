import Foundation
import Testing

@testable import Inference

@Suite struct ChiSquaredTests {
    /// Particle Data Group, Statistics, table of Δχ² against coverage probability; 68.27 % and 95 %.
    @Test(arguments: [(1, 1.00, 3.84), (2, 2.30, 5.99), (3, 3.53, 7.82)])
    func givesTheLevelsOfThePDG(_ degrees: Int, _ oneSigma: Double, _ ninetyFive: Double) {
        let distribution = ChiSquared(degreesOfFreedom: degrees)
        #expect(abs(distribution.level(ChiSquared.oneSigma) - oneSigma) < 0.006)
        #expect(abs(distribution.level(0.95) - ninetyFive) < 0.006)
    }

    @Test func hasClosedFormsForOneAndTwo() {
        #expect(abs(ChiSquared(degreesOfFreedom: 1).level(ChiSquared.oneSigma) - 1) < 1e-12)
        #expect(abs(ChiSquared(degreesOfFreedom: 2).level(0.95) + 2 * log(0.05)) < 1e-12)
    }

    @Test(arguments: 1...9) func integratesItsDensity(_ degrees: Int) {
        let distribution = ChiSquared(degreesOfFreedom: degrees)
        let n = Double(degrees)
        func density(_ x: Double) -> Double { exp((n / 2 - 1) * log(x) - x / 2 - n / 2 * log(2) - lgamma(n / 2)) }
        for x in [0.5, 2.0, 9.0] {
            let h = 1e-3
            let slope = (distribution.probability(below: x + h) - distribution.probability(below: x - h)) / (2 * h)
            #expect(abs(slope - density(x)) < 1e-6)
        }
    }
}
