/// ln L_b(ν) of every member of an ensemble, interpolated over one window of the same nuisances, each with its own best
/// fit; a collection of members.
///
/// It is computed once, and every ``EnsembleCombination`` is derived from it.
public struct MemberSurfaces: Sendable {
    /// Names, in the order of the surfaces' dimensions.
    public let nuisances: [String]
    private let members: [MemberSurface]

    /// The surfaces are total log-likelihoods, constraints included, one for each member.
    ///
    /// - Precondition: at least one surface, and all over one window.
    public init(nuisances: [String], surfaces: [CheckedSurface]) {
        precondition(!surfaces.isEmpty, "an ensemble without members")
        precondition(
            surfaces.allSatisfy { $0.surface.window == surfaces[0].surface.window },
            "windows \(surfaces.map(\.surface.window)) of members differ")
        let nodes = surfaces.reduce(0) { Swift.max($0, $1.surface.nodes) }
        self.init(
            nuisances: nuisances,
            members: surfaces.map {
                MemberSurface(nuisances: nuisances, surface: $0.with($0.surface.embedded(nodes: nodes)))
            })
    }

    private init(nuisances: [String], members: [MemberSurface]) {
        self.nuisances = nuisances
        self.members = members
    }

    /// Common to all members.
    public var window: [ClosedRange<Double>] { members[0].surface.window }
    /// The members' own maxima over the window, which rebasing subtracts.
    var maxima: [Double] { members.map(\.maximum) }

    /// The ensemble of some of its members, by their indices.
    func subset(_ places: [Int]) -> MemberSurfaces {
        precondition(!places.isEmpty, "an ensemble without members")
        return MemberSurfaces(nuisances: nuisances, members: places.map { members[$0] })
    }

    /// The same members without some constraints of their likelihoods; their maxima are found again.
    ///
    /// The interpolation of the constraints through the same points is subtracted. The surfaces contain exactly this
    /// interpolation, so that no remainder is left, even if the constraints are not polynomials.
    ///
    /// - Parameter constraints: constraints of ``nuisances``, in their order.
    public func without(_ constraints: Constraints) -> MemberSurfaces {
        MemberSurfaces(nuisances: nuisances, surfaces: members.map { $0.checked.with($0.surface.without(constraints)) })
    }
}

extension MemberSurfaces: RandomAccessCollection {
    /// 0.
    public var startIndex: Int { 0 }
    /// The number of members.
    public var endIndex: Int { members.count }
    /// A member alone, counted from 0.
    public subscript(member: Int) -> MemberSurface { members[member] }
}

extension ChebyshevSurface {
    /// Surfaces with fewer than three nodes get three, so that they can represent normal constraints, which have degree
    /// 2.
    func without(_ constraints: Constraints) -> ChebyshevSurface {
        let room = embedded(nodes: max(nodes, 3))
        let lattice = ChebyshevLattice(window: window, nodes: room.nodes)
        let removed = ChebyshevSurface(lattice, values: lattice.points.map { constraints.value(at: $0) })
        return Self.weightedSum([room, removed], weights: [1, -1])
    }
}
