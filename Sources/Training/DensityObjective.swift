import FlowKernels
import Flows

/// The negative log-likelihood of a flow on labelled events: what base flows and residuals are trained with.
public struct DensityObjective: TrainingObjective {
    public let flow: Flow
    /// The map that is trained; all others are frozen.
    public let trainedMap: Int
    public let source: any EventSource

    public init(flow: Flow, trainedMap: Int, source: any EventSource) {
        self.flow = flow
        self.trainedMap = trainedMap
        self.source = source
    }

    public func evaluate(
        _ batch: BatchPart, parameters: [ParameterBuffer], gradients: [ParameterBuffer], arena: Arena
    ) -> WeightedLoss {
        arena.scope {
            let flow = flow.replacing(trainedMap, parameters: parameters[0])
            let chunk = EventChunk(
                features: flow.features, context: flow.contextCount, nuisances: flow.nuisanceCount,
                columns: batch.columns, arena: arena)
            source.fill(chunk, step: batch.step, positions: batch.positions)
            let logDensity = arena.zeros(rows: 1, columns: batch.columns)
            let tape = gradients.isEmpty ? nil : Tape()
            // Nobody asks for the gradient with respect to ν, and most templates move one nuisance alone.
            let prepared = flow.prepare(chunk.context, arena: arena) { _ in .onceWithinTemplates }
            flow.logDensity(
                chunk.features, nuisances: chunk.nuisances, prepared: prepared, into: logDensity, tape: tape,
                arena: arena)
            if let tape {
                let gradient = arena.matrix(rows: 1, columns: batch.columns)
                gradient.copy(from: chunk.weights)
                gradient.scale(by: -1)
                var parameterGradients = [ParameterBuffer?](repeating: nil, count: flow.maps.count)
                parameterGradients[trainedMap] = gradients[0]
                flow.backward(
                    logDensityGradient: gradient, prepared: prepared, parameterGradients: parameterGradients,
                    tape: tape, arena: arena)
                let map = flow.maps[trainedMap]
                map.bijection.finishBackward(
                    prepared[trainedMap], into: .none, parameters: map.parameters, parameterGradient: gradients[0],
                    arena: arena)
            }
            return WeightedLoss(
                loss: -Kernels.weightedSum(logDensity, weights: chunk.weights),
                weight: Kernels.weightedSum(chunk.weights, weights: nil))
        }
    }
}
