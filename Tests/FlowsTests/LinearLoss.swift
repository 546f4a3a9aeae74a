import FlowKernels
import Flows
import RandomStreams

/// A loss linear in what a bijection gives, L = Σ (a · v′ + b log|det|) with random a and b for every event.
struct LinearLoss {
    let output: [Float]
    let logDet: [Float]

    init(_ sample: EventSample) {
        var stream = RandomStream(seed: 3, purpose: "loss", index: 0)
        output = sample.features.map { _ in Float(stream.normal()) }
        logDet = (0..<sample.count).map { _ in Float(stream.normal()) }
    }

    /// L, summed in float64.
    func value(_ map: TransportMap, _ sample: EventSample) -> Double {
        let mapped = sample.forward(map)
        let features = zip(output, mapped.features).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        return zip(logDet, mapped.logDet).reduce(features) { $0 + Double($1.0) * Double($1.1) }
    }

    struct Gradient {
        let features: [Float]
        let context: [Float]
        let nuisances: [Float]
        let parameters: [Float]
    }

    /// The hand-written adjoint.
    ///
    /// - Parameters:
    ///   - start: what the gradients that accumulate hold before.
    ///   - frozen: whether the gradients of the features are the only ones that are asked for.
    func gradient(_ map: TransportMap, _ sample: EventSample, start: Float = 0, frozen: Bool = false) -> Gradient {
        let arena = Arena.usedBefore()
        let tape = Tape()
        let conditions = sample.conditions(arena: arena)
        _ = map.bijection.forward(
            sample.matrix(sample.features, arena: arena), conditions, parameters: map.parameters,
            logDet: arena.zeros(rows: 1, columns: sample.count), tape: tape, arena: arena)
        let parameters = ParameterBuffer(count: map.parameters.count)
        parameters.fill(start)
        let gradients = ConditionGradients(
            context: arena.matrix(rows: conditions.context.rows, columns: sample.count),
            nuisances: conditions.nuisances.map { arena.matrix(rows: $0.rows, columns: sample.count) })
        gradients.context?.fill(start)
        gradients.nuisances?.fill(start)
        let features = map.bijection.backward(
            outputGradient: sample.matrix(output, arena: arena), logDetGradient: sample.matrix(logDet, arena: arena),
            into: frozen ? .none : gradients, parameters: map.parameters,
            parameterGradient: frozen ? nil : parameters, tape: tape, arena: arena)
        return Gradient(
            features: features.array(), context: gradients.context?.array() ?? [],
            nuisances: gradients.nuisances?.array() ?? [], parameters: parameters.values)
    }
}
