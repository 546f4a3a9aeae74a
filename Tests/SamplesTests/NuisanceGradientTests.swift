import FlowKernels
import Flows
import RandomStreams
import Samples
import SyntheticSamples
import Testing

/// ∂ ln p/∂ν event by event, of flows and of the truth.
@Suite struct NuisanceGradientTests {
    private static let workers = Workers(threads: 2)
    private static let sample = ThreeClassSample(events: 600, seed: 2)
    private static let places: [[Double]] = [[0, 0, 0, 0], [1, 0, 0, 0], [0.5, -0.5, 1, -1], [0, 0, 0, -1]]

    private static func evaluation(_ density: ConditionalDensity, _ nu: [Double]) -> FlowEvaluation {
        FlowEvaluation(schema: sample.schema, density: density, nuisances: nu, workers: workers)
    }

    /// Every nuisance moves every feature by a constant: v₀ = v + Σ_k a_k ν_k, so that ∂ ln p/∂ν_k = −a_k·v₀.
    @Test(arguments: places) func ofAConstantShiftAreThoseOfTheNormal(_ nu: [Double]) throws {
        let shifts = [[0.3, -0.2, 0.1], [0, 0.5, 0], [-0.1, 0, 0.4], [0.2, 0.2, 0.2]]
        let residual = PolynomialResidual(
            order: [0, 1, 2], contextCount: 3, centers: [0, 0, 0, 0], scales: [1, 1, 1, 1], hidden: [4])
        var parameters = [Float](repeating: 0, count: residual.layout.count)
        for (k, shift) in shifts.enumerated() {
            let slot = try #require(residual.layout.slots.first { $0.name == "nuisance.\(k).1.bias" })
            // Of every feature A and B of s, then of t.
            for (feature, value) in shift.enumerated() { parameters[slot.offset + 4 * feature + 2] = Float(value) }
        }
        let flow = Flow([TransportMap(residual, parameters: ParameterBuffer(parameters))])
        let points = Self.sample.labelled().conditioned(.features)
        let found = Self.evaluation(.features, nu).nuisanceGradients(flow, points)
        #expect(found.count == 4 && found.allSatisfy { $0.count == 600 })
        for event in 0..<600 {
            let base = (0..<3).map { feature in
                (0..<4).reduce(points.values[feature][event]) { $0 + shifts[$1][feature] * nu[$1] }
            }
            for k in 0..<4 {
                let expected = -(0..<3).reduce(0) { $0 + shifts[k][$1] * base[$1] }
                #expect(abs(found[k][event] - expected) < 1e-4 * max(1, abs(expected)))
            }
        }
    }

    /// The flow's own densities, at both sides of ν.
    @Test(arguments: ConditionalDensity.allCases, places)
    func ofAFlowAreTheSlopesOfItsDensities(_ density: ConditionalDensity, _ nu: [Double]) {
        let features = Self.sample.schema.quantities(of: density).count
        let context = Self.sample.schema.contextCount(of: density)
        let residual = FactorizableResidual.polynomial(
            features: features, contextCount: context, layers: 2, centers: [0, 0, 0, 0], scales: [1, 1, 1, 1],
            pairs: [NuisancePair(0, 2)], damping: 0.1, hidden: [6])
        var stream = RandomStream(seed: 5, purpose: "test parameters", index: 0)
        let parameters = (0..<residual.layout.count).map { _ in Float(0.3 * (2 * stream.uniform() - 1)) }
        let base = NeuralSplineFlow.autoregressive(
            features: features, contextCount: context, transforms: 1, bins: 6, hidden: [8], activation: .elu)
        let flow = Flow([
            TransportMap(residual, parameters: ParameterBuffer(parameters)), TransportMap(initializing: base, seed: 3),
        ])
        let points = Self.sample.labelled().conditioned(density)
        let found = Self.evaluation(density, nu).nuisanceGradients(flow, points)
        let step = 0.01
        for k in nu.indices {
            func densities(_ shift: Double) -> [Double] {
                var moved = nu
                moved[k] += shift
                return Self.evaluation(density, moved).logDensities(flow, points)
            }
            let slopes = zip(densities(step), densities(-step)).map { ($0 - $1) / (2 * step) }
            let differences = zip(found[k], slopes).map { abs($0 - $1) }
            // float32 densities are right to some 1e-6, and a few events cross a knot of a spline in between.
            #expect(differences.count { $0 > 0.01 } < 30, "\(differences.max() ?? 0)")
            #expect(slopes.contains { abs($0) > 0.05 })
        }
    }

    @Test(arguments: CataloguedSample.all, ConditionalDensity.allCases)
    func ofTheTruthHaveTheExpectationZero(_ entry: CataloguedSample, _ density: ConditionalDensity) throws {
        let truth = try #require(entry.sample.truth)
        let names = entry.sample.schema.nuisanceNames
        for nu in entry.places {
            let events = entry.sample.events(20_000, at: nu, seed: 4, purpose: "gradients").conditioned(density)
            let found = truth.nuisanceGradients(
                density, of: events, at: nu, nuisances: names, workers: Self.workers)
            #expect(found.map(\.count) == names.map { _ in 20_000 })
            for row in found {
                let mean = row.reduce(0, +) / 20_000
                let deviation = (row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000).squareRoot()
                // A nuisance that does not act on this density has the gradient 0.
                #expect(abs(mean) < 5 * deviation / 20_000.0.squareRoot() + 1e-8)
            }
        }
    }

    @Test(arguments: [-1.0, 0, 0.5, 2]) func ofTheTruthAreThoseOfTheClosedForm(_ slope: Double) {
        let nu = NuisancePoint(["slope": slope])
        let sample = LineSample(points: [nu], events: 3000, seed: 1)
        let points = sample.labelled().conditioned(.features)
        let found = LineTruth().nuisanceGradients(
            .features, of: points, at: nu, nuisances: ["slope"], workers: Self.workers)
        let mean = LineSample.linear * slope + LineSample.quadratic * slope * slope
        let response = LineSample.linear + 2 * LineSample.quadratic * slope
        for (value, gradient) in zip(points.values[0], found[0]) {
            #expect(abs(gradient - response * (value - mean)) < 1e-7)
        }
    }

    @Test(arguments: [0..<600, 0..<1, 599..<600, 17..<203]) func aRangeOfPointsHasTheirValues(_ range: Range<Int>) {
        let points = Self.sample.labelled().conditioned(.scores)
        let part = points[range]
        #expect(part.count == range.count)
        for (place, index) in range.enumerated() {
            #expect(part.value(place) == points.value(index) && part.condition(place) == points.condition(index))
        }
    }
}
