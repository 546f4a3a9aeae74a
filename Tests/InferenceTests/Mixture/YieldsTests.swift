import FlowKernels
import Flows
import Foundation
import Testing

@testable import Inference

@Suite struct YieldsTests {
    /// A strength: N_c is multiplied by 1 + κ_c θ, whose logarithm is curved.
    struct CurvedResponse: LogarithmicResponse {
        static let law = "curved"
        let name: String
        let strength: [Double]

        var classes: Int { strength.count }
        private func factor(_ c: Int, _ theta: Double) -> Double { 1 + strength[c] * theta }
        func logFactor(of classIndex: Int, at theta: Double) -> Double { log(factor(classIndex, theta)) }
        func slope(of classIndex: Int, at theta: Double) -> Double {
            strength[classIndex] / factor(classIndex, theta)
        }
        func curvature(of classIndex: Int, at theta: Double) -> Double {
            -pow(slope(of: classIndex, at: theta), 2)
        }
    }

    static let threeClasses = Yields(
        nominal: [40, 25, 10],
        sources: [
            LogNormalResponse(name: "luminosity", uncertainty: 0.05, response: [1, 1, 1]),
            CurvedResponse(name: "strength", strength: [0, 0.2, 0.5]),
        ])

    @Test func movesClassesByTheirLaws() {
        let expected = Self.threeClasses.expected([2, 0.6])
        for (found, wanted) in zip(expected, [40 * 1.1025, 25 * 1.1025 * 1.12, 10 * 1.1025 * 1.3]) {
            #expect(abs(found - wanted) < 1e-12)
        }
    }

    /// The law of the article on adding one: exact at both variations, with the derivatives of its logarithm.
    @Test func bendsThroughBothVariations() {
        let law = QuadraticResponse(name: "scale", up: [1.1, 0.8], down: [0.95, 1.3])
        for (index, (up, down)) in [(1.1, 0.95), (0.8, 1.3)].enumerated() {
            for (theta, factor) in [(1.0, up), (0, 1), (-1, down)] {
                #expect(abs(exp(law.logFactor(of: index, at: theta)) - factor) < 1e-14)
            }
            let (theta, step) = (0.7, 1e-3)
            let moved = [-step, 0, step].map { law.logFactor(of: index, at: theta + $0) }
            #expect(abs((moved[2] - moved[0]) / (2 * step) - law.slope(of: index, at: theta)) < 1e-10)
            let bend = (moved[2] - 2 * moved[1] + moved[0]) / (step * step)
            #expect(abs(bend - law.curvature(of: index, at: theta)) < 1e-8)
        }
    }

    /// δN/N = √(aᵀ C a) with a = ln 1.05 for the luminosity and κ/(1 + κθ) for the strength, by hand.
    @Test func carriesTheErrorsOfNuisancesOn() {
        let mixture = Mixture(
            kinematics: Flow([SmallMixture.spline(contextCount: 3, seed: 1)]),
            score: Flow([SmallMixture.spline(contextCount: 5, seed: 2)]), yields: Self.threeClasses, nuisances: [])
        let found = Self.threeClasses.fitted(
            at: [0.7, 0.5], of: NuisanceSpace(mixture: mixture), covariance: [[0.8, 0.1], [0.1, 0.04]])
        let luminosity = log(1.05)
        for (index, strength) in [0, 0.2 / 1.1, 0.5 / 1.25].enumerated() {
            let variance: Double =
                0.8 * luminosity * luminosity + 0.2 * luminosity * strength + 0.04 * strength * strength
            let expected = Self.threeClasses.expected([0.7, 0.5])[index]
            #expect(found[index].expected == expected)
            #expect(abs(found[index].deviation - expected * variance.squareRoot()) < 1e-12)
        }
        // One that is fixed has no error.
        let fixed = Self.threeClasses.fitted(
            at: [0.5], of: NuisanceSpace(mixture: mixture, fixed: ["luminosity": 0.7]), covariance: [[0.04]])
        #expect(fixed[0].deviation == 0 && abs(fixed[2].deviation / fixed[2].expected - 0.2 * 0.4) < 1e-12)
        #expect(Self.threeClasses.areMoved(by: "strength") && !Self.threeClasses.areMoved(by: "shift"))
    }

