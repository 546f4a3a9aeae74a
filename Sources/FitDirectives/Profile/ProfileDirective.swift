import Flows
import Inference
import Report
import Training

/// `{profile}`: the amortized residual T_ψ over the members of a fit (step 2 of arXiv:2602.13184).
struct ProfileDirective: Directive {
    static let verb = "profile"
    static let version = 14
    static let effort = ["epochs", "events"]
    static let summary =
        "Train how T changes with the nuisances: one residual for every ν of a window and all members of a fit."

    /// How ν is chosen for each event: `NodeScheme` by name.
    enum Nodes: String, OptionChoice {
        case quadrature, stratified, sobol
    }

    /// What answers to the change of the scores with ν.
    enum Response: String, OptionChoice {
        case undone, learned
    }

    static let fit = OptionKey<CellReference>("fit", verbs: ["fit"], help: "The fit whose members are profiled.")
    static let nodes = OptionKey<Nodes>(
        "nodes", default: .stratified,
        help:
            "How the average over the window is computed: Gauss–Legendre quadrature, the same nodes for every event, or "
            + "random nodes that differ from event to event.")
    static let nodesPerEvent = OptionKey<Int>(
        "nodes-per-event", default: 2, in: 1...4096,
        help:
            "The number of ν at which a step evaluates each event; for quadrature n, n², n³ … of one, two, three nuisances."
    )
    static let window = OptionKey<HalfWidths>(
        "window", default: HalfWidths(HalfWidths.standard),
        help: "Half-widths of the window around the fit's best fit: 0.3, or {shift: 0.2, squeeze: 0.3}. It should hold "
            + "every scan that is to follow.",
        must: { widths in
            widths.all.allSatisfy { (1e-6...10).contains($0) } ? nil : "must hold half-widths from 1e-6 to 10"
        })
    static let scale = OptionKey<Double>(
        "scale", default: 0.1, in: 1e-6...10,
        help: "The unit of ν − ν̂ inside of the residual: small for a residual that changes fast with ν. Far below a "
            + "third of the window it follows single events.")
    static let response = OptionKey<Response>(
        "response", default: .undone,
        help: "What answers to the change of the scores with ν: 'undone' by the map that their own density knows, so "
            + "that the residual has to learn only what the fractions of the classes ask for, or all of it 'learned' by the "
            + "residual, as in arXiv:2602.13184.")
    static let layers = OptionKey<Int>("layers", default: 2, in: 1...8, help: "Polynomial layers of the residual.")
    static let hidden = OptionKey<[Int]>(
        "hidden", default: [32, 32], help: "Units of every hidden layer, for each nuisance on its own.",
        must: TrainDirective.hiddenLayers)
    static let damping = OptionKey<Double>(
        "damping", default: 0.01, in: 0...1, help: "δ of the terms quadratic in ν.")
    static let pairs = OptionKey<[[String]]>(
        "pairs", default: [], help: "Pairs of nuisances with a cross term, for example [[shift, squeeze]].")
    static let events = OptionKey<Int>(
        "events", default: 200_000, in: 100...100_000_000,
        help: "Events that the residual is trained on, drawn from the densities at the best fit: as many as it takes, "
            + "whatever the number of data.")
    static let epochs = OptionKey<Int>("epochs", default: 8, in: 1...100_000, help: "Passes over these events.")
    static let batch = OptionKey<Int>("batch", default: 1024, in: 8...1_048_576, help: "Events a step.")
    static let learningRate = OptionKey<Double>(
        "learning-rate", default: 3e-3, in: 1e-8...1, help: "Peak rate of AdamW: linear warm-up, then a cosine to 0.")
    static let weightDecay = OptionKey<Double>("weight-decay", default: 0.01, in: 0...1, help: "AdamW's weight decay.")
    static let heldOut = OptionKey<Double>(
        "held-out", default: 0.1, in: 0.001...0.9,
        help: "The part of these events that is never trained on and decides which weights are kept.")
    static let patience = OptionKey<Int?>(
        "patience", in: 1...1000,
        help:
            "End after this many validations, of 50 in all, without a new lowest loss; never, if not given."
    )
    static let schema = OptionSchema(
        fit, response, events, nodes, nodesPerEvent, window, scale, layers, hidden, damping, pairs, epochs, batch,
        learningRate, weightDecay, heldOut, patience)

    static func mostThreads(_ options: Options) -> Int? {
        AmortizedProfile.mostThreads(batchSize: options[batch])
    }

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard let fitOptions = document.options(options[fit]) else { return [] }
        guard fitOptions[FitDirective.transfer] == .fitted else {
            return [
                options.error(
                    "'\(options[fit].label)' has no T that could follow ν", at: fit,
                    remedy: "scan the fit itself, or profile one with 'transfer: fitted'")
            ]
        }
        let names = FitDirective.profiledShapes(fitOptions, document)
        guard !names.isEmpty else {
            return [
                options.error(
                    "'\(options[fit].label)' profiles no shape nuisance, so T depends on none", at: fit,
                    remedy: "fit with densities that respond to nuisances, and do not fix them all")
            ]
        }
        return options[window].named.keys.sorted().filter { !names.contains($0) }.map { name in
            options.error(
                "the fit profiles no shape nuisance '\(name)'", at: window, name,
                remedy: NearMiss.remedy(for: name, among: names))
        } + options.wrongPairs(pairs, among: names, what: "profiled shape nuisances")
            + wrongNodes(options, dimensions: names.count)
    }

    private static func wrongNodes(_ options: Options, dimensions: Int) -> [Diagnostic] {
        switch options[nodes] {
        case .stratified: return []
        case .sobol:
            let most = NodeScheme.maximumSobolNuisances
            return dimensions <= most
                ? []
                : [
                    options.error(
                        "'sobol' takes at most \(most) nuisances, the fit profiles \(dimensions)", at: nodes,
                        remedy: "take 'stratified'")
                ]
        case .quadrature:
            guard scheme(options, dimensions: dimensions) == nil else { return [] }
            let counts = (2...6).map { String(NodeScheme.quadrature(perNuisance: $0).count(dimensions: dimensions)) }
            return [
                options.error(
                    "quadrature over \(dimensions) nuisances takes as many nodes in each, and \(options[nodesPerEvent]) "
                        + "is no such number", at: nodesPerEvent, remedy: "take \(counts.joined(separator: ", "))")
            ]
        }
    }

    /// nil where a quadrature of this many nodes is impossible.
    static func scheme(_ options: Options, dimensions: Int) -> NodeScheme? {
        let count = options[nodesPerEvent]
        switch options[nodes] {
        case .stratified: return .stratified(perEvent: count)
        case .sobol: return .sobol(perEvent: count)
        case .quadrature:
            return (1...count).lazy.map { NodeScheme.quadrature(perNuisance: $0) }
                .first { $0.count(dimensions: dimensions) >= count }
                .flatMap { $0.count(dimensions: dimensions) == count ? $0 : nil }
        }
    }
}
