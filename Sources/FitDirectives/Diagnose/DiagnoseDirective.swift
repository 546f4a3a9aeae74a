import Report
import Samples

/// `{diagnose}`: what held-out simulated events say of a density, without any knowledge of the truth.
///
/// At every point of nuisance space and for every class: z against the standard normal law, events drawn from the density
/// against simulated ones feature by feature and pair by pair, and a classifier that tries to distinguish the two; and whether
/// the probabilities of classes hold that follow from the densities.
struct DiagnoseDirective: Directive {
    static let verb = "diagnose"
    static let version = 2
    static let summary =
        "Diagnostics of a density that need no truth, on held-out events: z, marginals, pairs, a two-sample test, calibration."

    static let of = OptionKey<CellReference>(
        "of", verbs: [TrainDirective.verb], help: "The density: a base flow, a residual, or one from a file.")
    static let sample = OptionKey<CellReference?>(
        "sample", role: SampleCell.role,
        help:
            "Other simulated events than those of the training's sample, for example templates that were left out of it."
    )
    static let kinematics = OptionKey<CellReference?>(
        "kinematics", verbs: [TrainDirective.verb],
        help: "p(x|c,ν) beside p(y|x,c,ν), as the fit has them: the probabilities of classes follow from both together."
    )
    static let points = OptionKey<NuisancePoints?>(
        "points", default: .some(nil),
        help: "Where in nuisance space, [{}, {shift: 1}]; by default nominal and every template that the density "
            + "responds to.")
    static let events = OptionKey<Int>(
        "events", default: 40_000, in: 100...10_000_000,
        help: "Different events never trained on at every point, all classes together, as far as the sample has them.")
    static let schema = OptionSchema(of, sample, kinematics, points, events)

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard let (label, outline) = sample(options, document) else { return [] }
        return wrongSample(options, label, outline, document) + wrongKinematics(options, outline, document)
            + wrongPoints(options, label, outline, document)
    }

    private static func wrongKinematics(
        _ options: Options, _ outline: SampleOutline, _ document: DocumentContext
    ) -> [Diagnostic] {
        guard let other = options[kinematics], let beside = document.options(other),
            let training = document.options(options[of])
        else { return [] }
        if TrainDirective.density(training, document) == .features {
            return [
                options.error(
                    "'\(options[of].label)' is p(x|c) itself", at: kinematics, remedy: "leave 'kinematics' out")
            ]
        }
        if TrainDirective.density(beside, document) == .scores {
            return [options.error("'\(other.label)' is p(y|x,c)", at: kinematics, remedy: "name a density p(x|c)")]
        }
        if let taught = document.outline(beside[TrainDirective.sample]),
            taught.schema.features.map(\.name) != outline.schema.features.map(\.name)
                || taught.schema.classes.map(\.name) != outline.schema.classes.map(\.name)
        {
            return [
                options.error(
                    "'\(other.label)' was trained on other features or classes", at: kinematics,
                    remedy: "name the p(x|c) that goes with '\(options[of].label)'")
            ]
        }
        let deaf = TrainDirective.nuisanceNames(training, document).filter {
            !TrainDirective.nuisanceNames(beside, document).contains($0)
        }
        guard !deaf.isEmpty else { return [] }
        return [
            options.error(
                "'\(other.label)' does not respond to \(deaf.joined(separator: ", "))", at: kinematics,
                remedy: "name its residual")
        ]
    }

    /// The sample whose events are taken, by its cell's label; nil where a cell on the way is wrong.
    private static func sample(
        _ options: Options, _ document: DocumentContext
    ) -> (label: String, outline: SampleOutline)? {
        guard let training = document.options(options[of]) else { return nil }
        let reference = options[sample] ?? training[TrainDirective.sample]
        return document.outline(reference).map { (reference.label, $0) }
    }

    private static func wrongSample(
        _ options: Options, _ label: String, _ outline: SampleOutline, _ document: DocumentContext
    ) -> [Diagnostic] {
        guard options[sample] != nil, let training = document.options(options[of]),
            let taught = document.outline(training[TrainDirective.sample])
        else { return [] }
        func columns(_ schema: SampleSchema) -> [String] {
            (schema.features + schema.scores).map(\.name) + schema.classes.map(\.name)
        }
        if columns(outline.schema) != columns(taught.schema) {
            return [
                options.error(
                    "'\(label)' has \(columns(outline.schema).joined(separator: ", ")), but "
                        + "'\(options[of].label)' was trained on \(columns(taught.schema).joined(separator: ", "))",
                    at: sample, remedy: "take a simulation of the same features, scores and classes")
            ]
        }
        if outline.isDistorted, TrainDirective.density(training, document) == .scores {
            return [
                options.error(
                    "the scores of '\(label)' are distorted as those of data are", at: sample,
                    remedy: "take simulated events")
            ]
        }
        return []
    }

    private static func wrongPoints(
        _ options: Options, _ label: String, _ outline: SampleOutline, _ document: DocumentContext
    ) -> [Diagnostic] {
        var diagnostics = options.unknownNuisances(
            options[points], at: points, among: outline.schema.nuisanceNames, owner: "'\(label)' has")
        guard diagnostics.isEmpty, let training = document.options(options[of]) else { return diagnostics }
        let nuisances = TrainDirective.nuisanceNames(training, document)
        guard let given = options[points]?.points else {
            if wanted(options, outline.points, isGenerated: outline.isGenerated, nuisances: nuisances).isEmpty {
                let words =
                    "'\(label)' has no point at which '\(options[of].label)' is a density: \(responds(nuisances))"
                let remedy = "name a 'sample' with nominal events"
                diagnostics.append(
                    options[sample] == nil
                        ? options.error(words, at: of, remedy: remedy)
                        : options.error(words, at: sample, remedy: remedy))
            }
            return diagnostics
        }
        for (index, point) in given.enumerated() {
            let place = given.count > 1 ? String(index) : ""
            let other = point.movedNames.filter { !nuisances.contains($0) }
            if !other.isEmpty {
                diagnostics.append(
                    options.error(
                        "'\(options[of].label)' does not respond to \(other.joined(separator: ", ")): "
                            + responds(nuisances), at: points, place,
                        remedy: nuisances.isEmpty ? "name its residual, or leave 'points' out" : nil))
            } else if !outline.isGenerated, !outline.points.contains(point) {
                diagnostics.append(
                    options.error(
                        "'\(label)' has no events at \(point.words)", at: points, place,
                        remedy: "available: \(outline.points.map(\.words).joined(separator: "; "))"))
            } else if given.prefix(index).contains(point) {
                diagnostics.append(
                    options.error("\(point.words) stands here twice", at: points, place, remedy: "remove one"))
            }
        }
        return diagnostics
    }

    private static func responds(_ nuisances: [String]) -> String {
        nuisances.isEmpty
            ? "it is that of nominal events" : "it responds to \(nuisances.joined(separator: ", "))"
    }

    /// The points at which the density is tested: those of the options, or nominal and the points of the sample.
    ///
    /// - Parameters:
    ///   - own: the points of the sample.
    ///   - nuisances: the nuisances that the density responds to; at points of other nuisances it does not describe the
    ///     events.
    static func wanted(
        _ options: Options, _ own: [NuisancePoint], isGenerated: Bool, nuisances: [String]
    ) -> [NuisancePoint] {
        if let given = options[points]?.points { return given }
        var seen: Set<NuisancePoint> = []
        return ((isGenerated ? [.nominal] : []) + own).filter { point in
            point.movedNames.allSatisfy(nuisances.contains) && seen.insert(point).inserted
        }
    }

    /// The same from the document alone; nil where a cell on which it depends has mistakes.
    static func wanted(_ options: Options, _ document: DocumentContext) -> [NuisancePoint]? {
        guard let training = document.options(options[of]), let (_, outline) = sample(options, document) else {
            return nil
        }
        return wanted(
            options, outline.points, isGenerated: outline.isGenerated,
            nuisances: TrainDirective.nuisanceNames(training, document))
    }

    /// The schema and the density that determine the names in the result.
    static func described(
        _ options: Options, _ document: DocumentContext
    ) -> (schema: SampleSchema, density: ConditionalDensity, hasTruth: Bool)? {
        guard let training = document.options(options[of]), let (_, outline) = sample(options, document),
            let density = TrainDirective.density(training, document)
        else { return nil }
        return (outline.schema, density, outline.hasTruth)
    }
}
