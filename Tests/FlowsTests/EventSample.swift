import FlowKernels
import Flows
import RandomStreams

/// Random events for a bijection, feature-major, and what the bijection makes of them.
struct EventSample {
    let count: Int
    var features: [Float]
    var context: [Float]
    var nuisances: [Float]
    var areAlike = false

    /// Normal features, twice as wide as the base space; every fifth event has one beyond the splines' interval.
    ///
    /// A margin at ±5 stays empty, because a spline with a free right end has a kink there.
    init(_ bijection: any Bijection, count: Int = 64, seed: UInt64 = 5) {
        var stream = RandomStream(seed: seed, purpose: "events", index: UInt64(bijection.features))
        self.count = count
        features = (0..<bijection.features * count).map { index in
            var value = 1.5 * stream.normal()
            if index % 5 == 0 && index / count == index % bijection.features { value += value < 0 ? -6 : 6 }
            if abs(abs(value) - 5) < 0.25 { value *= 0.8 }
            return Float(value)
        }
        context = (0..<bijection.contextCount * count).map { _ in Float(stream.normal()) }
        nuisances = (0..<bijection.nuisanceCount * count).map { _ in Float(stream.normal()) }
    }

    func matrix(_ values: [Float], arena: Arena) -> Matrix {
        let matrix = arena.matrix(rows: values.count / count, columns: count)
        matrix.copy(from: values)
        return matrix
    }

    func conditions(arena: Arena) -> Conditions {
        Conditions(
            context: matrix(context, arena: arena),
            nuisances: nuisances.isEmpty ? nil : matrix(nuisances, arena: arena), areAlike: areAlike)
    }

    /// v′, feature-major, and log|det ∂v′/∂v|.
    func forward(_ map: TransportMap) -> (features: [Float], logDet: [Float]) {
        let arena = Arena.usedBefore()
        let logDet = arena.zeros(rows: 1, columns: count)
        let output = map.bijection.forward(
            matrix(features, arena: arena), conditions(arena: arena), parameters: map.parameters, logDet: logDet,
            tape: nil, arena: arena)
        return (output.array(), logDet.array())
    }

    /// v for the sample's features as v′, and log|det ∂v/∂v′|.
    ///
    /// - Parameter shared: give the context of the first event, in 8 columns, for all of them.
    func inverse(_ map: TransportMap, shared: Bool = false) -> (features: [Float], logDet: [Float]) {
        let arena = Arena.usedBefore()
        let logDet = arena.zeros(rows: 1, columns: count)
        var conditions = conditions(arena: arena)
        if shared {
            let first = arena.matrix(rows: conditions.context.rows, columns: 8)
            for row in 0..<first.rows { first.row(row).fill(conditions.context[row, 0]) }
            conditions = Conditions(context: first, nuisances: conditions.nuisances, areAlike: areAlike)
        }
        let output = map.bijection.inverse(
            matrix(features, arena: arena), conditions, parameters: map.parameters, logDet: logDet, arena: arena)
        return (output.array(), logDet.array())
    }
}

extension Arena {
    /// An arena whose memory holds NaN, so that a read of what was never written shows.
    static func usedBefore() -> Arena {
        let arena = Arena()
        arena.scope { arena.matrix(rows: 1, columns: 1 << 18).fill(.nan) }
        return arena
    }
}
