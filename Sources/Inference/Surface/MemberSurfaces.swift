/// ln L_b(ν) of every member of an ensemble over one window of the same nuisances, each with its own best fit.
///
/// Made once; every ``EnsembleCombination`` is read from it.
public struct MemberSurfaces: Sendable {
    public let nuisances: [String]
    /// One a member, about its own maximum over the window.
    public let scans: [MemberSurface]

    /// - Parameter surfaces: total log-likelihoods, constraints included, one a member, over one window.
    public init(nuisances: [String], surfaces: [ChebyshevSurface]) {
        precondition(!surfaces.isEmpty, "an ensemble without members")
        precondition(
            surfaces.allSatisfy { $0.window == surfaces[0].window },
            "windows \(surfaces.map(\.window)) of members differ")
        let nodes = surfaces.reduce(0) { max($0, $1.nodes) }
        self.nuisances = nuisances
        scans = surfaces.map { MemberSurface(nuisances: nuisances, surface: $0.embedded(nodes: nodes)) }
    }

    private init(nuisances: [String], scans: [MemberSurface]) {
        self.nuisances = nuisances
        self.scans = scans
    }

    public var count: Int { scans.count }
    public var window: [ClosedRange<Double>] { surfaces[0].window }
    /// The member's own maximum over the window, which rebasing subtracts.
    public var maxima: [Double] { scans.map(\.maximum) }
    var surfaces: [ChebyshevSurface] { scans.map(\.surface) }

    /// The ensemble of some of its members, by their places.
    public func subset(_ members: [Int]) -> MemberSurfaces {
        precondition(!members.isEmpty, "an ensemble without members")
        return MemberSurfaces(nuisances: nuisances, scans: members.map { scans[$0] })
    }

    /// The same members without some constraints that their likelihoods hold, own maxima found anew.
    ///
    /// What is subtracted is the interpolation of the constraints through the same nodes, which is what the surfaces hold
    /// of them: nothing is left, whether or not the constraints are polynomials.
    ///
    /// - Parameter constraints: of ``nuisances``, in their order.
    public func without(_ constraints: Constraints) -> MemberSurfaces {
        MemberSurfaces(nuisances: nuisances, surfaces: surfaces.map { $0.without(constraints) })
    }
}

extension ChebyshevSurface {
    /// Surfaces of fewer than three nodes are given as many, so that normal constraints, of degree 2, fit in.
    func without(_ constraints: Constraints) -> ChebyshevSurface {
        let room = embedded(nodes: max(nodes, 3))
        let points = Self.points(window: window, nodes: room.nodes)
        let removed = ChebyshevSurface(
            window: window, nodes: room.nodes, values: points.map { constraints.value(at: $0) })
        return Self.weightedSum([room, removed], weights: [1, -1])
    }
}
