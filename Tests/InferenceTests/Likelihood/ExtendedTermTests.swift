import Foundation
import Testing

@testable import Inference

@Suite struct ExtendedTermTests {
    static let spaces: [[String: Double]] = [[:], ["shift": 0.3], ["luminosity": -0.5, "squeeze": 1]]
    let mixture = SmallMixture.base()

    /// Two classes' densities of a few events, which change with ν in a known way.
    struct Events {
        let weights = [1.0, 2, 0.5]
        let densities: [[Double]] = [[0.2, 0.7], [1.5, 0.1], [0.4, 0.4]]
        let slopes = [0.3, -0.8]

        /// Σ w ln Σ_c f_c p_c exp(slope·ν), with Σ w ∂/∂ν and Σ w r_c.
        func sums(
            _ mixture: Mixture, _ nuisances: [Double], _ theta: [Double]
        ) -> (value: Double, nuisances: [Double], classes: [Double]) {
            let fractions = mixture.logFractions(theta).map { exp($0) }
            let tilt = zip(slopes, nuisances).reduce(0) { $0 + $1.0 * $1.1 }
            var (value, classes) = (0.0, [0.0, 0])
            for (weight, densities) in zip(weights, densities) {
                let terms = zip(fractions, densities).map(*)
                let total = terms.reduce(0, +)
                value += weight * (log(total) + tilt)
                for c in 0..<2 { classes[c] += weight * terms[c] / total }
            }
            return (value, slopes.map { $0 * weights.reduce(0, +) }, classes)
        }
    }

    /// The errors of central differences shrink fourfold when their step is halved.
    @Test(arguments: spaces)
    func hasTheGradientThatDifferencesConvergeTo(_ fixed: [String: Double]) {
        let space = NuisanceSpace(mixture: mixture, fixed: fixed)
        let events = Events()
        // Few events of many, so that neither data nor extended term is negligible.
        for share in [1, 0.25] {
            let term = ExtendedTerm(
                yields: mixture.yields, space: space, observed: events.weights.reduce(0, +) / share)
            func value(_ point: [Double]) -> Double {
                let (nuisances, theta) = space.expand(point)
                return events.sums(mixture, nuisances, theta).value + share * term.value(at: point)
            }
            let point = space.profiled.indices.map { 0.4 - 0.7 * Double($0) }
            let (nuisances, theta) = space.expand(point)
            let sums = events.sums(mixture, nuisances, theta)
            let gradient = term.gradient(at: point, nuisances: sums.nuisances, classes: sums.classes, share: share)
            #expect(gradient.count == space.profiled.count)
            for index in point.indices {
                func error(_ step: Double) -> Double {
                    var (ahead, behind) = (point, point)
                    ahead[index] += step
                    behind[index] -= step
                    return (value(ahead) - value(behind)) / (2 * step) - gradient[index]
                }
                #expect(abs(error(1e-3)) < 1e-5)
                if space.normalizations.contains(space.profiled[index]) {
                    let slope = log2(abs(error(0.4) / error(0.2)))
                    #expect(abs(slope - 2) < 0.1, "slope \(slope) of \(space.profiled[index])")
                } else {
                    // Linear and quadratic in ν: differences are exact.
                    #expect(abs(error(0.4)) < 1e-10)
                }
            }
        }
    }

    @Test func leavesFixedNuisancesUnconstrained() {
        let profiled = ExtendedTerm(yields: mixture.yields, space: NuisanceSpace(mixture: mixture), observed: 60)
        let fixed = ExtendedTerm(
            yields: mixture.yields, space: NuisanceSpace(mixture: mixture, fixed: ["squeeze": 2]), observed: 60)
        #expect(abs(profiled.value(at: [1, 2, 0, 0]) - fixed.value(at: [1, 0, 0]) + 2) < 1e-12)
    }

    @Test func isHighestWhereExpectationMeetsObservation() {
        let space = NuisanceSpace(mixture: mixture)
        // 65 events are expected at θ = 0, where the constraints are highest as well.
        let term = ExtendedTerm(yields: mixture.yields, space: space, observed: 65)
        #expect(abs(term.value(at: [0, 0, 0, 0]) - (65 * log(65.0) - 65)) < 1e-12)
        for theta in [-0.1, 0.1] { #expect(term.value(at: [0, 0, theta, 0]) < term.value(at: [0, 0, 0, 0])) }
    }
}
