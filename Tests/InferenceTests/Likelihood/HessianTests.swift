import Derivatives
import FlowKernels
import FlowReference
import Flows
import Foundation
import RandomStreams
import Testing

@testable import Inference

/// Gradient and Hessian of ln L against float64 numbers that carry their derivatives, on random networks.
@Suite struct HessianTests {
    let workers = Workers(threads: 2)

    struct Case: Sendable, CustomTestStringConvertible {
        let nuisances: Int
        let pairs: [NuisancePair]
        let hasProfile: Bool
        let hasTransfer: Bool
        var crossOrder = CrossOrder.second
        var testDescription: String {
            "\(nuisances) nuisances, \(pairs.count) pairs of order \(crossOrder.rawValue)\(hasProfile ? ", profile" : "")\(hasTransfer ? ", transfer" : "")"
        }

        /// Two layers in every residual.
        func residual(contextCount: Int, seed: UInt64) -> TransportMap {
            SmallMixture.randomized(
                FactorizableResidual.polynomial(
                    features: 2, contextCount: contextCount, layers: 2,
                    centers: (0..<nuisances).map { 0.2 * Float($0) - 0.1 },
                    scales: (0..<nuisances).map { 1 - 0.2 * Float($0) }, pairs: pairs, damping: 0.1,
                    crossDamping: 0.25, crossOrder: crossOrder, hidden: [6, 5]),
                size: 0.4, seed: seed)
        }

        var mixture: Inference.Mixture {
            var mixture = Inference.Mixture(
                kinematics: Flow([residual(contextCount: 2, seed: 1), SmallMixture.spline(contextCount: 2, seed: 2)]),
                score: Flow([residual(contextCount: 4, seed: 3), SmallMixture.spline(contextCount: 4, seed: 4)]),
                yields: SmallMixture.yields, nuisances: (0..<nuisances).map { "nu\($0)" })
            if hasTransfer { mixture = mixture.preceded(by: SmallMixture.spline(contextCount: 4, seed: 5)) }
            if hasProfile { mixture = mixture.preceded(by: residual(contextCount: 4, seed: 6)) }
            return mixture
        }
    }

    static let cases = [
        Case(nuisances: 1, pairs: [], hasProfile: false, hasTransfer: false),
        Case(nuisances: 1, pairs: [], hasProfile: true, hasTransfer: true),
        Case(nuisances: 2, pairs: [], hasProfile: false, hasTransfer: true),
        Case(nuisances: 2, pairs: [NuisancePair(0, 1)], hasProfile: true, hasTransfer: true),
        Case(nuisances: 3, pairs: [NuisancePair(0, 2)], hasProfile: false, hasTransfer: true),
        Case(
            nuisances: 3, pairs: [NuisancePair(0, 1), NuisancePair(0, 2), NuisancePair(1, 2)], hasProfile: true,
            hasTransfer: true),
        Case(
            nuisances: 2, pairs: [NuisancePair(0, 1)], hasProfile: false, hasTransfer: true, crossOrder: .third),
        Case(
            nuisances: 3, pairs: [NuisancePair(0, 2), NuisancePair(1, 2)], hasProfile: true, hasTransfer: true,
            crossOrder: .third),
    ]

    @Test(arguments: cases) func agreesWithNumbersThatCarryTheirDerivatives(_ testCase: Case) {
        let (mixture, data) = (testCase.mixture, SmallMixture.data(events: 30))
        let point = (0..<testCase.nuisances).map { 0.4 - 0.5 * Double($0) } + [0.3, -0.6]
        let likelihood = ExtendedLikelihood(
            mixture: mixture, space: NuisanceSpace(mixture: mixture), data: data, chunk: 16, workers: workers)
        let found = likelihood.hessian(at: point, workers: workers)

        let reference = ReferenceMixture(
            mixture, hasProfile: testCase.hasProfile, hasTransfer: testCase.hasTransfer)
        let variables = SecondOrder8.variables(at: point)
        let events = (0..<data.count).map { event in
            (x: data.x.map { Double($0[event]) }, y: data.y.map { Double($0[event]) })
        }
        let expected = reference.extendedLogLikelihood(
            events: events, nuisances: Array(variables.prefix(testCase.nuisances)),
            normalizations: Array(variables.dropFirst(testCase.nuisances)))

        // 30 events, each rounded to some 1e-6 of its derivatives.
        let hessian = expected.hessianRows(point.count)
        #expect(abs(found.value - expected.value) < 1e-3)
        for k in point.indices {
            #expect(abs(found.gradient[k] - expected.gradient[k]) < 1e-4 * max(1, abs(expected.gradient[k])))
            for l in point.indices {
                let scale = (abs(hessian[k][k]) * abs(hessian[l][l])).squareRoot()
                #expect(abs(found.hessian[k][l] - hessian[k][l]) < 1e-4 * scale, "\(k), \(l)")
            }
        }
    }

