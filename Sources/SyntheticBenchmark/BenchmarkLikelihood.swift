import Derivatives

/// The closed-form log-likelihood of given events as a function of ν, prior included.
///
///     ℓ(ν) = Σ_i w_i ln p(event i | ν) − ½ Σ_k ν_k²   over the free nuisances
///
/// It holds all that the data say about ν: an interval of any model that is narrower cannot cover.
public struct BenchmarkLikelihood: Sendable {
    /// Which observables of the events it uses.
    public enum Observables: String, CaseIterable, Sendable, Codable {
        /// x and the score y of data, the distortion known.
        case kinematicsAndDistortedScore

        /// x and the score y of simulation.
        case kinematicsAndScore

        /// x alone: what remains when nothing is known of the score's distribution.
        case kinematics
    }

    /// ℓ with its exact derivatives at one ν.
    public struct Expansion: Sendable, Equatable {
        /// ℓ in nats, prior included.
        public let logLikelihood: Double

        /// ∂ℓ/∂ν, shape [free].
        public let gradient: [Double]

        /// ∂²ℓ/∂ν², rows, shape [free, free].
        public let hessian: [[Double]]
    }

    /// The formulas.
    public let model: BenchmarkModel
    public let events: BenchmarkEvents

    /// Shape [events]; `nil` stands for 1 each.
    public let weights: [Double]?
    /// Which observables of the events it uses.
    public let observables: Observables

    /// The nuisances that ℓ is a function of, in the order of all gradients and matrices.
    public let free: [BenchmarkNuisance]

    /// - Parameters:
    ///   - weights: of the events, for example Poisson numbers of a bootstrap.
    ///   - free: distinct nuisances; by default all that act. The others keep the value of the ν that is asked for,
    ///     without a prior.
    /// - Precondition: as many weights as events; one to three free nuisances, none twice.
    public init(
        model: BenchmarkModel, events: BenchmarkEvents, weights: [Double]? = nil, observables: Observables,
        free: [BenchmarkNuisance]? = nil
    ) {
        let free = free ?? model.settings.nuisances
        precondition(
            weights == nil || weights?.count == events.count,
            "\(weights?.count ?? 0) weights for \(events.count) events")
        precondition(!free.isEmpty && Set(free).count == free.count, "free nuisances are distinct, not \(free)")
        self.model = model
        self.events = events
        self.weights = weights
        self.observables = observables
        self.free = free
    }

    /// ℓ(ν) in nats, prior included.
    ///
    /// - Complexity: about 0.3 µs an event.
    public func logLikelihood(at nu: BenchmarkNuisances) -> Double {
        var total = 0.0
        forEachChunk(NuisanceScalars(nu)) { total += $0 }
        return total - 0.5 * free.reduce(0) { $0 + nu[$1] * nu[$1] }
    }

    /// ℓ(ν) with its exact gradient and Hessian.
    ///
    /// - Complexity: about 1 µs an event.
    public func expansion(at nu: BenchmarkNuisances) -> Expansion {
        var total = SecondOrder3(0)
        forEachChunk(NuisanceScalars(nu, free: free)) { total = total + $0 }
        for nuisance in free {
            let value = SecondOrder3(nu[nuisance], variable: free.firstIndex(of: nuisance) ?? 0)
            total = total - value.squared * 0.5
        }
        let indices = free.indices
        return Expansion(
            logLikelihood: total.value, gradient: indices.map { total.gradient[$0] },
            hessian: indices.map { row in indices.map { total.secondDerivative(row, $0) } })
    }

    /// Sums in chunks of 1,024 events, so that rounding grows with the number of chunks and not of events.
    private func forEachChunk<Scalar: DifferentiableScalar>(_ nu: NuisanceScalars<Scalar>, add: (Scalar) -> Void) {
        let response = MixtureResponse(at: nu, settings: model.settings)
        for start in stride(from: 0, to: events.count, by: 1024) {
            var sum = Scalar(0)
            for index in start..<min(start + 1024, events.count) {
                let term = logDensity(of: index, response)
                sum = sum + (weights.map { term * $0[index] } ?? term)
            }
            add(sum)
        }
    }

    private func logDensity<Scalar: DifferentiableScalar>(
        of index: Int, _ response: MixtureResponse<Scalar>
    ) -> Scalar {
        switch observables {
        case .kinematics: response.logDensityX(events.x(index))
        case .kinematicsAndScore: response.logDensity(events.x(index), events.y(index), distorted: false)
        case .kinematicsAndDistortedScore: response.logDensity(events.x(index), events.y(index), distorted: true)
        }
    }
}
