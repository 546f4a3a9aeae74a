import Foundation
import Report
import Samples
import Statistics
import SyntheticBenchmark

/// `{generate}`: events of the synthetic benchmark, at one or several points of nuisance space.
struct GenerateDirective: SampleDirective {
    static let verb = "generate"
    static let version = 5
    static let effort = ["events"]
    static let isQuick = true
    static let summary = "Benchmark events at one or several nuisance points, with their closed-form truth."

    static let events = OptionKey<Int>(
        "events", in: 1...mostEvents,
        help:
            "Events at every point; they are made when used and never stored. With 'normalization', those expected at θ = 0."
    )
    static let at = OptionKey<NuisancePoints>(
        "at", default: .nominal, help: "A point such as {shift: 0.5, squeeze: -0.5}, or a list of points.")
    static let distorted = OptionKey<Bool>(
        "distorted", default: false, help: "Apply the data's distortion to the scores, which T has to remove.")
    static let fractions = OptionKey<[Double]?>(
        "fractions", default: .some(nil),
        help: "Fractions of the classes at θ = 0, such as [0.6, 0.4], scaled to a sum of 1; by default equal ones.",
        must: { $0?.allSatisfy { $0 > 0 } ?? true ? nil : "must list a positive number for each class" })
    static let normalization = OptionKey<[String: NormalizationGroup]>(
        "normalization", default: [:],
        help:
            "Log-normal uncertainties of the expected events, with the true θ: {lumi: {uncertainty: 0.02, response: [1, 1], "
            + "theta: 0.5}}. The number of events is then a Poisson number.")
    static let information = OptionKey<Bool?>(
        "information", default: .some(nil),
        help:
            "Evaluate the exact likelihoods of the events; by default of distorted events at one point, up to 2 000 000."
    )
    static let settings = OptionKey<[String: Double]>(
        "settings", default: [:],
        help: "Scales other than the paper's: \(settingNames.joined(separator: ", ")).")
    static let schema = OptionSchema(
        events, at, distorted, fractions, normalization, information, settings)
    private static let mostEvents = 100_000_000

