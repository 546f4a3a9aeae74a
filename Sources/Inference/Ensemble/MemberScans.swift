import Statistics

/// ln L_b(ν) of every member of an ensemble over one window of the same nuisances, each with its own best fit.
///
/// Made once; every ``EnsembleCombination`` is read from it.
public struct MemberScans: Sendable {
    public let nuisances: [String]
    /// One a member, about its own maximum over the window.
    public let scans: [LikelihoodScan]

    /// - Parameter surfaces: total log-likelihoods, priors included, one a member, over one window.
    public init(nuisances: [String], surfaces: [ChebyshevSurface]) {
        precondition(!surfaces.isEmpty, "an ensemble without members")
        precondition(
            surfaces.allSatisfy { $0.window == surfaces[0].window },
            "windows \(surfaces.map(\.window)) of members differ")
        let nodes = surfaces.reduce(0) { max($0, $1.nodes) }
        self.nuisances = nuisances
        scans = surfaces.map { LikelihoodScan(nuisances: nuisances, surface: $0.embedded(nodes: nodes)) }
    }

    private init(nuisances: [String], scans: [LikelihoodScan]) {
        self.nuisances = nuisances
        self.scans = scans
    }

    public var count: Int { scans.count }
    public var window: [ClosedRange<Double>] { surfaces[0].window }
    /// The member's own maximum over the window, which rebasing subtracts.
    public var maxima: [Double] { scans.map(\.maximum) }
    var surfaces: [ChebyshevSurface] { scans.map(\.surface) }

    /// The spread of every nuisance's best fits over the members, in the order of ``nuisances``.
    ///
    /// With bootstrap members the deviation estimates the statistical uncertainty of ν̂.
    public var spreads: [SampleMoments] {
        nuisances.indices.map { index in SampleMoments(scans.map { $0.bestFit[index] }) }
    }

    /// The ensemble of some of its members, by their places.
    public func subset(_ members: [Int]) -> MemberScans {
        precondition(!members.isEmpty, "an ensemble without members")
        return MemberScans(nuisances: nuisances, scans: members.map { scans[$0] })
    }

    /// The same members without the standard normal priors of the profiled nuisances, own maxima found anew.
    public func withoutPrior() -> MemberScans {
        MemberScans(nuisances: nuisances, surfaces: surfaces.map { $0.withoutPrior() })
    }
}
