import Foundation
import RandomStreams
import Testing

@testable import SyntheticBenchmark

struct BenchmarkLikelihoodTests {
    /// The closed form's σ of shift and squeeze and their correlation for 100,000 events at the truth, to the
    /// published digits.
    static let published: [(BenchmarkLikelihood.Observables, sigma: [Double], correlation: Double)] = [
        (.kinematicsAndDistortedScore, [0.0059, 0.0060], 0.024), (.kinematics, [0.0093, 0.0095], 0.026),
    ]

    @Test func reproducesThePublishedInformation() throws {
        let model = BenchmarkModel()
        let count = 40_000
        let events = model.events(0..<UInt64(count), at: .paperTruth, distorted: true, seed: 11)
        let scale = (Double(count) / 100_000).squareRoot()
        for (observables, sigma, correlation) in Self.published {
            let likelihood = BenchmarkLikelihood(model: model, events: events, observables: observables)
            let covariance = try #require(likelihood.covariance(at: .paperTruth))
            let ours = (0..<2).map { covariance[$0][$0].squareRoot() * scale }
            // The published digits are good to 0.8 %, and the information of 40,000 events fluctuates by about 1 %.
            #expect(abs(ours[0] / sigma[0] - 1) < 0.03, "\(observables) \(ours)")
            #expect(abs(ours[1] / sigma[1] - 1) < 0.03, "\(observables) \(ours)")
            let coefficient = covariance[0][1] / (covariance[0][0] * covariance[1][1]).squareRoot()
            #expect(abs(coefficient - correlation) < 0.02, "\(observables) \(coefficient)")
        }
    }

    @Test(arguments: BenchmarkLikelihood.Observables.allCases)
    func hasDerivativesWhoseDifferencesConvergeWithSlopeTwo(observables: BenchmarkLikelihood.Observables) {
        let model = BenchmarkModel(settings: Catalogue.everything)
        let events = model.events(0..<300, at: .paperTruth, distorted: true, seed: 2)
        let likelihood = BenchmarkLikelihood(model: model, events: events, observables: observables)
        #expect(likelihood.free == [.shift, .squeeze, .rotation])
        let nu = BenchmarkNuisances(shift: 0.3, squeeze: -0.2, rotation: 0.4)
        let exact = likelihood.expansion(at: nu)
        #expect(abs(exact.logLikelihood / likelihood.logLikelihood(at: nu) - 1) < 1e-14)
        for (row, nuisance) in likelihood.free.enumerated() {
            func side(_ step: Double) -> BenchmarkNuisances {
                var side = nu
                side[nuisance] += step
                return side
            }
            let values = [0.04, 0.02].map { step in
                let slope = likelihood.logLikelihood(at: side(step)) - likelihood.logLikelihood(at: side(-step))
                return abs(slope / (2 * step) - exact.gradient[row])
            }
            #expect(abs(log2(values[0] / values[1]) - 2) < 0.1, "gradient \(nuisance): \(values)")
            let (coarse, fine) = (0.04, 0.02)
            for column in likelihood.free.indices {
                let errors = [coarse, fine].map { step in
                    let (up, down) = (likelihood.expansion(at: side(step)), likelihood.expansion(at: side(-step)))
                    let slope = (up.gradient[column] - down.gradient[column]) / (2 * step)
                    return abs(slope - exact.hessian[row][column])
                }
                #expect(abs(log2(errors[0] / errors[1]) - 2) < 0.1, "Hessian \(nuisance) \(column): \(errors)")
            }
        }
    }

    @Test func recoversTheTruthWithPullsOfWidthOne() {
        let model = BenchmarkModel()
        let toys = 60
        var (sum, squares) = ([0.0, 0.0], [0.0, 0.0])
        for toy in 0..<UInt64(toys) {
            let events = model.events(0..<2000, at: .paperTruth, distorted: true, seed: 100 + toy)
            let likelihood = BenchmarkLikelihood(
                model: model, events: events, observables: .kinematicsAndDistortedScore)
            let maximum = likelihood.maximum()
            #expect(maximum.outcome == .converged)
            for (index, nuisance) in likelihood.free.enumerated() {
                let sigma = maximum.sigma?[index] ?? .nan
                let pull = (maximum.bestFit[nuisance] - BenchmarkNuisances.paperTruth[nuisance]) / sigma
                sum[index] += pull
                squares[index] += pull * pull
            }
        }
        for index in 0..<2 {
            // The prior pulls by σ·ν, 0.02 here.
            #expect(abs(sum[index] / Double(toys)) < 4 / Double(toys).squareRoot())
            #expect(abs(squares[index] / Double(toys) - 1) < 4 * (2 / Double(toys)).squareRoot())
        }
    }

