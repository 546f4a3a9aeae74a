import Foundation
import Testing

@testable import Inference

@Suite struct PoissonBootstrapTests {
    let bootstrap = PoissonBootstrap(seed: 5)

    @Test func dependsOnSeedMemberAndEventAlone() {
        let weights = bootstrap.weights(member: 3, count: 1000)
        #expect(bootstrap.weights(member: 3, count: 10) == Array(weights[..<10]))
        #expect(PoissonBootstrap(seed: 5).weights(member: 3, count: 1000) == weights)
        #expect(bootstrap.weights(member: 4, count: 1000) != weights)
        #expect(PoissonBootstrap(seed: 6).weights(member: 3, count: 1000) != weights)
    }

    /// Probabilities e⁻¹/k!, each within five standard errors.
    @Test func isPoissonOfMeanOne() {
        let count = 200_000
        let weights = bootstrap.weights(member: 0, count: count)
        var probability = exp(-1.0)
        for k in 0...4 {
            if k > 0 { probability /= Double(k) }
            let share = Double(weights.count { $0 == Float(k) }) / Double(count)
            #expect(abs(share - probability) < 5 * (probability * (1 - probability) / Double(count)).squareRoot())
        }
        #expect(weights.allSatisfy { $0 >= 0 && $0 == $0.rounded() })
    }

    @Test func isIndependentFromMemberToMember() {
        let count = 100_000
        let (first, second) = (bootstrap.weights(member: 0, count: count), bootstrap.weights(member: 1, count: count))
        let covariance = zip(first, second).reduce(0.0) { $0 + Double(($1.0 - 1) * ($1.1 - 1)) } / Double(count)
        #expect(abs(covariance) < 5 / Double(count).squareRoot())
    }

    @Test func multipliesWeightsThatAreThere() {
        let data = Dataset(x: [[1, 2, 3]], y: [[4, 5, 6]], weights: [0.5, 2, -1])
        let own = bootstrap.weights(member: 2, count: 3)
        let resampled = bootstrap.resampled(data, member: 2)
        #expect(resampled.weights == [0.5 * own[0], 2 * own[1], -own[2]])
        #expect(resampled.x == data.x)
        #expect(resampled.y == data.y)
    }
}
