import Statistics

extension BenchmarkLikelihood {
    /// How the search for the maximum ended.
    public enum Outcome: String, Sendable, Codable {
        /// The last Newton step was within the tolerance.
        case converged

        /// The gradient was still too large after all the iterations: start nearer to the maximum.
        case maximumIterationsReached

        /// ℓ is not concave at the end of the search, so there is no covariance: the events do not determine ν.
        case notConcave

        /// ℓ is not a finite number: the events or the settings are out of the model's range.
        case notFinite
    }

    /// The maximum of ℓ with the covariance of ν and θ.
    public struct Maximum: Sendable, Equatable, Codable {
        /// How the search ended.
        public let outcome: Outcome

        /// ν̂, or the last ν reached; nuisances that are not free keep their value.
        public let bestFit: BenchmarkNuisances

        /// θ̂, or the last θ reached; one for every normalization.
        public let theta: [Double]

        /// ℓ(ν̂, θ̂) in nats, priors included.
        public let logLikelihood: Double

        /// The inverse of −∂²ℓ at the maximum in the order of the free nuisances and the normalizations; `nil` where ℓ is not
        /// concave.
        public let covariance: [[Double]]?

        /// Newton steps taken.
        public let iterations: Int

        /// σ of each free nuisance and normalization, of the 1-D interval with the others profiled.
        public var sigma: [Double]? {
            covariance.map { matrix in matrix.indices.map { matrix[$0][$0].squareRoot() } }
        }

        /// Correlation coefficients in the same order.
        public var correlation: [[Double]]? {
            guard let covariance, let sigma else { return nil }
            return sigma.indices.map { row in
                sigma.indices.map { covariance[row][$0] / (sigma[row] * sigma[$0]) }
            }
        }
    }

    /// Newton's method with exact derivatives; a step that does not raise ℓ is halved.
    ///
    /// Where ℓ is not concave it climbs along the gradient, at most 0.5 in each nuisance.
    ///
    /// - Parameters:
    ///   - start: the start of the search, with the values of the fixed nuisances.
    ///   - theta: the start in the normalizations; by default 0.
    ///   - tolerance: ends when a Newton step would raise ℓ by less than this, in nats.
    ///   - maximumIterations: Newton steps at most.
    /// - Returns: the maximum; check its ``Outcome`` before using its numbers.
    public func maximum(
        from start: BenchmarkNuisances = .nominal, theta: [Double]? = nil, tolerance: Double = 1e-12,
        maximumIterations: Int = 50
    ) -> Maximum {
        var place = Place(nu: start, theta: theta ?? nominalTheta)
        var here = expansion(at: place.nu, theta: place.theta)
        for iteration in 0..<maximumIterations {
            guard here.logLikelihood.isFinite, here.gradient.allSatisfy(\.isFinite) else {
                return result(.notFinite, place, here, iteration)
            }
            let step = ascent(here)
            let gain = zip(step, here.gradient).reduce(0) { $0 + $1.0 * $1.1 } / 2
            // A gain in ℓ that is smaller than its rounding cannot be seen.
            let floor = max(tolerance, here.logLikelihood.magnitude * 1e-15)
            if gain <= floor {
                return result(covariance(here) == nil ? .notConcave : .converged, place, here, iteration)
            }
            var length = 1.0
            var next = moved(place, by: step, length)
            while !(logLikelihood(at: next.nu, theta: next.theta) >= here.logLikelihood - floor) && length > 1e-6 {
                length *= 0.5
                next = moved(place, by: step, length)
            }
            place = next
            here = expansion(at: place.nu, theta: place.theta)
        }
        return result(.maximumIterationsReached, place, here, maximumIterations)
    }

    /// The inverse of −∂²ℓ at one ν and θ (0 where nil), shape [free + normalizations, free + normalizations]; `nil`
    /// where ℓ is not concave.
    public func covariance(at nu: BenchmarkNuisances, theta: [Double]? = nil) -> [[Double]]? {
        covariance(expansion(at: nu, theta: theta))
    }

    private func covariance(_ expansion: Expansion) -> [[Double]]? {
        CholeskyFactor(expansion.hessian.map { row in row.map { -$0 } })?.inverse
    }

    private func ascent(_ here: Expansion) -> [Double] {
        if let covariance = covariance(here) {
            return covariance.map { row in zip(row, here.gradient).reduce(0) { $0 + $1.0 * $1.1 } }
        }
        let largest = here.gradient.reduce(0) { max($0, $1.magnitude) }
        return largest > 0 ? here.gradient.map { $0 * 0.5 / largest } : here.gradient
    }

    private struct Place {
        var nu: BenchmarkNuisances
        var theta: [Double]
    }

    private func moved(_ place: Place, by step: [Double], _ length: Double) -> Place {
        var moved = place
        for (nuisance, change) in zip(free, step) { moved.nu[nuisance] += length * change }
        for (index, change) in step.dropFirst(free.count).enumerated() { moved.theta[index] += length * change }
        return moved
    }

    private func result(_ outcome: Outcome, _ place: Place, _ here: Expansion, _ iterations: Int) -> Maximum {
        Maximum(
            outcome: outcome, bestFit: place.nu, theta: place.theta, logLikelihood: here.logLikelihood,
            covariance: covariance(here), iterations: iterations)
    }
}
