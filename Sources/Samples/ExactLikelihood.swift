/// The observables of the events that an exact likelihood uses.
public enum ExactObservables: String, CaseIterable, Codable, Sendable {
    /// x and y with a known distortion of y: the largest possible information on ν.
    case distortionKnown = "distortion-known"
    /// x alone: the information that remains if T is free at every ν, which a correct interval approaches.
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

    /// The maximum of ℓ with the intervals of ν and θ from its curvature.
    ///
    /// - Parameter start: the start of the search.
    /// - Throws: ``ExactLikelihoodFailure`` if the search does not end at a maximum.
    func information(from start: NuisancePoint) throws(ExactLikelihoodFailure) -> ExactInformation
}

/// The maximum of an exact likelihood, with the intervals and correlations of its curvature there.
public struct ExactInformation: Codable, Sendable, Equatable {
    /// The names in the order of all arrays: nuisances of the schema, then normalizations.
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

    /// ν̂ of a nuisance; nil for an unknown nuisance.
    public func bestFit(of nuisance: String) -> Double? { place(nuisance).map { bestFit[$0] } }

    /// σ of a nuisance; nil for an unknown nuisance.
    public func sigma(of nuisance: String) -> Double? { place(nuisance).map { sigma[$0] } }

    /// The correlation of two nuisances; nil if one is unknown.
    public func correlation(of first: String, with second: String) -> Double? {
        guard let row = place(first), let column = place(second) else { return nil }
        return correlation[row][column]
    }

    /// (ν̂ − truth)/σ of a nuisance, with σ of this likelihood; nil for an unknown nuisance.
    public func pull(of nuisance: String, truth: NuisancePoint) -> Double? {
        place(nuisance).map { (bestFit[$0] - truth[nuisance]) / sigma[$0] }
    }

    private func place(_ nuisance: String) -> Int? { nuisances.firstIndex(of: nuisance) }
}

/// No maximum of an exact likelihood was found.
public struct ExactLikelihoodFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// The observables of the likelihood.
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
