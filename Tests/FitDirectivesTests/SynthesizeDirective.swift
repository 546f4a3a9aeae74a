import Foundation
import Report
import Samples
import SyntheticSamples

@testable import FitDirectives

/// `{synthesize}`: events of the second synthetic sample, as a verb that only tests have.
///
/// It conforms to ``SampleDirective`` and nothing else knows of it: what runs on its cells runs on any sample.
enum SynthesizeDirective: SampleDirective {
    static let verb = "synthesize"
    static let version = 1
    static let summary = "Events of three features, one score, three classes and four nuisances."

    static let events = OptionKey<Int>("events", in: 1...1_000_000, help: "Events at every point.")
    static let at = OptionKey<NuisancePoints>("at", default: .nominal, help: "The points.")
    static let distorted = OptionKey<Bool>("distorted", default: false, help: "Apply the data's distortion.")
    static let hidden = OptionKey<Bool>("hidden", default: false, help: "As events whose law nobody knows.")
    static let schema = OptionSchema(events, at, distorted, hidden)

    struct Result: ResultGroup {
        let recipe: ThreeClassSample
        let isHidden: Bool
        let information: ExactLikelihoods?

        static let meanings = [
            "recipe": "What the events follow from.", "is-hidden": "Whether their law is hidden.",
            "information": "What the exact likelihoods find.",
        ]
    }

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        options.unknownNuisances(
            options[at], at: at, among: ThreeClassSample(events: 1, seed: 0).schema.nuisanceNames,
            owner: "the sample has")
    }

    static func names(of kind: any ResultNames.Type, _ options: Options, _ document: DocumentContext) -> [String]? {
        kind == SampleNuisances.self ? outline(options, document)?.schema.nuisanceNames : nil
    }

    static func absentValues(_ options: Options, _ document: DocumentContext) -> [String] {
        isMeasured(options) ? [] : ["information"]
    }

    private static func isMeasured(_ options: Options) -> Bool { options[distorted] && !options[hidden] }

    private static func sample(_ options: Options, seed: UInt64) -> ThreeClassSample {
        ThreeClassSample(
            points: options[at].points, events: options[events], distorted: options[distorted], seed: seed)
    }

    private static func shown(_ sample: ThreeClassSample, isHidden: Bool) -> any EventSample {
        isHidden ? HiddenSample(events: sample) : sample
    }

    static func outline(_ options: Options, _ document: DocumentContext) -> SampleOutline? {
        let known = ThreeClassSample(events: 1, seed: 0).schema
        guard options[at].points.allSatisfy({ known.unknownNames(in: $0).isEmpty }) else { return nil }
        return SampleOutline(of: shown(sample(options, seed: 0), isHidden: options[hidden]))
    }

    static func sample(_ result: Result, _ attachments: [String: Data]) -> any EventSample {
        shown(result.recipe, isHidden: result.isHidden)
    }

    static func information(_ result: Result) -> ExactLikelihoods? { result.information }

    static func run(_ options: Options, _ context: RunContext) throws -> Output<Result> {
        let sample = sample(options, seed: context.seed)
        return Output(
            Result(
                recipe: sample, isHidden: options[hidden],
                information: isMeasured(options) ? try sample.truth.map { try ExactLikelihoods(sample, $0) } : nil))
    }

    static func present(_ options: Options, _ result: Result, _ context: PresentationContext) throws -> [Fragment] {
        [.note("\(result.recipe.events) events.")]
    }
}

/// The events of the second sample without their law: they can neither be generated anew nor be held against a truth.
struct HiddenSample: EventSample {
    let events: ThreeClassSample

    var schema: SampleSchema { events.schema }
    var points: [NuisancePoint] { events.points }

    func count(point: Int, split: EventSplit) -> Int { events.count(point: point, split: split) }

    func events(_ range: Range<Int>, point: Int, split: EventSplit) -> SampleEvents {
        events.events(range, point: point, split: split)
    }

    func yields(of total: Int) -> [Double] { events.yields(of: total) }
}
