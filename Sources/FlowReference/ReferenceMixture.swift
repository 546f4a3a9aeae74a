/// The density of an event over all classes, with the distribution of interest T in front of the score density:
///
///     log p(x, y | ν, θ) = logΣ_c f_c(θ) · p(x|c,ν) · p(y'|x,c,ν) · |det ∂y'/∂y|,   y' = T(T_ψ(y; x, c, ν); x, c)
///
/// The context of the kinematic density is the class, one-hot; that of everything about scores is the class,
/// one-hot, then the *observed* x.
public struct ReferenceMixture: Sendable {
    /// p(x | c, ν).
    public let kinematics: SystematicDensity
    /// p(y | x, c, ν).
    public let scores: SystematicDensity
    /// T, from data scores to simulated scores; nil for the identity.
    public let transfer: SplineFlow?
    /// The amortized residual T_ψ, placed before T; nil for the identity.
    public let profile: ResidualStack?
    /// Expected events of every class.
    public let yields: ReferenceYields

    /// - Parameters: as the properties of the same names.
    public init(
        kinematics: SystematicDensity, scores: SystematicDensity, transfer: SplineFlow? = nil,
        profile: ResidualStack? = nil, yields: ReferenceYields
    ) {
        self.kinematics = kinematics
        self.scores = scores
        self.transfer = transfer
        self.profile = profile
        self.yields = yields
    }

    /// log p(x, y | ν, θ) of one event, without prior and without extended term.
    ///
    /// - Parameters:
    ///   - x: kinematics.
    ///   - y: scores.
    ///   - nuisances: ν.
    ///   - normalizations: θ; empty for 0.
    @inlinable public func logDensity<S: ReferenceScalar>(
        x: [Double], y: [Double], nuisances: [S], normalizations: [S] = []
    ) -> S {
        let (x, y) = (x.map(S.init), y.map(S.init))
        let logFractions = yields.logFractions(normalizations)
        let terms = logFractions.indices.map { index -> S in
            let oneHot = logFractions.indices.map { $0 == index ? S(1) : S(0) }
            let context = oneHot + x
            var simulated = y
            var logDet: S = 0.0
            if let profile {
                let step = profile.forwardAndLogDet(simulated, context: context, nuisances: nuisances)
                simulated = step.features
                logDet += step.logDet
            }
            if let transfer {
                let step = transfer.forwardAndLogDet(simulated, context: context)
                simulated = step.features
                logDet += step.logDet
            }
            return logFractions[index]
                + kinematics.logDensity(x, context: oneHot, nuisances: nuisances)
                + scores.logDensity(simulated, context: context, nuisances: nuisances) + logDet
        }
        return terms.logSumExp
    }

    /// Σ log p + N ln N_tot − N_tot − ½ν² − ½θ²: the extended log-likelihood with all its priors.
    ///
    /// - Parameters:
    ///   - events: pairs of x and y.
    ///   - nuisances: ν.
    ///   - normalizations: θ.
    @inlinable public func extendedLogLikelihood<S: ReferenceScalar>(
        events: [(x: [Double], y: [Double])], nuisances: [S], normalizations: [S] = []
    ) -> S {
        let logTotal = yields.logYields(normalizations).logSumExp
        let densities = events.map {
            logDensity(x: $0.x, y: $0.y, nuisances: nuisances, normalizations: normalizations)
        }
        let priors = (nuisances + normalizations).map { -0.5 * $0.squared }
        return densities.sum + S(Double(events.count)) * logTotal - logTotal.exponential + priors.sum
    }
}
