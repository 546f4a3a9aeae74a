import FlowKernels
import Flows
import Testing

@testable import Inference
@testable import Training

/// −ln L as a function of T: its value against the likelihood of the whole mixture, its gradient against differences.
@Suite struct TransferObjectiveTests {
    let workers = Workers(threads: 2)
    let normal = NormalMixture(yields: Yields(nominal: [300, 100]))
    let point = [0.2, -0.3]

    private var data: Dataset {
        normal.mixture.sample(events: 203, nuisances: [0.1, -0.2], theta: [], seed: 3, workers: workers)
            .weighted((0..<203).map { Float($0 % 4) })
    }

    private var transfer: TransportMap {
        let fresh = TransportMap(
            initializing: NeuralSplineFlow.autoregressive(
                features: 1, contextCount: 3, transforms: 2, bins: 4, hidden: [6], activation: .elu), seed: 5)
        return fresh
    }

    private func objective(heldAt held: [Double]) -> TransferObjective {
        TransferObjective(
            score: normal.mixture.score, heldAt: held, transfer: transfer, data: data,
            classes: normal.mixture.classLogDensities(of: data, nuisances: point, theta: [], workers: workers),
            events: .whole(Array(0..<203)))
    }

    private func loss(
        _ objective: TransferObjective, _ parameters: ParameterBuffer, gradient: ParameterBuffer? = nil
    ) -> WeightedLoss {
        let arena = Arena()
        return objective.evaluate(
            BatchPart(step: 0, positions: 0..<203), parameters: [parameters],
            gradients: gradient.map { [$0] } ?? [], arena: arena)
    }

    @Test func isTheLikelihoodOfTheMixture() {
        let space = NuisanceSpace(mixture: normal.mixture)
        let likelihood = ExtendedLikelihood(
            mixture: normal.mixture.preceded(by: transfer), space: space, data: data, workers: workers)
        let events = likelihood.value(at: point, workers: workers) - likelihood.term.value(at: point)
        let found = loss(objective(heldAt: point), transfer.parameters)
        #expect(abs(found.loss + events) < 1e-4 * abs(events))
        #expect(found.weight == data.total)
    }

    /// The scores' ν moves the objective, that of the features is in what was prepared.
    @Test func holdsTheScoresWhereItIsTold() {
        let (here, there) = (
            loss(objective(heldAt: point), transfer.parameters),
            loss(objective(heldAt: [0.5, 0.5]), transfer.parameters)
        )
        #expect(abs(here.loss - there.loss) > 1)
    }

    @Test(arguments: [[0.2, -0.3], [0.6, 0.1]]) func hasTheGradientOfItsDifferences(held: [Double]) {
        let objective = objective(heldAt: held)
        let gradient = ParameterBuffer(count: transfer.parameters.count)
        _ = loss(objective, transfer.parameters, gradient: gradient)
        let values = transfer.parameters.values
        let scale = gradient.values.reduce(0) { max($0, abs($1)) }
        for index in stride(from: 0, to: values.count, by: 7) {
            func moved(_ step: Float) -> Double {
                var values = values
                values[index] += step
                return loss(objective, ParameterBuffer(values)).loss
            }
            let step: Float = 2e-3
            let slope = (moved(step) - moved(-step)) / Double(2 * step)
            #expect(
                abs(slope - Double(gradient.values[index])) < 0.02 * Double(scale),
                "parameter \(index): \(gradient.values[index]), by differences \(slope)")
        }
    }
}
