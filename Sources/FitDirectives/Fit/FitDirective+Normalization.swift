import Foundation
import Inference
import Report
import Samples
import Statistics

/// Normalizations of yields: what a cell says of them, what is wrong with that, and how the likelihood takes them.
extension FitDirective {
    /// One factor on the yields: log-normal with an uncertainty, or free.
    struct NormalizationGroup: OptionGroup {
        static let uncertainty = OptionKey<Double?>(
            "uncertainty", default: nil, in: 1e-6...10, help: "Relative uncertainty of one σ.")
        static let free = OptionKey<Bool>(
            "free", default: false,
            help:
                "true: nothing is known of the factor beforehand, as of a signal strength. The nuisance is its natural "
                + "logarithm, and no prior holds it.")
        static let response = OptionKey<[Double]?>(
            "response", default: .some(nil),
            help: "How much each class follows, and in which direction; by default 1 for every class.")
        static let schema = OptionSchema(uncertainty, free, response)
        let options: Options

        /// What one unit of θ adds to a yield, relative to it: that of a free factor makes θ its logarithm.
        var unit: Double { self[Self.uncertainty] ?? expm1(1) }
    }

    /// The names of normalizations that no prior holds.
    static func freeNormalizations(_ options: Options) -> Set<String> {
        Set(options[normalization].filter { $0.value[NormalizationGroup.free] }.keys)
    }

    /// The nuisances of a fit, each with its standard normal prior except for free normalizations.
    ///
    /// - Parameter mixture: the densities with the yields of this cell.
    static func space(_ options: Options, of mixture: Mixture, fixed: [String: Double]) -> NuisanceSpace {
        let free = freeNormalizations(options)
        guard !free.isEmpty else { return NuisanceSpace(mixture: mixture, fixed: fixed) }
        let sources = mixture.yields.sources.map(\.name).filter { !mixture.nuisances.contains($0) }
        let constrained = (mixture.nuisances + sources).filter { !free.contains($0) }
        return NuisanceSpace(mixture: mixture, fixed: fixed, constraints: constrained.map { NormalConstraint($0) })
    }

    /// Normalizations that are neither uncertain nor free, or both, and free ones that move nothing.
    static func wrongNormalizations(_ options: Options) -> [Diagnostic] {
        options[normalization].sorted { $0.key < $1.key }.compactMap { name, group in
            let isFree = group[NormalizationGroup.free]
            switch (isFree, group[NormalizationGroup.uncertainty]) {
            case (false, nil):
                return options.error(
                    "the normalization '\(name)' needs an 'uncertainty'", at: normalization, name,
                    remedy: "give its relative size of one σ, or say 'free: true' where nothing is known beforehand")
            case (true, .some):
                return options.error(
                    "the normalization '\(name)' is free and has an uncertainty", at: normalization, name,
                    remedy: "remove one of both")
            default: break
            }
            guard isFree, group[NormalizationGroup.response]?.allSatisfy({ $0 == 0 }) ?? false else { return nil }
            return options.error(
                "nothing holds the normalization '\(name)': it is free and moves no class", at: normalization, name,
                remedy: "give a class a 'response' other than 0")
        }
    }

    static let runawayFactor = HealthCheck(
        "runaway-factor", .unsound,
        "The best fit of a free normalization is a factor above a thousand or below a thousandth.")

    /// Free normalizations that nothing stops: of events that the data do not hold, the logarithm of the factor has no maximum.
    static func runaway(_ options: Options, _ result: Result) -> Finding? {
        let found = freeNormalizations(options).sorted().compactMap { name in
            result.nuisances[name].flatMap { abs($0.best) > log(1000) ? "\(name) to \(Self.factor($0.best))" : nil }
        }
        guard !found.isEmpty else { return nil }
        return Finding(
            runawayFactor,
            "Free normalizations ran away: \(found.joined(separator: ", ")). Where data hold none of the events, ln L rises "
                + "towards a factor of 0, and σ of the yield says nothing.",
            remedy: "Take an upper bound from a scan, or hold the factor by a large 'uncertainty' in place of 'free'.")
    }

    private static func factor(_ best: Double) -> String { NumberText.significant(exp(best), digits: 2) }

    /// Names of normalizations that paths cannot hold.
    static func wrongNames<T>(_ names: [String], _ options: Options, at key: OptionKey<T>) -> [Diagnostic] {
        names.filter { $0.wholeMatch(of: /[A-Za-z][A-Za-z0-9_-]*/) == nil }.map {
            options.error(
                "a normalization cannot be called '\($0)'", at: key, $0, remedy: "use letters, digits and hyphens")
        }
    }

    /// Normalizations that have the name of one of the data but move the yields differently: their true θ would mean something else.
    static func otherLaws(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        (document.outline(options[data])?.normalizations ?? []).compactMap { own in
            guard let group = options[normalization][own.name] else { return nil }
            let response = group[NormalizationGroup.response] ?? own.response.map { _ in 1 }
            guard group.unit != own.uncertainty || response != own.response else { return nil }
            let law = own.response.map { NumberText.significant($0) }.joined(separator: ", ")
            return options.error(
                "'\(own.name)' of '\(options[data].label)' has the uncertainty "
                    + "\(NumberText.significant(own.uncertainty)) and the response [\(law)]", at: normalization,
                own.name,
                remedy: "say the same here, or give this one another name")
        }
    }
}
