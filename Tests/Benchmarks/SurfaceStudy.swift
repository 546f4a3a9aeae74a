import FlowKernels
import Foundation
import Inference
import RandomStreams

/// The surface of −2Δln L of all members in the plane of two nuisances, right to a tolerance: how many points it takes,
/// how right it is at others, and how long it takes. On trained networks, since the roughness of ln L is theirs.
struct SurfaceStudy {
    struct Result: Encodable {
        let networks: String
        let members: Int
        let events: Int
        let halfWidth: Double
        let tolerance: Double
        /// Nodes a nuisance, of the members that need most.
        let nodes: Int
        /// Points at which a member was evaluated, all members together.
        let evaluations: Int
        /// Largest and root mean square error of −2 ln L at points that the surfaces have not seen.
        let largest: Double
        let typical: Double
        /// How many such points.
        let checks: Int
        var seconds: Double

        var text: String {
            String(
                format: "    %d events, ±%.3f: %d evaluations of a member, %d nodes; largest error of -2 ln L %.4f, "
                    + "typical %.4f", events, halfWidth, evaluations, nodes, largest, typical)
        }
    }

    /// Whose networks these are.
    let networks: String
    /// One a member.
    let mixtures: [Mixture]
    let data: Dataset
    let window: [ClosedRange<Double>]
    /// A nuisance. Smooth networks want so many that the error is within the tolerance at all of the many checks.
    let nodes: Int
    let tolerance = 0.01

    /// Events times points of a grid of 21 x 21 by every member, which is what the surfaces stand for.
    var eventsOfGrid: Double { 441 * Double(mixtures.count) * Double(data.count) }

    func run(checks count: Int, workers: Workers) throws -> Result {
        let start = Timing.now()
        let members = mixtures.count
        let likelihood = EnsembleLikelihood(
            mixtures: mixtures, space: NuisanceSpace(mixture: mixtures[0]), data: data, workers: workers)
        let surfaces = try LikelihoodSurface.members(
            members, window: window, tolerance: tolerance, startingNodes: nodes, maximumNodes: nodes, seed: 1
        ) { likelihood.values(at: $0, members: $1, workers: workers) }
        let seconds = Timing.now() - start
        var stream = RandomStream(seed: 3, purpose: "surface checks", index: 0)
        let places = (0..<count).map { _ in
            window.map { $0.lowerBound + ($0.upperBound - $0.lowerBound) * stream.uniform() }
        }
        let errors = zip(surfaces, likelihood.values(at: places, workers: workers)).flatMap { surface, truth in
            zip(places, truth).map { 2 * abs(surface.surface.value(at: $0) - $1) }
        }
        return Result(
            networks: networks, members: members, events: data.count,
            halfWidth: (window[0].upperBound - window[0].lowerBound) / 2, tolerance: tolerance,
            nodes: surfaces.map(\.surface.nodes).max() ?? 0, evaluations: surfaces.reduce(0) { $0 + $1.evaluations },
            largest: errors.max() ?? .nan,
            typical: (errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)).squareRoot(), checks: errors.count,
            seconds: seconds)
    }
}
