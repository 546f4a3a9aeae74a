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
    ///   - batch: points that are asked for at once, at most.
    ///   - logLikelihoods: ln L at points of the window, which share work: ``ExtendedLikelihood/values(at:workers:)``.
    ///   - progress: told how many evaluations are done; throws to stop.
    public init(
        window: [ClosedRange<Double>], tolerance: Double, startingNodes: Int = 6, maximumNodes: Int = 12,
        nodesMore: Int = 3, checksCorners: Bool = true, seed: UInt64, batch: Int = 36,
        progress: (Int) throws -> Void = { _ in }, logLikelihoods: ([[Double]]) throws -> [Double]
    ) throws {
        self = try Self.members(
            1, window: window, tolerance: tolerance, startingNodes: startingNodes, maximumNodes: maximumNodes,
            nodesMore: nodesMore, checksCorners: checksCorners, seed: seed, batch: batch, progress: progress
        ) { points, _ in [try logLikelihoods(points)] }[0]
    }

    /// The surfaces of members that are evaluated together, each with as many nodes as it needs.
    ///
    /// - Parameters:
    ///   - count: of members.
    ///   - logLikelihoods: of some members, counted from 0, at some points, shape [those members, points]:
    ///     ``EnsembleLikelihood/values(at:members:workers:)``.
    ///   - progress: told how many points are done.
    public static func members(
        _ count: Int, window: [ClosedRange<Double>], tolerance: Double, startingNodes: Int = 6, maximumNodes: Int = 12,
        nodesMore: Int = 3, checksCorners: Bool = true, seed: UInt64, batch: Int = 36,
        progress: (Int) throws -> Void = { _ in }, logLikelihoods: ([[Double]], [Int]) throws -> [[Double]]
    ) throws -> [LikelihoodSurface] {
        precondition(
            (1...Self.maximumDimensions).contains(window.count), "a surface in \(window.count) nuisances")
        var done = 0
        /// Shape [members, points].
        func evaluate(_ points: [[Double]], _ members: [Int]) throws -> [[Double]] {
            var values = members.map { _ in [Double]() }
            for start in stride(from: 0, to: points.count, by: batch) {
                let part = Array(points[start..<min(start + batch, points.count)])
                for (place, more) in try logLikelihoods(part, members).enumerated() { values[place] += more }
                done += part.count
                try progress(done)
            }
            return values
        }
        let places = checkPoints(window: window, withCorners: checksCorners, seed: seed)
        let checks = try evaluate(places, Array(0..<count))
        var found = [LikelihoodSurface?](repeating: nil, count: count)
        var (nodes, evaluations) = (startingNodes, places.count)
        while true {
            let missing = found.indices.filter { found[$0] == nil }
            if missing.isEmpty { return found.compactMap { $0 } }
            let points = ChebyshevSurface.points(window: window, nodes: nodes)
            evaluations += points.count
            let isLast = nodes + nodesMore > maximumNodes
            for (member, values) in zip(missing, try evaluate(points, missing)) {
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

    /// The same, one point at a time.
    public init(
        window: [ClosedRange<Double>], tolerance: Double, startingNodes: Int = 6, maximumNodes: Int = 12,
        nodesMore: Int = 3, checksCorners: Bool = true, seed: UInt64, progress: (Int) throws -> Void = { _ in },
        logLikelihood: ([Double]) throws -> Double
    ) throws {
        try self.init(
            window: window, tolerance: tolerance, startingNodes: startingNodes, maximumNodes: maximumNodes,
            nodesMore: nodesMore, checksCorners: checksCorners, seed: seed, batch: 1, progress: progress,
            logLikelihoods: { try $0.map(logLikelihood) })
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
