import Foundation
import Report
import Samples
import Statistics

/// What a load can find wrong with its events.
extension LoadDirective {
    static let manyNegative = HealthCheck(
        "many-negative-weights", .doubtful, "More than a quarter of all weight of a class and template is negative.")
    static let cancellingWeights = HealthCheck(
        "cancelling-weights", .unsound, "More than 45 % of all weight of a class and template is negative.")
    static let fewEvents = HealthCheck(
        "few-effective-events", .doubtful, "A class has fewer than 1000 effective events at a template.")
    static let repeatedEvents = HealthCheck(
        "repeated-events", .doubtful,
        "More than 0.1 % of the events of a class and template repeat the features and scores of another, and ten "
            + "times more than by chance.")
    static let mixedVariations = HealthCheck(
        "mixed-variations", .doubtful,
        "More than 1 % of the events of a class and template have the id of another and resemble it without being equal: events "
            + "and their variations together.")
    static let largeEffect = HealthCheck(
        "large-yield-effect", .doubtful,
        "A template changes the yield of a class by more than a half, and by more than 4 errors.")
    static let jointYield = HealthCheck(
        "joint-yield", .doubtful,
        "The yield of a joint template differs from the product of those that move one nuisance, by more than 2 % and 4 "
            + "errors."
    )
    static let missingResponse = HealthCheck(
        "missing-response", .unsound,
        "A class has joint templates of a nuisance and none that moves it alone: its yield's response is not known.")
    static let healthChecks: [HealthCheck] =
        [
            manyNegative, cancellingWeights, fewEvents, repeatedEvents, mixedVariations, largeEffect, jointYield,
            missingResponse,
        ] + templateChecks + featureChecks

    static func health(_ options: Options, _ result: Result) -> [Finding] {
        var findings = options[negative] == .keep ? signs(result) : []
        findings += numbers(result) + repeats(result) + mixtures(result) + yields(result)
        findings += templateFindings(result) + featureFindings(result)
        return findings
    }

    /// "signal at jes +1 (31 %), …" for the templates with such a number; nil without one.
    static func listed(_ templates: [Template], _ number: (Template) -> String?) -> String? {
        let found = templates.compactMap { template in
            number(template).map { "\(template.eventClass) at \(template.at.point.words) (\($0))" }
        }
        return listed(found)
    }

    /// The first ones of some texts; nil for an empty list.
    static func listed(_ found: [String]) -> String? {
        guard !found.isEmpty else { return nil }
        let (shown, more) = (found.prefix(6).joined(separator: ", "), found.count - 6)
        return more > 0 ? "\(shown) and \(NumberText.count(more)) more" : shown
    }

    private static func signs(_ result: Result) -> [Finding] {
        func negative(_ range: ClosedRange<Double>) -> String? {
            listed(result.templates.values) { template in
                range.contains(template.negativeShare)
                    ? NumberText.significant(100 * template.negativeShare, digits: 2) + " %" : nil
            }
        }
        var findings: [Finding] = []
        if let found = negative(0.45...1) {
            findings.append(
                Finding(
                    cancellingWeights, "Positive and negative weights nearly cancel: \(found) negative.",
                    remedy: "Simulate more events, or use a generator that makes fewer negative ones."))
        }
        if let found = negative(0.25...0.45.nextDown) {
            findings.append(
                Finding(
                    manyNegative, "Much of the weight is negative: \(found).",
                    remedy: "Simulate more events, as a flow may follow single ones; or see what 'negative: "
                        + "spread' changes."))
        }
        return findings
    }

    private static func numbers(_ result: Result) -> [Finding] {
        let few = listed(result.templates.values) { $0.effective < 1000 ? NumberText.significant($0.effective) : nil }
        guard let few else { return [] }
        return [
            Finding(
                fewEvents, "Few events count effectively: \(few).",
                remedy: "Simulate more events, or take fewer features.")
        ]
    }

    private static func repeats(_ result: Result) -> [Finding] {
        let found = listed(result.templates.values) { template in
            let limit = max(1e-3 * Double(template.events), 10 * (template.chanceRows ?? 0), 1)
            return Double(template.repeatedRows) > limit ? NumberText.count(template.repeatedRows) : nil
        }
        guard let found else { return [] }
        return [
            Finding(
                repeatedEvents, "Events have all features and scores of another: \(found).",
                remedy:
                    "Look whether a file was read or merged twice: repeated events make N_eff look larger than it is.")
        ]
    }

    private static func mixtures(_ result: Result) -> [Finding] {
        let found = listed(result.templates.values) { template in
            let related = template.relatedIds ?? 0
            return Double(related) > 1e-2 * Double(template.events) ? NumberText.count(related) : nil
        }
        guard let found else { return [] }
        return [
            Finding(
                mixedVariations, "Events stand beside variations of themselves, with one id: \(found).",
                remedy: "Look whether a file of 'samples' is a template and lacks its 'at': Σw counts its events twice."
            )
        ]
    }

    private static func yields(_ result: Result) -> [Finding] {
        let templates = result.templates.values
        var findings: [Finding] = []
        let large = listed(templates) { template in
            template.factor.flatMap { factor in
                abs(log(factor)) > max(log(1.5), 4 * (template.factorError ?? 0) / factor)
                    ? "× " + NumberText.significant(factor, digits: 3) : nil
            }
        }
        if let large {
            findings.append(
                Finding(
                    largeEffect, "Templates move yields far: \(large).",
                    remedy: "Look whether their weights are normalized as the nominal ones are."))
        }
        func single(_ template: Template, _ name: String) -> Template? {
            let point = template.at.point
            return templates.first {
                $0.eventClass == template.eventClass && $0.at.point == NuisancePoint([name: point[name]])
            }
        }
        let joint = templates.filter { $0.at.point.movedNames.count > 1 }
        let other = listed(joint) { template in
            let singles = template.at.point.movedNames.compactMap { single(template, $0) }
            let factors = singles.compactMap(\.factor)
            guard factors.count == template.at.point.movedNames.count, let own = template.factor else { return nil }
            let product = factors.reduce(1, *)
            let variance = ([template] + singles).reduce(0.0) { variance, template in
                guard let factor = template.factor, let error = template.factorError else { return variance }
                return variance + error * error / (factor * factor)
            }
            return abs(log(own / product)) > max(0.02, 4 * variance.squareRoot())
                ? "× \(NumberText.significant(own, digits: 3)), not \(NumberText.significant(product, digits: 3))" : nil
        }
        if let other {
            findings.append(
                Finding(
                    jointYield,
                    "Yields of joint templates do not factorize: \(other). Fits use the product.",
                    remedy: "Look at their weights; keep nuisances that act together on yields small."))
        }
        let unknown = Set(
            joint.flatMap { template in
                template.at.point.movedNames.filter { name in
                    !templates.contains {
                        $0.eventClass == template.eventClass && $0.at.point != .nominal && $0.at.point.isAlong(name)
                    }
                }.map { "\($0) in \(template.eventClass)" }
            }
        ).sorted()
        if !unknown.isEmpty {
            findings.append(
                Finding(
                    missingResponse,
                    "No template moves these alone, so the response of yields is not known: "
                        + "\(unknown.joined(separator: ", ")).",
                    remedy: "Add templates that move one nuisance."))
        }
        return findings
    }
}
