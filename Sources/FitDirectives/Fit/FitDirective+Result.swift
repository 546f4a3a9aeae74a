import Inference
import Report
import Statistics
import Training

extension FitDirective {
    /// What the artifact of a fit holds besides the maps.
    struct Result: ResultGroup {
        let nuisances: ResultsByName<ProfiledNuisances, FittedNuisance>
        let order: [String]
        let fixed: [String: Double]
        let yields: Yields
        let classes: ResultsByName<SampleClasses, FittedClass>
        let classOrder: [String]
        let events: Int
        let balance: Balance?
        let steps: Int
        let members: ResultsByNumber<EnsembleMembers, FittedMember>
        let training: TransferTrainingResult?
        let uncharted: [[String]]
        let comparisons: Comparisons?
        let transfer: TransferClosure.Result?
        let identity: TransferDisplacement?
        let simulation: SimulationStatistics?
        let simulationMissing: String?
        let history: TrainingHistory

        static let meanings = [
            "nuisances": "The profiled nuisances, by name.", "order": "Their names, in the order of the likelihood.",
            "fixed": "Values of the nuisances that are not profiled.",
            "yields": "Expected events of every class, and what moves them.",
            "classes": "Their yields after the fit, by name.", "class-order": "Their names, in the order of the model.",
            "events": "Events that were fitted to.",
            "balance": "The number of events of the data beside that of the best fit; absent where that expects none.",
            "steps": "Optimizer steps of the nominal fit; 0 where T came from a file.",
            "members": "The fits to bootstrap weights, counted from 0; none where there is only the nominal fit.",
            "training": "How T was trained in the nominal fit; absent where T came from a file, or there is none.",
            "uncharted": "Pairs of nuisances that ν̂ moves together and no template does.",
            "comparisons": "What differs between the cells of the fit although one would expect it to be the same.",
            "transfer": "How well T removes the distortion, if that is known; absent without T.",
            "identity": "How far T is from the identity on the data; absent without T.",
            "simulation":
                "How far ν̂ scatters because densities and yields were learnt from a finite simulation; absent where that is "
                + "not known.",
            "simulation-missing": "Why it is not known; absent where it is.",
            "history": "The loss along the nominal fit, with rounds that were undone.",
        ]

        /// ν̂ of the nominal fit, in ``order``.
        var bestFit: [Double] { order.map { nuisances[$0]?.best ?? .nan } }
    }

    /// One class at the best fit.
    struct FittedClass: ResultGroup {
        let before: Double
        let fitted: Double
        let sigma: Double?

        static let meanings = [
            "before": "Events that are expected with all nuisances at 0, and free factors at 1.",
            "fitted": "The same at the best fit.",
            "sigma":
                "Its standard deviation, from the covariance of the nuisances that move it; absent where the fit has none, "
                + "or T came from a file.",
        ]
        static let errors = ["fitted": "sigma"]
    }

    /// One nuisance of the nominal fit.
    typealias FittedNuisance = Joined<NuisanceComparison, Scatter>

    /// What is known of it, and how the members scatter about it.
    struct Scatter: ResultGroup {
        let sigma: Double?
        let distance: Double?
        let imbalance: Double?
        let scorePull: Double?
        let scorePullError: Double?
        let tension: Double?
        let bias: Double?
        let biasError: Double?
        let templates: TemplateReach.Range?
        let positive: PositiveRange?
        let members: SampleMoments?

        static let meanings = [
            "sigma":
                "σ from x alone, the others profiled: what is left where T is free at every ν. Absent where T came from a "
                + "file, or the maximum of that likelihood was not found. With 'transfer: none' of x and y, where there is a "
                + "'score'.",
            "distance": "∂ ln L/∂ν with T held, as a Newton step with T free, in σ: 0 at the joint maximum.",
            "imbalance": "The same before T was moved along the directions in which it makes up for ν.",
            "score-pull":
                "How far the scores would pull ν̂ if T were known to be the fitted one at every ν, in σ; with 'transfer: none', "
                + "how far they do, in σ of x alone.",
            "score-pull-error":
                "The standard deviation of that for a T that is right and was trained on other events, or not at all.",
            "tension":
                "With 'transfer: none': ν̂ less that of x alone in the σ of this difference, √(σ²(x) − σ²(x, y)): a standard "
                + "normal number where features and scores agree. Absent with T, and where the scores add too little.",
            "bias":
                "What p(x|c,ν) alone does to ν̂ at the point nearest to it where 'train' measured that, in σ; absent where "
                + "it was not measured.",
            "bias-error":
                "Its standard error, likewise, from the scatter of the held-out events that it was measured on.",
            "templates":
                "How far the templates of p(x|c,ν) reach, of a nuisance that moves yields alone those of its yields; absent "
                + "for a density from a file.",
            "positive":
                "Of a free factor: the values between which the density of every event is positive, all other nuisances at their best "
                + "fit; absent for other nuisances.",
            "members": "How the members' best fits scatter.",
        ]
        static let errors = ["score-pull": "score-pull-error", "bias": "bias-error"]
    }

