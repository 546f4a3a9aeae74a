import Foundation

/// What the likelihood holds beside the events' densities: the extended term and the constraints.
///
///     N ln N_tot(θ) − N_tot(θ) + Σ constraints(ν, θ)
///
/// arXiv:2602.13184, up to constants.
struct ExtendedTerm: Sendable {
    let yields: Yields
    let space: NuisanceSpace
    /// N: the sum of the events' weights.
    let observed: Double
    /// The slope to subtract; nil for none.
    var leftover: SlopeLeftover?

    func value(at point: [Double]) -> Double {
        let expected = yields.expected(space.expand(point).theta).reduce(0, +)
        // Negative yields that outweigh all others: of no number of events.
        guard !(expected <= 0) else { return -.infinity }
        return observed * log(expected) - expected + space.constraints.value(at: point)
            + (leftover?.value(at: point, in: space) ?? 0)
    }

    /// The gradient of the log-likelihood of some of the events, including their share of this term.
    ///
    /// - Parameters:
    ///   - nuisances: Σ w ∂ log p/∂ν over these events.
    ///   - classes: Σ w of the classes' shares (``ClassFractions``): their posterior probabilities if no yield may be
    ///     0.
    ///   - share: the fraction of all events that these are.
    func gradient(at point: [Double], nuisances: [Double], classes: [Double], share: Double = 1) -> [Double] {
        let theta = space.expand(point).theta
        let positive = yields.positive(theta)
        let factors = yields.factors(theta) ?? positive.map { _ in 1 }
        let total = zip(positive, factors).reduce(0) { $0 + $1.0 * $1.1 }
        let events = zip(classes, factors).reduce(0) { $0 + $1.0 * $1.1 }
        let thetaGradient = yields.slopes(theta).map { slopes in
            positive.indices.reduce(0.0) { sum, c in
                let fraction = positive[c] / total
                let extended = share * (observed - total) * fraction
                return sum + slopes[c] * (classes[c] - events * fraction + extended)
            }
        }
        var still = space.constraints.gradient(at: point)
        if let leftover { still = zip(still, leftover.gradient(in: space)).map(+) }
        return zip(space.gather(nuisances: nuisances, theta: thetaGradient), still).map { $0 + share * $1 }
    }
}

extension SlopeLeftover {
    /// −g of the coordinates of a space, 0 where there is none.
    func gradient(in space: NuisanceSpace) -> [Double] {
        space.profiled.map { name in nuisances.firstIndex(of: name).map { -slope[$0] } ?? 0 }
    }

    /// −g·(ν − ν̂); what a space holds fixed is a constant, and left out.
    func value(at point: [Double], in space: NuisanceSpace) -> Double {
        zip(space.profiled, point).reduce(0) { sum, next in
            nuisances.firstIndex(of: next.0).map { sum - slope[$0] * (next.1 - center[$0]) } ?? sum
        }
    }
}
