import FlowKernels

/// A range of events, or of parameters, divided into chunks that threads process in parallel; results are in the order
/// of the chunks, so that they do not depend on the number of threads.
public struct ChunkedBatch: Sendable {
    /// The chunks: all of the same size, except perhaps the last one.
    public let ranges: [Range<Int>]

    /// - Parameters:
    ///   - size: the number of events or parameters.
    ///   - chunk: the number of events or parameters in a chunk.
    public init(size: Int, chunk: Int) {
        ranges = stride(from: 0, to: size, by: chunk).map { $0..<min($0 + chunk, size) }
    }

    /// Chunks of independent parameters, each processed by one thread.
    static func shares(ofParameters count: Int) -> ChunkedBatch { ChunkedBatch(size: count, chunk: 1 << 14) }

    /// Evaluates `body` on every chunk. All loops over many events with several threads use it.
    ///
    /// - Parameters:
    ///   - workers: the threads.
    ///   - body: given the number of a chunk, its range and an arena. Memory that it takes from the arena is freed when
    ///     it returns.
    /// - Returns: one result for each chunk, in their order.
    /// - Throws: what `body` throws.
    public func map<Result: Sendable, E: Error>(
        _ workers: Workers, _ body: @Sendable (Int, Range<Int>, Arena) throws(E) -> Result
    ) throws(E) -> [Result] {
        try workers.map(ranges.count) { (index: Int, arena: Arena) throws(E) in
            try body(index, ranges[index], arena)
        }
    }

    /// Evaluates `body` on every chunk and adds the results in the order of the chunks.
    func reduce(_ workers: Workers, _ body: @Sendable (Int, Range<Int>, Arena) -> WeightedLoss) -> WeightedLoss {
        map(workers, body).total
    }
}
