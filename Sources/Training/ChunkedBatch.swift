import FlowKernels
import Synchronization

/// A range of events, or of parameters, cut into chunks that are worked on side by side and reduced in order.
public struct ChunkedBatch: Sendable {
    public let ranges: [Range<Int>]

    public init(size: Int, chunk: Int) {
        ranges = stride(from: 0, to: size, by: chunk).map { $0..<min($0 + chunk, size) }
    }

    /// Parameters that one thread goes over at a time, where each is by itself.
    static func shares(ofParameters count: Int) -> ChunkedBatch { ChunkedBatch(size: count, chunk: 1 << 14) }

    /// Evaluates `body` on every chunk and adds the results in the order of the chunks.
    public func reduce(
        _ workers: Workers, _ body: @Sendable (Int, Range<Int>, Arena) -> WeightedLoss
    ) -> WeightedLoss {
        map(workers, body).total
    }

    /// Evaluates `body` on every chunk; the results are in the order of the chunks.
    public func map(
        _ workers: Workers, _ body: @Sendable (Int, Range<Int>, Arena) -> WeightedLoss
    ) -> [WeightedLoss] {
        let results = Mutex([WeightedLoss](repeating: WeightedLoss(loss: 0, weight: 0), count: ranges.count))
        workers.forEach(ranges.count) { index, arena in
            let result = body(index, ranges[index], arena)
            results.withLock { $0[index] = result }
        }
        return results.withLock { $0 }
    }
}
