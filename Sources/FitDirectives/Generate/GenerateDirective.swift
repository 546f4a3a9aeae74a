import Foundation
import Report
import Samples
import Statistics
import SyntheticBenchmark

/// `{generate}`: events of the synthetic benchmark, at one or several points of nuisance space.
struct GenerateDirective: SampleDirective {
    static let verb = "generate"
    static let version = 4
    static let summary = "Benchmark events at one or several nuisance points, with their closed-form truth."

    static let events = OptionKey<Int>(
        "events", in: 1...100_000_000, help: "Events at every point; they are made when used and never stored.")
    static let at = OptionKey<NuisancePoints>(
        "at", default: .nominal, help: "A point such as {shift: 0.5, squeeze: -0.5}, or a list of points.")
    static let distorted = OptionKey<Bool>(
        "distorted", default: false, help: "Apply the data's distortion to the scores: what T has to undo.")
    static let settings = OptionKey<[String: Double]>(
        "settings", default: [:],
        help: "Scales other than the paper's: \(settingNames.joined(separator: ", ")).")
    static let schema = OptionSchema(events, at, distorted, settings)

    static let settingNames = [
        "shift-scale", "y-shift-scale", "squeeze-scale", "y-squeeze-scale", "rotation-scale", "strength",
        "dist-shift", "dist-squeeze",
    ]

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        let unknown = options[settings].keys.sorted().filter { !settingNames.contains($0) }.map {
            options.error(
                "the benchmark has no setting '\($0)'", at: settings, $0,
                remedy: NearMiss.remedy(for: $0, among: settingNames))
        }
        let all = BenchmarkNuisance.allCases.map(\.rawValue)
        let wrong =
            unknown + options.unknownNuisances(options[at], at: at, among: all, owner: "the benchmark has")
            + outOfRange(options)
        guard wrong.isEmpty else { return wrong }
        return outline(options) == nil
            ? [
                options.error(
                    "a rotation does nothing while its scale is 0", at: at,
                    remedy: "give settings: {rotation-scale: 0.2}, or leave the rotation out")
            ] : []
    }

    /// Beyond these the scores' widths underflow: the model has no density there.
    private static func outOfRange(_ options: Options) -> [Diagnostic] {
        let (largestSetting, largestNuisance) = (1.0, 5.0)
        var diagnostics = options[settings].filter { abs($0.value) > largestSetting }.keys.sorted().map {
            options.error("'settings.\($0)' must lie between -1 and 1", at: settings, $0)
        }
        let nuisances = options[at].points.flatMap { point in point.movedNames.map { abs(point[$0]) } }
        if nuisances.contains(where: { $0 > largestNuisance }) {
            diagnostics.append(options.error("nuisances must lie between -5 and 5, in units of their σ", at: at))
        }
        return diagnostics
    }

    static func benchmarkSettings(_ options: Options) -> BenchmarkSettings {
        let given = options[settings]
        let paper = BenchmarkSettings.paper
        return BenchmarkSettings(
            shiftScale: given["shift-scale"] ?? paper.shiftScale,
            yShiftScale: given["y-shift-scale"] ?? paper.yShiftScale,
            squeezeScale: given["squeeze-scale"] ?? paper.squeezeScale,
            ySqueezeScale: given["y-squeeze-scale"] ?? paper.ySqueezeScale,
            rotScale: given["rotation-scale"] ?? paper.rotScale, strength: given["strength"] ?? paper.strength,
            distShift: given["dist-shift"] ?? paper.distShift,
            distSqueeze: given["dist-squeeze"] ?? paper.distSqueeze)
    }

    /// The sample that the options describe; nil where they move a nuisance that does not act.
    private static func sample(_ options: Options, seed: UInt64) -> BenchmarkSample? {
        let settings = benchmarkSettings(options)
        let schema = SampleSchema.benchmark(settings)
        guard options[at].points.allSatisfy({ schema.unknownNames(in: $0).isEmpty }) else { return nil }
        return BenchmarkSample(
            settings: settings, points: options[at].points, events: options[events], distorted: options[distorted],
            seed: seed)
    }

    static func outline(_ options: Options) -> SampleOutline? {
        sample(options, seed: 0).map { SampleOutline(of: $0) }
    }

    static func sample(_ result: Result) -> any EventSample { result.recipe }

    static func information(_ result: Result) -> ExactLikelihoods? { result.information }

    static func run(_ options: Options, _ context: RunContext) throws -> Output<Result> {
        guard let sample = sample(options, seed: context.seed) else {
            preconditionFailure("the points of '\(context.label)' were not validated")
        }
        return Output(
            Result(
                recipe: sample, events: sample.events, points: sample.points.count,
                total: sample.events * sample.points.count,
                truth: sample.points.count == 1 ? ResultsByName(sample.points[0], of: sample.schema) : nil,
                information: isMeasured(options)
                    ? try sample.truth.map { try ExactLikelihoods(sample, $0) } : nil))
    }
}

/// What the page says of events.
extension GenerateDirective {
    static func present(_ options: Options, _ result: Result, _ context: PresentationContext) throws -> [Fragment] {
        let points = options[at].points.map(\.words)
        let data = options[distorted] ? "data-like, scores distorted" : "simulation"
        return [
            .note(
                "\(NumberText.count(options[events])) events at \(points.count == 1 ? "" : "each of ")"
                    + "\(points.joined(separator: "; ")) (\(data)).")
        ]
    }
}
