import Foundation
import Inference
import Report
import Samples
import Statistics

/// Normalizations of yields: what a cell says of them, what is wrong with that, and how the likelihood takes them.
extension FitDirective {
    /// One factor on the yields: log-normal with an uncertainty, or free; a free one by its value, or by its logarithm.
    struct NormalizationGroup: OptionGroup {
        static let uncertainty = OptionKey<Double?>(
            "uncertainty", default: nil, in: 1e-6...10, help: "Relative uncertainty of one σ.")
        static let free = OptionKey<Bool>(
            "free", default: false,
            help:
                "true: the factor is unknown, such as a signal strength, and has no prior. The "
                + "nuisance is the factor itself, 1 for the nominal yields; it may be 0 or negative where the density of every "
                + "event stays positive.")
        static let logarithm = OptionKey<Bool>(
            "logarithm", default: false,
            help:
                "true: the nuisance of a free factor is its natural logarithm, 0 for the nominal yields, so that no yield can "
                + "be 0 or negative, and its σ is relative.")
        static let response = OptionKey<[Double]?>(
            "response", default: .some(nil),
            help:
                "The response of each class, with its sign; by default 1 for every class. A free factor of 1.2 "
                + "multiplies a class with 0.5 by 1.1.")
        static let schema = OptionSchema(uncertainty, free, logarithm, response)
        let options: Options

        /// Whether the nuisance is the factor itself.
        var isLinear: Bool { self[Self.free] && !self[Self.logarithm] }

        /// What one unit of θ adds to a yield, relative to it: that of a free factor makes θ its logarithm.
        private var unit: Double { self[Self.uncertainty] ?? expm1(1) }

        /// - Parameter response: one number for each class.
        func law(_ name: String, response: [Double]) -> any YieldResponse {
            isLinear
                ? LinearResponse(name: name, response: response)
                : LogNormalResponse(name: name, uncertainty: unit, response: response)
        }
    }

    /// The names of normalizations without a prior.
    static func freeNormalizations(_ options: Options) -> Set<String> {
        Set(options[normalization].filter { $0.value[NormalizationGroup.free] }.keys)
    }

    /// The names of profiled normalizations whose nuisance is the factor itself, which may be 0 or negative.
    static func profiledFactors(_ options: Options) -> [String] {
        options[normalization].filter { $0.value.isLinear && options[fixed][$0.key] == nil }.keys.sorted()
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

    /// Diagnostics for normalizations that are neither uncertain nor free, or both, for free ones that change no yield,
    /// and for linear factors together with a T.
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
            if group[NormalizationGroup.logarithm], !isFree {
                return options.error(
                    "the normalization '\(name)' is log-normal already", at: normalization, name,
                    remedy: "leave 'logarithm' out: it is of free factors")
            }
            if group.isLinear, options[transfer] != .none {
                return options.error(
                    "the free factor '\(name)' may become negative, and no T can be fitted to a class of fewer than no events",
                    at: normalization, name,
                    remedy: "give it 'logarithm: true', or the fit 'transfer: none'")
            }
            guard isFree, group[NormalizationGroup.response]?.allSatisfy({ $0 == 0 }) ?? false else { return nil }
            return options.error(
                "nothing constrains the normalization '\(name)': it is free and changes no class", at: normalization,
                name,
                remedy: "give a class a 'response' other than 0")
        }
    }

    static let runawayFactor = HealthCheck(
        "runaway-factor", .unsound,
        "The best fit of a free normalization is a factor above a thousand in size, or of one given by its logarithm below a "
            + "thousandth.")
    static let densityEdge = HealthCheck(
        "density-edge", .doubtful,
        "Within 1 σ of a free factor's best fit the density of an event turns negative, where ln L ends.")

    /// A finding for free factors near the value at which the density of an event is 0.
    static func edge(_ result: Result) -> Finding? {
        let found = result.order.compactMap { name -> String? in
            guard let nuisance = result.nuisances[name], let sigma = nuisance.sigma, let range = nuisance.positive
            else {
                return nil
            }
            let near = [range.lowest, range.highest].compactMap(\.self).filter { abs($0 - nuisance.best) < sigma }
            guard !near.isEmpty else { return nil }
            let places = near.map { NumberText.significant($0) }.joined(separator: " and ")
            return "that of \(name) = \(PDGRounding(nuisance.best, error: sigma).plain) at \(places)"
        }
        guard !found.isEmpty else { return nil }
        return Finding(
            densityEdge,
            "The likelihood ends within 1 σ, where the density of an event would turn negative: \(found.joined(separator: ", ")). "
                + "It is no parabola there, and σ of its curvature is no interval.",
            remedy: "Quote the asymmetric interval of a 'scan', or take more data.")
    }

    /// A finding for free normalizations that diverge: if the data have no events of a class, the likelihood has no
    /// maximum in the logarithm of its factor.
    static func runaway(_ options: Options, _ result: Result) -> Finding? {
        let found = freeNormalizations(options).sorted().compactMap { name -> String? in
            guard let best = result.nuisances[name]?.best else { return nil }
            let isLinear = options[normalization][name]?.isLinear ?? false
            guard abs(best) > (isLinear ? 1000 : log(1000)) else { return nil }
            return "\(name) to \(NumberText.significant(isLinear ? best : exp(best), digits: 2))"
        }
        guard !found.isEmpty else { return nil }
        return Finding(
            runawayFactor,
            "Free normalizations ran away: \(found.joined(separator: ", ")). Where no event of the data is like those of the classes "
                + "that follow, nothing stops them, and σ of the yield says nothing.",
            remedy: "Without 'logarithm' a factor may be 0; or hold it by a large 'uncertainty' in place of 'free'.")
    }

    /// Diagnostics for names of normalizations that cannot be written in paths.
    static func wrongNames<T>(_ names: [String], _ options: Options, at key: OptionKey<T>) -> [Diagnostic] {
        names.filter { $0.wholeMatch(of: /[A-Za-z][A-Za-z0-9_-]*/) == nil }.map {
            options.error(
                "a normalization cannot be called '\($0)'", at: key, $0, remedy: "use letters, digits and hyphens")
        }
    }

    /// Diagnostics for normalizations with the name of one of the data that change the yields differently: their true θ
    /// would have another meaning.
    static func otherLaws(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        (document.outline(options[data])?.normalizations ?? []).compactMap { own in
            guard let group = options[normalization][own.name] else { return nil }
            let response = group[NormalizationGroup.response] ?? own.response.map { _ in 1 }
            guard group[NormalizationGroup.uncertainty] != own.uncertainty || response != own.response else {
                return nil
            }
            let law = own.response.map { NumberText.significant($0) }.joined(separator: ", ")
            return options.error(
                "'\(own.name)' of '\(options[data].label)' has the uncertainty "
                    + "\(NumberText.significant(own.uncertainty)) and the response [\(law)]", at: normalization,
                own.name,
                remedy: "say the same here, or give this one another name")
        }
    }
}
