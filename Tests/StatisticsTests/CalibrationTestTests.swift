import Foundation
import RandomStreams
import Testing

@testable import Statistics

/// Probabilities that hold, and others that do not.
@Suite struct CalibrationTestTests {
    /// Events with the log odds of a normal law; outcomes by the probability that `truth` makes of the odds.
    private static func test(
        _ count: Int, seed: UInt64, spread: Double = 1.5, isWeighted: Bool = false, truth: (Double) -> Double = { $0 }
    ) -> CalibrationTest {
        var stream = RandomKey(seed: seed, purpose: "calibration").stream(0)
        var (probabilities, outcomes, weights): ([Double], [Bool], [Double]) = ([], [], [])
        for _ in 0..<count {
            let odds = spread * stream.normal()
            probabilities.append(1 / (1 + exp(-odds)))
            outcomes.append(stream.uniform() < 1 / (1 + exp(-truth(odds))))
            weights.append(stream.uniform() < 0.2 ? -1 : 1.5)
        }
        return CalibrationTest(probabilities: probabilities, outcomes: outcomes, weights: isWeighted ? weights : nil)
    }

    /// P-values of right probabilities are uniform: their mean is ½ and their variance 1/12, each within four errors.
    @Test(arguments: [false, true]) func pValuesOfRightProbabilitiesAreUniform(isWeighted: Bool) {
        let values = (0..<300).map { Self.test(2000, seed: $0, isWeighted: isWeighted).pValue }
        let moments = SampleMoments(values)
        #expect(abs(moments.mean - 0.5) < 4 * (1.0 / 12 / 300).squareRoot(), "\(moments.mean)")
        #expect(abs(moments.deviation * moments.deviation - 1.0 / 12) < 4 * 0.0745 / 300.squareRoot())
        #expect(values.count { $0 < 0.05 } < 33)
    }

    /// A common factor on the odds is a matter of yields.
    @Test func aFactorOnTheOddsIsNoFault() {
        let values = (0..<100).map { Self.test(4000, seed: $0) { $0 + 0.3 }.pValue }
        #expect(values.count { $0 < 0.05 } < 15)
        #expect(abs(SampleMoments(values).mean - 0.5) < 0.12)
    }

    /// Odds that are too sure. The divergence by quadrature over the log odds, less what the common factor takes: none, by
    /// symmetry.
    @Test func findsProbabilitiesThatAreTooSure() {
        let (scale, spread) = (0.8, 1.5)
        let test = Self.test(200_000, seed: 1, spread: spread) { scale * $0 }
        var divergence = 0.0
        for step in -600...600 {
            let z = Double(step) / 100
            let (p, q) = (1 / (1 + exp(-scale * spread * z)), 1 / (1 + exp(-spread * z)))
            let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot() / 100
            divergence += density * (p * log(p / q) + (1 - p) * log((1 - p) / (1 - q)))
        }
        #expect(test.pValue < 1e-10)
        // χ² is quadratic in the difference; at this size that is within 15 % of the divergence.
        #expect(
            abs(test.divergence / divergence - 1) < 0.15 + 4 * test.divergenceError / divergence,
            "\(test.divergence) \(divergence)")
    }

    @Test func binsHoldAllEvents() {
        let test = Self.test(5000, seed: 3)
        #expect(test.bins.count == 20 && test.degreesOfFreedom == 19)
        #expect(abs(test.bins.reduce(0) { $0 + $1.share } - 1) < 1e-12)
        #expect(zip(test.bins, test.bins.dropFirst()).allSatisfy { $0.predicted < $1.predicted })
        #expect(test.effective == 5000)
        for bin in test.bins { #expect(abs(bin.observed - bin.predicted) < 5 * bin.error) }
    }

    /// 40 events of probability ½ in two groups, by hand.
    @Test func agreesWithASumByHand() {
        let probabilities = Array(repeating: 0.4, count: 25) + Array(repeating: 0.6, count: 25)
        let outcomes = (0..<50).map { $0 < 25 ? $0 < 14 : $0 < 25 + 11 }
        let test = CalibrationTest(probabilities: probabilities, outcomes: outcomes, bins: 2)
        #expect(test.bins.map(\.observed) == [0.56, 0.44])
        // r = 14 − 10 and 11 − 15; V = d = 25·0.24 = 6 in both: nothing in common.
        #expect(abs(test.chiSquared - 2 * 16.0 / 6) < 1e-12)
        #expect(test.degreesOfFreedom == 1)
        #expect(abs(test.divergence - (32.0 / 6 - 1) / 100) < 1e-12)
    }

    @Test func saysNothingWhereThereIsNothingToSay() {
        let few = CalibrationTest(probabilities: [0.5, 0.4, 0.6], outcomes: [true, false, true])
        #expect(few.bins.isEmpty && few.pValue.isNaN && few.divergence.isNaN)
        let certain = CalibrationTest(
            probabilities: Array(repeating: 1, count: 100) + Array(repeating: 0, count: 100),
            outcomes: (0..<200).map { $0 < 100 })
        #expect(certain.bins.isEmpty && certain.pValue.isNaN)
        let alike = CalibrationTest(
            probabilities: Array(repeating: 0.5, count: 500), outcomes: (0..<500).map { $0 % 2 == 0 })
        #expect(alike.bins.isEmpty && alike.pValue.isNaN)
        #expect(CalibrationTest(probabilities: [], outcomes: []).pValue.isNaN)
    }
}
