import Foundation
import Samples
import SyntheticBenchmark
import Testing

/// Data whose expected events normalizations have moved.
@Suite struct NormalizationTests {
    private static let normalizations = [
        Normalization("lumi", uncertainty: 0.1, response: [1, 1], theta: 2),
        Normalization("mix", uncertainty: 0.2, response: [1, -1], theta: -0.5),
    ]

    private func sample(_ events: Int = 1000, seed: UInt64 = 1) -> BenchmarkSample {
        BenchmarkSample(
            points: [NuisancePoint(["shift": 0.5])], events: events, distorted: true, fractions: [3, 1],
            normalizations: Self.normalizations, seed: seed)
    }

    /// N_c⁰ (1 + σ)^{Mθ}, by powers.
    private static let expected = [750 * 1.1 * 1.1 * pow(1.2, -0.5), 250 * 1.1 * 1.1 * pow(1.2, 0.5)]

    @Test func moveTheExpectedEvents() {
        let sample = sample()
        #expect(sample.yields(of: 5) == [750, 250])
        let found = sample.normalizations.expected(sample.nominalYields)
        for (found, wanted) in zip(found, Self.expected) { #expect(abs(found / wanted - 1) < 1e-13) }
        #expect(abs(sample.expectedEvents / Self.expected.reduce(0, +) - 1) < 1e-13)
        #expect(sample.truePoint == NuisancePoint(["shift": 0.5, "lumi": 2, "mix": -0.5]))
        // Without any, a number of events is shared out.
        let plain = BenchmarkSample(points: [.nominal], events: 1000, distorted: false, fractions: [3, 1], seed: 1)
        #expect(plain.events == 1000 && plain.yields(of: 8) == [6, 2] && plain.expectedEvents == 1000)
    }

    @Test func makeThePoissonNumberOfEventsAndTheirClasses() {
        let samples = (0..<200).map { sample(seed: $0) }
        let (total, mean) = (
            Self.expected.reduce(0, +), samples.reduce(0.0) { $0 + Double($1.events) } / Double(samples.count)
        )
        #expect(abs(mean - total) < 5 * (total / 200).squareRoot())
        let scatter = samples.reduce(0.0) { $0 + pow(Double($1.events) - total, 2) } / 200 / total
        #expect(abs(scatter - 1) < 5 * (2.0 / 200).squareRoot())
        let classes = samples.prefix(20).flatMap { $0.labelled().classes ?? [] }
        let (fraction, wanted) = (
            Double(classes.count { $0 == 0 }) / Double(classes.count), Self.expected[0] / total
        )
        #expect(abs(fraction - wanted) < 5 * (wanted * (1 - wanted) / Double(classes.count)).squareRoot())
        let toys = (0..<200).map { samples[0].toy(seed: $0, isPoisson: true) }
        let toyMean = toys.reduce(0.0) { $0 + Double($1.events) } / 200
        #expect(abs(toyMean - total) < 5 * (total / 200).squareRoot())
        #expect(toys[0].yields(of: 1) == [750, 250] && toys[0].truePoint == samples[0].truePoint)
    }

    @Test func areFoundByTheExactLikelihoods() throws {
        let sample = sample(4000)
        let truth = try #require(sample.truth)
        let point = try #require(sample.truePoint)
        for observables in ExactObservables.allCases {
            let found = try truth.likelihood(observables, of: sample.data).information(from: .nominal)
            #expect(found.nuisances == ["shift", "squeeze", "lumi", "mix"])
            for name in found.nuisances {
                let pull = try #require(found.pull(of: name, truth: point))
                // The prior draws θ = 2 by σ² θ.
                #expect(abs(pull) < 4.5 + 0.5, "\(name): \(pull)")
            }
            let best = NuisancePoint(found.bestFit, of: found.nuisances)
            let likelihood = truth.likelihood(observables, of: sample.data)
            #expect(likelihood.logLikelihood(at: best) >= likelihood.logLikelihood(at: point))
            #expect(abs(found.logLikelihood - likelihood.logLikelihood(at: best)) < 1e-12 * abs(found.logLikelihood))
            // N events know the number of all to 1/√N; what is common to both classes is σ ln 1.1 in its units.
            let lumi = try #require(found.sigma(of: "lumi"))
            #expect(lumi > 0.9 / (Double(sample.events).squareRoot() * log(1.1)))
        }
        #expect(truth.distorted(false).likelihood(.featuresAlone, of: sample.data).logLikelihood(at: point).isFinite)
    }

    @Test func comeBackFromTheirRecipe() throws {
        let sample = sample()
        let back = try JSONDecoder().decode(BenchmarkSample.self, from: try JSONEncoder().encode(sample))
        #expect(back.events == sample.events && back.normalizations == sample.normalizations)
        #expect(back.labelled() == sample.labelled())
        #expect(SampleOutline(of: sample).normalizations == Self.normalizations)
    }
}
