/// ln L over a window of the profiled nuisances, with the measured error of its interpolation.
///
/// For most events ln p is so smooth in ν that few nodes are enough. Where an event crosses a knot of a spline, the slope
/// of the log-determinant jumps, and a few events in far tails respond strongly: a hundredth of all events causes most
/// of the error. So the error of every single event is measured at points other than the nodes, and the roughest events
/// are interpolated again with twice as many nodes; the roughest of those with twice as many again.
public struct CheckedSurface: Sendable {
    /// ln L, constraints included.
    public let surface: ChebyshevSurface
    /// The largest error of −2 ln L at points that are neither nodes nor were used to choose the rough events, and at
    /// the corners of the window if those are checked.
    public let error: Double
    /// The number of points at which the likelihood was evaluated; evaluations of some of the events count by their
    /// fraction.
    public let evaluations: Int
    /// Whether the tolerance was reached; false if the largest number of nodes was not enough, or if more nodes did not
    /// help.
    public let converged: Bool

    /// A surface with a known error.
    public init(surface: ChebyshevSurface, error: Double, evaluations: Int, converged: Bool) {
        self.surface = surface
        self.error = error
        self.evaluations = evaluations
        self.converged = converged
    }

    /// The same error for another surface whose function differs only by exact terms.
    func with(_ surface: ChebyshevSurface) -> CheckedSurface {
        CheckedSurface(surface: surface, error: error, evaluations: evaluations, converged: converged)
    }

    /// The largest number of nuisances; more would need too many nodes.
    public static let maximumDimensions = 3

    /// The numbers of nodes of a surface in each direction: one more than the degree of its polynomial.
    public struct NodeGrowth: Sendable {
        /// The initial number of nodes for all events.
        public let starting: Int
        /// The largest number of nodes for all events.
        public let maximum: Int
        /// The number of nodes that are added if the errors of all events are correlated.
        public let step: Int
        /// Of the roughest events at most.
        let finest: Int

        /// - Precondition: `starting` and `step` are positive.
        public init(starting: Int = 6, maximum: Int = 12, step: Int = 3, finest: Int = 24) {
            precondition(starting > 0 && step > 0, "no nodes to grow by")
            self.starting = starting
            self.maximum = maximum
            self.step = step
            self.finest = finest
        }

        /// The number of points at which every member is evaluated at first.
        func firstPoints(dimensions: Int, checksCorners: Bool, checks: Int) -> Int {
            ChebyshevLattice.count(dimensions: dimensions, nodes: starting) + 2 * checks
                + (checksCorners ? 1 << dimensions : 0)
        }

        var counts: [Int] { Array(stride(from: starting, through: max(starting, maximum), by: step)) }

        /// The largest number of nodes for single events. Figures evaluate all coefficients, one for each node of the
        /// grid, at many points: for three nuisances 24³ are too many.
        func finest(dimensions: Int) -> Int { dimensions < 3 ? finest : min(finest, 12) }
    }

    /// The approximate number of evaluations of a member for its surface: the first ones, and half as many for single
    /// events.
    public static func expectedEvaluations(
        dimensions: Int, growth: NodeGrowth = NodeGrowth(), checksCorners: Bool = true, checks: Int = 4
    ) -> Int {
        3 * growth.firstPoints(dimensions: dimensions, checksCorners: checksCorners, checks: checks) / 2
    }

    /// The surfaces of members that are evaluated together, each within `tolerance` if its nodes suffice.
    ///
    /// - Parameters:
    ///   - likelihood: of the members, event by event.
    ///   - window: a range for each nuisance.
    ///   - tolerance: of −2 ln L. The rounding of an event's ln p, about 1e−6, is a part of the error that nodes cannot
    ///     reduce: much less than 1e−5 · √events is not possible.
    ///   - growth: the numbers of nodes.
    ///   - checksCorners: whether the error is also measured in the corners, where interpolation is worst.
    ///   - checks: the number of random points for choosing the events with more nodes, and the number of further
    ///     points for measuring the error.
    ///   - seed: the seed of the random points.
    /// - Throws: what the likelihood throws.
    public static func members(
        of likelihood: some EventwiseLikelihood, window: [ClosedRange<Double>], tolerance: Double,
        growth: NodeGrowth = NodeGrowth(), checksCorners: Bool = true, checks: Int = 4, seed: UInt64
    ) throws -> [CheckedSurface] {
        let surfaces = try members(
            of: likelihood, window: window, tolerance: tolerance, growth: growth, checksCorners: checksCorners,
            checks: checks, seed: seed, isWanted: { _ in true })
        guard let surfaces else { preconditionFailure("every window is wanted") }
        return surfaces
    }

    /// The same, but given up if the first surfaces show that another window is needed.
    ///
    /// `isWanted` is called once, with the surfaces of the smallest number of nodes for all events, whether they are
    /// within the tolerance or not, and before single events get more nodes.
    ///
    /// - Returns: nil if the window is not wanted.
    /// - Throws: what the likelihood and `isWanted` throw.
    public static func members(
        of likelihood: some EventwiseLikelihood, window: [ClosedRange<Double>], tolerance: Double,
        growth: NodeGrowth = NodeGrowth(), checksCorners: Bool = true, checks: Int = 4, seed: UInt64,
        isWanted: ([CheckedSurface]) throws -> Bool
    ) throws -> [CheckedSurface]? {
        precondition(
            (1...Self.maximumDimensions).contains(window.count), "a surface in \(window.count) nuisances")
        let points = TestPoints(window: window, random: checks, corners: checksCorners, seed: seed)
        var found = [CheckedSurface?](repeating: nil, count: likelihood.memberCount)
        var evaluations = 0.0
        for nodes in growth.counts {
            let missing = found.indices.filter { found[$0] == nil }
            if missing.isEmpty { break }
            let isLast = nodes == growth.counts.last
            var surfaces = try RefinedSurfaces(
                of: likelihood, members: missing, window: window, nodes: nodes,
                finest: growth.finest(dimensions: window.count), points: points, tolerance: tolerance)
            if nodes == growth.counts.first {
                let first = zip(surfaces.surfaces, surfaces.errors).map {
                    CheckedSurface(
                        surface: $0, error: $1, evaluations: Int(surfaces.evaluations.rounded(.up)),
                        converged: $1 <= tolerance)
                }
                guard try isWanted(first) else { return nil }
            }
            let wantsMore = !isLast && missing.indices.contains(where: surfaces.isCoherent)
            if !wantsMore {
                while surfaces.canRefine { try surfaces.refine() }
            }
            evaluations += surfaces.evaluations
            for (index, member) in missing.enumerated() {
                let error = surfaces.errors[index]
                let isRight = !(error > tolerance)
                // More nodes for all events would not lower the errors that single events leave.
                let isDone =
                    wantsMore
                    ? isRight && surfaces.isSmooth(index)
                    : isRight || surfaces.isRefined && !surfaces.isCoherent(index)
                if isLast || isDone {
                    found[member] = CheckedSurface(
                        surface: surfaces.surfaces[index], error: error, evaluations: Int(evaluations.rounded(.up)),
                        converged: error <= tolerance)
                }
            }
        }
        return found.compactMap { $0 }
    }
}
