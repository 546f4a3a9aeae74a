import Foundation
import Testing

@testable import RandomStreams

struct ContinuousDistributionTests {
    static let draws = 200_000

    @Test func staysInsideTheOpenInterval() {
        #expect(RandomStream.uniform(of: 0) == 0x1p-53)
        #expect(RandomStream.uniform(of: .max) == 1 - 0x1p-53)
    }

    @Test func spreadsUniformNumbersEvenly() {
        var stream = RandomStream(seed: 1, purpose: "uniform", index: 0)
        var counts = [Double](repeating: 0, count: 100)
        for _ in 0..<Self.draws { counts[Int(stream.uniform() * 100)] += 1 }
        let expected = Double(Self.draws) / 100
        let chiSquared = counts.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }
        // 99 degrees of freedom: 99 ± 14.1; five standard deviations.
        #expect(abs(chiSquared - 99) < 5 * (2.0 * 99).squareRoot())
    }

    /// The quantile of Φ(z) is z; Φ by the system's erfc, which is good to an ulp or so.
    @Test(arguments: [-8.0, -5.5, -3, -1.5, -1, -0.3, 0, 1e-5, 0.7, 1.1, 2, 4])
    func invertsTheCumulativeDistribution(z: Double) {
        let probability = 0.5 * erfc(-z / 2.0.squareRoot())
        let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
        // The rounding of the probability, seen through the slope, and a few units in the last place of z.
        let tolerance = 4 * probability.ulp / density + 8 * max(abs(z), 0.1).ulp
        #expect(abs(standardNormalQuantile(probability) - z) <= tolerance)
    }

    @Test func isAntisymmetricAndJoinsItsThreePieces() {
        for probability in [0.01, 0.3, 1e-5, 0.075, 0.0625] {
            #expect(abs(standardNormalQuantile(probability) + standardNormalQuantile(1 - probability)) < 1e-10)
        }
        for seam in [0.075, 0.925, exp(-25.0)] {
            let (below, above) = (standardNormalQuantile(seam.nextDown), standardNormalQuantile(seam.nextUp))
            #expect(abs(above - below) < 1e-14 * max(1, abs(below)))
        }
    }

    @Test func hasTheMomentsOfANormalDistribution() {
        var stream = RandomStream(seed: 2, purpose: "normal", index: 0)
        var moments = [0.0, 0, 0, 0]
        for _ in 0..<Self.draws {
            let z = stream.normal()
            for power in 0..<4 { moments[power] += pow(z, Double(power + 1)) / Double(Self.draws) }
        }
        // Variances of z, z², z³, z⁴: 1, 2, 15, 96.
        for (moment, (expected, variance)) in zip(moments, [(0.0, 1.0), (1, 2), (0, 15), (3, 96)]) {
            #expect(abs(moment - expected) < 5 * (variance / Double(Self.draws)).squareRoot())
        }
    }

    @Test func agreesWithTheSystemsLogarithmAndExponential() {
        for step in 1...2000 {
            let x = exp(-0.02 * Double(step))
            #expect(abs(naturalLogarithm(x) - log(x)) <= 2 * log(x).ulp)
            let y = Double(step) * 0.008
            #expect(abs(exponentialOfNegative(y) / exp(-y) - 1) < 64 * 0x1p-52)
        }
    }
}
