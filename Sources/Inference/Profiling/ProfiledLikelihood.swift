import Statistics

/// −2Δln L of an ensemble, or of a single fit, relative to its best fit, for any number of nuisances: the basis of
/// scans, intervals, contours, toys and figures.
///
/// Two kinds conform: one interpolates ln L over a window once and then never throws; the other maximizes ln L itself
/// by Newton's method, and throws what an evaluation throws. Nuisances are given by their indices in ``nuisances``.
/// arXiv:2602.13184; the χ² levels of −2Δln L are those of Wilks 1938, Ann. Math. Stat. 9, 60.
public protocol ProfiledLikelihood<Failure> {
    /// What an evaluation throws; `Never` if ln L is already known.
    associatedtype Failure: Error
    /// The likelihood of a single member.
    associatedtype Member: ProfiledLikelihood where Member.Failure == Failure

    /// Names, in the order of the coordinates of a point.
    var nuisances: [String] { get }
    /// The combination of the members.
    var combination: EnsembleCombination { get }
    /// ν̂ of the combination.
    var bestFit: [Double] { get }
    /// The combined ln L at ν̂: up to the constant of ``ExtendedLikelihood``, or, if rebased, relative to the members'
    /// maxima.
    var maximum: Double { get }
    /// The members at ν̂: weights, B_eff, and members that are not numbers.
    var combined: CombinedLikelihood { get }
    /// The limits of the search for best fits, bounds and contours, for each nuisance.
    var limits: [ClosedRange<Double>] { get }
    /// Nuisances whose best fit is not inside of ``limits``, so that a better one may lie outside.
    var atEdge: [String] { get }
    /// ν̂_b of every member alone, shape [members, nuisances].
    var memberBestFits: [[Double]] { get }

    /// Whether the maximizations converged; false if that of a member or of the combination did not converge, or ended
    /// at a value that is not a number.
    var converged: Bool { get }
    /// The error of −2 ln L: the largest measured error, or the tolerance of maxima.
    var error: Double { get }
    /// Whether ``error`` is within the requested tolerance.
    var isWithinTolerance: Bool { get }
    /// The number of evaluations of a member's likelihood so far.
    var evaluations: Int { get }
    /// The number of profiles so far that did not converge; always 0 for a surface, whose profiles state it themselves.
    var unsettled: Int { get }
    /// The lowest −2Δln L of all profiles so far, at most 0. If it is clearly below 0, a higher maximum exists
    /// elsewhere. nil if it is not recorded, because the best fit is the highest maximum of the window.
    var lowestDeviance: Double? { get }

    /// One member alone, about its own maximum.
    ///
    /// - Parameter member: counted from 0.
    /// - Throws: what the likelihood throws.
    func member(_ member: Int) throws(Failure) -> Member

    /// The same combination of some of the members.
    ///
    /// - Parameter places: the indices of the members, from 0; at least one.
    /// - Throws: what the likelihood throws.
    func subset(_ places: [Int]) throws(Failure) -> Self

    /// The same members under another combination.
    ///
    /// - Throws: what the likelihood throws.
    func combined(as combination: EnsembleCombination) throws(Failure) -> Self

    /// −2Δln L at a point. Nothing is profiled.
    ///
    /// - Throws: what the likelihood throws.
    func deviance(at point: [Double]) throws(Failure) -> Double

    /// −2Δln L at a point with its gradient. Nothing is profiled.
    ///
    /// - Throws: what the likelihood throws.
    func devianceAndGradient(at point: [Double]) throws(Failure) -> (deviance: Double, gradient: [Double])

    /// Holds some nuisances and maximizes over all others.
    ///
    /// - Parameter fixed: values by the indices of the nuisances.
    /// - Throws: what the likelihood throws.
    func profile(fixing fixed: [Int: Double]) throws(Failure) -> LikelihoodProfile

    /// −2Δln L of ``profile(fixing:)`` alone.
    ///
    /// - Throws: what the likelihood throws.
    func deviance(fixing fixed: [Int: Double]) throws(Failure) -> Double

