/// Which observables of the events an exact likelihood uses.
public enum ExactObservables: String, CaseIterable, Codable, Sendable {
    /// x and y, any distortion of y known: the most that the events can say about ν.
    case distortionKnown = "distortion-known"
    /// x alone: what remains where T is free at every ν, and what an honest interval approaches.
    case featuresAlone = "x-alone"
}

/// The closed-form log-likelihood of given events as a function of ν and of the sample's normalizations θ, with the
/// standard normal prior of every nuisance of the schema and of every θ:
///
///     ℓ(ν, θ) = Σ_i w_i ln Σ_c f_c(θ) p(event i | c, ν) + W ln N(θ) − N(θ) − ½ Σ_k ν_k² − ½ Σ_l θ_l²
///
/// Without normalizations the extended term, W ln N − N with W = Σ w, is a constant and left out. A point names ν and θ.
public protocol ExactLikelihood: Sendable {
    /// ℓ in nats.
    func logLikelihood(at nu: NuisancePoint) -> Double

    /// The maximum of ℓ and what the events say about ν and θ there.
    ///
    /// - Parameter start: where the search begins.
    /// - Throws: ``ExactLikelihoodFailure`` where the search ends at no maximum.
    func information(from start: NuisancePoint) throws(ExactLikelihoodFailure) -> ExactInformation
}

/// The maximum of an exact likelihood, with the intervals and correlations of its curvature there.
public struct ExactInformation: Codable, Sendable, Equatable {
    /// In the order of all arrays: those of the schema, then the normalizations.
    public let nuisances: [String]
    /// ν̂.
    public let bestFit: [Double]
    /// σ of each nuisance with all others profiled.
    public let sigma: [Double]
    /// Correlation coefficients, rows, shape [nuisances, nuisances].
    public let correlation: [[Double]]
    /// ℓ(ν̂) in nats, prior included.
    public let logLikelihood: Double

    /// With these values.
    public init(
        nuisances: [String], bestFit: [Double], sigma: [Double], correlation: [[Double]], logLikelihood: Double
    ) {
        self.nuisances = nuisances
        self.bestFit = bestFit
        self.sigma = sigma
        self.correlation = correlation
        self.logLikelihood = logLikelihood
    }

    /// ν̂ of a nuisance; nil where the likelihood does not know it.
    public func bestFit(of nuisance: String) -> Double? { place(nuisance).map { bestFit[$0] } }

    /// σ of a nuisance; nil where the likelihood does not know it.
    public func sigma(of nuisance: String) -> Double? { place(nuisance).map { sigma[$0] } }

    /// The correlation of two nuisances; nil where the likelihood does not know both.
    public func correlation(of first: String, with second: String) -> Double? {
        guard let row = place(first), let column = place(second) else { return nil }
        return correlation[row][column]
    }

    /// (ν̂ − truth)/σ of a nuisance, σ that of this likelihood; nil where the likelihood does not know it.
    public func pull(of nuisance: String, truth: NuisancePoint) -> Double? {
        place(nuisance).map { (bestFit[$0] - truth[nuisance]) / sigma[$0] }
    }

    private func place(_ nuisance: String) -> Int? { nuisances.firstIndex(of: nuisance) }
}

/// An exact likelihood of some events has no maximum that could be found.
public struct ExactLikelihoodFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// The likelihood that has none.
    public let observables: ExactObservables
    /// How the search ended.
    public let outcome: String

    /// With these values.
    public init(observables: ExactObservables, outcome: String) {
        self.observables = observables
        self.outcome = outcome
    }

    public var description: String { "the exact likelihood '\(observables.rawValue)' has no maximum: \(outcome)" }
}
