import FlowKernels
import Inference
import Report
import Samples
import Training

/// `{fit}`: the global fit of the distribution of interest T and the nuisances (step 1 of arXiv:2602.13184).
struct FitDirective: Directive {
    static let verb = "fit"
    static let version = 24
    static let effort = ["members", "epochs", "data/events"]
    static let summary =
        "Fit the distribution of interest and the nuisances together, on the data; or take both from files."

    static let data = OptionKey<CellReference>("data", role: SampleCell.role, help: "The events to be measured.")
    static let kinematics = OptionKey<CellReference>(
        "kinematics", verbs: ["train"], help: "p(x|c,ν): the trained residual, or a base flow without nuisances.")
    static let score = OptionKey<CellReference?>(
        "score", verbs: ["train"],
        help: "p(y|x,c,ν): the trained residual, or a base flow without nuisances. Without it, 'transfer: none': x "
            + "alone.")
    static let transfer = OptionKey<Transfer>(
        "transfer", default: .fitted,
        help: "fitted: T and the nuisances together; none: no T at all, the plain mixture of p(x|c,ν) p(y|x,c,ν), "
            + "whose scores constrain the nuisances too, or of p(x|c,ν) without 'score'.")
    static let classes = OptionKey<[String]>(
        "classes", default: [],
        help:
            "The classes that the data hold; by default all that the densities were trained on. The others have no part in "
            + "the mixture.")
    static let yields = OptionKey<[Double]?>(
        "yields", default: .some(nil),
        help:
            "Expected events of every class, in the order of 'classes'; by default those of the simulation (Σw of a 'load'; "
            + "their shares of the data where it has no weights), or the sample, or equal shares of the data.",
        must: { $0?.allSatisfy { $0 > 0 } ?? true ? nil : "must list a positive number for each class" })
    static let normalization = OptionKey<[String: NormalizationGroup]>(
        "normalization", default: [:],
        help:
            "Factors on the yields, log-normal with an uncertainty or free: {lumi: {uncertainty: 0.02}, mu: {free: true, "
            + "response: [1, 0]}}.")
    static let fixed = OptionKey<[String: Double]>(
        "fixed", default: [:], help: "Nuisances that are not profiled, with their values.")
    static let start = OptionKey<[String: Double]>(
        "start", default: [:],
        help: "Where the search for the nuisances begins; 0 unless named, and 1 of a free factor.")
    static let transforms = OptionKey<Int>("transforms", default: 2, in: 1...8, help: "Transforms of T.")
    static let transform = OptionKey<Transform>(
        "transform", default: .spline,
        help: "What a transform of T does to each score, given x, the class and the scores before it: a monotonic "
            + "spline, or a scale and a shift, which have far fewer parameters and so follow single events less.")
    static let bins = OptionKey<Int>("bins", default: 8, in: 2...64, help: "Bins of the splines of T.")
    static let activation = OptionKey<Activation>(
        "activation", default: .relu, help: "Activation of T's conditioners; elu has no kinks.")
    static let hidden = OptionKey<[Int]>(
        "hidden", default: [64, 64], help: "Units of every hidden layer of T's conditioners.",
        must: TrainDirective.hiddenLayers)
    static let epochs = OptionKey<Int?>(
        "epochs", default: nil, in: 1...100_000,
        help:
            "Passes of T over the data; by default as many as make held-out events more likely. ν̂ does not depend on them."
    )
    static let batch = OptionKey<Int?>(
        "batch", default: nil, in: 8...1_048_576,
        help: "Events a step of T; by default 512, and more where there are over 50,000.")
    static let learningRate = OptionKey<Double>(
        "learning-rate", default: 2e-3, in: 1e-8...1, help: "Peak rate of RAdam for T, halved from round to round.")
    static let members = OptionKey<Int>(
        "members", default: 0, in: 0...1000,
        help: "Fits to Poisson(1) weights of the same events, beside the nominal fit: the ensemble that carries the "
            + "statistical uncertainty of T.")
    static let from = ImportedTransfer.from
    static let schema = OptionSchema(
        [data, kinematics, score, transfer, classes, yields, normalization, fixed] + ImportedTransfer.options
            + trainingOptions)
    /// Options that do not apply to a T from a file.
    static let trainingOptions: [any AnyOptionKey] = [start] + transferOptions + [members]
    /// Options that do not apply where there is no T.
    static let transferOptions: [any AnyOptionKey] = [
        transforms, transform, bins, activation, hidden, epochs, batch, learningRate,
    ]

    /// Whether there is a T.
    enum Transfer: String, OptionChoice {
        case fitted, none
    }

    /// What a transform of T does to one score.
    enum Transform: String, OptionChoice {
        case spline, affine
    }