    /// The interval of one nuisance from its profiled curve; on each side the bound is the first crossing of the level.
    ///
    /// - Parameters:
    ///   - index: the nuisance, counted from 0.
    ///   - level: the level of −2Δln L, 1 for one standard deviation.
    /// - Throws: what the likelihood throws.
    func interval(_ index: Int, level: Double) throws(Failure) -> LikelihoodInterval

    /// The contour around the best fit in the plane of two nuisances, all others profiled.
    ///
    /// - Parameters:
    ///   - first: the nuisance of the first axis, counted from 0.
    ///   - second: that of the second axis.
    ///   - level: the level of −2Δln L, 2.30 for 68.27 % in two dimensions.
    /// - Returns: nil if the likelihood is not curved downwards at the best fit, or if no point of the contour is found
    ///   within ``limits``.
    /// - Throws: what the likelihood throws.
    func contour(_ first: Int, _ second: Int, level: Double) throws(Failure) -> Contour?
}

/// What follows from the primitives.
extension ProfiledLikelihood {
    /// B, the number of members.
    public var memberCount: Int { memberBestFits.count }

    /// B_eff at the best fit.
    public var effectiveMembers: Double { combined.effectiveMembers }

    /// The spread of the members' best fits, for each nuisance.
    public var spreads: [SampleMoments] {
        nuisances.indices.map { index in SampleMoments(memberBestFits.map { $0[index] }) }
    }

    public func deviance(fixing fixed: [Int: Double]) throws(Failure) -> Double {
        try profile(fixing: fixed).deviance
    }

    /// −2Δln L with one nuisance moved and all others profiled.
    ///
    /// - Throws: what the likelihood throws.
    public func profiled(_ index: Int, at value: Double) throws(Failure) -> Double {
        try deviance(fixing: [index: value])
    }

    /// −2Δln L of two nuisances, all others profiled.
    ///
    /// - Throws: what the likelihood throws.
    public func profiled(_ first: Int, _ second: Int, at values: (Double, Double)) throws(Failure) -> Double {
        try deviance(fixing: [first: values.0, second: values.1])
    }

    /// −2Δln L with one nuisance moved and all others at their best fit.
    ///
    /// - Throws: what the likelihood throws.
    public func slice(_ index: Int, at value: Double) throws(Failure) -> Double {
        try deviance(at: sliced(index, at: value))
    }

    /// The best fit with one nuisance moved.
    func sliced(_ index: Int, at value: Double) -> [Double] {
        var point = bestFit
        point[index] = value
        return point
    }

    /// Traces the contour of two nuisances, all others profiled.
    ///
    /// - Parameters:
    ///   - covariance: the covariance of all nuisances, shape [nuisances, nuisances]; nil if it does not exist, and
    ///     then there is no contour.
    ///   - tolerance: the tolerance of −2Δln L on the contour.
    func traceContour(
        _ first: Int, _ second: Int, level: Double, covariance: [[Double]]?, tolerance: Double
    ) throws(Failure) -> Contour? {
        guard let covariance,
            let tracer = ContourTracer(
                level: level, center: [bestFit[first], bestFit[second]],
                covariance: [first, second].map { row in [first, second].map { covariance[row][$0] } },
                bounds: [limits[first], limits[second]], tolerance: tolerance)
        else { return nil }
        return try tracer.trace { (point: [Double]) throws(Failure) -> ContourTracer.Evaluation in
            let profile = try profile(fixing: [first: point[0], second: point[1]])
            return (profile.deviance, [profile.gradient[first], profile.gradient[second]])
        }
    }
}

/// The maximum of a likelihood with some nuisances held and all others free.
public struct LikelihoodProfile: Sendable {
    /// The point of the maximum, with all nuisances in order.
    public let point: [Double]
    /// −2Δln L there; +∞ if a negative yield makes the density of an event negative.
    public let deviance: Double
    /// The gradient of −2Δln L there, shape [nuisances]. For held nuisances it is the slope of the profiled curve; for
    /// others it vanishes within the tolerance, except at the edge of a window.
    public let gradient: [Double]
    /// B_eff there.
    public let effectiveMembers: Double
    /// Whether the maximization converged.
    public let converged: Bool
}
