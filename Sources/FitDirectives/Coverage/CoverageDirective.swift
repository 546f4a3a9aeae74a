import Foundation
import Inference
import Report

/// `{coverage}`: how often the intervals of a fit hold the truth, over toy experiments at the truth.
///
/// Every toy is an artifact of its own, so that a larger number of toys keeps those that are done; one that fails is
/// marked and counted.
struct CoverageDirective: Directive {
    static let verb = "coverage"
    static let version = 15
    static let effort = ["toys"]
    static let summary =
        "Toy experiments at the truth: coverage of intervals, pulls, and the calibration that gives nominal coverage."

    enum Kind: String, OptionChoice {
        /// T is fixed as fitted to the observed events; only ν is fitted to each toy.
        case conditional
        /// Every member is fitted again to each toy, and so is the residual of a profile.
        case unconditional
    }

    static let of = OptionKey<CellReference>(
        "of", verbs: LikelihoodSource.verbsWithScans, help: "The fit whose intervals are tested, or the scan of one.")
    static let toys = OptionKey<Int>(
        "toys", default: 100, in: 1...1_000_000, help: "The number of toys; if it is increased, existing toys are kept."
    )
    static let kind = OptionKey<Kind>(
        "kind", default: .conditional,
        help: "conditional (T as fitted to the observed events, ν fitted to every toy) or unconditional (every member, "
            + "and the residual of a profile, fitted again to every toy).")
    /// Where the T of a toy begins.
    enum Start: String, OptionChoice {
        /// From T as fitted to the observed events, so that little training is needed. Its response to ν is kept.
        case warm
        /// From the start of the fit to the observed events.
        case cold
    }

    static let start = OptionKey<Start>(
        "start", default: .warm,
        help: "Where T of an unconditional toy begins: warm (as fitted to the observed events, one round of training "
            + "is left; a residual is taken over) or cold (everything as the observed events had it).")
    static let combination = OptionKey<EnsembleCombination?>(
        "combination", default: .some(nil),
        help: "How members are combined, where the fit has any; by default as in the scan, else rebased-bma.")
    static let poisson = OptionKey<Bool>(
        "poisson", default: true,
        help: "Whether a toy's number of events is a Poisson number; else it is that of the observed events.")
    static let tolerance = OptionKey<Double>(
        "tolerance", default: 0.1, in: 1e-6...1,
        help: "How right −2 ln L must be at points that a toy's interpolation in ν has not seen.")
    static let schema = OptionSchema(of, toys, kind, start, combination, poisson, tolerance)

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard let source = source(options, document), let names = source.nuisances(document) else { return [] }
        if names.isEmpty {
            return [
                options.error(
                    "'\(source.fit.label)' profiles no nuisance, so it has no interval", at: of,
                    remedy: LikelihoodSource.freesNuisance)
            ]
        }
        if options[kind] == .unconditional, source.isFree {
            return [
                options.error(
                    "with T free a toy's likelihood is of x alone, and there is nothing else to fit again", at: kind,
                    remedy: "remove 'kind'")
            ]
        }
        if options[kind] == .unconditional, document.options(source.fit)?[FitDirective.from] != nil {
            return [
                options.error(
                    "a fit from files says nothing of how it was fitted, so it cannot be fitted again", at: kind,
                    remedy: "say 'kind: conditional'")
            ]
        }
        let free = options.nothingToCombine(source, at: combination)
        guard let data = document.options(source.fit)?[FitDirective.data] else { return free }
        return free
            + options.missingTruth(
                document.outline(data), data.label, at: of,
                for: "toys are made from, and their intervals tested against")
    }

    static func source(_ options: Options, _ document: DocumentContext) -> LikelihoodSource? {
        LikelihoodSource(options[of], document, combination: options[combination])
    }

    static func run(_ options: Options, _ context: RunContext) throws -> Output<Result> {
        Output(Result(try CoverageRun.toys(context), tolerance: options[tolerance]))
    }
}

extension CoverageDirective: PartitionedDirective {
    static let groupNames = CoverageRun.groups

    static func parts(_ options: Options, _ context: RunContext) throws -> [PartGroup] {
        try prepared(options, context).parts(context)
    }

    static func run(
        _ part: PartDescription, of group: String, _ options: Options, _ context: RunContext
    ) throws -> Artifact {
        try prepared(options, context).run(part, of: group, context)
    }

    private static func prepared(_ options: Options, _ context: RunContext) throws -> CoverageRun {
        try context.shared { try CoverageRun(options, context) }
    }
}
