import Inference
import Report
import Statistics
import Training

extension FitDirective {
    /// What a fit leaves in its artifact beside the maps.
    struct Result: ResultGroup {
        let nuisances: ResultsByName<ProfiledNuisances, FittedNuisance>
        let order: [String]
        let fixed: [String: Double]
        let yields: Yields
        let events: Int
        let steps: Int
        let members: ResultsByNumber<EnsembleMembers, FittedMember>
        let transfer: TransferClosure.Result?
        let history: TrainingHistory

        static let meanings = [
            "nuisances": "The profiled nuisances, by name.", "order": "Their names, in the order of the likelihood.",
            "fixed": "Values of the nuisances that are not profiled.",
            "yields": "Expected events of every class, and what moves them.", "events": "Events that were fitted to.",
            "steps": "Optimizer steps of every fit; 0 where T came from a file.",
            "members": "The fits to bootstrap weights, counted from 0; none where there is only the nominal fit.",
            "transfer": "How well T undoes the distortion, where that is known.",
            "history": "The loss along the nominal fit, and the nuisances with it.",
        ]

        /// ν̂ of the nominal fit, in ``order``.
        var bestFit: [Double] { order.map { nuisances[$0]?.best ?? .nan } }

        /// How far each nuisance moved in the last tenth of the nominal fit; empty where T came from a file.
        var lastMovement: [Double] { order.compactMap { nuisances[$0]?.moved } }
    }

    /// One nuisance of the nominal fit.
    typealias FittedNuisance = Joined<NuisanceComparison, Scatter>

    /// How it settled, and how the members scatter about it.
    struct Scatter: ResultGroup {
        let moved: Double?
        let members: SampleMoments?

        static let meanings = [
            "moved": "How far it moved in the last tenth of the fit.",
            "members": "How the members' best fits scatter.",
        ]
    }

    /// One fit to bootstrap weights.
    struct FittedMember: ResultGroup {
        let nuisances: ResultsByName<ProfiledNuisances, MemberNuisance>
        let history: TrainingHistory

        static let meanings = ["nuisances": "The profiled nuisances, by name.", "history": "The loss along the fit."]

        func bestFit(_ order: [String]) -> [Double] { order.map { nuisances[$0]?.best ?? .nan } }
    }

    struct MemberNuisance: ResultGroup {
        let best: Double
        let moved: Double?

        static let meanings = ["best": "ν̂ of the member.", "moved": "How far it moved in the last tenth of the fit."]
    }

    static func names(of kind: any ResultNames.Type, _ options: Options, _ document: DocumentContext) -> [String]? {
        if kind == ProfiledNuisances.self { return profiledNames(options, document) }
        guard kind == EnsembleMembers.self else { return nil }
        let files = options[from].map { $0.isList ? $0.files.count : 0 }
        return (0..<(files ?? options[members])).map(String.init)
    }

    static func absentValues(_ options: Options, _ document: DocumentContext) -> [String] {
        let hasMembers = !(names(of: EnsembleMembers.self, options, document) ?? []).isEmpty
        let isDistorted = document.outline(options[data])?.isDistorted ?? true
        return (hasMembers ? [] : ["nuisances.*.members"]) + (isDistorted ? [] : ["transfer"])
            + (options[from] == nil ? [] : ["nuisances.*.moved", "members.*.nuisances.*.moved"])
    }
}

extension Yields: ShapedResult {
    /// Its sources are written with their laws, each with fields of its own.
    public static var shape: ResultShape { .any }
    public static var example: Yields { Yields(nominal: [1]) }
}
