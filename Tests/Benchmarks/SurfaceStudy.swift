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
        /// Nodes a nuisance, of the events that need most.
        let nodes: Int
        /// Points at which a member was evaluated, all members together; single events by their share of all.
        let evaluations: Int
        /// The largest error that any surface says it has.
        let stated: Double
        /// Largest and root mean square error of −2 ln L at points that the surfaces have not seen.
        let largest: Double
        let typical: Double
        /// How many such points.
        let checks: Int
        var seconds: Double

        var text: String {
            String(
                format:
                    "    %d events, ±%.3f: %d evaluations, up to %d nodes; error of -2 ln L %.4f as stated, largest %.4f and "
                    + "typical %.4f at %d others", events, halfWidth, evaluations, nodes, stated, largest, typical,
                checks)
        }
    }

    /// Whose networks these are.
    let networks: String
    /// One a member.
    let mixtures: [Mixture]
    let data: Dataset
    let window: [ClosedRange<Double>]
    /// Of −2 ln L.
    let tolerance: Double

    /// Events times points of a grid of 21 x 21 by every member, which is what the surfaces stand for.
    var eventsOfGrid: Double { 441 * Double(mixtures.count) * Double(data.count) }

    func run(checks count: Int, workers: Workers) throws -> Result {
        let start = Timing.now()
        let likelihood = EnsembleLikelihood(
            mixtures: mixtures, space: NuisanceSpace(mixture: mixtures[0]), data: data, workers: workers)
        let surfaces = try CheckedSurface.members(
            of: EnsembleEvaluation(likelihood, workers: workers), window: window, tolerance: tolerance, seed: 1)
        let seconds = Timing.now() - start
        var stream = RandomStream(seed: 3, purpose: "surface checks", index: 0)
        let places = (0..<count).map { _ in
            window.map { $0.lowerBound + ($0.upperBound - $0.lowerBound) * stream.uniform() }
        }
        let errors = zip(surfaces, likelihood.values(at: places, workers: workers)).flatMap { surface, truth in
            zip(places, truth).map { 2 * abs(surface.surface.value(at: $0) - $1) }
        }
        return Result(
            networks: networks, members: mixtures.count, events: data.count,
            halfWidth: (window[0].upperBound - window[0].lowerBound) / 2, tolerance: tolerance,
            nodes: surfaces.map(\.surface.nodes).max() ?? 0, evaluations: surfaces.reduce(0) { $0 + $1.evaluations },
            stated: surfaces.map(\.error).max() ?? .nan, largest: errors.max() ?? .nan,
            typical: (errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)).squareRoot(), checks: errors.count,
            seconds: seconds)
    }
}
