import RandomStreams

/// Points of a window beside the nodes: probes choose the events that take more nodes, check points measure the error that
/// is left. These are different random points, because the error at the probes is smaller than elsewhere once they have
/// chosen; corners, where interpolation is worst, are both.
struct TestPoints {
    /// Random probes, the corners, random check points.
    let all: [[Double]]
    private let random: Int

    var probes: [[Double]] { Array(all.dropLast(random)) }
    var checks: [[Double]] { Array(all.dropFirst(random)) }

    /// - Parameter random: so many of either kind.
    init(window: [ClosedRange<Double>], random: Int, corners: Bool, seed: UInt64) {
        let inside = (0..<2 * random).map { index in
            var stream = RandomStream(seed: seed, purpose: "surface checks", index: UInt64(index))
            return window.map { $0.lowerBound + 2 * $0.halfWidth * stream.uniform() }
        }
        let edges = window.reduce([[]]) { points, range in
            points.flatMap { [$0 + [range.lowerBound], $0 + [range.upperBound]] }
        }
        all = Array(inside.prefix(random)) + (corners ? edges : []) + Array(inside.suffix(random))
        self.random = random
    }
}