    @Test func agreesWithTheAdjointAndDoesNotDependOnThreads() {
        let (mixture, data) = (SmallMixture.mixture(), SmallMixture.data(events: 100))
        let weighted = data.weighted((0..<100).map { Float($0 % 3) })
        let likelihood = ExtendedLikelihood(
            mixture: mixture, space: NuisanceSpace(mixture: mixture), data: weighted, chunk: 16, workers: workers)
        let point = [0.3, -0.4, 0.5, 0.2]
        let found = likelihood.hessian(at: point, workers: workers)
        let (value, gradient) = likelihood.valueAndGradient(at: point, workers: workers)
        #expect(abs(found.value - value) < 1e-3)
        for (a, b) in zip(found.gradient, gradient) { #expect(abs(a - b) < 1e-4 * max(1, abs(b))) }
        for threads in [1, 3] {
            #expect(likelihood.hessian(at: point, workers: Workers(threads: threads)) == found)
        }
    }

    /// Fixing nuisances takes their rows and columns out and leaves the others as they are.
    @Test(arguments: [["shift"], ["squeeze", "background"], ["shift", "squeeze"], ["luminosity", "background"]])
    func leavesOutFixedNuisances(fixed: [String]) {
        let (mixture, data) = (SmallMixture.mixture(), SmallMixture.data(events: 40))
        func derivatives(_ space: NuisanceSpace, _ values: [String: Double]) -> LikelihoodDerivatives {
            ExtendedLikelihood(mixture: mixture, space: space, data: data, workers: workers)
                .hessian(at: space.profiled.map { values[$0] ?? 0 }, workers: workers)
        }
        let whole = NuisanceSpace(mixture: mixture)
        let values = ["shift": 0.3, "squeeze": -0.2, "luminosity": 0.5, "background": -0.7]
        let part = NuisanceSpace(mixture: mixture, fixed: values.filter { fixed.contains($0.key) })
        let (all, some) = (derivatives(whole, values), derivatives(part, values))
        let kept = whole.profiled.indices.filter { !fixed.contains(whole.profiled[$0]) }
        #expect(some.gradient.count == kept.count)
        // Where no ν moves, another kernel computes the densities: the same to rounding.
        for (row, k) in kept.enumerated() {
            #expect(abs(some.gradient[row] - all.gradient[k]) < 1e-6 * max(1, abs(all.gradient[k])))
            for (column, l) in kept.enumerated() {
                #expect(abs(some.hessian[row][column] - all.hessian[k][l]) < 1e-6 * max(1, abs(all.hessian[k][l])))
            }
        }
    }

    @Test func sharesOutTheHessianOfKnownCurvature() {
        // f = ½ xᵀ M x has D²(d) = dᵀ M d.
        let matrix = [[2.0, -1, 0.5], [-1, 3, 0.25], [0.5, 0.25, -4]]
        let directions = HessianDirections(coordinates: [0, 1, 2], nuisances: 3)
        let second = directions.vectors.map { d in
            (0..<3).reduce(0.0) { sum, k in (0..<3).reduce(sum) { $0 + Double(d[k] * d[$1]) * matrix[k][$1] } }
        }
        #expect(directions.hessian(second) == matrix)
        #expect(HessianDirections(coordinates: [], nuisances: 2).hessian([]) == [])
        #expect(HessianDirections(coordinates: [1], nuisances: 2).vectors == [[0, 1]])
    }

    @Test func showsNaN() {
        let mixture = SmallMixture.mixture()
        let data = SmallMixture.data(events: 8)
        let broken = Dataset(x: data.x, y: [[.nan] + data.y[0].dropFirst(), data.y[1]])
        let found = ExtendedLikelihood(
            mixture: mixture, space: NuisanceSpace(mixture: mixture), data: broken, workers: workers
        ).hessian(at: [0, 0, 0, 0], workers: workers)
        #expect(found.value.isNaN && found.gradient[0].isNaN && found.hessian[0][1].isNaN)
    }
}
