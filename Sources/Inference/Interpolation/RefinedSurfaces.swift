import Foundation

/// Surfaces of members whose roughest events have more nodes than the others.
///
/// With the interpolant I_n of n nodes a nuisance, and the events E_0 ⊃ E_1 ⊃ … by their roughness,
///
///     ln L ≈ I_n ln L(E_0) + (I_2n − I_n) ln L(E_1) + (I_4n − I_2n) ln L(E_2) + …
///
/// What does not belong to an event, such as constraints, is part of every ln L(E) and thus interpolated with the most nodes. Errors of
/// single events have any sign, so that those of their sum add up in squares; that sum of squares, taken over the events
/// themselves at the probes, says how many of them want more nodes.
struct RefinedSurfaces {
    private(set) var surfaces: [ChebyshevSurface]
    /// Largest error of −2 ln L at the check points, one a member.
    private(set) var errors: [Double] = []
    /// Evaluations of a member's likelihood, in those of all events.
    private(set) var evaluations = 0.0

    private let members: [Int]
    private let points: TestPoints
    private let window: [ClosedRange<Double>]
    private let tolerance: Double
    /// Most nodes of any event.
    private let finest: Int
    private let allEvents: Int
    /// ln L at the check points, shape [members, check points].
    private var truth: [[Double]] = []
    /// The events that have had the most nodes so far, and how many.
    private var roughest: any EventwiseLikelihood
    private var nodes: Int
    private let starting: Int
    /// Squared errors of those, shape [members, events], and the sums of all others', one a member.
    private var squaredErrors: [[Float]]
    private var settled: [Double]
    /// Whether the last doubling lowered the errors of the events that it was for: rounding is not lowered by nodes.
    private var doublingHelps = true

    /// What the largest error in a window is taken as, in root mean squares; 2.5 to 4.7 were seen on trained networks.
    private static let peak = 5.0
    /// Independent errors of events are hardly ever larger at any check point, in root mean squares.
    private static let outlier = 4.0

    init(
        of likelihood: some EventwiseLikelihood, members: [Int], window: [ClosedRange<Double>], nodes: Int, finest: Int,
        points: TestPoints, tolerance: Double
    ) throws {
        self.members = members
        self.points = points
        self.window = window
        self.tolerance = tolerance
        self.nodes = nodes
        starting = nodes
        self.finest = finest
        allEvents = likelihood.eventCount
        roughest = likelihood
        settled = members.map { _ in 0 }
        (surfaces, squaredErrors) = ([], [])
        let lattice = ChebyshevLattice(window: window, nodes: nodes)
        let values = try likelihood.values(
            at: lattice.points + points.all, members: members, check: InterpolationCheck(lattice, at: points.probes))
        truth = values.sums.map { Array($0.suffix(points.checks.count)) }
        surfaces = values.sums.map { ChebyshevSurface(lattice, values: Array($0.prefix(lattice.points.count))) }
        squaredErrors = values.squaredErrors
        evaluations = Double(lattice.points.count + points.all.count)
        errors = largestErrors()
    }

    /// Whether the errors of single events leave the sum within the tolerance. Also true for NaN, which more nodes
    /// cannot remove.
    func isSmooth(_ member: Int) -> Bool { !(typicalError(member) > tolerance / Self.peak) }

    /// Whether the error of the sum is larger than independent errors of the events explain: then all events need more
    /// nodes.
    func isCoherent(_ member: Int) -> Bool { errors[member] > max(tolerance, Self.outlier * typicalError(member)) }

    /// Whether some events have more nodes than the others.
    var isRefined: Bool { nodes > starting }

    /// Whether some events need more nodes and may have them.
    var canRefine: Bool { doublingHelps && 2 * nodes <= finest && !members.indices.allSatisfy(isSmooth) }

    /// Root mean square error of −2 ln L if those of events are independent.
    private func typicalError(_ member: Int) -> Double { (settled[member] + sum(squaredErrors[member])).squareRoot() }

    /// Gives the roughest events twice as many nodes, so many of them that the squared errors of the rest add up to
    /// half of the allowed square.
    mutating func refine() throws {
        let rough = roughEvents()
        let before = rough.reduce(0) { $0 + Double(roughness($1)) }
        var isRough = [Bool](repeating: false, count: roughest.eventCount)
        for event in rough { isRough[event] = true }
        for member in members.indices {
            for event in squaredErrors[member].indices where !isRough[event] {
                settled[member] += Double(squaredErrors[member][event])
            }
        }
        roughest = roughest.only(rough)
        let fine = ChebyshevLattice(window: window, nodes: 2 * nodes)
        let coarse = ChebyshevLattice(window: window, nodes: nodes)
        let coarsePlaces = fine.placesOfHalf()
        let values = try roughest.values(
            at: fine.points + points.probes, members: members, check: InterpolationCheck(fine, at: points.probes))
        for (index, sums) in values.sums.enumerated() {
            let change = [
                ChebyshevSurface(coarse, values: coarsePlaces.map { sums[$0] }).embedded(nodes: fine.nodes),
                ChebyshevSurface(fine, values: Array(sums.prefix(fine.points.count))),
            ]
            surfaces[index] = .weightedSum(
                [surfaces[index].embedded(nodes: fine.nodes), change[0], change[1]], weights: [1, -1, 1])
        }
        nodes = fine.nodes
        squaredErrors = values.squaredErrors
        let after = rough.indices.reduce(0) { $0 + Double(roughness($1)) }
        doublingHelps = after < before / 2
        evaluations +=
            Double(fine.points.count + points.probes.count) * Double(rough.count) / Double(allEvents)
        errors = largestErrors()
    }

    /// Squared error of an event, of the member where it is largest.
    private func roughness(_ event: Int) -> Float {
        squaredErrors.reduce(0) { $1[event].isNaN ? $0 : max($0, $1[event]) }
    }

    /// The fewest events without which the others' squared errors are within half of what is left to allow, in the order of
    /// the data, in which networks evaluate them fastest.
    private func roughEvents() -> [Int] {
        let roughness = (0..<roughest.eventCount).map(self.roughness)
        let allowed = pow(tolerance / Self.peak, 2) - (settled.filter(\.isFinite).max() ?? 0)
        let order = roughness.indices.sorted { roughness[$0] < roughness[$1] }
        var (rest, kept) = (0.0, 0)
        while kept < order.count, rest + Double(roughness[order[kept]]) <= allowed / 2 {
            rest += Double(roughness[order[kept]])
            kept += 1
        }
        return order[kept...].sorted()
    }

    private func largestErrors() -> [Double] {
        zip(surfaces, truth).map { surface, truth in
            zip(points.checks, truth).map { 2 * abs(surface.value(at: $0) - $1) }.reduce(0) {
                $1.isNaN ? .nan : max($0, $1)
            }
        }
    }

    private func sum(_ values: [Float]) -> Double { values.reduce(0) { $0 + Double($1) } }
}