    @Test func findsTheSameMaximumFromAnywhere() {
        let model = BenchmarkModel(settings: BenchmarkSettings(rotScale: 0.3))
        let truth = BenchmarkNuisances(shift: 0.5, squeeze: -0.5, rotation: 0.4)
        let events = model.events(0..<3000, at: truth, distorted: true, seed: 1)
        let likelihood = BenchmarkLikelihood(model: model, events: events, observables: .kinematicsAndDistortedScore)
        let starts = [truth, .nominal, BenchmarkNuisances(shift: -2, squeeze: 2, rotation: -1)]
        let maxima = starts.map { likelihood.maximum(from: $0) }
        for maximum in maxima {
            #expect(maximum.outcome == .converged)
            for nuisance in likelihood.free {
                #expect(abs(maximum.bestFit[nuisance] - maxima[0].bestFit[nuisance]) < 1e-6)
            }
        }
        #expect(likelihood.expansion(at: maxima[0].bestFit).gradient.allSatisfy { abs($0) < 1e-3 })
    }

    @Test func fixesTheNuisancesThatAreNotFree() throws {
        let model = BenchmarkModel()
        let events = model.events(0..<2000, at: .paperTruth, distorted: true, seed: 1)
        let likelihood = BenchmarkLikelihood(
            model: model, events: events, observables: .kinematicsAndDistortedScore, free: [.squeeze])
        let maximum = likelihood.maximum(from: BenchmarkNuisances(shift: 0.25))
        #expect(maximum.outcome == .converged)
        #expect(maximum.bestFit.shift == 0.25)
        #expect(maximum.covariance?.count == 1)
        let both = BenchmarkLikelihood(model: model, events: events, observables: .kinematicsAndDistortedScore)
        let profiled = try #require(both.maximum().sigma)
        let fixed = try #require(likelihood.maximum(from: both.maximum().bestFit).sigma)
        #expect(fixed[0] <= profiled[1])
    }

    @Test func countsAnEventOfWeightTwoTwice() {
        let model = BenchmarkModel()
        let events = model.events(0..<3, at: .paperTruth, distorted: true, seed: 1)
        let doubled = BenchmarkEvents(
            x0: events.x0 + [events.x0[1]], x1: events.x1 + [events.x1[1]], y0: events.y0 + [events.y0[1]],
            y1: events.y1 + [events.y1[1]], classes: events.classes + [events.classes[1]])
        let weighted = BenchmarkLikelihood(
            model: model, events: events, weights: [1, 2, 1], observables: .kinematicsAndDistortedScore)
        let repeated = BenchmarkLikelihood(model: model, events: doubled, observables: .kinematicsAndDistortedScore)
        let (left, right) = (weighted.expansion(at: .paperTruth), repeated.expansion(at: .paperTruth))
        #expect(abs(left.logLikelihood - right.logLikelihood) < 1e-13)
        #expect(zip(left.gradient, right.gradient).allSatisfy { abs($0 - $1) < 1e-12 })
    }

    @Test func hasOnlyThePriorWithoutEvents() {
        let likelihood = BenchmarkLikelihood(
            model: BenchmarkModel(), events: BenchmarkEvents(count: 0), observables: .kinematics)
        let maximum = likelihood.maximum(from: BenchmarkNuisances(shift: 1, squeeze: -2))
        #expect(maximum.outcome == .converged)
        #expect(maximum.bestFit == .nominal)
        #expect(maximum.covariance == [[1, 0], [0, 1]])
    }

    @Test func saysThatALikelihoodIsNotFinite() {
        let events = BenchmarkEvents(x0: [.nan], x1: [0], y0: [0], y1: [0], classes: [0])
        let likelihood = BenchmarkLikelihood(
            model: BenchmarkModel(), events: events, observables: .kinematicsAndScore)
        #expect(likelihood.maximum().outcome == .notFinite)
    }
}
