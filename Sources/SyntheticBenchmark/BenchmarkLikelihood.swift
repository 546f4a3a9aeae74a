import Derivatives

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The closed-form log-likelihood of given events as a function of ν and of normalizations θ, priors included.
///
///     ℓ(ν, θ) = Σ_i w_i ln Σ_c f_c(θ) p(event i | c, ν) + W ln N(θ) − N(θ) − ½ Σ_k ν_k² − ½ Σ_l θ_l²
///
/// with W = Σ w_i and N = Σ N_c, over the free nuisances and all normalizations; without any of these the extended term is
/// a constant, and left out. It contains all information of the data on ν and θ: an interval of a model that is
/// narrower cannot have the right coverage.
public struct BenchmarkLikelihood: Sendable {
    /// Which observables of the events it uses.
    public enum Observables: String, CaseIterable, Sendable, Codable {
        /// x and the score y of data, the distortion known.
        case kinematicsAndDistortedScore

        /// x and the score y of simulation.
        case kinematicsAndScore

        /// x alone: the information that remains if the distribution of the score is unknown.
        case kinematics
    }

    /// ℓ with its exact derivatives at one ν and θ.
    public struct Expansion: Sendable, Equatable {
        /// ℓ in nats, priors included.
        public let logLikelihood: Double

        /// ∂ℓ/∂ν, then ∂ℓ/∂θ, shape [free + normalizations].
        public let gradient: [Double]

        /// The second derivatives in the same order, rows, shape [free + normalizations, free + normalizations].
        public let hessian: [[Double]]
    }

    /// The formulas.
    public let model: BenchmarkModel
    /// The data.
    public let events: BenchmarkEvents

    /// Shape [events]; `nil` stands for 1 each.
    public let weights: [Double]?
    /// Which observables of the events it uses.
    public let observables: Observables

    /// The nuisances of which ℓ is a function, in the order of all gradients and matrices.
    public let free: [BenchmarkNuisance]

    /// N_c(θ); its normalizations follow the nuisances in all gradients and matrices.
    public let yields: BenchmarkYields

    /// - Parameters:
    ///   - model: the formulas.
    ///   - events: the data.
    ///   - weights: of the events, for example Poisson numbers of a bootstrap.
    ///   - observables: which of x and y are used.
    ///   - free: distinct nuisances; by default all that act. The others keep the value of the given ν, without a
    ///     prior.
    ///   - yields: by default equal classes, and no information from the number of events.
    /// - Precondition: as many weights as events; one to three free nuisances, none twice.
    public init(
        model: BenchmarkModel, events: BenchmarkEvents, weights: [Double]? = nil, observables: Observables,
        free: [BenchmarkNuisance]? = nil, yields: BenchmarkYields = .equal
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
        self.yields = yields
    }

    /// θ = 0.
    var nominalTheta: [Double] { yields.slopes.map { _ in 0 } }

    /// ℓ(ν, θ) in nats, priors included; θ has a value for every normalization, 0 where nil.
    ///
    /// - Complexity: about 0.3 µs an event.
    public func logLikelihood(at nu: BenchmarkNuisances, theta: [Double]? = nil) -> Double {
        let theta = theta ?? nominalTheta
        let sums = sums(NuisanceScalars(nu), fractions: yields.fractions(theta))
        return sums.logDensity + extended(theta, total: sums.weight)
            - 0.5 * free.reduce(0) { $0 + nu[$1] * nu[$1] }
    }

    /// ℓ(ν, θ) with its exact gradient and Hessian; θ has a value for every normalization, 0 where nil.
    ///
    /// - Complexity: about 1 µs an event.
    public func expansion(at nu: BenchmarkNuisances, theta: [Double]? = nil) -> Expansion {
        let theta = theta ?? nominalTheta
        let sums = sums(NuisanceScalars(nu, free: free), fractions: yields.fractions(theta))
        var total = sums.logDensity
        for nuisance in free {
            let value = SecondOrder3(nu[nuisance], variable: free.firstIndex(of: nuisance) ?? 0)
            total = total - value.squared * 0.5
        }
        let indices = free.indices
        let normalizations = NormalizationTerms(sums, expected: yields.expected(theta), slopes: yields.slopes)
        let cross = indices.map { normalizations.cross(sums.classB.gradient[$0]) }
        let own = normalizations.hessian
        return Expansion(
            logLikelihood: total.value + extended(theta, total: sums.weight),
            gradient: indices.map { total.gradient[$0] } + zip(normalizations.gradient, theta).map { $0 - $1 },
            hessian: indices.map { row in indices.map { total.secondDerivative(row, $0) } + cross[row] }
                + theta.indices.map { row in
                    indices.map { cross[$0][row] } + theta.indices.map { own[row][$0] - (row == $0 ? 1 : 0) }
                })
    }

