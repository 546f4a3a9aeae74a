import Foundation
import RandomStreams

/// ln L over a window of the profiled nuisances, with the measured error of its interpolation.
///
/// Of most events ln p is so smooth in ν that few nodes hold it. Where an event crosses a knot of a spline, the slope of
/// the log-determinant jumps, and a few events of far tails respond strongly: a hundredth of all events makes most of the
/// error. So the error of every single event is looked at, at points that are no nodes, and the roughest ones are
/// interpolated again with twice as many nodes; the roughest of those with twice as many again.
public struct LikelihoodSurface: Sendable {
    public let surface: ChebyshevSurface
    /// Largest error of −2 ln L found at points that the interpolation never saw.
    public let error: Double
    /// At how many points the likelihood was evaluated; what single events took is counted by their share of all.
    public let evaluations: Int
    /// False where the largest number of nodes was reached before the tolerance.
    public let converged: Bool

    /// More nuisances than this would need too many nodes.
    public static let maximumDimensions = 3

    /// How many nodes a nuisance a surface takes.
    public struct NodeGrowth: Sendable {
        /// Of all events at first.
        public let starting: Int
        /// Of all events at most, where all of them want more, by this step.
        public let maximum: Int
        public let step: Int
        /// How often the roughest events take twice as many.
        public let doublings: Int

        public init(starting: Int = 6, maximum: Int = 12, step: Int = 3, doublings: Int = 2) {
            precondition(starting > 0 && step > 0 && doublings >= 0, "no nodes to grow by")
            self.starting = starting
            self.maximum = maximum
            self.step = step
            self.doublings = doublings
        }

        var counts: [Int] { Array(stride(from: starting, through: max(starting, maximum), by: step)) }
    }

    /// The surfaces of members that are evaluated together, each right to `tolerance` at check points spread over the
    /// window where its nodes suffice.
    ///
    /// - Parameters:
    ///   - tolerance: of −2 ln L.
    ///   - checksCorners: whether the check points are the corners, where interpolation is worst, too.
    public static func members(
        of likelihood: some EventwiseLikelihood, window: [ClosedRange<Double>], tolerance: Double,
        growth: NodeGrowth = NodeGrowth(), checksCorners: Bool = true, seed: UInt64
    ) throws -> [LikelihoodSurface] {
        precondition(
            (1...Self.maximumDimensions).contains(window.count), "a surface in \(window.count) nuisances")
        let checks = checkPoints(window: window, withCorners: checksCorners, seed: seed)
        var found = [LikelihoodSurface?](repeating: nil, count: likelihood.memberCount)
        var evaluations = 0.0
        for nodes in growth.counts {
            let missing = found.indices.filter { found[$0] == nil }
            if missing.isEmpty { break }
            let isLast = nodes == growth.counts.last
            var surfaces = try RefinedSurfaces(
                of: likelihood, members: missing, window: window, nodes: nodes, checks: checks, tolerance: tolerance)
            if !surfaces.isSmooth {
                if surfaces.isCoherent && !isLast {
                    evaluations += surfaces.evaluations
                    continue
                }
                for _ in 0..<growth.doublings { try surfaces.refine() }
            }
            evaluations += surfaces.evaluations
            // What single events leave, more nodes for all of them would not mend.
            let isFinal = isLast || !surfaces.isCoherent
            for (index, member) in missing.enumerated() {
                let error = surfaces.errors[index]
                if error > tolerance && !isFinal { continue }
                found[member] = LikelihoodSurface(
                    surface: surfaces.surfaces[index], error: error, evaluations: Int(evaluations.rounded(.up)),
                    converged: error <= tolerance)
            }
        }
        return found.compactMap { $0 }
    }

    /// Corners, where interpolation is worst, and random points.
    private static func checkPoints(
        window: [ClosedRange<Double>], withCorners: Bool, seed: UInt64
    ) -> [[Double]] {
        let corners = window.reduce([[]]) { points, range in
            points.flatMap { [$0 + [range.lowerBound], $0 + [range.upperBound]] }
        }
        let random = (0..<4).map { index in
            var stream = RandomStream(seed: seed, purpose: "surface checks", index: UInt64(index))
            return window.map { $0.lowerBound + 2 * $0.halfWidth * stream.uniform() }
        }
        return (withCorners ? corners : []) + random
    }
}
