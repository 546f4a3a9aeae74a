import Statistics

/// The combined likelihood of one toy experiment about its best fit, from a small surface for every member.
///
/// Three Chebyshev nodes a nuisance resolve a likelihood of many events, which is nearly a parabola; more are taken
/// where points that the surfaces have not seen say so, and still more for single events that are rough. The window
/// follows the toy: it is moved and widened until it holds the best fits of the combination and of every member, the
/// intervals of 95 %, and the truth.
public struct ToyScan: Sendable {
    public let scan: EnsembleScan
    /// Largest error of −2 ln L of any member at points that its surface has not seen.
    public let error: Double
    /// Evaluations of a member's likelihood, over all members and all windows.
    public let evaluations: Int
    /// Windows that were tried.
    public let windows: Int

    public struct Settings: Sendable {
        /// Half of the first window, in σ.
        public let reach: Double
        /// How right −2 ln L must be at points that a surface has not seen.
        public let tolerance: Double
        public let growth: LikelihoodSurface.NodeGrowth
        public let maximumWindows: Int

        public init(
            reach: Double = 4, tolerance: Double = 0.05,
            growth: LikelihoodSurface.NodeGrowth = .init(starting: 3, maximum: 6, step: 1), maximumWindows: Int = 6
        ) {
            self.reach = reach
            self.tolerance = tolerance
            self.growth = growth
            self.maximumWindows = maximumWindows
        }
    }

    /// Why a toy has no result: a finding, to be counted.
    public enum Failure: Error, Sendable, Equatable, CustomStringConvertible {
        case notFinite(member: Int)
        case maximumOutside([String])
        case memberOutside(Int)
        case notConverged

        public var description: String {
            switch self {
            case .notFinite(let member): "the likelihood of member \(member) is not finite in the window"
            case .maximumOutside(let names): "the maximum of \(names.joined(separator: ", ")) was not reached"
            case .memberOutside(let member): "the maximum of member \(member) was not reached"
            case .notConverged: "the climb to the maximum did not come to rest"
            }
        }
    }

    /// - Parameters:
    ///   - center: about where the best fit is expected.
    ///   - deviations: the σ of every nuisance that is expected.
    ///   - truth: points that the window must hold, by the place of the nuisance.
    ///   - prior: false to take the nuisances' standard normal priors out again.
    ///   - likelihood: of the members, priors included.
    /// - Throws: ``Failure``, and whatever `likelihood` throws.
    public init(
        nuisances: [String], center: [Double], deviations: [Double], truth: [Int: Double],
        likelihood: some EventwiseLikelihood, combination: EnsembleCombination, prior: Bool = true,
        settings: Settings = Settings(), seed: UInt64
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
            let surfaces = try LikelihoodSurface.members(
                of: likelihood, window: window, tolerance: settings.tolerance, growth: settings.growth,
                checksCorners: false, checks: 3, seed: seed)
            evaluations += surfaces.reduce(0) { $0 + $1.evaluations }
            if let member = surfaces.firstIndex(where: { !$0.surface.coefficients.allSatisfy(\.isFinite) }) {
                throw Failure.notFinite(member: member)
            }
            let whole = MemberScans(nuisances: nuisances, surfaces: surfaces.map(\.surface))
            let scan = EnsembleScan(members: prior ? whole : whole.withoutPrior(), combination: combination)
            let outside = scan.members.scans.firstIndex { !$0.atEdge.isEmpty }
            let isCut = center.indices.contains { index in
                let interval = scan.interval(
                    index, level: ConfidenceLevel.ninetyFivePercent.deviance(degreesOfFreedom: 1))
                return interval.lower == .open || interval.upper == .open
            }
            let isWhole = scan.atEdge.isEmpty && outside == nil && !isCut
            if isWhole || number == settings.maximumWindows {
                if !scan.atEdge.isEmpty { throw Failure.maximumOutside(scan.atEdge) }
                if let outside { throw Failure.memberOutside(outside) }
                if !scan.converged { throw Failure.notConverged }
                self.scan = scan
                error = surfaces.map(\.error).max() ?? .nan
                self.evaluations = evaluations
                windows = number
                return
            }
            center = scan.bestFit
            halfWidths = halfWidths.map { 1.5 * $0 }
        }
        preconditionFailure("a toy without a window")
    }
}
