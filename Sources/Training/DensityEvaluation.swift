import FlowKernels
import Flows
import Synchronization

extension Flow {
    /// log p(v | context, ν) of the first events of a source, in nats.
    ///
    /// - Parameter events: how many; they are batch 0 of the source.
    public func logDensities(of source: any EventSource, events: Int, chunk: Int = 512, workers: Workers) -> [Double] {
        let ranges = ChunkedBatch(size: events, chunk: chunk).ranges
        let parts = Mutex([[Float]](repeating: [], count: ranges.count))
        workers.forEach(ranges.count) { index, arena in
            let part: [Float] = arena.scope {
                let batch = BatchPart(step: 0, positions: ranges[index])
                let chunk = EventChunk(
                    features: features, context: contextCount, nuisances: nuisanceCount, columns: batch.columns,
                    arena: arena)
                source.fill(chunk, step: 0, positions: batch.positions)
                let logDensity = arena.zeros(rows: 1, columns: batch.columns)
                self.logDensity(
                    chunk.features, Conditions(context: chunk.context, nuisances: chunk.nuisances), into: logDensity,
                    arena: arena)
                return Array(logDensity.array().prefix(batch.positions.count))
            }
            parts.withLock { $0[index] = part }
        }
        return parts.withLock { $0.flatMap { $0.map(Double.init) } }
    }
}
