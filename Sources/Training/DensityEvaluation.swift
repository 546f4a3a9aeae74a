import FlowKernels
import Flows

extension Flow {
    /// log p(v | context, ν) of the first events of a source, in nats.
    ///
    /// - Parameters:
    ///   - events: how many; they are batch 0 of the source.
    ///   - chunk: events that one thread goes over at a time.
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