    /// W ln N(θ) − N(θ) − ½ Σ θ²; 0 without normalizations.
    private func extended(_ theta: [Double], total: Double) -> Double {
        guard !theta.isEmpty else { return 0 }
        let expected = yields.expected(theta).reduce(0, +)
        return total * log(expected) - expected - 0.5 * theta.reduce(0) { $0 + $1 * $1 }
    }

    /// Sums over all events, weights included.
    fileprivate struct Sums<Scalar: DifferentiableScalar> {
        /// ln of the densities.
        var logDensity = Scalar(0)
        /// The probability r that an event is of class B, given what is observed of it; 0 without normalizations.
        var classB = Scalar(0)
        /// r(1 − r); likewise.
        var ambiguity = 0.0
        /// The weights themselves.
        var weight = 0.0

        mutating func add(_ other: Sums) {
            logDensity = logDensity + other.logDensity
            classB = classB + other.classB
            ambiguity += other.ambiguity
            weight += other.weight
        }
    }

    /// Sums in chunks of 1,024 events, so that rounding grows with the number of chunks and not of events.
    private func sums<Scalar: DifferentiableScalar>(
        _ nu: NuisanceScalars<Scalar>, fractions: (Double, Double)
    ) -> Sums<Scalar> {
        let response = MixtureResponse(at: nu, settings: model.settings)
        let logFractionOfB = log(fractions.1)
        var total = Sums<Scalar>()
        for start in stride(from: 0, to: events.count, by: 1024) {
            var sum = Sums<Scalar>()
            for index in start..<min(start + 1024, events.count) {
                let weight = weights?[index]
                let classes = logDensities(of: index, response)
                let term = logMixture(classes, fractions: fractions)
                sum.logDensity = sum.logDensity + (weight.map { term * $0 } ?? term)
                sum.weight += weight ?? 1
                guard !yields.slopes.isEmpty else { continue }
                let classB = (classes.1 - term + logFractionOfB).exponential
                sum.classB = sum.classB + classB * (weight ?? 1)
                sum.ambiguity += classB.value * (1 - classB.value) * (weight ?? 1)
            }
            total.add(sum)
        }
        return total
    }

    /// ln of the densities of one event in both classes.
    private func logDensities<Scalar: DifferentiableScalar>(
        of index: Int, _ response: MixtureResponse<Scalar>
    ) -> (Scalar, Scalar) {
        switch observables {
        case .kinematics: response.logDensitiesX(events.x(index))
        case .kinematicsAndScore: response.logDensities(events.x(index), events.y(index), distorted: false)
        case .kinematicsAndDistortedScore: response.logDensities(events.x(index), events.y(index), distorted: true)
        }
    }
}

/// What the normalizations add to the derivatives of ℓ, priors left out.
///
/// With u_c = ln N_c, which is linear in θ, Σ w ln Σ_c e^{u_c} p_c − Σ_c e^{u_c} has the gradient R_c − N_c, where R_c sums
/// the probabilities of class c, and the Hessian ±Σ w r(1 − r) − δ_cd N_c.
private struct NormalizationTerms {
    /// ∂ℓ/∂θ.
    let gradient: [Double]
    /// ∂²ℓ/∂θ².
    let hessian: [[Double]]
    private let slopes: [[Double]]

    init(_ sums: BenchmarkLikelihood.Sums<SecondOrder3>, expected: [Double], slopes: [[Double]]) {
        let classB = sums.classB.value
        let excess = [sums.weight - classB - expected[0], classB - expected[1]]
        self.slopes = slopes
        gradient = slopes.map { $0[0] * excess[0] + $0[1] * excess[1] }
        hessian = slopes.map { row in
            slopes.map { column in
                sums.ambiguity * (row[1] - row[0]) * (column[1] - column[0])
                    - row[0] * column[0] * expected[0] - row[1] * column[1] * expected[1]
            }
        }
    }

    /// ∂²ℓ/∂ν∂θ, shape [normalizations].
    ///
    /// - Parameter classB: ∂R_B/∂ν, which is −∂R_A/∂ν.
    func cross(_ classB: Double) -> [Double] { slopes.map { ($0[1] - $0[0]) * classB } }
}
