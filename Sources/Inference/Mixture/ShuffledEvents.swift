import FlowKernels
import RandomStreams

/// An order of events for mini-batches: every epoch sees every event once, in another order.
///
/// One random permutation, walked in epoch e with a random stride coprime to the number of events from a random
/// start: any position of any step is found without the steps before it. Within a batch the order is free, and a
/// `TiledOrder` makes networks quick: one of the kinematics, which decide most, as a batch has few events for more.
struct ShuffledEvents: Sendable {
    let count: Int
    let batchSize: Int
    private let permutation: [Int]
    private let seed: UInt64
    private let order: TiledOrder?

    /// Positions of a batch that are sorted together: enough to bring neighbors together, and few enough that part of a
    /// batch does not need all of it.
    private static let window = 1024

    /// - Parameter order: the order of the events of a batch, within each ``window``; nil for the random order.
    init(count: Int, batchSize: Int, seed: UInt64, order: TiledOrder? = nil) {
        self.count = count
        self.order = order
        self.batchSize = batchSize
        self.seed = seed
        var stream = RandomStream(seed: seed, purpose: "shuffle", index: 0)
        permutation = stream.permutation(count: count)
    }

    /// The events at some positions of a batch.
    func events(step: Int, positions: Range<Int>) -> [Int] {
        guard let order else { return drawn(step: step, positions: positions) }
        precondition(positions.upperBound <= batchSize, "positions \(positions) of a batch of \(batchSize)")
        return stride(from: positions.lowerBound / Self.window * Self.window, to: positions.upperBound, by: Self.window)
            .flatMap { start in
                let window = start..<min(start + Self.window, batchSize)
                let wanted = positions.clamped(to: window)
                return order.sorted(drawn(step: step, positions: window))[
                    wanted.lowerBound - start..<wanted.upperBound - start]
            }
    }

    private func drawn(step: Int, positions: Range<Int>) -> [Int] {
        var epoch = -1
        var (stride, start) = (1, 0)
        return positions.map { position in
            let (place, within) = (step * batchSize + position).quotientAndRemainder(dividingBy: count)
            if place != epoch {
                epoch = place
                (stride, start) = walk(epoch: epoch)
            }
            return permutation[(within * stride + start) % count]
        }
    }

    private func walk(epoch: Int) -> (stride: Int, start: Int) {
        var stream = RandomStream(seed: seed, purpose: "shuffle", index: UInt64(epoch) + 1)
        var stride = 1 + stream.uniform(below: count)
        while greatestCommonDivisor(stride, count) != 1 { stride = 1 + stream.uniform(below: count) }
        return (stride, stream.uniform(below: count))
    }
}

/// Events apart from others, by their random numbers: which ones depends on (seed, event) alone.
enum HeldOutEvents {
    /// - Parameter held: the number of held-out events out of `count`: those with the smallest random numbers.
    static func divided(_ count: Int, held: Int, seed: UInt64) -> (training: [Int], heldOut: [Int]) {
        let key = RandomKey(seed: seed, purpose: "held-out events")
        let order = (0..<count).map { index in
            var stream = key.stream(UInt64(index))
            return (stream.uniform(), index)
        }.sorted { $0 < $1 }.map(\.1)
        return (order.dropFirst(held).sorted(), order.prefix(held).sorted())
    }
}

private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    b == 0 ? a : greatestCommonDivisor(b, a % b)
}
