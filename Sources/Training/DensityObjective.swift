import FlowKernels
import Flows

/// The negative log-likelihood of a flow on labelled events: the objective of base flows and residuals.
///
/// Events may have weights of both signs: the expectation of −Σ w ln p is then that for the weighted density, and has a
/// minimum if that density is positive. But a flow that follows single events could make events of negative weight less
/// and less likely; held-out events, with the same weights, show when this begins.
public struct DensityObjective: TrainingObjective {
    /// Its maps, data side first.
    public let flow: Flow
    /// The map that is trained; all others are frozen.
    public let trainedMap: Int
    /// The labelled events.
    public let source: any EventSource

    /// With these values.
    public init(flow: Flow, trainedMap: Int, source: any EventSource) {
        self.flow = flow
        self.trainedMap = trainedMap
        self.source = source
    }

    /// Events that the networks process at a time: few enough for their layers to stay in the cache; an odd number of
    /// panels of 16 as a rule, so that rows do not fall on the same few lines of it.
    private static let block = 176

    public func evaluate(
        _ batch: BatchPart, parameters: [ParameterBuffer], gradients: [ParameterBuffer], arena: Arena
    ) -> WeightedLoss {
        arena.scope {
            let flow = flow.replacing(trainedMap, parameters: parameters[0])
            let chunk = EventChunk(
                features: flow.features, context: flow.contextCount, nuisances: flow.nuisanceCount,
                columns: batch.columns, arena: arena)
            source.fill(chunk, step: batch.step, positions: batch.positions)
            let order = chunk.quickOrder
            return ChunkedBatch(size: order.count, chunk: Self.block).ranges.reduce(WeightedLoss(loss: 0, weight: 0)) {
                total, range in
                total
                    + arena.scope {
                        evaluate(
                            flow, chunk.events(order[range], arena: arena), gradient: gradients.first, arena: arena)
                    }
            }
        }
    }

    private func evaluate(
        _ flow: Flow, _ events: EventChunk, gradient: ParameterBuffer?, arena: Arena
    ) -> WeightedLoss {
        let logDensity = arena.zeros(rows: 1, columns: events.weights.columns)
        let tape = gradient.map { _ in Tape() }
        // No gradient with respect to ν is wanted, and most templates move one nuisance alone.
        let prepared = flow.prepare(events.context, arena: arena) { _ in .onceWithinTemplates }
        flow.logDensity(
            events.features, nuisances: events.nuisances, prepared: prepared, into: logDensity, tape: tape,
            arena: arena)
        if let tape {
            let descent = arena.matrix(rows: 1, columns: events.weights.columns)
            descent.copy(from: events.weights)
            descent.scale(by: -1)
            var gradients = [ParameterBuffer?](repeating: nil, count: flow.maps.count)
            gradients[trainedMap] = gradient
            flow.backward(
                logDensityGradient: descent, prepared: prepared, parameterGradients: gradients, tape: tape,
                arena: arena)
            let map = flow.maps[trainedMap]
            map.bijection.finishBackward(
                prepared[trainedMap], into: .none, parameters: map.parameters, parameterGradient: gradient,
                arena: arena)
        }
        return WeightedLoss(
            loss: -Kernels.weightedSum(logDensity, weights: events.weights), weights: events.weights)
    }
}

extension Flow {
    /// log p(v | context, ν) of the first events of a source, in nats.
    ///
    /// - Parameters:
    ///   - source: the events, labelled.
    ///   - events: their number; they are batch 0 of the source.
    ///   - chunk: events that one thread processes at a time.
    ///   - workers: the threads.
    /// - Returns: log p of each event, shape [events]; float32 numbers.
    public func logDensities(of source: any EventSource, events: Int, chunk: Int = 512, workers: Workers) -> [Double] {
        let parts = ChunkedBatch(size: events, chunk: chunk).map(workers) { _, range, arena -> [Double] in
            let batch = BatchPart(step: 0, positions: range)
            let chunk = EventChunk(
                features: features, context: contextCount, nuisances: nuisanceCount, columns: batch.columns,
                arena: arena)
            source.fill(chunk, step: 0, positions: range)
            let logDensity = arena.zeros(rows: 1, columns: batch.columns)
            self.logDensity(
                chunk.features, Conditions(context: chunk.context, nuisances: chunk.nuisances), into: logDensity,
                arena: arena)
            return logDensity.array().prefix(range.count).map(Double.init)
        }
        return Array(parts.joined())
    }
}
