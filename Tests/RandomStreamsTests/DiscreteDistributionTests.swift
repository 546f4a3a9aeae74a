import Foundation
import Testing

@testable import RandomStreams

struct DiscreteDistributionTests {
    static let draws = 100_000

    @Test func reachesEveryNumberBelowTheBoundEquallyOften() {
        var stream = RandomStream(seed: 1, purpose: "below", index: 0)
        var counts = [Double](repeating: 0, count: 7)
        for _ in 0..<Self.draws { counts[stream.uniform(below: 7)] += 1 }
        let expected = Double(Self.draws) / 7
        let chiSquared = counts.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }
        // 6 degrees of freedom: beyond 30 once in 25,000 seeds.
        #expect(chiSquared < 30)
        #expect((0..<100).allSatisfy { _ in stream.uniform(below: 1) == 0 })
        #expect((0..<100).allSatisfy { _ in (0..<Int.max).contains(stream.uniform(below: .max)) })
    }

    @Test func drawsPoissonOfMeanOneByItsProbabilities() {
        var stream = RandomStream(seed: 1, purpose: "poisson", index: 0)
        var counts = [Double](repeating: 0, count: 7)
        for _ in 0..<Self.draws { counts[min(stream.poisson(mean: 1), 6)] += 1 }
        let factorials: [Double] = [1, 1, 2, 6, 24, 120]
        var probabilities: [Double] = factorials.map { exp(-1) / $0 }
        probabilities.append(1 - probabilities.reduce(0, +))
        var chiSquared = 0.0
        for (count, probability) in zip(counts, probabilities) {
            let expected = probability * Double(Self.draws)
            chiSquared += (count - expected) * (count - expected) / expected
        }
        // 6 degrees of freedom.
        #expect(chiSquared < 30)
    }

    @Test(arguments: [0.1, 1, 15.9, 16.1, 100, 2500])
    func hasTheMeanAndVarianceOfPoisson(mean: Double) {
        var stream = RandomStream(seed: 2, purpose: "poisson", index: UInt64(mean))
        let draws = 20_000
        let values = (0..<draws).map { _ in Double(stream.poisson(mean: mean)) }
        let average = values.reduce(0, +) / Double(draws)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(draws)
        #expect(abs(average - mean) < 5 * (mean / Double(draws)).squareRoot())
        // The fourth central moment of Poisson is λ + 3λ².
        #expect(abs(variance - mean) < 5 * ((mean + 2 * mean * mean) / Double(draws)).squareRoot())
    }

    @Test func drawsNothingOfMeanZero() {
        var stream = RandomStream(seed: 1, purpose: "poisson", index: 0)
        #expect(stream.poisson(mean: 0) == 0)
    }

    @Test func permutesWithoutLossAndEachOrderEquallyOften() {
        var stream = RandomStream(seed: 4, purpose: "permutation", index: 0)
        #expect(stream.permutation(count: 1000).sorted() == Array(0..<1000))
        #expect(stream.permutation(count: 0) == [])
        var counts: [[Int]: Double] = [:]
        for _ in 0..<24_000 { counts[stream.permutation(count: 4), default: 0] += 1 }
        #expect(counts.count == 24)
        let chiSquared = counts.values.reduce(0) { $0 + ($1 - 1000) * ($1 - 1000) / 1000 }
        // 23 degrees of freedom.
        #expect(abs(chiSquared - 23) < 5 * (2.0 * 23).squareRoot())
    }
}
