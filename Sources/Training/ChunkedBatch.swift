import FlowKernels

/// A range of events, or of parameters, cut into chunks that threads work on side by side; results are in the order of
/// the chunks, so that nothing depends on the number of threads.
public struct ChunkedBatch: Sendable {
    /// The chunks: all of the same size but perhaps the last.
    public let ranges: [Range<Int>]

    /// - Parameters:
    ///   - size: how many there are in all, from 0.
    ///   - chunk: how many make a chunk.
    public init(size: Int, chunk: Int) {
        ranges = stride(from: 0, to: size, by: chunk).map { $0..<min($0 + chunk, size) }
    }

    /// Parameters that one thread processes at a time, where they are independent.
    static func shares(ofParameters count: Int) -> ChunkedBatch { ChunkedBatch(size: count, chunk: 1 << 14) }

    /// Evaluates `body` on every chunk: the one way to go over many events with several threads.
    ///
    /// - Parameters:
    ///   - workers: the threads.
    ///   - body: given the number of a chunk, its range and an arena. What it takes from the arena is given back when
    ///     it returns.
    /// - Returns: one result a chunk, in the order of the chunks.
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
