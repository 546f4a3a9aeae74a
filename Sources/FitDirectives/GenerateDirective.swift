import Foundation
import Report
import Statistics
import SyntheticBenchmark

/// `{generate}`: events of the synthetic benchmark, at one or several points of nuisance space.
struct GenerateDirective: Directive {
    static let verb = "generate"
    static let version = 2
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
        let excessive = outOfRange(options)
        guard (unknown + excessive).isEmpty else { return unknown + excessive }
        let acting = benchmarkSettings(options).nuisances
        return options[at].points.contains { point in
            BenchmarkNuisance.allCases.contains { point[$0] != 0 && !acting.contains($0) }
        }
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
        if options[at].points.contains(where: { $0.named.values.contains { abs($0) > largestNuisance } }) {
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

    static func run(_ options: Options, _ context: RunContext) throws -> Artifact {
        let sample = BenchmarkSample(
            settings: benchmarkSettings(options), points: options[at].points, events: options[events],
            distorted: options[distorted], seed: context.seed)
        var result: [String: Value] = [
            "recipe": try Value(encoding: sample), "events": .integer(sample.events),
            "points": .integer(sample.points.count), "total": .integer(sample.events * sample.points.count),
        ]
        if sample.points.count == 1 { result["truth"] = Value(acting(sample.points[0], sample)) }
        // What the events themselves can tell, where they are to be measured rather than trained on.
        if sample.distorted, sample.points.count == 1, sample.events <= 2_000_000 {
            result["information"] = try information(sample)
        }
        return Artifact(result: .object(result))
    }

    private static func acting(_ point: BenchmarkNuisances, _ sample: BenchmarkSample) -> [String: Double] {
        point.named.filter { name, _ in sample.nuisances.contains { $0.rawValue == name } }
    }

    /// ν̂, σ and correlation of the closed-form likelihoods of METHOD §7 on these very events.
    private static func information(_ sample: BenchmarkSample) throws -> Value {
        let events = sample.materialized()
        var result: [String: Value] = [:]
        let likelihoods: [(String, BenchmarkLikelihood.Observables)] = [
            ("distortion-known", .kinematicsAndDistortedScore), ("x-alone", .kinematics),
        ]
        for (name, observables) in likelihoods {
            let maximum = BenchmarkLikelihood(model: sample.model, events: events, observables: observables)
                .maximum(from: sample.points[0])
            guard maximum.outcome == .converged, let sigma = maximum.sigma, let correlation = maximum.correlation else {
                throw CellFailure(
                    "the closed-form likelihood '\(name)' has no maximum: \(maximum.outcome.rawValue)",
                    advice: "Generate more events, or other settings.")
            }
            var entry: [String: Value] = [:]
            for (index, nuisance) in sample.nuisances.enumerated() {
                entry[nuisance.rawValue] = [
                    "best": .number(maximum.bestFit[nuisance]), "sigma": .number(sigma[index]),
                    "pull": .number((maximum.bestFit[nuisance] - sample.points[0][nuisance]) / sigma[index]),
                ]
            }
            entry["correlation"] = .number(correlation[0][1])
            result[name] = .object(entry)
        }
        return .object(result)
    }

    static func present(_ options: Options, _ artifact: Artifact, _ context: PresentationContext) throws -> [Fragment] {
        let points = options[at].points.map(\.words)
        let data = options[distorted] ? "data-like, scores distorted" : "simulation"
        return [
            .note(
                "\(NumberText.count(options[events])) events at \(points.count == 1 ? "" : "each of ")"
                    + "\(points.joined(separator: "; ")) (\(data)).")
        ]
    }
}
