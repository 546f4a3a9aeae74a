/// −2Δln L of an ensemble, its members combined, from surfaces over a window: profiles, intervals, contours.
///
/// arXiv:2602.13184. ``MemberSurfaces`` are computed once, from some dozens of likelihoods for each member, and all
/// four combinations are derived from them. Nothing is known outside of the window.
public struct SurfaceLikelihood: ProfiledLikelihood, Sendable {
    /// The members that are combined.
    public let members: MemberSurfaces
    public let combination: EnsembleCombination
    /// ν̂: the maximum of the combination inside the window, the highest one if there are several.
    ///
    /// Under `rebased-envelope` every member's own best fit is a maximum of the same height; then it is the one with
    /// the largest average of the members, `rebased-bma`.
    public let bestFit: [Double]
    public let maximum: Double
    public let atEdge: [String]
    public let converged: Bool
    private let surface: CombinedSurface

    /// How right −2Δln L is on a contour.
    static let contourTolerance = 1e-3

    /// - Complexity: one maximization from each member's best fit.
    public init(members: MemberSurfaces, combination: EnsembleCombination) {
        self.members = members
        self.combination = combination
        surface = CombinedSurface(members, combination)
        let best = CombinedMaximizer(surface: surface).maximize(from: members.map(\.bestFit))
        bestFit = best.point
        maximum = best.value
        atEdge = members[0].surface.edges(near: best.point).map { members.nuisances[$0] }
        converged = best.converged && best.value.isFinite && members.allSatisfy(\.converged)
    }

    public var nuisances: [String] { members.nuisances }
    public var combined: CombinedLikelihood { combined(at: bestFit) }
    /// The window.
    public var limits: [ClosedRange<Double>] { members.window }
    public var memberBestFits: [[Double]] { members.map(\.bestFit) }
    /// The largest of the members' interpolation errors.
    public var error: Double { members.map(\.error).max() ?? .nan }
    public var isWithinTolerance: Bool { members.allSatisfy(\.isWithinTolerance) }
    public var evaluations: Int { members.reduce(0) { $0 + $1.evaluations } }
    public var unsettled: Int { 0 }
    public var lowestDeviance: Double? { nil }

    public func member(_ member: Int) -> MemberSurface { members[member] }

    public func subset(_ places: [Int]) -> SurfaceLikelihood {
        SurfaceLikelihood(members: members.subset(places), combination: combination)
    }

    public func combined(as combination: EnsembleCombination) -> SurfaceLikelihood {
        SurfaceLikelihood(members: members, combination: combination)
    }

    /// The members combined at a point: weights, B_eff, and members that are not numbers.
    public func combined(at point: [Double]) -> CombinedLikelihood { surface.combined(at: point) }

    /// The combined ln L with its gradient and Hessian. An envelope has neither at a point where its best member
    /// changes; there those of one of the two members are returned.
    func derivatives(at point: [Double]) -> ChebyshevSurface.Derivatives { surface.derivatives(at: point) }

    public func deviance(at point: [Double]) -> Double { 2 * (maximum - surface.value(at: point)) }

    public func devianceAndGradient(at point: [Double]) -> (deviance: Double, gradient: [Double]) {
        let derivatives = derivatives(at: point)
        return (2 * (maximum - derivatives.value), derivatives.gradient.map { -2 * $0 })
    }

    /// The profile inside the window.
    public func profile(fixing fixed: [Int: Double]) -> LikelihoodProfile {
        let best = peak(fixing: fixed)
        return LikelihoodProfile(
            point: best.point, deviance: 2 * (maximum - best.value),
            gradient: devianceAndGradient(at: best.point).gradient,
            effectiveMembers: surface.combined(at: best.point).effectiveMembers, converged: best.converged)
    }

    public func deviance(fixing fixed: [Int: Double]) -> Double { 2 * (maximum - peak(fixing: fixed).value) }

    private func peak(fixing fixed: [Int: Double]) -> BoxMaximizer.Maximum {
        let point = nuisances.indices.compactMap { fixed[$0] }
        guard point.count < nuisances.count else {
            // Nothing is left to profile.
            let value = surface.value(at: point)
            return BoxMaximizer.Maximum(point: point, value: value, atEdge: [], converged: value.isFinite)
        }
        return CombinedMaximizer(surface: surface).maximize(from: members.map(\.bestFit), and: bestFit, fixed: fixed)
    }

    public func interval(_ index: Int, level: Double) -> LikelihoodInterval {
        LikelihoodInterval(level: level, bestFit: bestFit[index], window: limits[index]) { profiled(index, at: $0) }
    }

    public func contour(_ first: Int, _ second: Int, level: Double) -> Contour? {
        traceContour(
            first, second, level: level, covariance: derivatives(at: bestFit).covariance,
            tolerance: Self.contourTolerance)
    }
}

extension ChebyshevSurface.Derivatives {
    /// The covariance of the normal distribution with the same curvature; nil if ln L is not curved downwards.
    var covariance: [[Double]]? {
        NormalApproximation(hessian: hessian.map { $0.map { -$0 } }, gradient: gradient)?.covariance
    }
}
