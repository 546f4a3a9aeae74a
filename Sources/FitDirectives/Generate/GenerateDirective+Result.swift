import Report
import Samples

extension GenerateDirective {
    /// The recipe of the events, and, where they are data, what their exact likelihoods find.
    struct Result: ResultGroup {
        let recipe: BenchmarkSample
        let events: Int
        let points: Int
        let total: Int
        let truth: ResultsByName<SampleNuisances, Double>?
        let information: ExactLikelihoods?

        static let meanings = [
            "recipe": "What the events follow from; other cells make them anew.", "events": "Events at every point.",
            "points": "How many points of nuisance space there are.", "total": "Events at all points.",
            "truth": "The point at which the events were made, in units of the nuisances' σ; of one point only.",
            "information": "What the exact likelihoods of these events find; of distorted events at one point, up to "
                + "2 000 000.",
        ]
    }

    static func names(of kind: any ResultNames.Type, _ options: Options, _ document: DocumentContext) -> [String]? {
        kind == SampleNuisances.self ? outline(options)?.schema.nuisanceNames : nil
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
