import Report
import SyntheticBenchmark

extension GenerateDirective {
    /// The recipe of the events, and, where they are data, what their exact likelihoods find.
    struct Result: ResultGroup {
        let recipe: BenchmarkSample
        let events: Int
        let points: Int
        let total: Int
        let truth: ResultsByName<SampleNuisances, Double>?
        let information: Information?

        static let meanings = [
            "recipe": "What the events follow from; other cells make them anew.", "events": "Events at every point.",
            "points": "How many points of nuisance space there are.", "total": "Events at all points.",
            "truth": "The point at which the events were made, in units of the nuisances' σ; of one point only.",
            "information": "What the exact likelihoods of these events find; of distorted events at one point, up to "
                + "2 000 000.",
        ]
    }

    /// The closed-form likelihoods of the data (METHOD §7).
    struct Information: ResultGroup {
        let distortionKnown: ExactLikelihood
        let xAlone: ExactLikelihood

        static let meanings = [
            "distortion-known": "The likelihood of x and y with the distortion known: more than any fit of T can reach.",
            "x-alone": "The likelihood of x alone: what is left where T is free to undo any change of the scores.",
        ]
    }

    /// The maximum of one closed-form likelihood, priors included.
    struct ExactLikelihood: ResultGroup {
        let nuisances: ResultsByName<SampleNuisances, ExactNuisance>
        let correlation: Double?

        static let meanings = [
            "nuisances": "By nuisance.", "correlation": "Correlation of the first two nuisances; absent for one.",
        ]
    }

    struct ExactNuisance: ResultGroup {
        let best: Double
        let sigma: Double
        let pull: Double
        let correlation: ResultsByName<SampleNuisances, Double>

        static let meanings = [
            "best": "ν̂, the maximum of the likelihood.", "sigma": "σ from the second derivatives at the maximum.",
            "pull": "(ν̂ − ν_true)/σ with its own σ.", "correlation": "Correlation with every nuisance.",
        ]
    }

    static func names(of kind: any ResultNames.Type, _ options: Options, _ document: DocumentContext) -> [String]? {
        kind == SampleNuisances.self ? benchmarkSettings(options).nuisances.map(\.rawValue) : nil
    }

    static func absentValues(_ options: Options, _ document: DocumentContext) -> [String] {
        let isOnePoint = options[at].points.count == 1
        return (isOnePoint ? [] : ["truth"]) + (isMeasured(options) ? [] : ["information"])
    }

    /// Whether the events are data, whose exact likelihoods are worth their time.
    static func isMeasured(_ options: Options) -> Bool {
        options[distorted] && options[at].points.count == 1 && options[events] <= 2_000_000
    }
}
