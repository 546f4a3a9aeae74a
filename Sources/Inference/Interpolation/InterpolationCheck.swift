import FlowKernels
import RandomStreams

/// Some of many points are the nodes of a ``ChebyshevSurface``; its values at others, the probes, are compared with the
/// function itself.
public struct InterpolationCheck: Sendable {
    /// Which of the points are the nodes.
    let nodes: Range<Int>
    /// Which of them are the probes.
    let probes: Range<Int>
    /// The surface's value at a probe is the sum over nodes of weight · value, shape [probes, nodes].
    private let weights: [[Double]]

    /// - Parameters:
    ///   - lattice: the lattice whose points are the nodes.
    ///   - first: the index of the first node among all points.
    ///   - probes: the probes, which follow the nodes.
    init(_ lattice: ChebyshevLattice, from first: Int = 0, at probes: [[Double]]) {
        weights = probes.map(lattice.weights)
        nodes = first..<first + lattice.points.count
        self.probes = self.nodes.upperBound..<self.nodes.upperBound + probes.count
    }

    /// The mean square over the probes of the error of −2 w ln p, one number for each event.
    ///
    /// - Parameters:
    ///   - values: ln p, shape [points, events].
    ///   - eventWeights: w, shape [1, events].
    func squaredErrors(_ values: Matrix, eventWeights: Matrix) -> [Float] {
        precondition(values.rows >= probes.upperBound, "a row of values for every node and probe")
        let events = eventWeights.columns
        return values.withUnsafeMutableBufferPointer { values in
            var squares = [Double](repeating: 0, count: events)
            var errors = [Double](repeating: 0, count: events)
            for (probe, weights) in zip(probes, weights) {
                for event in 0..<events { errors[event] = -Double(values[probe * events + event]) }
                for (node, weight) in zip(nodes, weights) {
                    for event in 0..<events { errors[event] += weight * Double(values[node * events + event]) }
                }
                for event in 0..<events { squares[event] += errors[event] * errors[event] }
            }
            return zip(squares, eventWeights.array()).map { Float(4 * $0 / Double(probes.count)) * $1 * $1 }
        }
    }
}

/// Points of a window beside the nodes: probes choose the events that take more nodes, check points measure the error that
/// is left. These are different random points, because the error at the probes is smaller than elsewhere once they have
/// chosen; corners, where interpolation is worst, are both.
struct TestPoints {
    /// Random probes, the corners, random check points.
    let all: [[Double]]
    private let random: Int

    var probes: [[Double]] { Array(all.dropLast(random)) }
    var checks: [[Double]] { Array(all.dropFirst(random)) }

    /// - Parameter random: the number of random points of each kind.
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
