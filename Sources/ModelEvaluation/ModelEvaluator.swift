import EventTables
import FlowKernels
import Flows

/// The arithmetic in which a model is evaluated.
public enum Arithmetic: Sendable, CaseIterable {
    /// The fast kernels.
    case float32
    /// The plain formulas, one event at a time; the weights are those of the model, float32.
    case float64

    /// The largest finite magnitude.
    var limit: Double {
        switch self {
        case .float32: Double(Float.greatestFiniteMagnitude)
        case .float64: .greatestFiniteMagnitude
        }
    }

    /// Events that one thread takes at a time. No result depends on this number: float32 products are always computed
    /// for groups of this many events, so that the arithmetic of an event is the same in every group.
    var chunk: Int {
        switch self {
        case .float32: 512
        case .float64: 64
        }
    }
}

/// Evaluates a model on blocks of a table.
public struct ModelEvaluator: Sendable {
    /// The model.
    public let model: ModelFile
    /// The arithmetic in which it is evaluated.
    public let arithmetic: Arithmetic
    private let workers: Workers
    private let reference: ReferenceFlow?

    /// An evaluator in float32, which works for every map.
    init(_ model: ModelFile, workers: Workers) {
        self.model = model
        arithmetic = .float32
        self.workers = workers
        reference = nil
    }

    /// - Throws: `FlowError` if float64 is requested and a map of the model has no float64 formulas.
    public init(_ model: ModelFile, arithmetic: Arithmetic, workers: Workers) throws(FlowError) {
        self.model = model
        self.arithmetic = arithmetic
        self.workers = workers
        reference = arithmetic == .float64 ? try ReferenceFlow(model.flow) : nil
    }

    /// A good number of rows for a block: enough for all threads, few enough for memory.
    public var blockSize: Int { 32 * arithmetic.chunk }

    /// The model's outputs for a block of its inputs, row for row.
    ///
    /// A row with an input that is not finite, or not finite in float32, is NaN throughout; other rows do not change.
    public func evaluate(_ block: EventBlock) -> EventBlock {
        var inputs = block.values[...]
        let features = inputs.removeFirst()
        let context = model.names.context.isEmpty ? [] : inputs.removeFirst()
        let nuisances = model.names.nuisances.isEmpty ? [] : inputs.removeFirst()
        let chunks = stride(from: 0, to: block.rowCount, by: arithmetic.chunk).map {
            $0..<min(block.rowCount, $0 + arithmetic.chunk)
        }
        let results = workers.map(chunks.count) { index, arena -> EventResults in
            let inputs = EventInputs(
                chunks[index], features: features, context: context, nuisances: nuisances, of: model.flow,
                limit: arithmetic.limit)
            var results = reference.map { evaluate(inputs, $0) } ?? evaluate(inputs, arena)
            for row in inputs.invalidRows { results.invalidate(row) }
            return results
        }
        return EventBlock(
            firstRow: block.firstRow, rowCount: block.rowCount,
            values: (model.isDensity ? [results.flatMap(\.logDensity)] : [])
                + [results.flatMap(\.z), results.flatMap(\.logDet)])
    }

    /// In float32, always as a chunk of the same size.
    private func evaluate(_ inputs: EventInputs, _ arena: Arena) -> EventResults {
        let flow = model.flow
        let columns = arithmetic.chunk
        let features = arena.matrix(rows: inputs.features, width: flow.features, columns: columns)
        let conditions = Conditions(
            context: arena.matrix(rows: inputs.context, width: flow.contextCount, columns: columns),
            nuisances: flow.nuisanceCount == 0
                ? nil : arena.matrix(rows: inputs.nuisances, width: flow.nuisanceCount, columns: columns))
        let logDet = arena.zeros(rows: 1, columns: columns)
        let z = flow.forward(features, conditions, logDet: logDet, arena: arena)
        var logDensity: [Double] = []
        if model.isDensity {
            let density = arena.zeros(rows: 1, columns: columns)
            density.copy(from: logDet)
            Kernels.standardNormalLogDensity(z, into: density)
            logDensity = density.eventRows(inputs.count)
        }
        return EventResults(
            logDensity: logDensity, z: z.eventRows(inputs.count), logDet: logDet.eventRows(inputs.count))
    }

    /// In float64, event by event.
    private func evaluate(_ inputs: EventInputs, _ reference: ReferenceFlow) -> EventResults {
        func row(_ values: [Double], _ index: Int) -> [Double] {
            let width = values.count / inputs.count
            return Array(values[index * width..<(index + 1) * width])
        }
        var results = EventResults(logDensity: [], z: [], logDet: [])
        for index in 0..<inputs.count {
            let (z, logDet) = reference.forwardAndLogDet(
                row(inputs.features, index), context: row(inputs.context, index),
                nuisances: row(inputs.nuisances, index))
            results.z += z
            results.logDet.append(logDet)
            if model.isDensity { results.logDensity.append(logDet + ReferenceFlow.standardNormalLogDensity(z)) }
        }
        return results
    }
}
