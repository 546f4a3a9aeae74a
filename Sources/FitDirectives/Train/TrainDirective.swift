import FlowKernels
import Report
import Samples
import Training

/// `{train}`: a base flow p(x|c) or p(y|x,c), or the residual of a base flow on shifted templates.
struct TrainDirective: Directive {
    static let verb = "train"
    static let version = 17
    static let effort = ["steps", "batch"]
    static let summary =
        "Train a base flow, or the factorizable residual of one on shifted templates; or take a density from a file."

    static let sample = OptionKey<CellReference>(
        "sample", role: SampleCell.role, help: "The events to train on; several points for a residual.")
    static let base = OptionKey<CellReference?>(
        "base", verbs: ["train"], help: "Train the residual of this flow, which stays frozen; without it a base flow.")
    static let density = OptionKey<ConditionalDensity?>(
        "density", default: .some(nil),
        help: "kinematics for p(x|c), score for p(y|x,c); a residual takes its base's.")
    static let transforms = OptionKey<Int>("transforms", default: 2, in: 1...16, help: "Spline transforms of a base.")
    static let bins = OptionKey<Int>("bins", default: 12, in: 2...64, help: "Bins of the splines of a base.")
    static let hidden = OptionKey<[Int]>(
        "hidden", default: [64, 64], help: "Units of every hidden layer of the conditioners.",
        must: hiddenLayers)
    static let activation = OptionKey<Activation>(
        "activation", default: .relu, help: "Activation of a base flow's conditioners; elu has no kinks.")
    static let affine = OptionKey<Bool>(
        "affine", default: false,
        help: "Begin a base flow with an autoregressive affine transform, which acts beyond ±5 too.")
    static let standardize = OptionKey<Bool>(
        "standardize", default: true,
        help: "Shift and scale the features of a base flow so that its sample lies where splines act, within ±5.")
    static let layers = OptionKey<Int>("layers", default: 1, in: 1...8, help: "Polynomial layers of a residual.")
    static let damping = OptionKey<Double>(
        "damping", default: 0.01, in: 0...1, help: "δ of a residual's quadratic terms.")
    static let pairs = OptionKey<[[String]]>(
        "pairs", default: [],
        help: "Pairs of nuisances with cross terms in the residual, for example [[shift, squeeze]].")
    static let crossOrder = OptionKey<Int>(
        "cross-order", default: 3, in: 2...3,
        help:
            "Terms of a pair: 2 for u₁u₂ alone, the published form; 3 with u₁u₂² and u₁²u₂ besides, needed where templates move "
            + "both nuisances: without them the fit makes up for it by wrong slopes of single nuisances.")
    static let crossDamping = OptionKey<Double>(
        "cross-damping", default: 0.1, in: 0...1,
        help: "δ₂ of the terms of pairs: the smaller, the slower they are learnt. The papers use 0.01.")
    static let steps = OptionKey<Int>("steps", default: 3000, in: 1...10_000_000, help: "Optimizer steps.")
    static let batch = OptionKey<Int>("batch", default: 1024, in: 8...1_048_576, help: "Events a step.")
    static let learningRate = OptionKey<Double>(
        "learning-rate", default: 2e-3, in: 1e-8...1, help: "Peak rate of AdamW: linear warm-up, then a cosine to 0.")
    static let weightDecay = OptionKey<Double>("weight-decay", default: 1e-4, in: 0...1, help: "AdamW's weight decay.")
    static let validation = OptionKey<Int>(
        "validation", default: 100_000, in: 100...100_000_000,
        help:
            "Different events never trained on, for the gap to the truth, as far as the sample has them; others yet, up to "
            + "32 768, say which weights are kept."
    )
    static let alsoAt = OptionKey<NuisancePoints?>(
        "also-at", default: .some(nil),
        help: "Points at which the gap to the truth is measured besides those of the sample, [{shift: 1, squeeze: 1}].")
    static let patience = OptionKey<Int?>(
        "patience", in: 1...1000,
        help:
            "End after this many validations, of 100 in all, without a new lowest loss; never, if not given.")
    static let from = ImportedDensity.from
    static let schema = OptionSchema(
        sample, base, density, from, ImportedDensity.nuisances, ImportedDensity.untold, transforms, bins, hidden,
        activation, affine, standardize, layers, damping, pairs, crossOrder, crossDamping, steps, batch, learningRate,
        weightDecay,
        validation, alsoAt, patience)
    /// Options that do not apply to a density from a file.
    static let trainingOptions: [any AnyOptionKey] = [
        base, transforms, bins, hidden, activation, affine, standardize, layers, damping, pairs, crossOrder,
        crossDamping, steps,
        batch, learningRate, weightDecay, patience,
    ]

