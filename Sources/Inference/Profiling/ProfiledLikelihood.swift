import Statistics

/// −2Δln L of an ensemble, or of a single fit, about its best fit, for any number of nuisances: what scans, intervals,
/// contours, toys and figures read.
///
/// Two kinds conform: one interpolates ln L over a window once and then never throws; the other climbs ln L itself by
/// Newton's method, and throws what an evaluation throws. Nuisances are given by their places in ``nuisances``.
/// arXiv:2602.13184; the χ² levels of −2Δln L are those of Wilks 1938, Ann. Math. Stat. 9, 60.
public protocol ProfiledLikelihood<Failure> {
    /// What an evaluation throws; `Never` where ln L is known already.
    associatedtype Failure: Error
    /// A member alone.
    associatedtype Member: ProfiledLikelihood where Member.Failure == Failure

    /// Names, in the order of the coordinates of a point.
    var nuisances: [String] { get }
    /// How the members are combined.
    var combination: EnsembleCombination { get }
    /// ν̂ of the combination.
    var bestFit: [Double] { get }
    /// The combined ln L at ν̂: up to the constant of ``ExtendedLikelihood``, or, rebased, from the members' maxima.
    var maximum: Double { get }
    /// The members at ν̂: weights, B_eff, and which are not numbers.
    var combined: CombinedLikelihood { get }
    /// Where the search for best fits, bounds and contours ends, one range a nuisance.
    var limits: [ClosedRange<Double>] { get }
    /// Nuisances whose best fit is not inside of ``limits``, so that a better one may lie outside.
    var atEdge: [String] { get }
    /// ν̂_b of every member alone, shape [members, nuisances].
    var memberBestFits: [[Double]] { get }

    /// False where a climb to the best fit of a member or of the combination did not converge, or ended at what is no
    /// number.
    var converged: Bool { get }
    /// How right −2 ln L is: the largest error that was found, or the tolerance of maxima.
    var error: Double { get }
    /// False where ``error`` is larger than what was asked for.
    var isWithinTolerance: Bool { get }
    /// How often a member's likelihood was evaluated so far.
    var evaluations: Int { get }
    /// Profiles so far that did not converge; always 0 for a surface, whose profiles say so themselves.
    var unsettled: Int { get }
    /// The lowest −2Δln L of all profiles so far, at most 0. Clearly below 0: a higher maximum lies elsewhere. nil where
    /// it is not kept, because the best fit is the highest maximum of the window.
    var lowestDeviance: Double? { get }

    /// One member alone, about its own maximum.
    ///
    /// - Parameter member: counted from 0.
    /// - Throws: what the likelihood throws.
    func member(_ member: Int) throws(Failure) -> Member

    /// The same combination of some of the members.
    ///
    /// - Parameter places: of the members, counted from 0; at least one.
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
    /// - Parameter fixed: values by the places of the nuisances.
    /// - Throws: what the likelihood throws.
    func profile(fixing fixed: [Int: Double]) throws(Failure) -> LikelihoodProfile

    /// −2Δln L of ``profile(fixing:)`` alone.
    ///
    /// - Throws: what the likelihood throws.
    func deviance(fixing fixed: [Int: Double]) throws(Failure) -> Double

    /// The interval of one nuisance from its profiled curve, each side where the curve first crosses the level.
    ///
    /// - Parameters:
    ///   - index: the nuisance, counted from 0.
    ///   - level: of −2Δln L, 1 for one standard deviation.
    /// - Throws: what the likelihood throws.
    func interval(_ index: Int, level: Double) throws(Failure) -> LikelihoodInterval

    /// The contour around the best fit in the plane of two nuisances, all others profiled.
    ///
    /// - Parameters:
    ///   - first: the nuisance of the first axis, counted from 0.
    ///   - second: that of the second axis.
    ///   - level: of −2Δln L, 2.30 for 68.27 % in two dimensions.
    /// - Returns: nil where the likelihood does not bend down at the best fit, or no point of the contour is found within
    ///   ``limits``.
    /// - Throws: what the likelihood throws.
    func contour(_ first: Int, _ second: Int, level: Double) throws(Failure) -> Contour?
}

/// What follows from the primitives.
extension ProfiledLikelihood {
    /// B.
    public var memberCount: Int { memberBestFits.count }

    /// B_eff at the best fit.
    public var effectiveMembers: Double { combined.effectiveMembers }

    /// The spread of the members' best fits, one a nuisance.
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
    ///   - covariance: of all nuisances, shape [nuisances, nuisances]; nil where there is none, and so no contour.
    ///   - tolerance: of −2Δln L on the contour.
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
    /// Where the maximum lies, all nuisances in order.
    public let point: [Double]
    /// −2Δln L there; +∞ where a negative yield makes the density of an event negative.
    public let deviance: Double
    /// The gradient of −2Δln L there, shape [nuisances]. In a nuisance that is held it is the slope of the profiled
    /// curve; in others it vanishes, except for the tolerance and at the edge of a window.
    public let gradient: [Double]
    /// B_eff there.
    public let effectiveMembers: Double
    /// False where the climb did not converge.
    public let converged: Bool
}
