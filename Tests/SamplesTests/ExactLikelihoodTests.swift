import Foundation
import Samples
import Testing

@testable import SyntheticSamples

/// Exact likelihoods of every sample.
@Suite struct ExactLikelihoodTests {
    private static func likelihood(
        _ entry: CataloguedSample, _ observables: ExactObservables, events: Int = 4000
    ) throws -> any ExactLikelihood {
        let sample = entry.sample.remade(events: events, points: [entry.places[0]], seed: 31)
        return try #require(sample.truth).likelihood(observables, of: sample.data)
    }

    @Test(arguments: CataloguedSample.all, ExactObservables.allCases)
    func isTheSumOfTheMixturesLogDensities(_ entry: CataloguedSample, _ observables: ExactObservables) throws {
        let (sample, nu) = (entry.sample.at([entry.places[0]]), entry.places[1])
        let truth = try #require(sample.truth)
        let events = sample.events(0..<50, point: 0, split: .validation)
        let shares = sample.yields(of: 1)
        let terms = shares.enumerated().map { kind, share -> [Double] in
            let labelled = SampleEvents(
                x: events.x, y: events.y, classes: Array(repeating: UInt8(kind), count: events.count))
            let features = truth.logDensities(.features, of: labelled.conditioned(.features), at: nu)
            let scores = truth.logDensities(.scores, of: labelled.conditioned(.scores), at: nu)
            return zip(features, scores).map { log(share) + $0 + (observables == .distortionKnown ? $1 : 0) }
        }
        let weights: [Float] = (0..<50).map { Float($0 % 3) }
        let expected: Double = weights.indices.reduce(0) { sum, event in
            sum + Double(weights[event]) * log(terms.reduce(0) { $0 + exp($1[event]) })
        }
        let prior: Double = sample.schema.nuisanceNames.reduce(0) { $0 + 0.5 * nu[$1] * nu[$1] }
        let found = truth.likelihood(observables, of: SampleEvents(x: events.x, y: events.y, weights: weights))
            .logLikelihood(at: nu)
        #expect(abs(found - (expected - prior)) < 1e-9 * abs(found))
    }

    @Test(arguments: CataloguedSample.all, ExactObservables.allCases)
    func informationIsThatOfTheCurvatureAtTheMaximum(
        _ entry: CataloguedSample, _ observables: ExactObservables
    ) throws {
        let likelihood = try Self.likelihood(entry, observables)
        let found = try likelihood.information(from: .nominal)
        #expect(found.nuisances == entry.sample.schema.nuisanceNames)
        let best = NuisancePoint(found.bestFit, of: found.nuisances)
        // Sums of 4000 terms, with and without derivatives beside them.
        #expect(abs(found.logLikelihood - likelihood.logLikelihood(at: best)) < 1e-13 * abs(found.logLikelihood))
        // Along the direction in which the profile of one nuisance runs, covariance row/σ, ℓ falls by ½.
        for (row, name) in found.nuisances.enumerated() {
            let direction = found.sigma.indices.map { found.correlation[row][$0] * found.sigma[$0] }
            func deviance(_ length: Double) -> Double {
                let moved = NuisancePoint(
                    zip(found.bestFit, direction).map { $0 + length * $1 }, of: found.nuisances)
                return 2 * (found.logLikelihood - likelihood.logLikelihood(at: moved)) / (length * length)
            }
            // The error of the parabola is of third order: its mean over both sides falls with the step's square.
            let coarse = (deviance(0.2) + deviance(-0.2)) / 2 - 1
            let fine = (deviance(0.05) + deviance(-0.05)) / 2 - 1
            #expect(abs(fine) < 2e-3 && abs(fine) < max(abs(coarse) / 8, 1e-5), "\(name): \(coarse), \(fine)")
            #expect(found.sigma(of: name) == found.sigma[row] && found.bestFit(of: name) == found.bestFit[row])
            #expect(found.correlation(of: name, with: found.nuisances[0]) == found.correlation[row][0])
            let pull = try #require(found.pull(of: name, truth: entry.places[0]))
            #expect(abs(pull) < 4.5, "\(name) is \(pull) σ off")
        }
        #expect(found.sigma(of: "nothing") == nil && found.pull(of: "nothing", truth: .nominal) == nil)
    }

    @Test(arguments: CataloguedSample.all)
    func scoresTellMoreThanFeaturesAlone(_ entry: CataloguedSample) throws {
        let all = try Self.likelihood(entry, .distortionKnown).information(from: .nominal)
        let alone = try Self.likelihood(entry, .featuresAlone).information(from: .nominal)
        for (more, less) in zip(all.sigma, alone.sigma) { #expect(more < less) }
    }

    /// Central differences of ℓ against the exact gradient, and of the gradient against the Hessian: their error falls with
    /// the square of the step.
    @Test(arguments: ExactObservables.allCases, [false, true])
    func derivativesOfThreeClassesAreThoseOfDifferences(_ observables: ExactObservables, _ isDistorted: Bool) {
        let sample = ThreeClassSample(points: [.nominal], events: 200, distorted: isDistorted, seed: 8)
        let likelihood = ThreeClassLikelihood(
            observables: observables, events: sample.data, isDistorted: isDistorted)
        let names = sample.schema.nuisanceNames
        let place = NuisancePoint([0.3, -0.4, 0.7, -0.2], of: names)
        let exact = likelihood.expansion(at: place)
        let hessian = exact.hessianRows(4)
        for (row, name) in names.enumerated() {
            func errors(_ step: Double) -> [Double] {
                let (above, below) = (
                    likelihood.expansion(at: place.setting(name, to: place[name] + step)),
                    likelihood.expansion(at: place.setting(name, to: place[name] - step))
                )
                let slope = (above.value - below.value) / (2 * step) - exact.gradient[row]
                let curvatures = names.indices.map {
                    (above.gradient[$0] - below.gradient[$0]) / (2 * step) - hessian[row][$0]
                }
                return [slope] + curvatures
            }
            for (coarse, fine) in zip(errors(0.1), errors(0.05)) where abs(coarse) > 1e-6 {
                let order = log2(abs(coarse / fine))
                #expect(abs(order - 2) < 0.35, "\(name): \(coarse), \(fine)")
            }
            for error in errors(0.002) { #expect(abs(error) < 1e-3) }
        }
    }

    @Test func pullsAreStandardNormal() throws {
        var squares = 0.0
        var count = 0.0
        let sample = ThreeClassSample(
            points: [NuisancePoint(["scale": 0.2, "slope": -0.3])], events: 2000, distorted: true, seed: 0)
        let truth = try #require(sample.truth)
        for seed in 0..<40 as Range<UInt64> {
            let toy = sample.toy(seed: seed, isPoisson: true)
            let found = try truth.likelihood(.distortionKnown, of: toy.data).information(from: toy.points[0])
            for name in found.nuisances {
                let pull = try #require(found.pull(of: name, truth: toy.points[0]))
                squares += pull * pull
                count += 1
            }
        }
        // The mean square of 160 standard normal numbers, five times its deviation √(2/160); the prior pulls a little.
        #expect(abs(squares / count - 1) < 5 * (2 / count).squareRoot())
    }

    @Test func aFailureNamesTheLikelihood() throws {
        let truth = ThreeClassTruth(isDistorted: false)
        let events = SampleEvents(x: Array(repeating: [.nan], count: 3), y: [[0]])
        #expect(throws: ExactLikelihoodFailure(observables: .featuresAlone, outcome: "notConcave")) {
            try truth.likelihood(.featuresAlone, of: events).information(from: .nominal)
        }
    }
}
