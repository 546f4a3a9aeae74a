/// −2Δln L of an ensemble, or of a single fit, by Newton's method on the likelihood itself: the best fit, profiled
/// curves, asymmetric bounds, contours. For any number of nuisances, and without a window or a grid.
///
/// A curve's point costs about one gradient of every member, because Hessians are kept while they serve (see
/// ``NewtonMaximizer``). A rebased combination counts every member from its own maximum, found without a window.
public final class NewtonLikelihood {
    public let nuisances: [String]
    public let combination: EnsembleCombination
    /// ν̂_b of every member alone.
    public let memberBestFits: [[Double]]
    /// ν̂ of the combination.
    public let bestFit: [Double]
    /// The combined ln L at ν̂; rebased, from the members' maxima.
    public let maximum: Double
    /// The members at ν̂, with weights and B_eff.
    public let combined: CombinedLikelihood
    /// The combined Hessian at ν̂.
    public let hessian: EnsembleHessian
    /// False where a climb to the best fit of a member or of the combination did not come to rest.
    public let converged: Bool
    /// How right −2 ln L is at a maximum, and at a bound.
    public let tolerance: Double
    /// Where the search for bounds and contours ends.
    public let limits: [ClosedRange<Double>]
    /// The lowest −2Δln L that any point of a curve had. Clearly below 0: the best fit is not the highest maximum.
    public private(set) var lowestDeviance = 0.0
    /// Points of curves, bounds and contours at which the climb over the profiled nuisances did not come to rest.
    public private(set) var unsettled = 0
    private let maximizer: NewtonMaximizer
    private let earlier: NewtonMaximizer.Evaluations

    /// - Parameters:
    ///   - start: where the climb begins.
    ///   - limits: of the search for bounds and contours, one a nuisance.
    public init(
        nuisances: [String], likelihoods: MemberLikelihoods, combination: EnsembleCombination, start: [Double],
        limits: [ClosedRange<Double>], tolerance: Double = 1e-3
    ) throws {
        precondition(nuisances.count == start.count && limits.count == start.count, "a start for every nuisance")
        var total = NewtonMaximizer.Evaluations()
        var expansions: [ParabolaEnsemble.Member] = []
        var curvatures: [(point: [Double], matrix: [[Double]])] = []
        var areSettled = true
        for member in 0..<likelihoods.count {
            let own = NewtonMaximizer(
                likelihoods.only(member), combination: .bma, maxima: [0], tolerance: tolerance)
            let best = try own.maximum(from: start)
            let derivatives = try likelihoods.derivatives(member, best.point)
            let curvature = derivatives.hessian.map { $0.map { -$0 } }
            areSettled = areSettled && best.converged
            curvatures.append((best.point, curvature))
            expansions.append(
                ParabolaEnsemble.Member(
                    point: best.point, value: derivatives.value, gradient: derivatives.gradient,
                    curvature: SymmetricEigensystem.positiveDefinite(curvature)))
            total.gradients += own.evaluations.gradients
            total.hessians += own.evaluations.hessians + 1
        }
        let maxima = expansions.map(\.value)
        let model = ParabolaEnsemble(members: expansions, combination: combination, maxima: maxima)
        let middle = start.indices.map { index in
            expansions.reduce(0) { $0 + $1.point[index] } / Double(expansions.count)
        }
        let maximizer = NewtonMaximizer(
            likelihoods, combination: combination, maxima: maxima, tolerance: tolerance, curvatures: curvatures)
        let best = try maximizer.maximum(from: model.maximize(from: middle, free: Array(start.indices)).point)
        total.hessians += likelihoods.count
        self.nuisances = nuisances
        self.combination = combination
        self.tolerance = tolerance
        self.limits = limits
        self.maximizer = maximizer
        earlier = total
        memberBestFits = expansions.map(\.point)
        bestFit = best.point
        maximum = best.value
        combined = best.combined
        converged = best.converged && areSettled
        hessian = EnsembleHessian(
            members: try (0..<likelihoods.count).map {
                MemberDerivatives(try likelihoods.derivatives($0, best.point))
            }, combination: combination)
    }

    /// Evaluations of a member so far: values, gradients, Hessians.
    public var evaluations: (values: Int, gradients: Int, hessians: Int) {
        let own = maximizer.evaluations
        return (own.values, own.gradients + earlier.gradients, own.hessians + earlier.hessians)
    }

    /// Some nuisances held, all others profiled.
    public struct Profile: Sendable {
        public let point: [Double]
        /// −2Δln L.
        public let deviance: Double
        /// Of −2Δln L. In a nuisance that is held it is the slope of the profiled curve.
        public let gradient: [Double]
        public let effectiveMembers: Double
        public let converged: Bool
    }

    /// - Parameter fixed: values by the places of the nuisances.
    public func profile(fixing fixed: [Int: Double]) throws -> Profile {
        let best = try maximizer.maximum(fixing: fixed)
        let deviance = 2 * (maximum - best.value)
        lowestDeviance = min(lowestDeviance, deviance)
        if !best.converged { unsettled += 1 }
        return Profile(
            point: best.point, deviance: deviance, gradient: best.gradient.map { -2 * $0 },
            effectiveMembers: best.combined.effectiveMembers, converged: best.converged)
    }

    /// −2Δln L with one nuisance moved and all others profiled.
    public func profiled(_ index: Int, at value: Double) throws -> Double {
        try profile(fixing: [index: value]).deviance
    }

    /// −2Δln L with one nuisance moved and all others at their best fit.
    public func slice(_ index: Int, at value: Double) throws -> Double {
        var point = bestFit
        point[index] = value
        return try deviance(at: point)
    }

    /// −2Δln L at a point.
    public func deviance(at point: [Double]) throws -> Double { 2 * (maximum - (try maximizer.value(at: point))) }

    /// −2Δln L at a point with its gradient; nothing is profiled.
    func evaluate(at point: [Double]) throws -> (deviance: Double, gradient: [Double]) {
        let here = try maximizer.evaluate(at: point)
        return (2 * (maximum - here.value), here.gradient.map { -2 * $0 })
    }

    /// A length of about one σ of a nuisance, others profiled, to scale first steps.
    func deviation(_ index: Int) -> Double {
        if let approximation = hessian.outcome.approximation { return approximation.deviations[index] }
        let mean = hessian.meanHessian[index][index]
        return mean > 0 ? 1 / mean.squareRoot() : (limits[index].upperBound - limits[index].lowerBound) / 8
    }

    /// The level line around the best fit in the plane of two nuisances, all others profiled; nil where none is found
    /// within the limits.
    public func contour(_ first: Int, _ second: Int, level: Double) throws -> Contour? {
        guard let covariance = hessian.outcome.approximation?.covariance,
            let tracer = ContourTracer(
                level: level, center: [bestFit[first], bestFit[second]],
                covariance: [first, second].map { row in [first, second].map { covariance[row][$0] } },
                bounds: [limits[first], limits[second]], tolerance: max(2 * tolerance, 1e-3 * level))
        else { return nil }
        return try tracer.trace { point in
            let profile = try profile(fixing: [first: point[0], second: point[1]])
            return (profile.deviance, [profile.gradient[first], profile.gradient[second]])
        }
    }
}
