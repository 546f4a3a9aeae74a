import Statistics

/// The combined likelihood of one toy experiment around its best fit, from a small surface for every member.
///
/// Polynomials of degree 2 resolve a likelihood of many events, which is nearly a parabola; higher degrees are used if
/// checks at further points require it, and still higher ones for single events that are not smooth. The window is
/// moved and widened until it contains the best fits of the combination and of every member, the intervals of 95 %, and
/// the truth.
public struct ToyLikelihood: Sendable {
    /// The likelihood in the last window.
    public let likelihood: SurfaceLikelihood
    /// The number of evaluations of a member's likelihood, over all members and all windows.
    public let evaluations: Int
    /// The number of windows tried.
    public let windows: Int

    /// Settings of the search for the window.
    public struct Settings: Sendable {
        /// Half of the first window, in σ.
        public let reach: Double
        /// The allowed error of −2 ln L at points that are not nodes of a surface.
        public let tolerance: Double
        /// The numbers of nodes of the surfaces.
        public let growth: CheckedSurface.NodeGrowth
        /// After this many windows the toy has failed.
        let maximumWindows: Int

        /// With these values.
        public init(
            reach: Double = 4, tolerance: Double = 0.05,
            growth: CheckedSurface.NodeGrowth = .init(starting: 3, maximum: 6, step: 1), maximumWindows: Int = 6
        ) {
            self.reach = reach
            self.tolerance = tolerance
            self.growth = growth
            self.maximumWindows = maximumWindows
        }
    }

    /// - Parameters:
    ///   - nuisances: their names, in the order of points.
    ///   - center: the expected best fit, approximately.
    ///   - deviations: the expected σ of every nuisance.
    ///   - truth: values that the window must contain, by the index of the nuisance.
    ///   - likelihood: the likelihood of the members, constraints included.
    ///   - combination: the combination of the members.
    ///   - removed: constraints to subtract from the likelihood; nil for none.
    ///   - settings: of the search for a window, and of the surfaces.
    ///   - seed: the seed of the random points at which errors are measured.
    /// - Throws: ``ToyFailure``, and whatever `likelihood` throws.
    public init(
        nuisances: [String], center: [Double], deviations: [Double], truth: [Int: Double],
        likelihood: some EventwiseLikelihood, combination: EnsembleCombination,
        without removed: Constraints? = nil, settings: Settings = Settings(), seed: UInt64
    ) throws {
        var center = center
        var halfWidths = deviations.map { settings.reach * $0 }
        var evaluations = 0
        for number in 1... {
            let window = center.indices.map { index in
                let margin = 0.05 * halfWidths[index]
                let value = truth[index] ?? center[index]
                let (low, high) = (center[index] - halfWidths[index], center[index] + halfWidths[index])
                return min(low, value - margin)...max(high, value + margin)
            }
            let surfaces = try CheckedSurface.members(
                of: likelihood, window: window, tolerance: settings.tolerance, growth: settings.growth,
                checksCorners: false, checks: 3, seed: seed)
            evaluations += surfaces.reduce(0) { $0 + $1.evaluations }
            if let member = surfaces.firstIndex(where: { !$0.surface.coefficients.allSatisfy(\.isFinite) }) {
                throw ToyFailure.notFinite(member: member)
            }
            let whole = MemberSurfaces(nuisances: nuisances, surfaces: surfaces)
            let found = SurfaceLikelihood(members: removed.map(whole.without) ?? whole, combination: combination)
            let outside = found.members.firstIndex { !$0.atEdge.isEmpty }
            let isCut = center.indices.contains { index in
                let interval = found.interval(
                    index, level: ConfidenceLevel.ninetyFivePercent.deviance(degreesOfFreedom: 1))
                return interval.lower == .open || interval.upper == .open
            }
            let isWhole = found.atEdge.isEmpty && outside == nil && !isCut
            if isWhole || number == settings.maximumWindows {
                if !found.atEdge.isEmpty { throw ToyFailure.maximumOutside(found.atEdge) }
                if let outside { throw ToyFailure.memberOutside(outside) }
                if !found.converged { throw ToyFailure.notConverged }
                self.likelihood = found
                self.evaluations = evaluations
                windows = number
                return
            }
            center = found.bestFit
            halfWidths = halfWidths.map { 1.5 * $0 }
        }
        preconditionFailure("a toy without a window")
    }
}

/// Why a toy has no result; such toys are counted.
public enum ToyFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// ln L of this member is infinite or NaN.
    case notFinite(member: Int)
    /// The best fit of these nuisances stayed at an edge of the last window.
    case maximumOutside([String])
    /// The best fit of this member stayed at an edge of the last window.
    case memberOutside(Int)
    /// The maximization for the best fit, or for a profile, did not converge.
    case notConverged

    public var description: String {
        switch self {
        case .notFinite(let member): "the likelihood of member \(member) is not finite in the window"
        case .maximumOutside(let names): "the maximum of \(names.joined(separator: ", ")) was not reached"
        case .memberOutside(let member): "the maximum of member \(member) was not reached"
        case .notConverged: "the climb to the maximum did not converge"
        }
    }
}
