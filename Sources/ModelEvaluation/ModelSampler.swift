import EventTables
import FlowKernels
import Flows
import RandomStreams

/// Draws events from a model.
///
/// Event i is the flow's inverse at standard normal numbers from stream i of the seed, so it depends only on the seed,
/// i, and its own context and ν. Its `log_prob` is that of the features as they are written: equal to an evaluation of
/// the sample, to the last bit.
public struct ModelSampler: Sendable {
    /// A density.
    public let model: ModelFile
    private let key: RandomKey
    private let workers: Workers
    private let evaluator: ModelEvaluator

    /// The model has to be a density: a transport map has no distribution to draw from.
    public init(_ model: ModelFile, seed: UInt64, workers: Workers) {
        precondition(model.isDensity, "a transport map cannot be sampled")
        self.model = model
        self.workers = workers
        key = RandomKey(seed: seed, purpose: "sample")
        evaluator = ModelEvaluator(model, workers: workers)
    }

    /// `features`, the `context` and `nuisances` that the model has, and `log_prob`.
    public var outputs: [EventField] { model.inputs + [.scalar("log_prob")] }

    /// A good number of events for a block.
    public var blockSize: Int { evaluator.blockSize }

    /// Draws the events with these numbers.
    ///
    /// Context and nuisances of these events are row-major, and empty where the model has none. An event with a number among
    /// them that is not finite has features and log p of NaN.
    public func sample(_ events: Range<Int>, context: [Double], nuisances: [Double]) -> EventBlock {
        let flow = model.flow
        precondition(
            context.count == events.count * flow.contextCount && nuisances.count == events.count * flow.nuisanceCount,
            "\(context.count) numbers of context and \(nuisances.count) of ν for \(events.count) events")
        let size = Arithmetic.float32.chunk
        let chunks = stride(from: 0, to: events.count, by: size).map { $0..<min(events.count, $0 + size) }
        let parts = workers.map(chunks.count) { index, arena in
            let base = chunks[index].flatMap { row -> [Double] in
                var stream = key.stream(UInt64(events.lowerBound + row))
                return (0..<flow.features).map { _ in stream.normal() }
            }
            let inputs = EventInputs(
                0..<chunks[index].count, features: base,
                context: Array(context[scaled(chunks[index], flow.contextCount)]),
                nuisances: Array(nuisances[scaled(chunks[index], flow.nuisanceCount)]), of: flow,
                limit: Arithmetic.float32.limit)
            return invert(inputs, columns: size, arena)
        }
        let features = Array(parts.joined())
        let inputs =
            [features] + (model.names.context.isEmpty ? [] : [context])
            + (model.names.nuisances.isEmpty ? [] : [nuisances])
        let evaluated = evaluator.evaluate(
            EventBlock(firstRow: events.lowerBound, rowCount: events.count, values: inputs))
        return EventBlock(
            firstRow: events.lowerBound, rowCount: events.count, values: inputs + [evaluated.values[0]])
    }

    private func scaled(_ rows: Range<Int>, _ width: Int) -> Range<Int> {
        rows.lowerBound * width..<rows.upperBound * width
    }

    /// The features of base values; NaN in rows that cannot be evaluated.
    private func invert(_ inputs: EventInputs, columns: Int, _ arena: Arena) -> [Double] {
        let flow = model.flow
        let conditions = Conditions(
            context: arena.matrix(rows: inputs.context, width: flow.contextCount, columns: columns),
            nuisances: flow.nuisanceCount == 0
                ? nil : arena.matrix(rows: inputs.nuisances, width: flow.nuisanceCount, columns: columns))
        let features = flow.inverse(
            arena.matrix(rows: inputs.features, width: flow.features, columns: columns), conditions,
            logDet: arena.zeros(rows: 1, columns: columns), arena: arena)
        var results = EventResults(
            logDensity: [], z: features.eventRows(inputs.count), logDet: [Double](repeating: 0, count: inputs.count))
        for row in inputs.invalidRows { results.invalidate(row) }
        return results.z
    }
}
