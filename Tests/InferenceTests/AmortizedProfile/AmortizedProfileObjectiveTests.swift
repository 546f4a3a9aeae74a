import FlowKernels
import Flows
import Foundation
import RandomStreams
import Testing
import Training

@testable import Inference

/// Laws of the objective, on small random networks.
@Suite struct AmortizedProfileObjectiveTests {
    let workers = Workers(threads: 2)

    /// Bit for bit, with random weights everywhere.
    @Test func isTheIdentityAtTheCenter() {
        let profile = SmallProfile.profile(nodes: .stratified(perEvent: 2))
        let arena = Arena()
        func matrix(rows: Int, seed: UInt64) -> Matrix {
            var stream = RandomStream(seed: seed, purpose: "inputs", index: 0)
            let matrix = arena.matrix(rows: rows, columns: 64)
            matrix.copy(from: (0..<rows * 64).map { _ in Float(3 * stream.normal()) })
            return matrix
        }
        let (y, context, nu) = (matrix(rows: 2, seed: 1), matrix(rows: 4, seed: 2), arena.zeros(rows: 2, columns: 64))
        func image(_ nuisances: [Double]) -> (y: [Float], logDet: [Float]) {
            for (row, value) in nuisances.enumerated() { nu.row(row).fill(Float(value)) }
            let logDet = arena.zeros(rows: 1, columns: 64)
            let image = profile.residual.bijection.forward(
                y, Conditions(context: context, nuisances: nu), parameters: profile.residual.parameters,
                logDet: logDet, tape: nil, arena: arena)
            return (image.array(), logDet.array())
        }
        let center = image(Array(SmallProfile.center.prefix(2)))
        #expect(center.y == y.array())
        #expect(center.logDet.allSatisfy { $0 == 0 })
        #expect(image([0.35, -0.2]).y != y.array())
    }

    @Test func hasTheSameValueAtTheCenterForAnyWeights() {
        let profile = SmallProfile.profile(nodes: .stratified(perEvent: 2), events: 43)
        let sample = PointSample(events: Array(0..<43), point: Array(SmallProfile.center.prefix(2)))
        let objective = AmortizedProfileObjective(profile: profile, sample: sample)
        let zeros = ParameterBuffer(count: profile.residual.parameters.count)
        let random = objective.mean(events: 43)
        #expect(random.value == objective.mean(events: 43, parameters: zeros).value)
        #expect(random.gradient.allSatisfy { $0 == 0 })
    }

    /// At one ν the objective is −ln L/N of the likelihood that scans evaluate, members and weights included.
    @Test func isTheExtendedLikelihoodAtEveryNode() {
        let profile = SmallProfile.profile(
            nodes: .stratified(perEvent: 2), events: 43, weights: (0..<43).map { $0 < 9 ? 0 : 1.5 })
        let sample = PointSample(events: Array(0..<43), point: [0.5, -0.3])
        let objective = AmortizedProfileObjective(profile: profile, sample: sample)
        let likelihood = ExtendedLikelihood(
            mixture: profile.mixture.preceded(by: profile.residual), space: profile.space, data: profile.events,
            workers: workers)
        let expected = -likelihood.value(at: [0.5, -0.3, 0.1, -0.4], workers: workers) / profile.events.total
        #expect(abs(objective.mean(events: 43).value - expected) < 1e-6)
    }

