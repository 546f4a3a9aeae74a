import Derivatives
import FlowReference
import Foundation
import Samples
import Statistics

/// The exact likelihood of events of ``ThreeClassSample``, with exact derivatives in all four nuisances.
struct ThreeClassLikelihood: ExactLikelihood {
    let observables: ExactObservables
    let events: SampleEvents
    let isDistorted: Bool

    private var names: [String] { ThreeClassLaw.schema.nuisanceNames }

    func logLikelihood(at nu: NuisancePoint) -> Double { value(at: nu.values(of: names)) }

    /// ℓ with its gradient and Hessian.
    func expansion(at nu: NuisancePoint) -> SecondOrder4 { value(at: SecondOrder4.variables(at: nu.values(of: names))) }

    /// Newton's method; a step that does not raise ℓ is halved.
    func information(from start: NuisancePoint) throws(ExactLikelihoodFailure) -> ExactInformation {
        var nu = start
        for _ in 0..<50 {
            let here = expansion(at: nu)
            guard let factor = CholeskyFactor(here.hessianRows(4).map { $0.map { -$0 } }) else {
                throw ExactLikelihoodFailure(observables: observables, outcome: "notConcave")
            }
            let gradient = (0..<4).map { here.gradient[$0] }
            let step = factor.solve(gradient)
            let gain: Double = zip(step, gradient).reduce(0) { $0 + $1.0 * $1.1 } / 2
            let floor: Double = max(1e-12, here.value.magnitude * 1e-15)
            if gain <= floor { return found(nu, here.value, covariance: factor.inverse) }
            func moved(_ length: Double) -> NuisancePoint {
                NuisancePoint(zip(nu.values(of: names), step).map { $0 + length * $1 }, of: names)
            }
            var length = 1.0
            while !(logLikelihood(at: moved(length)) >= here.value - floor) && length > 1e-6 { length *= 0.5 }
            nu = moved(length)
        }
        throw ExactLikelihoodFailure(observables: observables, outcome: "maximumIterationsReached")
    }

    private func found(_ nu: NuisancePoint, _ value: Double, covariance: [[Double]]) -> ExactInformation {
        let sigma = covariance.indices.map { covariance[$0][$0].squareRoot() }
        return ExactInformation(
            nuisances: names, bestFit: nu.values(of: names), sigma: sigma,
            correlation: sigma.indices.map { row in
                sigma.indices.map { covariance[row][$0] / (sigma[row] * sigma[$0]) }
            }, logLikelihood: value)
    }

    private func value<Scalar: ReferenceScalar>(at nu: [Scalar]) -> Scalar {
        let laws = ThreeClassLaw.all(at: nu)
        var total = Scalar(0)
        for index in 0..<events.count {
            let x = events.x.map { Double($0[index]) }
            let terms = laws.enumerated().map { place, law -> Scalar in
                let density = Scalar(log(ThreeClassLaw.shares[place])) + law.logDensity(x: x)
                guard observables == .distortionKnown else { return density }
                return density + law.logDensity(y: Double(events.y[0][index]), x: x, isDistorted: isDistorted)
            }
            total.add(events.weights.map { Double($0[index]) } ?? 1, times: logSum(terms))
        }
        return nu.reduce(total) { $0 - Scalar(0.5) * $1.squared }
    }

    /// ln Σ eᵃ, with the largest term taken out so that nothing overflows.
    private func logSum<Scalar: ReferenceScalar>(_ terms: [Scalar]) -> Scalar {
        let largest = Scalar(terms.map(\.value).max() ?? 0)
        return largest + terms.reduce(Scalar(0)) { $0 + ($1 - largest).exponential }.logarithm
    }
}
