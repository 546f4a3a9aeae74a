import FlowKernels
import Foundation
import Inference
import Report

/// `{scan}`: −2Δln L over a window of the nuisances of a fit, its best fit and its intervals.
///
/// ln L of every member is evaluated once; all four combinations are read from it (arXiv:2602.13184).
struct ScanDirective: Directive {
    static let verb = "scan"
    static let version = 20
    static let summary =
        "Scan −2Δln L of a fit, its members combined: slices, profiled curves, intervals, the plane of two nuisances."

    /// What T does as ν moves.
    enum Transfer: String, OptionChoice {
        case held, free
    }

    enum Method: String, OptionChoice {
        case auto, surface, newton
    }

    static let fit = OptionKey<CellReference>(
        "fit", verbs: LikelihoodSource.verbs,
        help: "The fit whose likelihood is scanned; or a profile, through which T follows ν.")
    static let nuisances = OptionKey<[String]>(
        "nuisances", help: "One or two nuisances to show; all other profiled ones are profiled.",
        must: {
            (1...2).contains($0.count) && Set($0).count == $0.count
                ? nil : "must name one or two nuisances to draw; the others are profiled with them"
        })
    static let window = OptionKey<[String: [Double]]>(
        "window", default: [:], help: "Ranges such as {shift: [0.3, 0.7]}; elsewhere the best fit ± 'half-width'.",
        must: { windows in
            windows.values.allSatisfy { $0.count == 2 && $0[0] < $0[1] }
                ? nil : "must give every range as [lower, upper]"
        })
    static let halfWidth = OptionKey<Double?>(
        "half-width", default: nil, in: 1e-6...10,
        help:
            "Half the window around the fit's best fit; by default 4 σ of the fit, and more where an interval is open.")
    static let tolerance = OptionKey<Double>(
        "tolerance", default: 0.05, in: 1e-6...1,
        help: "How right −2 ln L must be at points that the interpolation in ν has not seen.")
    static let combination = OptionKey<EnsembleCombination>(
        "combination", default: .rebasedBMA,
        help: "How members are combined, where the fit has any; the result holds all four.")
    static let ensemble = OptionKey<Bool>(
        "ensemble", default: true,
        help: "false: the nominal fit alone, even where there are members. With T fixed, its intervals are too narrow.")
    static let transfer = OptionKey<Transfer>(
        "transfer", default: .held,
        help:
            "held: T as it was fitted, or as a profile lets it follow ν; free: T fitted again at every ν, as wide as T can make it, "
            + "which leaves the likelihood of x alone.")
    static let method = OptionKey<Method>(
        "method", default: .auto,
        help:
            "surface (an interpolation of ln L over the window, up to \(CheckedSurface.maximumDimensions) nuisances; all "
            + "four combinations at once), newton (on the likelihood itself, for any number), or auto: surface where it can, newton "
            + "where a free factor on the yields may be negative."
    )
    static let prior = OptionKey<Bool>(
        "prior", default: true, help: "Whether the likelihood includes the standard normal priors of the nuisances.")
    static let grid = OptionKey<Int?>(
        "grid", default: nil, in: 3...101,
        help: "With two nuisances: tabulates −2Δln L of all combinations, with this many points of each nuisance.")
    static let schema = OptionSchema(
        fit, nuisances, window, halfWidth, tolerance, combination, ensemble, transfer, method, prior, grid)

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard let names = LikelihoodSource(options[fit], document)?.nuisances(document) else { return [] }
        var diagnostics = options.unknownNames(nuisances, among: names, what: "profiled nuisance")
        for name in options[window].keys.sorted() where !names.contains(name) {
            diagnostics.append(
                options.error(
                    "there is no profiled nuisance '\(name)'", at: window, name,
                    remedy: NearMiss.remedy(for: name, among: names)))
        }
        if options[transfer] == .free, document.options(options[fit])?.isOf(ProfileDirective.self) ?? false {
            diagnostics.append(
                options.error(
                    "a profile says how T follows ν, so it is not free", at: transfer, remedy: "scan the fit itself"))
        }
        if options[transfer] == .free,
            let fit = LikelihoodSource(options[Self.fit], document).flatMap({ document.options($0.fit) }),
            fit[FitDirective.transfer] == .none
        {
            diagnostics.append(
                options.error("the fit has no T, so it is not free", at: transfer, remedy: "remove 'transfer'"))
        }
        if options[transfer] == .free, options.isGiven(ensemble), options[ensemble] {
            diagnostics.append(
                options.error(
                    "with T free all members have the same likelihood", at: ensemble, remedy: "remove 'ensemble'"))
        }
        if options[grid] != nil, names.count != 2 {
            diagnostics.append(
                options.error(
                    "a grid is of two profiled nuisances, the fit has \(names.count)", at: grid,
                    remedy: "remove 'grid', or fix the others in the fit"))
        } else if options[grid] != nil, isNewton(options, document) {
            diagnostics.append(
                options.error("a grid is read from a surface", at: grid, remedy: "leave 'method: newton' out"))
        }
        if options[method] == .surface, names.count > CheckedSurface.maximumDimensions {
            diagnostics.append(
                options.error(
                    "a surface holds at most \(CheckedSurface.maximumDimensions) nuisances, the fit has \(names.count)",
                    at: method, remedy: "say 'method: newton'"))
        }
        let free = LikelihoodSource(scan: options, document).map { options.nothingToCombine($0, at: combination) }
        return diagnostics + (free ?? []) + outsideOfProfile(options, document)
    }

    /// Whether Newton's method scans the likelihood of a fit.
    ///
    /// This is necessary for linear factors: their likelihood may end where the density of an event is 0, which no
    /// polynomial can describe.
    static func isNewton(_ options: Options, _ document: DocumentContext) -> Bool {
        guard let source = LikelihoodSource(scan: options, document), let fit = document.options(source.fit) else {
            return false
        }
        return isNewton(
            options, nuisances: FitDirective.profiledNames(fit, document).count,
            hasFactors: !FitDirective.profiledFactors(fit).isEmpty)
    }

    /// - Parameters:
    ///   - nuisances: the number of profiled nuisances.
    ///   - hasFactors: whether one of them is a factor on the yields that may be negative.
    static func isNewton(_ options: Options, nuisances: Int, hasFactors: Bool) -> Bool {
        switch options[method] {
        case .auto: nuisances > CheckedSurface.maximumDimensions || hasFactors
        case .surface: false
        case .newton: true
        }
    }
}

extension EnsembleCombination: OptionChoice {}