    @Test func readsWhatItWrites() throws {
        let text = #"{"nominal":[40,25],"sources":[{"name":"luminosity","response":[1,1],"uncertainty":0.05}]}"#
        let yields = try JSONDecoder().decode(Yields.self, from: Data(text.utf8))
        #expect(
            yields
                == Yields(
                    nominal: [40, 25],
                    sources: [LogNormalResponse(name: "luminosity", uncertainty: 0.05, response: [1, 1])]))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        #expect(String(decoding: try encoder.encode(yields), as: UTF8.self) == text)
        #expect(String(decoding: try encoder.encode(Self.threeClasses), as: UTF8.self).contains(#""law":"curved""#))
    }

    @Test func refusesALawThatItDoesNotKnow() {
        let text = #"{"nominal":[40],"sources":[{"law":"cubic","name":"a"}]}"#
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Yields.self, from: Data(text.utf8)) }
    }

    @Test func tellsLawsApart() {
        let other = Yields(nominal: [40, 25, 10], sources: Array(Self.threeClasses.sources.reversed()))
        #expect(Self.threeClasses == Self.threeClasses)
        #expect(Self.threeClasses != other)
    }

    /// Gradient and Hessian of the extended likelihood in θ, with a curved law and three classes: errors of central
    /// differences shrink fourfold when their step is halved.
    @Test func entersTheLikelihoodWithItsCurvature() {
        let densities = [[0.2, 0.7, 0.1], [1.5, 0.1, 0.4], [0.4, 0.4, 2], [0.9, 0.3, 0.2]]
        let weights = [20.0, 10, 30, 25]
        let names = ["luminosity", "strength"]
        let mixture = Mixture(
            kinematics: Flow([SmallMixture.spline(contextCount: 3, seed: 1)]),
            score: Flow([SmallMixture.spline(contextCount: 5, seed: 2)]), yields: Self.threeClasses, nuisances: [])
        let space = NuisanceSpace(mixture: mixture)
        #expect(space.profiled == names)
        let term = ExtendedTerm(yields: Self.threeClasses, space: space, observed: weights.reduce(0, +))

        func posteriors(_ theta: [Double]) -> (value: Double, posteriors: [[Double]]) {
            let fractions = mixture.logFractions(theta).map { exp($0) }
            var (value, shares) = (0.0, [[Double]]())
            for (weight, densities) in zip(weights, densities) {
                let terms = zip(fractions, densities).map(*)
                let total = terms.reduce(0, +)
                value += weight * log(total)
                shares.append(terms.map { $0 / total })
            }
            return (value, shares)
        }
        func value(_ theta: [Double]) -> Double { posteriors(theta).value + term.value(at: theta) }
        func counts(_ theta: [Double]) -> [Double] {
            let shares = posteriors(theta).posteriors
            return (0..<3).map { c in zip(weights, shares).reduce(0) { $0 + $1.0 * $1.1[c] } }
        }
        func gradient(_ theta: [Double]) -> [Double] {
            term.gradient(at: theta, nuisances: [], classes: counts(theta))
        }
        func covariance(_ theta: [Double]) -> [[Double]] {
            let shares = posteriors(theta).posteriors
            return (0..<3).map { c in
                (0..<3).map { d in
                    zip(weights, shares).reduce(0) { $0 + $1.0 * $1.1[c] * ((c == d ? 1 : 0) - $1.1[d]) }
                }
            }
        }
        let point = [0.7, 0.5]
        let hessian = term.hessian(
            at: point, nuisances: [], classes: counts(point), mixed: [], covariance: covariance(point))
        func errors(_ step: Double) -> [Double] {
            point.indices.flatMap { k in
                func moved(_ sign: Double) -> [Double] {
                    var moved = point
                    moved[k] += sign * step
                    return moved
                }
                let slope = (value(moved(1)) - value(moved(-1))) / (2 * step) - gradient(point)[k]
                let bends = zip(gradient(moved(1)), gradient(moved(-1))).map { ($0 - $1) / (2 * step) }
                return [slope] + zip(bends, hessian[k]).map(-)
            }
        }
        for (coarse, fine) in zip(errors(0.04), errors(0.02)) {
            // What is exact differs by rounding alone.
            #expect(abs(coarse) < 1e-10 || (abs(coarse) < 0.1 && abs(coarse / fine - 4) < 0.1), "\(coarse), \(fine)")
        }
    }
}