    /// Where the likelihood of a factor that may be negative ends.
    struct PositiveRange: ResultGroup {
        let lowest: Double?
        let highest: Double?

        static let meanings = [
            "lowest": "Below, the density of an event would be negative; absent where there is no such value.",
            "highest": "Above, likewise.",
        ]
    }

    /// How T was trained.
    struct TransferTrainingResult: ResultGroup {
        let rounds: Int
        let settled: Bool
        let gain: Double?
        let excess: Double?

        static let meanings = [
            "rounds": "Rounds of steps, with those that were undone.",
            "settled": "Whether further rounds no longer made held-out events more likely, or 'epochs' were chosen.",
            "gain":
                "How much more likely T made held-out events, nats an event; absent where none were held out, as with 'epochs' or of "
                + "three events, or no T brought any.",
            "excess":
                "How much more likely T made the events that it was trained on than held-out ones, nats an event: how far T "
                + "follows single events; absent likewise.",
        ]

        init(_ convergence: FitConvergence) {
            rounds = convergence.rounds
            settled = convergence.isSettled
            gain = convergence.losses.map { $0.identity - $0.heldOut }
            excess = convergence.losses.map(\.excess)
        }
    }

    /// One fit to bootstrap weights.
    struct FittedMember: ResultGroup {
        let nuisances: ResultsByName<ProfiledNuisances, MemberNuisance>
        let settled: Bool?
        let history: TrainingHistory

        static let meanings = [
            "nuisances": "The profiled nuisances, by name.",
            "settled": "As of the nominal fit; absent where T came from a file.", "history": "The loss along the fit.",
        ]

        func bestFit(_ order: [String]) -> [Double] { order.map { nuisances[$0]?.best ?? .nan } }
    }

    struct MemberNuisance: ResultGroup {
        let best: Double
        let sigma: Double?
        let distance: Double?

        static let meanings = [
            "best": "ν̂ of the member.", "sigma": "σ from x alone, as of the nominal fit.",
            "distance": "∂ ln L/∂ν with T held, as a Newton step with T free, in σ.",
        ]
        static let errors = ["best": "sigma"]
    }

    static func names(of kind: any ResultNames.Type, _ options: Options, _ document: DocumentContext) -> [String]? {
        if kind == ProfiledNuisances.self { return profiledNames(options, document) }
        if kind == SampleClasses.self {
            return document.outline(options[data]).map { options.classes(among: $0.schema.classes.map(\.name)) }
        }
        if kind == SampleNuisances.self { return simulatedNuisances(options, document) }
        guard kind == EnsembleMembers.self else { return nil }
        let files = options[from].map { $0.isList ? $0.files.count : 0 }
        return (0..<(files ?? options[members])).map(String.init)
    }

    static func absentValues(_ options: Options, _ document: DocumentContext) -> [String] {
        let hasMembers = !(names(of: EnsembleMembers.self, options, document) ?? []).isEmpty
        let isDistorted = document.outline(options[data])?.isDistorted ?? true
        let holdsNoneOut = options[from] == nil && options[epochs] != nil
        let (hasTransfer, hasScores) = (options[transfer] != .none, options[score] != nil)
        var absent: [String] = []
        if !hasMembers { absent += ["nuisances.*.members"] }
        if !isDistorted || !hasTransfer { absent += ["transfer"] }
        if !hasTransfer { absent += ["training", "identity", "nuisances.*.imbalance"] }
        if !hasScores { absent += ["nuisances.*.score-pull", "nuisances.*.score-pull-error"] }
        if hasTransfer || !hasScores { absent += ["nuisances.*.tension"] }
        if profiledFactors(options).isEmpty { absent.append("nuisances.*.positive") }
        if isSimulationUnknown(options, document) { absent.append("simulation") }
        if holdsNoneOut { absent += ["training.gain", "training.excess"] }
        if options[from] != nil {
            absent += ["sigma", "distance", "imbalance", "score-pull", "score-pull-error", "bias", "bias-error"].map {
                "nuisances.*.\($0)"
            }
            absent.append("classes.*.sigma")
            absent += ["sigma", "distance"].map { "members.*.nuisances.*.\($0)" } + ["training", "members.*.settled"]
        }
        return absent
    }
}

extension Yields: ShapedResult {
    /// Any shape, because each response is encoded with its law and its own fields.
    public static var shape: ResultShape { .any }
    public static var example: Yields { Yields(nominal: [1]) }
}
