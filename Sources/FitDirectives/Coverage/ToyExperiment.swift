import Inference
import Report
import Samples

/// One repetition of the experiment: new data at the truth of the observed ones, and what the likelihood says of them.
enum ToyExperiment {
    /// As the artifact of a `coverage` cell holds it.
    struct Result: ResultGroup {
        let toy: Int
        let events: Int
        let failure: String?
        let measurement: ToyMeasurement?
        let evaluations: Int
        let error: Double
        let slope: Double?
        let references: [String: [Reference]]

        static let meanings = [
            "toy": "Its number, from 0.", "events": "How many events it has.",
            "failure": "Why there is no measurement; absent where there is one.",
            "measurement": "What the likelihood of its events gives.",
            "evaluations": "Evaluations of a member's likelihood.",
            "error": "Largest error of −2 ln L between the nodes of a member's surface.",
            "slope":
                "How far T that follows ν would move its best fit, in σ, the largest of all nuisances, before this is taken "
                + "off; absent where it has none.",
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
        static let errors = ["best": "sigma"]
    }

    /// The measurements of the exact likelihoods with the same events: with the distortion known, and from x alone. A
    /// likelihood without a maximum is left out.
    static func references(_ sample: any EventSample) -> [String: [Reference]] {
        guard let exact = sample.truth, let truth = sample.truePoint else { return [:] }
        let events = sample.data
        var result: [String: [Reference]] = [:]
        for observables in ExactObservables.allCases {
            guard let found = try? exact.likelihood(observables, of: events).information(from: truth) else { continue }
            result[observables.rawValue] = found.nuisances.enumerated().map { index, name in
                Reference(
                    name: name, best: found.bestFit[index], sigma: found.sigma[index],
                    pull: (found.bestFit[index] - truth[name]) / found.sigma[index])
            }
        }
        return result
    }
}
