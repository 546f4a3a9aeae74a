import Foundation
import Inference
import RandomStreams
import Statistics
import Testing

/// Two samples whose laws are known, and what the classifier finds between them.
@Suite struct TwoSampleClassifierTests {
    /// Independent standard normal numbers, moved event by event; shape [features, events].
    private static func sample(
        _ events: Int, features: Int = 3, seed: UInt64, _ move: ([Double]) -> [Double] = { $0 }
    ) -> [[Double]] {
        let key = RandomKey(seed: seed, purpose: "classifier")
        var columns = [[Double]](repeating: [], count: features)
        for index in 0..<events {
            var stream = key.stream(UInt64(index))
            for (feature, value) in move((0..<features).map { _ in stream.normal() }).enumerated() {
                columns[feature].append(value)
            }
        }
        return columns
    }

    private static func isFound(_ separation: PairedSeparation) -> Bool {
        separation.area > 0.5 + 4 * separation.error
    }

    @Test(arguments: 0..<3) func findsNothingBetweenSamplesOfOneLaw(_ seed: UInt64) {
        let classifier = TwoSampleClassifier(
            first: Self.sample(1000, seed: 2 * seed), second: Self.sample(1000, seed: 2 * seed + 1))
        for separation in [classifier.separation, classifier.separation(ofFeature: 1)] {
            #expect(abs(separation.area - 0.5) < 4 * separation.error, "\(separation)")
            // 1/√(6n) of n independent pairs.
            #expect(abs(separation.error / (1 / (6.0 * 1000).squareRoot()) - 1) < 0.1)
        }
    }

    /// An ideal classifier of a shift by δ reaches Φ(δ/√2).
    @Test func reachesNearlyWhatAnIdealOneDoesOfAShift() {
        let shift = 0.5
        let classifier = TwoSampleClassifier(
            first: Self.sample(2000, seed: 1) { [$0[0], $0[1] + shift, $0[2]] }, second: Self.sample(2000, seed: 2))
        let ideal = 0.5 * erfc(-shift / 2)
        let found = classifier.separation
        #expect(found.area < ideal + 4 * found.error && found.area > ideal - 0.015 - 4 * found.error, "\(found)")
        #expect(Self.isFound(classifier.separation(ofFeature: 1)))
        #expect(
            !Self.isFound(classifier.separation(ofFeature: 0)) && !Self.isFound(classifier.separation(ofFeature: 2)))
    }

    @Test func findsACorrelationThatNoSingleFeatureShows() {
        let classifier = TwoSampleClassifier(
            first: Self.sample(2000, seed: 3) { [$0[0], $0[1], 0.3 * $0[0] + 0.91.squareRoot() * $0[2]] },
            second: Self.sample(2000, seed: 4))
        #expect(Self.isFound(classifier.separation))
        for feature in 0..<3 { #expect(!Self.isFound(classifier.separation(ofFeature: feature))) }
    }

    /// Events of a window are moved by less than its width: no moment of second order shows it.
    @Test func findsWhatIsLocal() {
        let classifier = TwoSampleClassifier(
            first: Self.sample(4000, features: 2, seed: 5) {
                [$0[0] > 0.4 && $0[0] < 0.8 ? $0[0] + 0.4 : $0[0], $0[1]]
            },
            second: Self.sample(4000, features: 2, seed: 6))
        #expect(Self.isFound(classifier.separation) && Self.isFound(classifier.separation(ofFeature: 0)))
        #expect(!Self.isFound(classifier.separation(ofFeature: 1)))
    }

    /// The second sample does not follow x, which both of a pair have; y by itself has the right law.
    @Test func findsAWrongDependenceOnWhatPairsShare() {
        let x = Self.sample(3000, features: 1, seed: 7)
        let noise = Self.sample(3000, features: 1, seed: 8)
        let y = zip(x[0], noise[0]).map { 0.3 * $0 + 0.91.squareRoot() * $1 }
        let drawn = Self.sample(3000, features: 1, seed: 9)
        let classifier = TwoSampleClassifier(first: [y], second: drawn, shared: x)
        #expect(Self.isFound(classifier.separation) && !Self.isFound(classifier.separation(ofFeature: 0)))
    }

    /// Units and tails are nothing to it.
    @Test func seesRanksOnly() {
        let (first, second) = (Self.sample(400, seed: 10) { $0.map { $0 + 0.1 } }, Self.sample(400, seed: 11))
        func moved(_ columns: [[Double]]) -> [[Double]] {
            [columns[0].map { 1e6 * exp(2 * $0) }, columns[1].map { -3 + $0 * $0 * $0 }, columns[2]]
        }
        let plain = TwoSampleClassifier(first: first, second: second).separation
        #expect(TwoSampleClassifier(first: moved(first), second: moved(second)).separation == plain)
    }

    /// Weights of both signs, whose mean turns a shifted law into that of the second sample: nothing is left to be found.
    @Test func followsTheSignsOfWeights() {
        // ½(N(0.6) + N(−0.6)) is wider than N(0, 1); a fifth of negative weight cancels events of a law of their own.
        let key = RandomKey(seed: 12, purpose: "signs")
        var (first, weights): ([Double], [Double]) = ([], [])
        for index in 0..<4000 {
            var stream = key.stream(UInt64(index))
            let kind = stream.uniform()
            // N(0, 1) = 1.5·⅔ of events at N(0, 1) and as much of N(1, 1) with weight +1 as with −1.
            first.append(stream.normal() + (kind < 2.0 / 3 ? 0 : 1))
            weights.append(kind < 2.0 / 3 ? 1.5 : kind < 5.0 / 6 ? 1 : -1)
        }
        let second = Self.sample(4000, features: 1, seed: 13)
        let weighted = TwoSampleClassifier(first: [first], second: second, weights: weights).separation
        #expect(abs(weighted.area - 0.5) < 4 * weighted.error, "\(weighted)")
        #expect(Self.isFound(TwoSampleClassifier(first: [first], second: second).separation))
    }

    @Test func isAFunctionOfItsEvents() {
        let (first, second) = (Self.sample(300, seed: 14), Self.sample(300, seed: 15))
        let one = TwoSampleClassifier(first: first, second: second)
        #expect(one.separation == TwoSampleClassifier(first: first, second: second).separation)
    }
}
