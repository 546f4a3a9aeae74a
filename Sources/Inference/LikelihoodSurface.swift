import FlowKernels
import Foundation
import RandomStreams

/// ln L over a window of the profiled nuisances, with the measured error of its interpolation.
public struct LikelihoodSurface: Sendable {
    public let surface: ChebyshevSurface
    /// Largest error of −2 ln L found at points that the interpolation never saw.
    public let error: Double
    /// At how many points the likelihood was evaluated.
    public let evaluations: Int
    /// False where the largest number of nodes was reached before the tolerance.
    public let converged: Bool

    /// More nuisances than this would need too many nodes.
    public static let maximumDimensions = 3

    /// Takes more and more nodes until −2 ln L is right to `tolerance` at check points spread over the window.
    ///
    /// The log-determinant of a spline is continuous at its knots, but its slope is not, so that ln L of finitely many
    /// events has a little roughness that no interpolation resolves; the error that is left is measured and stated.
    ///
    /// - Parameters:
    ///   - nodesMore: by how many nodes a nuisance the surface grows where it is not right yet.
    ///   - checksCorners: whether the check points are the corners, where interpolation is worst, too.
    ///   - logLikelihoods: ln L at points of the window, which share work: ``ExtendedLikelihood/values(at:workers:)``.
    public init(
        window: [ClosedRange<Double>], tolerance: Double, startingNodes: Int = 6, maximumNodes: Int = 12,
        nodesMore: Int = 3, checksCorners: Bool = true, seed: UInt64,
        logLikelihoods: ([[Double]]) throws -> [Double]
    ) throws {
        self = try Self.members(
            1, window: window, tolerance: tolerance, startingNodes: startingNodes, maximumNodes: maximumNodes,
            nodesMore: nodesMore, checksCorners: checksCorners, seed: seed
        ) { points, _ in [try logLikelihoods(points)] }[0]
    }

    /// The surfaces of members that are evaluated together, each with as many nodes as it needs.
    ///
    /// - Parameters:
    ///   - count: of members.
    ///   - logLikelihoods: of some members, counted from 0, at some points, shape [those members, points]:
    ///     ``EnsembleLikelihood/values(at:members:workers:progress:)``.
    public static func members(
        _ count: Int, window: [ClosedRange<Double>], tolerance: Double, startingNodes: Int = 6, maximumNodes: Int = 12,
        nodesMore: Int = 3, checksCorners: Bool = true, seed: UInt64,
        logLikelihoods: (_ points: [[Double]], _ members: [Int]) throws -> [[Double]]
    ) throws -> [LikelihoodSurface] {
        precondition(
            (1...Self.maximumDimensions).contains(window.count), "a surface in \(window.count) nuisances")
        let places = checkPoints(window: window, withCorners: checksCorners, seed: seed)
        let checks = try logLikelihoods(places, Array(0..<count))
        var found = [LikelihoodSurface?](repeating: nil, count: count)
        var (nodes, evaluations) = (startingNodes, places.count)
        while true {
            let missing = found.indices.filter { found[$0] == nil }
            if missing.isEmpty { return found.compactMap { $0 } }
            let points = ChebyshevSurface.points(window: window, nodes: nodes)
            evaluations += points.count
            let isLast = nodes + nodesMore > maximumNodes
            for (member, values) in zip(missing, try logLikelihoods(points, missing)) {
                let surface = ChebyshevSurface(window: window, nodes: nodes, values: values)
                let error = zip(places, checks[member]).map { 2 * abs(surface.value(at: $0) - $1) }.reduce(0) {
                    $1.isNaN ? .nan : max($0, $1)
                }
                if !(error > tolerance) || isLast {
                    found[member] = LikelihoodSurface(
                        surface: surface, error: error, evaluations: evaluations, converged: error <= tolerance)
                }
            }
            nodes += nodesMore
        }
    }

    private init(surface: ChebyshevSurface, error: Double, evaluations: Int, converged: Bool) {
        self.surface = surface
        self.error = error
        self.evaluations = evaluations
        self.converged = converged
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