    /// What is wrong with the sizes of hidden layers.
    @Sendable static func hiddenLayers(_ widths: [Int]) -> String? {
        (1...8).contains(widths.count) && widths.allSatisfy { (1...4096).contains($0) }
            ? nil : "must list one to eight layers of 1 to 4096 units"
    }

    static func mostThreads(_ options: Options) -> Int? {
        options[from] == nil ? TrainingLoop.mostThreads(batchSize: options[batch]) : nil
    }

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        if let base = options[base], options[from] == nil {
            if options.isGiven(density) {
                diagnostics.append(
                    options.error("a residual has the density of its base", at: density, remedy: "remove 'density'"))
            }
            if let baseOptions = document.options(base), baseOptions[Self.base] != nil {
                diagnostics.append(
                    options.error(
                        "'\(base.label)' is itself a residual", at: Self.base,
                        remedy: "name the base flow that it was trained on"))
            }
            if let outline = document.outline(options[sample]), outline.points.allSatisfy({ $0 == .nominal }) {
                diagnostics.append(
                    options.error(
                        "a residual learns from shifted templates, but all events of '\(options[sample].label)' are nominal",
                        at: sample, remedy: "give that cell 'at: [{shift: 1}, {shift: -1}, …]'"))
            }
        } else if options[density] == nil {
            diagnostics.append(
                Diagnostic(
                    "'density' is missing", at: options.place,
                    remedy: "say 'density: kinematics' for p(x|c) or 'density: score' for p(y|x,c)"))
        }
        diagnostics += wrongSample(options, document)
        let imported = ImportedDensity.validate(options, document)
        guard options[from] == nil else { return diagnostics + imported }
        return diagnostics + imported + wrongPairs(options, document) + crossOrderWithoutPairs(options)
    }

    /// The nuisances that the cell's density will respond to, as far as the options determine them; empty for a base
    /// flow.
    static func nuisanceNames(_ options: Options, _ document: DocumentContext) -> [String] {
        if options[from] != nil { return ImportedDensity.nuisanceNames(options) }
        guard options[base] != nil else { return [] }
        return document.outline(options[sample])?.schema.nuisanceNames ?? []
    }

    /// The density that the cell will train, as far as the options determine it.
    static func density(_ options: Options, _ document: DocumentContext) -> ConditionalDensity? {
        options[base].flatMap { document.options($0) }.flatMap { density($0, document) } ?? options[density]
    }

    /// What the cell asks of its sample that the sample does not have.
    private static func wrongSample(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard let outline = document.outline(options[sample]) else { return [] }
        let label = options[sample].label
        var diagnostics = options.unknownNuisances(
            options[alsoAt], at: alsoAt, among: outline.schema.nuisanceNames, owner: "the sample has")
        if options[alsoAt] != nil {
            diagnostics += options.missingTruth(outline, label, at: alsoAt, for: "gaps at further points need")
        }
        if outline.schema.classes.isEmpty {
            diagnostics.append(
                options.error(
                    "'\(label)' has no classes: a density cannot be trained on data", at: sample,
                    remedy: "take a sample of simulated events"))
        }
        if options[base] == nil, options[from] == nil, !outline.isGenerated, !outline.points.contains(.nominal) {
            diagnostics.append(
                options.error(
                    "'\(label)' holds only templates, but a base flow needs nominal events", at: sample,
                    remedy: "add nominal events, which have no 'at'"))
        }
        if let density = density(options, document), outline.schema.quantities(of: density).isEmpty {
            diagnostics.append(
                options.error(
                    "'\(label)' has no \(density == .features ? "features" : "scores"), so there is no \(density.symbol)",
                    at: sample))
        }
        return diagnostics
    }

    private static func wrongPairs(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard options[base] != nil else {
            return options[pairs].isEmpty
                ? [] : [options.error("a base flow has no cross terms", at: pairs, remedy: "remove 'pairs'")]
        }
        guard let names = document.outline(options[sample])?.schema.nuisanceNames else { return [] }
        return options.wrongPairs(pairs, among: names, what: "nuisances")
    }

    /// An order of cross terms that the cell itself asks for, and none to have it.
    private static func crossOrderWithoutPairs(_ options: Options) -> [Diagnostic] {
        guard options.isOwn(crossOrder), options[pairs].isEmpty else { return [] }
        return [
            options[base] == nil
                ? options.error("a base flow has no cross terms", at: crossOrder, remedy: "remove 'cross-order'")
                : options.error(
                    "'cross-order' belongs to 'pairs', and this cell has none", at: crossOrder,
                    remedy: "give 'pairs', for example [[shift, squeeze]], or remove 'cross-order'")
        ]
    }
}
