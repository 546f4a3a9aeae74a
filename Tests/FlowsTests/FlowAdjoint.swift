import FlowKernels
import Flows

/// The hand-written gradients of Σ log p over whole arrays of events, rows of events as golden files have them.
struct FlowAdjoint {
    let features: [[Double]]
    let context: [[Double]]
    let nuisances: [[Double]]
    /// One flat vector a map.
    let parameters: [[Float]]

    init(_ flow: Flow, v: [[Double]], context: [[Double]], nuisances: [[Double]] = []) {
        let arena = Arena.usedBefore()
        let tape = Tape()
        let features = FlowEvaluation.matrix(v, arena: arena)
        let conditions = Conditions(
            context: FlowEvaluation.matrix(context, arena: arena),
            nuisances: nuisances.isEmpty ? nil : FlowEvaluation.matrix(nuisances, arena: arena))
        let events = features.columns
        flow.logDensity(
            features, conditions, into: arena.zeros(rows: 1, columns: events), tape: tape, arena: arena)

        // Weight 0 for the events that only fill up the chunk.
        let weights = arena.zeros(rows: 1, columns: events)
        for event in v.indices { weights[0, event] = 1 }
        let gradients = ConditionGradients(
            context: arena.zeros(rows: conditions.context.rows, columns: events),
            nuisances: conditions.nuisances.map { arena.zeros(rows: $0.rows, columns: events) })
        let parameters = flow.maps.map { ParameterBuffer(count: $0.parameters.count) }
        let featureGradient = flow.backward(
            logDensityGradient: weights, into: gradients, parameterGradients: parameters, tape: tape,
            arena: arena)
        self.features = FlowEvaluation.events(featureGradient, v.count)
        self.context = gradients.context.map { FlowEvaluation.events($0, v.count) } ?? []
        self.nuisances = gradients.nuisances.map { FlowEvaluation.events($0, v.count) } ?? []
        self.parameters = parameters.map(\.values)
    }
}
