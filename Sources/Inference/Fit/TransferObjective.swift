import FlowKernels
import Flows
import Training

/// −ln L of the mixture an event as a function of T alone, ν and θ held: group 0 holds T.
///
/// What does not depend on T, ln f_c + ln p(x|c, ν), is computed once for all steps.
struct TransferObjective: TrainingObjective {
    let events: Events
    let data: Dataset
    /// ln f_c + ln p(x|c, ν) of every event, shape [classes][events].
    private let classes: [[Float]]
    /// With T as the first map; none of the others depends on ν.
    private let score: Flow
    private let nuisances: [Double]

    /// Which events a batch has.
    enum Events: Sendable {
        /// Some of the data, in a new random order at each pass.
        case shuffled(ShuffledEvents, among: [Int])
        /// The same events in every batch.
        case whole([Int])
    }

    /// Events evaluated together: few enough for what the adjoint needs to stay in the cache.
    private static let block = 48

    /// - Parameters:
    ///   - score: p(y|x, c, ν) without T.
    ///   - nuisances: ν at which `score` is held, which may differ from that of `classes`.
    ///   - classes: of ``Mixture/classLogDensities(of:nuisances:theta:workers:)``.
    init(
        score: Flow, heldAt nuisances: [Double], transfer: TransportMap, data: Dataset, classes: [[Float]],
        events: Events
    ) {
        self.score = score.held(at: nuisances.map(Float.init)).preceded(by: transfer)
        self.nuisances = nuisances
        self.data = data
        self.classes = classes
        self.events = events
    }

    func evaluate(
        _ batch: BatchPart, parameters: [ParameterBuffer], gradients: [ParameterBuffer], arena: Arena
    ) -> WeightedLoss {
        let score = score.replacing(0, parameters: parameters[0])
        // Events of weight 0, a third of a bootstrap sample, add nothing.
        let events = events(of: batch).filter { data.weights?[$0] != 0 }
        return ChunkedBatch(size: events.count, chunk: Self.block).ranges.reduce(WeightedLoss(loss: 0, weight: 0)) {
            total, range in
            total + arena.scope { evaluate(score, events[range], gradient: gradients.first, arena: arena) }
        }
    }

    private func events(of batch: BatchPart) -> [Int] {
        switch events {
        case .shuffled(let order, let chosen):
            order.events(step: batch.step, positions: batch.positions).map { chosen[$0] }
        case .whole(let chosen): Array(chosen[batch.positions])
        }
    }

    private func evaluate(
        _ score: Flow, _ indices: ArraySlice<Int>, gradient: ParameterBuffer?, arena: Arena
    ) -> WeightedLoss {
        let columns = BatchPart(step: 0, positions: 0..<indices.count).columns
        let events = data.chunk(indices, columns: columns, arena: arena)
        let inputs = ClassColumns(x: events.x, classes: classes.count, arena: arena)
        let joint = arena.zeros(rows: classes.count, columns: columns)
        for (row, values) in classes.enumerated() {
            for (column, event) in indices.enumerated() { joint[row, column] = values[event] }
        }
        let tape = gradient.map { _ in Tape() }
        let prepared = score.prepare(inputs.context, arena: arena) { _ in .once }
        let nu = arena.matrix(rows: nuisances.count, columns: joint.count)
        for (row, value) in nuisances.enumerated() { nu.row(row).fill(Float(value)) }
        score.logDensity(
            ClassColumns.repeated(events.y, classes: classes.count, arena: arena), nuisances: nu, prepared: prepared,
            into: joint.reshaped(rows: 1, columns: joint.count), tape: tape, arena: arena)
        let logDensity = arena.matrix(rows: 1, columns: columns)
        let shares = tape.map { _ in arena.matrix(rows: classes.count, columns: columns) }
        Kernels.logSumExp(joint, offsets: classes.map { _ in 0 }, into: logDensity, responsibilities: shares)
        if let gradient, let tape, let shares {
            let descent = arena.matrix(rows: 1, columns: columns)
            descent.copy(from: events.weights)
            descent.scale(by: -1)
            shares.multiply(byRow: descent)
            differentiate(score, prepared, shares: shares, tape: tape, into: gradient, arena: arena)
        }
        return WeightedLoss(
            loss: -Kernels.weightedSum(logDensity, weights: events.weights), weights: events.weights)
    }

    /// Adds the gradient with respect to the map's parameters.
    ///
    /// - Parameter shares: ∂loss/∂log p of every class, shape [classes, events].
    private func differentiate(
        _ score: Flow, _ prepared: [PreparedBijection], shares: Matrix, tape: Tape, into gradient: ParameterBuffer,
        arena: Arena
    ) {
        var gradients = [ParameterBuffer?](repeating: nil, count: score.maps.count)
        gradients[0] = gradient
        score.backward(
            logDensityGradient: shares.reshaped(rows: 1, columns: shares.count), prepared: prepared,
            parameterGradients: gradients, tape: tape, arena: arena)
        let map = score.maps[0]
        map.bijection.finishBackward(
            prepared[0], into: .none, parameters: map.parameters, parameterGradient: gradient, arena: arena)
    }
}

extension Mixture {
    /// ln f_c(θ) + ln p(x|c, ν) of every event, shape [classes][events].
    func classLogDensities(
        of data: Dataset, nuisances: [Double], theta: [Double], workers: Workers
    ) -> [[Float]] {
        let fractions = logFractions(theta).map(Float.init)
        let parts = ChunkedBatch(size: data.count, chunk: 104).map(workers) { _, range, arena in
            let columns = BatchPart(step: 0, positions: range).columns
            let inputs = ClassColumns(
                x: data.chunk(range, columns: columns, arena: arena).x, classes: classes, arena: arena)
            let nu = arena.matrix(rows: nuisances.count, columns: classes * columns)
            for (row, value) in nuisances.enumerated() { nu.row(row).fill(Float(value)) }
            let logDensity = arena.zeros(rows: 1, columns: classes * columns)
            kinematics.logDensity(
                inputs.x, Conditions(context: inputs.classContext, nuisances: nu), into: logDensity, arena: arena)
            let byClass = logDensity.reshaped(rows: classes, columns: columns)
            return (0..<classes).map { c in range.indices.map { byClass[c, $0 - range.lowerBound] + fractions[c] } }
        }
        return (0..<classes).map { c in parts.flatMap { $0[c] } }
    }
}
