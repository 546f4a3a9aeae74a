/// −2Δln L of an ensemble, or of a single fit, by Newton's method on the likelihood itself: profiles, asymmetric bounds,
/// contours. For any number of nuisances, and without a window or a grid.
///
/// A profile costs about one gradient and one value of every member, because Hessians are reused as long as they are
/// good enough (see `NewtonMaximizer`), and each maximization starts at the point that the previous one predicts.
/// Therefore this is a class, for one thread at a time. A rebased combination takes every member relative to its own
/// maximum, found without a window.
public final class NewtonLikelihood: ProfiledLikelihood {
    public typealias Failure = any Error
    public typealias Member = NewtonLikelihood

    public let nuisances: [String]
    public let combination: EnsembleCombination
    public let bestFit: [Double]
    public let maximum: Double
    public let combined: CombinedLikelihood
    /// The combined Hessian of −ln L at ν̂.
    public let hessian: EnsembleHessian
    public let converged: Bool
    /// The limits of the search for bounds and contours; the best fit itself is found without limits.
    public let limits: [ClosedRange<Double>]
    public private(set) var lowestDeviance: Double? = 0
    public private(set) var unsettled = 0
    /// The gain in −2 ln L below which a climb has converged.
    let tolerance: Double
    private let members: [OwnMaximum]
    private let likelihoods: MemberLikelihoods
    private let maximizer: NewtonMaximizer
    private let earlier: NewtonMaximizer.Evaluations

    /// A member about its own maximum.
    private struct OwnMaximum {
        let expansion: ParabolaEnsemble.Member
        /// −∂²ℓ there.
        let curvature: [[Double]]
        let converged: Bool
    }

    /// - Parameters:
    ///   - nuisances: their names, in the order of points.
    ///   - likelihoods: the likelihoods of the members.
    ///   - combination: the combination of the members.
    ///   - start: the start of the maximization.
    ///   - limits: the limits of the search for bounds and contours, for each nuisance.
    ///   - tolerance: the allowed error of −2 ln L at a maximum, and at a bound.
    /// - Throws: what the likelihoods throw.
    public convenience init(
        nuisances: [String], likelihoods: MemberLikelihoods, combination: EnsembleCombination, start: [Double],
        limits: [ClosedRange<Double>], tolerance: Double = 1e-3
    ) throws {
        precondition(nuisances.count == start.count && limits.count == start.count, "a start for every nuisance")
        var spent = NewtonMaximizer.Evaluations()
        let members = try (0..<likelihoods.count).map { member in
            let own = NewtonMaximizer(
                likelihoods.subset([member]), combination: .bma, maxima: [0], tolerance: tolerance)
            let best = try own.maximum(from: start)
            let derivatives = try likelihoods.derivatives(member, best.point)
            let curvature = derivatives.hessian.map { $0.map { -$0 } }
            spent.gradients += own.evaluations.gradients
            spent.hessians += own.evaluations.hessians + 1
            return OwnMaximum(
                expansion: ParabolaEnsemble.Member(
                    point: best.point, value: derivatives.value, gradient: derivatives.gradient,
                    curvature: SymmetricEigensystem.positiveDefinite(curvature)),
                curvature: curvature, converged: best.converged)
        }
        try self.init(
            nuisances: nuisances, members: members, likelihoods: likelihoods, combination: combination, limits: limits,
            tolerance: tolerance, earlier: spent)
    }

    /// The combination of members whose own maxima are known.
    private init(
        nuisances: [String], members: [OwnMaximum], likelihoods: MemberLikelihoods, combination: EnsembleCombination,
        limits: [ClosedRange<Double>], tolerance: Double, earlier: NewtonMaximizer.Evaluations
    ) throws {
        let expansions = members.map(\.expansion)
        let maxima = expansions.map(\.value)
        let model = ParabolaEnsemble(members: expansions, combination: combination, maxima: maxima)
        let middle = nuisances.indices.map { index in
            expansions.reduce(0) { $0 + $1.point[index] } / Double(expansions.count)
        }
        let maximizer = NewtonMaximizer(
            likelihoods, combination: combination, maxima: maxima, tolerance: tolerance,
            curvatures: members.map { ($0.expansion.point, $0.curvature) })
        let best = try maximizer.maximum(from: model.maximize(from: middle, free: Array(nuisances.indices)).point)
        hessian = EnsembleHessian(
            members: try (0..<likelihoods.count).map {
                MemberDerivatives(try likelihoods.derivatives($0, best.point))
            }, combination: combination)
        self.nuisances = nuisances
        self.members = members
        self.likelihoods = likelihoods
        self.combination = combination
        self.limits = limits
        self.tolerance = tolerance
        self.maximizer = maximizer
        self.earlier = NewtonMaximizer.Evaluations(
            values: earlier.values, gradients: earlier.gradients, hessians: earlier.hessians + likelihoods.count)
        bestFit = best.point
        maximum = best.value
        combined = best.combined
        converged = best.converged && members.allSatisfy(\.converged)
    }

