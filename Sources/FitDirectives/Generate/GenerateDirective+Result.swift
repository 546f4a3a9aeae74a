import Report
import Samples

extension GenerateDirective {
    /// The recipe of the events, and, where they are data, what their exact likelihoods find.
    struct Result: ResultGroup {
        let recipe: BenchmarkSample
        let events: Int
        let points: Int
        let total: Int
        let expected: [Double]
        let truth: ResultsByName<SampleNuisances, Double>?
        let information: ExactLikelihoods?

        static let meanings = [
            "recipe": "What the events follow from; other cells make them again.", "events": "Events at every point.",
            "points": "How many points of nuisance space there are.", "total": "Events at all points.",
            "expected": "Expected events of every class at every point, N_c at the true θ.",
            "truth":
                "The point at which the events were made, in units of the nuisances' σ, with the true θ of every "
                + "normalization; of one point only.",
            "information":
                "What the exact likelihoods of these events find, normalizations included; where 'information' is on.",
        ]
    }

    static func names(of kind: any ResultNames.Type, _ options: Options, _ document: DocumentContext) -> [String]? {
        guard kind == SampleNuisances.self, let outline = outline(options, document) else { return nil }
        return outline.schema.nuisanceNames + outline.normalizations.map(\.name)
    }

    static func absentValues(_ options: Options, _ document: DocumentContext) -> [String] {
        let isOnePoint = options[at].points.count == 1
        return (isOnePoint ? [] : ["truth"]) + (isMeasured(options) ? [] : ["information"])
    }

    /// Whether the exact likelihoods are evaluated: by default for events that are data.
    static func isMeasured(_ options: Options) -> Bool {
        options[information] ?? (options[distorted] && options[at].points.count == 1 && options[events] <= mostMeasured)
    }

    /// Above this number of events the exact likelihoods take long.
    static let mostMeasured = 2_000_000
}
