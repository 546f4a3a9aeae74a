import Foundation

/// Surfaces of members whose roughest events have more nodes than the others.
///
/// With the interpolant I_n of n nodes a nuisance, and the events E_0 ⊃ E_1 ⊃ … by their roughness,
///
///     ln L ≈ I_n ln L(E_0) + (I_2n − I_n) ln L(E_1) + (I_4n − I_2n) ln L(E_2) + …
///
/// Errors of single events have any sign, so that those of the sum add up in squares; that sum, taken over the events
/// themselves, says how many of them want more nodes.
struct RefinedSurfaces {
    private(set) var surfaces: [ChebyshevSurface]
    /// Largest error of −2 ln L at the check points, one a member.
    private(set) var errors: [Double]
    /// Evaluations of a member's likelihood, in those of all events.
    private(set) var evaluations: Double

    private let members: [Int]
    private let window: [ClosedRange<Double>]
    private let checks: [[Double]]
    private let tolerance: Double
    /// ln L at the check points, shape [members, check points].
    private let truth: [[Double]]
    private let allEvents: Int
    /// The events that had the most nodes so far, and how many.
    private var roughest: any EventwiseLikelihood
    private var nodes: Int
    /// Squared errors of those, one an event, and the sum of the others'.
    private var squaredErrors: [Float]
    private var settled = 0.0

    /// So many times its root mean square is the largest error of a window at most.
    private static let peak = 5.0
    /// So many times their root mean square are errors at a few check points at most, if those of events are independent.
    private static let outlier = 4.0

    init(
        of likelihood: some EventwiseLikelihood, members: [Int], window: [ClosedRange<Double>], nodes: Int,
        checks: [[Double]], tolerance: Double
    ) throws {
        let grid = ChebyshevSurface.points(window: window, nodes: nodes)
        let values = try likelihood.values(
            at: grid + checks, members: members,
            check: InterpolationCheck(window: window, nodes: nodes, from: 0, at: checks))
        self.members = members
        self.window = window
        self.checks = checks
        self.tolerance = tolerance
        self.nodes = nodes
        allEvents = likelihood.eventCount
        roughest = likelihood
        squaredErrors = values.squaredErrors
        evaluations = Double(grid.count + checks.count)
        truth = values.sums.map { Array($0[grid.count...]) }
        surfaces = values.sums.map {
            ChebyshevSurface(window: window, nodes: nodes, values: Array($0[..<grid.count]))
        }
        errors = []
        errors = largestErrors()
    }

    /// Whether what single events are off by leaves the sum within the tolerance.
    var isSmooth: Bool { !(typicalError > tolerance / Self.peak) }

    /// Whether the sum is off by more than independent errors of events make: all of them want more nodes.
    var isCoherent: Bool { (errors.max() ?? 0) > max(tolerance, Self.outlier * typicalError) }

    /// Root mean square error of −2 ln L if those of events are independent.
    private var typicalError: Double { (settled + sum(squaredErrors)).squareRoot() }

    /// Gives the roughest events twice as many nodes; so many events that half of the tolerance is left for the rest.
    mutating func refine() throws {
        let rough = roughEvents()
        if rough.events.isEmpty { return }
        settled += rough.rest
        roughest = roughest.only(rough.events)
        let (coarse, fine) = (nodes, 2 * nodes)
        let grids = [coarse, fine].map { ChebyshevSurface.points(window: window, nodes: $0) }
        let values = try roughest.values(
            at: grids[0] + grids[1] + checks, members: members,
            check: InterpolationCheck(window: window, nodes: fine, from: grids[0].count, at: checks))
        for (index, sums) in values.sums.enumerated() {
            let change = [(coarse, sums[..<grids[0].count]), (fine, sums[grids[0].count...].prefix(grids[1].count))]
                .map { ChebyshevSurface(window: window, nodes: $0, values: Array($1)).embedded(nodes: fine) }
            surfaces[index] = .weightedSum(
                [surfaces[index].embedded(nodes: fine), change[0], change[1]], weights: [1, -1, 1])
        }
        nodes = fine
        squaredErrors = values.squaredErrors
        evaluations +=
            Double(grids[0].count + grids[1].count + checks.count) * Double(rough.events.count) / Double(allEvents)
        errors = largestErrors()
    }

    /// The fewest events without which the others' squared errors are within half of what may be left, and their sum.
    private func roughEvents() -> (events: [Int], rest: Double) {
        let allowed = pow(tolerance / Self.peak, 2) - settled
        let total = sum(squaredErrors)
        // Not so where it is not a number.
        guard total > allowed else { return ([], total) }
        let order = squaredErrors.indices.sorted { squaredErrors[$0] < squaredErrors[$1] }
        var (rest, kept) = (0.0, 0)
        while kept < order.count, rest + Double(squaredErrors[order[kept]]) <= allowed / 2 {
            rest += Double(squaredErrors[order[kept]])
            kept += 1
        }
        // In the order in which networks are quick with them.
        return (order[kept...].sorted(), rest)
    }

    private func largestErrors() -> [Double] {
        zip(surfaces, truth).map { surface, truth in
            zip(checks, truth).map { 2 * abs(surface.value(at: $0) - $1) }.reduce(0) {
                $1.isNaN ? .nan : max($0, $1)
            }
        }
    }

    private func sum(_ values: [Float]) -> Double { values.reduce(0) { $0 + Double($1) } }
}