    /// One log-normal uncertainty of the expected events.
    struct NormalizationGroup: OptionGroup {
        static let uncertainty = OptionKey<Double>(
            "uncertainty", in: 1e-6...10, help: "Relative uncertainty of one σ.")
        static let response = FitDirective.NormalizationGroup.response
        static let theta = OptionKey<Double>(
            "theta", default: 0, in: -5...5, help: "The true θ, in units of its prior's σ.")
        static let schema = OptionSchema(uncertainty, response, theta)
        let options: Options
    }

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
            + wrongYields(options) + wrongNormalizations(options)
        guard wrong.isEmpty else { return wrong }
        return outline(options, document) == nil
            ? [
                options.error(
                    "a rotation does nothing while its scale is 0", at: at,
                    remedy: "give settings: {rotation-scale: 0.2}, or leave the rotation out")
            ] : []
    }

    /// Lists that need a number for each class.
    private static func wrongYields(_ options: Options) -> [Diagnostic] {
        let classes = SampleSchema.benchmark(benchmarkSettings(options)).classes.map(\.name)
        return options.wrongClassCounts(fractions, options[fractions]?.count, normalization, classes: classes)
    }

    /// Normalizations that have the name of a nuisance, and options that need data at one point.
    private static func wrongNormalizations(_ options: Options) -> [Diagnostic] {
        let names = options[normalization].keys.sorted()
        let nuisances = BenchmarkNuisance.allCases.map(\.rawValue)
        var diagnostics = FitDirective.wrongNames(names, options, at: normalization)
        diagnostics += names.filter(nuisances.contains).map {
            options.error(
                "'\($0)' is a nuisance of the benchmark already", at: normalization, $0,
                remedy: "give the normalization another name")
        }
        let isOnePoint = options[at].points.count == 1
        if !names.isEmpty, !isOnePoint {
            diagnostics.append(
                options.error(
                    "normalizations are of data, which come from one point", at: normalization,
                    remedy: "remove them, or give one 'at'"))
        }
        if options[information] == true, !isOnePoint {
            diagnostics.append(
                options.error(
                    "exact likelihoods need events at a single point", at: information, remedy: "give one 'at'"))
        }
        // What follows from these needs them right.
        guard diagnostics.isEmpty, wrongYields(options).isEmpty else { return diagnostics }
        let nominal = (options[fractions] ?? BenchmarkYields.equal.nominal)
        let share = Double(options[events]) / nominal.reduce(0, +)
        let expected = normalizations(options).expected(nominal.map { $0 * share }).reduce(0, +)
        guard expected.isFinite, expected <= Double(mostEvents) else {
            return [
                options.error(
                    "the true θ make more than \(NumberText.count(mostEvents)) events", at: normalization,
                    remedy: "take smaller uncertainties, or fewer 'events'")
            ]
        }
        return []
    }

    private static func normalizations(_ options: Options) -> [Normalization] {
        options[normalization].sorted { $0.key < $1.key }.map { name, group in
            Normalization(
                name, uncertainty: group[NormalizationGroup.uncertainty],
                response: group[NormalizationGroup.response] ?? BenchmarkClass.allCases.map { _ in 1 },
                theta: group[NormalizationGroup.theta])
        }
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

    /// The sample that the options describe; nil where they move a nuisance that does not act, or their numbers of events make
    /// no sense.
    private static func sample(_ options: Options, seed: UInt64) -> BenchmarkSample? {
        let settings = benchmarkSettings(options)
        let schema = SampleSchema.benchmark(settings)
        guard options[at].points.allSatisfy({ schema.unknownNames(in: $0).isEmpty }),
            wrongYields(options).isEmpty, wrongNormalizations(options).isEmpty
        else { return nil }
        return BenchmarkSample(
            settings: settings, points: options[at].points, events: options[events], distorted: options[distorted],
            fractions: options[fractions], normalizations: normalizations(options), seed: seed)
    }

    static func outline(_ options: Options, _ document: DocumentContext) -> SampleOutline? {
        sample(options, seed: 0).map { SampleOutline(of: $0) }
    }

    static func sample(_ result: Result, _ attachments: [String: Data]) -> any EventSample { result.recipe }

    static func information(_ result: Result) -> ExactLikelihoods? { result.information }

    /// The events of all points, as a table.
    static func exports(_ options: Options, _ result: Result) throws -> [String: Data] {
        [EventExport.name: try EventExport.table(result.recipe)]
    }

    static func run(_ options: Options, _ context: RunContext) throws -> Output<Result> {
        guard let sample = sample(options, seed: context.seed) else {
            preconditionFailure("the points of '\(context.label)' were not validated")
        }
        return Output(
            Result(
                recipe: sample, events: sample.events, points: sample.points.count,
                total: sample.events * sample.points.count,
                expected: sample.normalizations.expected(sample.yields(of: sample.events)),
                truth: sample.points.count == 1 ? truth(sample) : nil,
                information: isMeasured(options)
                    ? try sample.truth.map { try ExactLikelihoods(sample, $0) } : nil))
    }
}

/// What the page says of events.
extension GenerateDirective {
    /// ν and θ at which the events were made.
    private static func truth(_ sample: BenchmarkSample) -> ResultsByName<SampleNuisances, Double> {
        let names = sample.schema.nuisanceNames + sample.normalizations.map(\.name)
        let point = sample.truePoint ?? .nominal
        return ResultsByName(zip(names, point.values(of: names)))
    }

    static func present(_ options: Options, _ result: Result, _ context: PresentationContext) throws -> [Fragment] {
        let points = options[at].points.map(\.words)
        let data = options[distorted] ? "data-like, scores distorted" : "simulation"
        let classes = zip(BenchmarkClass.allCases, result.expected).map { kind, count in
            "\(NumberText.fixed(100 * count / result.expected.reduce(0, +), decimals: 1)) % \(kind.name)"
        }
        let thetas = result.recipe.normalizations.map {
            "\($0.name) \(NumberText.significant($0.theta, signed: true))"
        }
        var text =
            "\(NumberText.count(result.events)) events at \(points.count == 1 ? "" : "each of ")"
            + "\(points.joined(separator: "; ")) (\(data))"
        if options[fractions] != nil || !thetas.isEmpty { text += ", \(classes.joined(separator: ", "))" }
        if !thetas.isEmpty {
            text +=
                "; a Poisson number, \(NumberText.significant(result.expected.reduce(0, +), digits: 6)) expected at θ "
                + thetas.joined(separator: ", ")
        }
        return [.note(text + ".")]
    }
}
