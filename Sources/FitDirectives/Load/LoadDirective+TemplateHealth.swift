import Foundation
import Report
import Samples
import Statistics

/// What a load finds wrong with its templates and classes before anything is trained on them.
extension LoadDirective {
    static let equalTemplate = HealthCheck(
        "equal-template", .doubtful,
        "A template has the same events with the same weights as another or as a nominal sample.")
    static let noEffect = HealthCheck(
        "no-effect", .doubtful,
        "A template differs from the nominal events neither in yield nor in shape, beyond errors or by 0.001, though "
            + "an effect of 0.03 σ would show.")
    static let unresolvedShape = HealthCheck(
        "unresolved-shape", .doubtful,
        "A template with independent events does not differ in shape beyond errors (p > 0.05), which are 0.03 σ or more."
    )
    static let sameSide = HealthCheck(
        "same-side", .doubtful,
        "Templates up and down move a yield by more than 1 %, or a feature by more than 0.02 σ, to the same side, "
            + "each by more than 4 errors and neither by less than a quarter of the other.")
    static let alikeClasses = HealthCheck(
        "alike-classes", .doubtful,
        "The features of two classes agree within errors (p > 0.01), or differ by less than 0.05 σ.")
    static let templateChecks = [equalTemplate, noEffect, unresolvedShape, sameSide, alikeClasses]

    /// The numbers of these checks.
    private enum Limit {
        /// Of a probability that an effect is chance.
        static let probability = 0.05
        /// σ: errors beyond which an effect that matters may stay unseen.
        static let error = 0.03
        /// Smaller effects are none, whatever their errors.
        static let effect = 0.001
        static let classProbability = 0.01
        static let classDistance = 0.05
        /// How many errors either side has to move.
        static let sideErrors = 4.0
        static let sideYield = 0.01
        static let sideShift = 0.02
        static let sideRatio = 0.25
    }

    static func templateFindings(_ result: Result) -> [Finding] {
        [equal(result), without(result), unresolved(result), same(result), alike(result)].compactMap(\.self)
    }

    private static func equal(_ result: Result) -> Finding? {
        let templates = result.templates.values
        let found = listed(templates) { template in
            template.equalTo.map { "as \(templates[$0].eventClass) at \(templates[$0].at.point.words)" }
        }
        return found.map {
            Finding(
                equalTemplate, "Templates have the events and weights of others: \($0).",
                remedy:
                    "Look whether 'samples' lists a file or a weight twice; a nuisance that does not act on a "
                    + "class needs no template of it.")
        }
    }

    /// "× 1.003 ± 0.002, shape by 0.01 ± 0.02 σ".
    private static func effect(_ template: Template) -> String {
        func number(_ value: Double?) -> String { NumberText.significant(value ?? 0, digits: 2) }
        return "yield × \(NumberText.significant(template.factor ?? 1)) ± \(number(template.factorError)), shape by "
            + "\(number(template.shape?.distance)) ± \(number(template.shape?.error)) σ"
    }

    private static func isSeen(_ shape: TemplateShape) -> Bool {
        shape.probability < Limit.probability && shape.distance > Limit.effect
    }

    private static func without(_ result: Result) -> Finding? {
        let found = listed(result.templates.values) { template in
            guard template.equalTo == nil, let shape = template.shape, let factor = template.factor, !isSeen(shape),
                abs(factor - 1) <= max(Limit.effect, 2 * (template.factorError ?? 0)),
                shape.sharesEvents || shape.error < Limit.error
            else { return nil }
            return effect(template)
        }
        return found.map {
            Finding(
                noEffect, "Templates show no effect: \($0).",
                remedy:
                    "Remove them, if the nuisance does not act there; or look whether the file or weight is the "
                    + "right one."
            )
        }
    }

    private static func unresolved(_ result: Result) -> Finding? {
        let found = listed(result.templates.values) { template in
            guard template.equalTo == nil, let shape = template.shape, !shape.sharesEvents,
                shape.probability >= Limit.probability, shape.error >= Limit.error
            else { return nil }
            return effect(template)
        }
        return found.map {
            Finding(
                unresolvedShape,
                "Templates have independent events, too few to distinguish their effect on shapes from chance: \($0).",
                remedy:
                    "Simulate more, or vary the nominal events themselves, by new values or weights, with an 'id' "
                    + "that identifies them: then they fluctuate together.")
        }
    }

    private static func same(_ result: Result) -> Finding? {
        let found = listed(
            result.nuisances.flatMap { name in
                result.classes.flatMap { sides(result, nuisance: name, eventClass: $0) }
            })
        return found.map {
            Finding(
                sameSide, "Up and down move to one side: \($0).",
                remedy:
                    "Look whether both are of the same variation; if the response really is like this, add templates in between, as "
                    + "a polynomial follows it.")
        }
    }

    /// Of the nearest templates up and down.
    private static func sides(_ result: Result, nuisance: String, eventClass: String) -> [String] {
        let own = result.templates.values.filter {
            $0.eventClass == eventClass && $0.at.point != .nominal && $0.at.point.isAlong(nuisance)
        }
        func value(_ template: Template) -> Double { template.at.point[nuisance] }
        guard let up = own.filter({ value($0) > 0 }).min(by: { value($0) < value($1) }),
            let down = own.filter({ value($0) < 0 }).max(by: { value($0) < value($1) })
        else { return [] }
        var found: [String] = []
        func moves(_ template: Template) -> (value: Double, error: Double)? {
            template.factor.flatMap { factor in template.factorError.map { (log(factor), $0 / factor) } }
        }
        if let higher = moves(up), let lower = moves(down), areAlike(higher, lower, least: Limit.sideYield) {
            let factors = [down, up].compactMap(\.factor).map { "× \(NumberText.significant($0))" }
            found.append("the yield of \(eventClass) by \(nuisance) (\(factors.joined(separator: ", ")))")
        }
        for name in (up.shape?.features.values.keys.sorted() ?? []) {
            guard let higher = up.shape?.features[name], let lower = down.shape?.features[name],
                areAlike((higher.shift, higher.shiftError), (lower.shift, lower.shiftError), least: Limit.sideShift)
            else { continue }
            let shifts = [lower, higher].map { NumberText.significant($0.shift, digits: 2, signed: true) + " σ" }
            found.append("\(name) of \(eventClass) by \(nuisance) (\(shifts.joined(separator: ", ")))")
        }
        return found
    }

    private static func areAlike(
        _ up: (value: Double, error: Double), _ down: (value: Double, error: Double), least: Double
    ) -> Bool {
        let (smaller, larger) = (min(abs(up.value), abs(down.value)), max(abs(up.value), abs(down.value)))
        return up.value * down.value > 0 && smaller > least && smaller > Limit.sideRatio * larger
            && abs(up.value) > Limit.sideErrors * up.error && abs(down.value) > Limit.sideErrors * down.error
    }

    private static func alike(_ result: Result) -> Finding? {
        let found = listed(
            result.separations.values.compactMap { pair in
                guard pair.probability > Limit.classProbability || pair.distance < Limit.classDistance else {
                    return nil
                }
                return "\(pair.first) and \(pair.second) by \(NumberText.significant(pair.distance, digits: 2)) ± "
                    + "\(NumberText.significant(pair.error, digits: 2)) σ"
            })
        return found.map {
            Finding(
                alikeClasses, "Neither single features nor their correlations distinguish classes: \($0).",
                remedy:
                    "Take features that do, or merge the classes: data do not determine how many events belong to each."
            )
        }
    }
}
