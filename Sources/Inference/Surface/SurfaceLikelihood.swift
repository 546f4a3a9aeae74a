/// Scans of −2Δln L of a whole ensemble, its members combined: slices, profiled curves, intervals, and the plane of any
/// two nuisances.
///
/// arXiv:2602.13184. ``MemberSurfaces`` are made once, from some dozens of likelihoods a member, and all four
/// combinations are read from them.
public struct SurfaceLikelihood: Sendable {
    public let members: MemberSurfaces
    public let combination: EnsembleCombination
    /// ν̂: the maximum of the combination inside the window, the highest where there are several.
    ///
    /// Under `rebased-envelope` every member's own best fit is a maximum of the same height; this is the one where the
    /// average of the members, `rebased-bma`, is largest.
    public let bestFit: [Double]
    /// The combined ln L at ν̂: up to the constant of ``ExtendedLikelihood``, or, rebased, to the members' maxima.
    public let maximum: Double
    /// Nuisances whose best fit rests on the edge of the window, so that the true one may lie outside.
    public let atEdge: [String]
    /// False where the climb did not come to rest, or a member is not a number.
    public let converged: Bool
    private let surface: CombinedSurface

    public init(members: MemberSurfaces, combination: EnsembleCombination) {
        self.members = members
        self.combination = combination
        surface = CombinedSurface(members, combination)
        let best = CombinedMaximizer(surface: surface).maximize(from: members.scans.map(\.bestFit))
        bestFit = best.point
        maximum = best.value
        atEdge = best.atEdge.map { members.nuisances[$0] }
        converged = best.converged && best.value.isFinite && members.scans.allSatisfy(\.converged)
    }

    public var nuisances: [String] { members.nuisances }

    /// The members combined at a point: weights, B_eff, and which are not numbers.
    public func combined(at point: [Double]) -> CombinedLikelihood { surface.combined(at: point) }

    /// The combined ln L with its gradient and Hessian. An envelope has neither where its best member changes; there
    /// they are those of one of the two.
    public func derivatives(at point: [Double]) -> ChebyshevSurface.Derivatives { surface.derivatives(at: point) }

    /// −2Δln L at a point.
    public func deviance(at point: [Double]) -> Double { 2 * (maximum - surface.value(at: point)) }

    /// −2Δln L with one nuisance moved and all others at their best fit.
    public func slice(_ index: Int, at value: Double) -> Double {
        var point = bestFit
        point[index] = value
        return deviance(at: point)
    }

    /// Some nuisances held, all others profiled.
    public struct Profile: Sendable {
        /// Where the profiled maximum lies.
        public let point: [Double]
        /// −2Δln L there.
        public let deviance: Double
        public let effectiveMembers: Double
        public let converged: Bool
    }

    /// Maximizes the combination over all other nuisances, inside the window.
    ///
    /// - Parameter fixed: values by the places of the nuisances.
    public func profile(fixing fixed: [Int: Double]) -> Profile {
        let best = CombinedMaximizer(surface: surface)
            .maximize(from: members.scans.map(\.bestFit), and: bestFit, fixed: fixed)
        return Profile(
            point: best.point, deviance: 2 * (maximum - best.value),
            effectiveMembers: surface.combined(at: best.point).effectiveMembers, converged: best.converged)
    }

    /// −2Δln L with one nuisance moved and all others profiled.
    public func profiled(_ index: Int, at value: Double) -> Double { profile(fixing: [index: value]).deviance }

    /// −2Δln L of two nuisances, any others profiled.
    public func profiled(_ first: Int, _ second: Int, at values: (Double, Double)) -> Double {
        profile(fixing: [first: values.0, second: values.1]).deviance
    }

    /// The interval of one nuisance from its profiled curve, each side where the curve first crosses the level.
    public func interval(_ index: Int, level: Double) -> LikelihoodInterval {
        LikelihoodInterval(level: level, bestFit: bestFit[index], window: members.window[index]) {
            profiled(index, at: $0)
        }
    }
}
