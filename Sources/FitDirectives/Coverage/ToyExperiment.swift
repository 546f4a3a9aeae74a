import FlowKernels
import Foundation
import Inference
import RandomStreams
import Report
import SyntheticBenchmark

/// One repetition of the experiment: new data from the benchmark at the truth of the observed ones, and what the
/// likelihood says of them.
struct ToyExperiment {
    /// How the observed events were made.
    let observed: BenchmarkSample
    let seed: UInt64
    /// Whether the number of events is a Poisson number, as the extended likelihood has it.
    let isPoisson: Bool

    /// As the artifact of a `coverage` cell holds it.
    struct Result: ResultGroup {
        let toy: Int
        let events: Int
        let failure: String?
        let measurement: ToyMeasurement?
        let evaluations: Int
        let error: Double
        let references: [String: [Reference]]

        static let meanings = [
            "toy": "Its number, from 0.", "events": "How many events it has.",
            "failure": "Why there is no measurement; absent where there is one.",
            "measurement": "What the likelihood says of its events.",
            "evaluations": "Evaluations of a member's likelihood.",
            "error": "Largest error of −2 ln L between the nodes of a member's surface.",
            "references": "The closed-form likelihoods of the same events, by name.",
        ]
    }

    /// One nuisance under a closed-form likelihood.
    struct Reference: ResultGroup {
        let name: String
        let best: Double
        let sigma: Double
        let pull: Double

        static let meanings = [
            "name": "The nuisance.", "best": "ν̂.", "sigma": "σ from the second derivatives.",
            "pull": "(ν̂ − ν_true)/σ.",
        ]
    }

    /// New events.
    var sample: BenchmarkSample {
        var events = observed.events
        if isPoisson {
            var stream = RandomStream(seed: seed, purpose: "events of a toy", index: 0)
            events = max(1, stream.poisson(mean: Double(observed.events)))
        }
        return BenchmarkSample(
            settings: observed.settings, points: [observed.points[0]], events: events,
            distorted: observed.distorted, seed: seed)
    }

    /// What the benchmark's exact likelihoods find in the same events: with the distortion known, and from x alone.
    static func references(_ sample: BenchmarkSample) -> [String: [Reference]] {
        let events = sample.materialized()
        let truth = sample.points[0]
        var result: [String: [Reference]] = [:]
        let likelihoods: [(String, BenchmarkLikelihood.Observables)] = [
            ("distortion-known", sample.distorted ? .kinematicsAndDistortedScore : .kinematicsAndScore),
            ("x-alone", .kinematics),
        ]
        for (name, observables) in likelihoods {
            let maximum = BenchmarkLikelihood(model: sample.model, events: events, observables: observables)
                .maximum(from: truth)
            guard maximum.outcome == .converged, let sigma = maximum.sigma else { continue }
            result[name] = zip(sample.nuisances, sigma).map { nuisance, sigma in
                Reference(
                    name: nuisance.rawValue, best: maximum.bestFit[nuisance], sigma: sigma,
                    pull: (maximum.bestFit[nuisance] - truth[nuisance]) / sigma)
            }
        }
        return result
    }
}