    /// Averages over many steps agree with the quadrature within their standard error: the value, and the gradient along
    /// random directions.
    @Test(arguments: [2, 3, 4, 5].map(NodeScheme.stratified) + [.sobol(perEvent: 4)])
    func averagesOverTheWindow(_ scheme: NodeScheme) {
        let (events, steps) = (64, 120)
        func objective(_ scheme: NodeScheme) -> AmortizedProfileObjective {
            SmallProfile.profile(nodes: scheme, events: events).objective(
                whole: Array(0..<events))
        }
        // Of a function with kinks: many nodes.
        let exact = objective(.quadrature(perNuisance: 48)).mean(events: events)
        let directions = (0..<6).map { index in
            var stream = RandomStream(seed: 3, purpose: "directions", index: UInt64(index))
            return exact.gradient.map { _ in stream.normal() }
        }
        let norm = exact.gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
        func quantities(_ mean: (value: Double, gradient: [Double])) -> [Double] {
            [mean.value] + directions.map { zip($0, mean.gradient).reduce(0) { $0 + $1.0 * $1.1 } }
        }
        let estimates = (0..<steps).map { quantities(objective(scheme).mean(step: $0, events: events)) }
        for (index, expected) in quantities(exact).enumerated() {
            let values = estimates.map { $0[index] }
            let mean = values.reduce(0, +) / Double(steps)
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(steps - 1)
            let error = (variance / Double(steps)).squareRoot()
            // Five standard errors, for 35 means, and what float32 and the nodes leave of a function with kinks.
            #expect(
                abs(mean - expected) < 5 * error + 2e-4 * abs(expected), "\(index): \(mean), \(expected) ± \(error)")
            #expect(error < (index == 0 ? 0.02 * abs(expected) : 0.2 * norm), "\(index): \(error) of \(norm)")
        }
    }

    /// A smooth map that differs between the classes and follows no nuisance.
    private func transfer() -> TransportMap {
        let map = SmallMixture.randomized(
            PolynomialResidual(order: [0], contextCount: 3, centers: [1, 1], scales: [1, 1], hidden: [6]), size: 0.4,
            seed: 2)
        return TransportMap(HeldNuisances(map.bijection, at: [0.2, 0.4]), parameters: map.parameters)
    }

    /// With T in front of the residual the objective is −ln L an event of the mixture with both, at any ν.
    @Test(arguments: [[0.1, -0.2], [0.25, 0.05]])
    func standsBehindTransfer(_ point: [Double]) {
        let mixture = NormalMixture().mixture
        let (transfer, events) = (transfer(), 96)
        let residual = SmallProfile.residual(of: mixture, center: [0.1, -0.2], size: 0.4)
        let data = mixture.preceded(by: transfer).sample(
            events: events, nuisances: [0.1, -0.2], theta: [], seed: 1, workers: workers)
        let profile = AmortizedProfile(
            mixture: mixture, space: NuisanceSpace(mixture: mixture), transfer: transfer, events: data,
            center: [0.1, -0.2], residual: residual, nodes: .stratified(perEvent: 2),
            settings: .init(epochs: 1, batchSize: 32, learningRate: 1e-3), seed: 1)
        let objective = AmortizedProfileObjective(
            profile: profile, sample: PointSample(events: Array(0..<events), point: point))
        let likelihood = ExtendedLikelihood(
            mixture: mixture.preceded(by: residual).preceded(by: transfer), space: NuisanceSpace(mixture: mixture),
            data: data, workers: workers)
        let expected = -likelihood.value(at: point, workers: workers) / Double(events)
        #expect(abs(objective.mean(events: events, withGradient: false).value - expected) < 1e-5 * abs(expected))
    }

    /// Central differences along a random direction, whose error falls with the square of the step. On normal densities
    /// and a smooth T, because log p of a spline has kinks.
    @Test(arguments: [NodeScheme.quadrature(perNuisance: 2), .stratified(perEvent: 2)], [false, true])
    func hasTheGradientOfItsValue(_ scheme: NodeScheme, isBehindTransfer: Bool) {
        let mixture = NormalMixture().mixture
        let transfer = transfer()
        let residual = SmallProfile.residual(of: mixture, center: [0.1, -0.2], size: 0.4)
        let events = 96
        let profile = AmortizedProfile(
            mixture: isBehindTransfer ? mixture : mixture.preceded(by: transfer),
            space: NuisanceSpace(mixture: mixture), transfer: isBehindTransfer ? transfer : nil,
            events: mixture.sample(events: events, nuisances: [0.1, -0.2], theta: [], seed: 1, workers: workers),
            center: [0.1, -0.2], residual: residual, nodes: scheme,
            settings: .init(epochs: 1, batchSize: 32, learningRate: 1e-3), seed: 1)
        let objective = profile.objective(whole: Array(0..<events))
        var stream = RandomStream(seed: 8, purpose: "direction", index: 0)
        let direction = residual.parameters.values.map { _ in Float(stream.normal()) }
        let slope = zip(objective.mean(events: events).gradient, direction).reduce(0) { $0 + $1.0 * Double($1.1) }
        func error(_ step: Float) -> Double {
            let values = [step, -step].map { step in
                let moved = ParameterBuffer(zip(residual.parameters.values, direction).map { $0 + step * $1 })
                return objective.mean(events: events, parameters: moved, withGradient: false).value
            }
            return abs((values[0] - values[1]) / Double(2 * step) - slope)
        }
        let errors = [0.04, 0.02, 0.01].map { error(Float($0)) }
        #expect(abs(slope) > 0.05)
        for (coarse, fine) in zip(errors, errors.dropFirst()) {
            #expect(coarse / fine > 3 && coarse / fine < 5, "slope \(slope), errors \(errors)")
        }
        #expect(error(0.002) < 2e-3 * abs(slope))
    }

    /// A sample looked at as a whole has the same nodes however it is cut.
    @Test func cutsAWholeSampleAnywhere() {
        let sample = WholeSample(
            events: Array(100..<190), largestBlock: 20, scheme: .stratified(perEvent: 2),
            window: SmallProfile.window, seed: 1)
        let whole = sample.parts(step: 0, positions: 0..<90)
        #expect(whole.map(\.events.count) == [18, 18, 18, 18, 18])
        #expect(whole.flatMap(\.events) == Array(100..<190))
        let cut = [0..<31, 31..<32, 32..<90].flatMap { sample.parts(step: 0, positions: $0) }
        #expect(cut.flatMap(\.events) == Array(100..<190))
        for node in 0..<2 {
            #expect(cut.flatMap { $0.nodes.values[node][1] } == whole.flatMap { $0.nodes.values[node][1] })
        }
    }
}