    /// The same likelihood with other limits of the search for bounds and contours; nothing is evaluated.
    public func within(_ limits: [ClosedRange<Double>]) -> NewtonLikelihood {
        NewtonLikelihood(self, limits: limits)
    }

    private init(_ other: NewtonLikelihood, limits: [ClosedRange<Double>]) {
        precondition(limits.count == other.nuisances.count, "limits of every nuisance")
        nuisances = other.nuisances
        combination = other.combination
        bestFit = other.bestFit
        maximum = other.maximum
        combined = other.combined
        hessian = other.hessian
        converged = other.converged
        self.limits = limits
        lowestDeviance = other.lowestDeviance
        unsettled = other.unsettled
        tolerance = other.tolerance
        members = other.members
        likelihoods = other.likelihoods
        maximizer = other.maximizer
        earlier = other.earlier
    }

    public var memberBestFits: [[Double]] { members.map(\.expansion.point) }
    public var atEdge: [String] { nuisances.indices.filter { !limits[$0].contains(bestFit[$0]) }.map { nuisances[$0] } }
    /// The tolerance: the allowed error of −2 ln L at a maximum, and at a bound.
    public var error: Double { tolerance }
    public var isWithinTolerance: Bool { true }
    public var evaluations: Int {
        let counts = evaluationCounts
        return counts.values + counts.gradients + counts.hessians
    }

    /// The numbers of evaluations of a member so far, by kind.
    var evaluationCounts: NewtonMaximizer.Evaluations {
        let own = maximizer.evaluations
        return NewtonMaximizer.Evaluations(
            values: own.values + earlier.values, gradients: own.gradients + earlier.gradients,
            hessians: own.hessians + earlier.hessians)
    }

    public func member(_ member: Int) throws -> NewtonLikelihood { try subset([member]) }

    /// The maxima of the members are known and not searched again; evaluations are counted from 0.
    ///
    /// - Throws: what an evaluation of the likelihood throws.
    public func subset(_ places: [Int]) throws -> NewtonLikelihood {
        precondition(!places.isEmpty, "an ensemble without members")
        return try NewtonLikelihood(
            nuisances: nuisances, members: places.map { members[$0] }, likelihoods: likelihoods.subset(places),
            combination: combination, limits: limits, tolerance: tolerance, earlier: NewtonMaximizer.Evaluations())
    }

    /// The members' own maxima are known and not searched again; evaluations are counted from 0.
    ///
    /// - Throws: what an evaluation of the likelihood throws.
    public func combined(as combination: EnsembleCombination) throws -> NewtonLikelihood {
        try NewtonLikelihood(
            nuisances: nuisances, members: members, likelihoods: likelihoods, combination: combination, limits: limits,
            tolerance: tolerance, earlier: NewtonMaximizer.Evaluations())
    }

    public func profile(fixing fixed: [Int: Double]) throws -> LikelihoodProfile {
        var best = try maximizer.maximum(fixing: fixed)
        // Where ln L is rough, a climb may end below the slice, from which another one cannot.
        let slice = bestFit.indices.map { fixed[$0] ?? bestFit[$0] }
        let height = try maximizer.value(at: slice)
        if height > best.value || (height.isFinite && !best.value.isFinite) {
            let other = try maximizer.maximum(fixing: fixed, from: slice)
            if other.value > best.value || !best.value.isFinite { best = other }
        }
        // Where a yield may be negative, ln L ends where the density of an event does.
        if !best.value.isFinite, height == -.infinity {
            return LikelihoodProfile(
                point: slice, deviance: .infinity, gradient: slice.map { _ in .nan }, effectiveMembers: .nan,
                converged: true)
        }
        let deviance = 2 * (maximum - best.value)
        lowestDeviance = min(lowestDeviance ?? 0, deviance)
        if !best.converged { unsettled += 1 }
        return LikelihoodProfile(
            point: best.point, deviance: deviance, gradient: best.gradient.map { -2 * $0 },
            effectiveMembers: best.combined.effectiveMembers, converged: best.converged)
    }

    public func deviance(at point: [Double]) throws -> Double { 2 * (maximum - (try maximizer.value(at: point))) }

    public func devianceAndGradient(at point: [Double]) throws -> (deviance: Double, gradient: [Double]) {
        let here = try maximizer.evaluate(at: point)
        return (2 * (maximum - here.value), here.gradient.map { -2 * $0 })
    }

    public func contour(_ first: Int, _ second: Int, level: Double) throws -> Contour? {
        try traceContour(
            first, second, level: level, covariance: hessian.outcome.approximation?.covariance,
            tolerance: max(2 * tolerance, 1e-3 * level))
    }

    /// About one σ of a nuisance, others profiled, for the length of first steps.
    func deviation(_ index: Int) -> Double {
        if let approximation = hessian.outcome.approximation { return approximation.deviations[index] }
        let mean = hessian.meanHessian[index][index]
        return mean > 0 ? 1 / mean.squareRoot() : (limits[index].upperBound - limits[index].lowerBound) / 8
    }
}