    static func mostThreads(_ options: Options) -> Int? {
        options[transfer] == .fitted && options[from] == nil ? GlobalFit.mostThreads(batchSize: options[batch]) : nil
    }

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        if let outline = document.outline(options[data]), outline.points.count > 1 {
            diagnostics.append(
                options.error("data come from one point of nuisance space", at: Self.data, remedy: "give it one 'at'"))
        }
        for (cell, density) in densities(options) {
            guard let trained = document.options(cell) else { continue }
            if let found = TrainDirective.density(trained, document), found != density {
                let message = "'\(cell.label)' is a density of \(found.symbol), not of \(density.symbol)"
                diagnostics.append(
                    density == .features ? options.error(message, at: kinematics) : options.error(message, at: score))
            }
        }
        diagnostics += wrongTransfer(options, document)
        diagnostics += wrongColumns(options, document) + wrongYields(options, document)
        let names = nuisanceNames(options, document)
        for key in [fixed, start] {
            for name in options[key].keys.sorted() where !names.contains(name) {
                diagnostics.append(
                    options.error(
                        "the fit has no nuisance '\(name)'", at: key, name,
                        remedy: NearMiss.remedy(for: name, among: names)))
            }
        }
        for name in options[start].keys.sorted() where options[fixed][name] != nil {
            diagnostics.append(
                options.error("'\(name)' is fixed and has no start", at: start, name, remedy: "remove one of both"))
        }
        diagnostics += wrongNames(options[normalization].keys.sorted(), options, at: normalization)
        diagnostics += wrongNormalizations(options) + otherLaws(options, document)
        let shapes = names.prefix(names.count - options[normalization].count)
        for name in options[normalization].keys.sorted() where shapes.contains(name) {
            diagnostics.append(
                options.error(
                    "'\(name)' is a nuisance of the densities already", at: normalization, name,
                    remedy: "give the normalization another name"))
        }
        return diagnostics
            + ImportedTransfer.validate(options, profiled: names.filter { options[fixed][$0] == nil })
    }

    /// Densities of other columns or classes than those of the data.
    private static func wrongColumns(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard let data = document.outline(options[data])?.schema else { return [] }
        guard !data.classes.isEmpty else {
            return [
                options.error(
                    "'\(options[Self.data].label)' does not say which classes its events may be of", at: Self.data,
                    remedy: "name there the cell with the same schema, for example 'like: simulation'")
            ]
        }
        return densities(options).compactMap { label, density in
            guard let cell = document.options(label),
                let trained = document.outline(cell[TrainDirective.sample])?.schema
            else { return nil }
            let (found, wanted) = (trained.inputNames, data.inputNames)
            guard found != wanted else { return nil }
            let message =
                "'\(label.label)' was trained on events of \(found.joined(separator: ", ")), but the data have "
                + wanted.joined(separator: ", ")
            let remedy = "train it on simulation of the same features, scores and classes"
            return density == .features
                ? options.error(message, at: kinematics, remedy: remedy)
                : options.error(message, at: score, remedy: remedy)
        }
    }

    /// The cells of the densities.
    private static func densities(_ options: Options) -> [(cell: CellReference, density: ConditionalDensity)] {
        [(options[kinematics], .features)] + (options[score].map { [($0, .scores)] } ?? [])
    }

    /// A T without scores, or options of one where there is none.
    private static func wrongTransfer(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard options[transfer] == .none else {
            guard options[score] == nil else { return [] }
            return [
                Diagnostic(
                    "'score' is missing, and T acts on scores", at: options.place,
                    remedy: "name p(y|x,c,ν) by 'score', or say 'transfer: none' for the fit of x alone")
            ]
        }
        return options.excess(transferOptions, "belongs to T, and this fit has no T")
            + (options[from] == nil
                ? []
                : [options.error("T is given by a file, but this fit has no T", at: from, remedy: "remove one of both")])
    }

    /// Lists that need a number for every class.
    private static func wrongYields(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard let all = document.outline(options[data])?.schema.classes.map(\.name), !all.isEmpty else { return [] }
        return wrongClasses(options, all)
            + options.wrongClassCounts(
                yields, options[yields]?.count, normalization, classes: options.classes(among: all))
    }

    /// Classes that are none of the data's, or stand twice.
    private static func wrongClasses(_ options: Options, _ all: [String]) -> [Diagnostic] {
        let named = options[classes]
        return named.enumerated().compactMap { index, name in
            if !all.contains(name) {
                return options.error(
                    "'\(options[data].label)' has no class '\(name)'", at: classes, String(index),
                    remedy: NearMiss.remedy(for: name, among: all))
            }
            guard named[..<index].contains(name) else { return nil }
            return options.error(
                "the class '\(name)' stands here twice", at: classes, String(index), remedy: "remove one")
        }
    }

    /// Shape nuisances (none for base flows alone), then nuisances whose templates change only yields, then
    /// normalizations; known from the options alone.
    static func nuisanceNames(_ options: Options, _ document: DocumentContext) -> [String] {
        let shapes = shapeNames(options, document)
        return shapes + yieldNames(options, document).filter { !shapes.contains($0) }
            + options[normalization].keys.sorted()
    }

    /// Those that densities respond to.
    private static func shapeNames(_ options: Options, _ document: DocumentContext) -> [String] {
        densities(options).lazy.compactMap { document.options($0.cell) }
            .map { TrainDirective.nuisanceNames($0, document) }.first { !$0.isEmpty } ?? []
    }

    /// Those whose templates say how yields respond.
    private static func yieldNames(_ options: Options, _ document: DocumentContext) -> [String] {
        guard let kinematics = document.options(options[kinematics]) else { return [] }
        let base = kinematics[TrainDirective.base].flatMap { document.options($0) }
        let outlines = [kinematics, base].compactMap { $0.flatMap { document.outline($0[TrainDirective.sample]) } }
        return outlines.filter(\.hasYields).flatMap(\.schema.nuisanceNames).reduce(into: []) {
            if !$0.contains($1) { $0.append($1) }
        }
    }

    /// The names of the nuisances that are not fixed.
    static func profiledNames(_ options: Options, _ document: DocumentContext) -> [String] {
        nuisanceNames(options, document).filter { options[fixed][$0] == nil }
    }

    /// The names of the profiled shape nuisances, on which densities, and so T, depend.
    static func profiledShapes(_ options: Options, _ document: DocumentContext) -> [String] {
        shapeNames(options, document).filter { options[fixed][$0] == nil }
    }
}

extension SampleSchema {
    /// The names of features, scores and classes, which densities and data must share.
    fileprivate var inputNames: [String] { features.map(\.name) + scores.map(\.name) + classes.map(\.name) }
}
