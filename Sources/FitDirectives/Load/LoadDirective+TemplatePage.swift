import Report
import Samples
import Statistics

/// What the page says of templates before anything is trained on them, and of data beside simulation.
extension LoadDirective {
    /// A section about the effect of each nuisance on each class, and notes about allowed peculiarities.
    static func templateFragments(_ result: Result) -> [Fragment] {
        let rows = result.nuisances.flatMap { name in
            result.classes.flatMap { templateRows(result, nuisance: name, eventClass: $0) }
        }
        let repeated = repeatedIds(result).map { [Fragment.note($0)] } ?? []
        guard !rows.isEmpty else { return repeated }
        let table = Table(
            header: ["nuisance", "class", "at", "yield", "shape", "±", "most in", "N_eff", "events"], rows: rows,
            alignment: [.left, .left, .left, .right, .right, .right, .left, .right, .left],
            note:
                "Shape: how far the distribution of a feature or score moves, in σ of a normal one, for the one that "
                + "moves most significantly; ± is how far it would move by chance. Templates with events of the "
                + "nominal sample, moved or with other weights, scatter together with it, and less; those with events "
                + "of their own scatter by themselves. Training learns what chance does, too.")
        return [.note("Templates: how every nuisance alone changes every class."), .table(table)] + repeated
    }

    private static func templateRows(_ result: Result, nuisance: String, eventClass: String) -> [[String]] {
        let own = result.templates.values.filter {
            $0.eventClass == eventClass && $0.at.point != .nominal && $0.at.point.isAlong(nuisance)
        }
        func value(_ template: Template) -> Double { template.at.point[nuisance] }
        let isOneSided = !own.contains { value($0) > 0 } || !own.contains { value($0) < 0 }
        return own.sorted { value($0) < value($1) }.map { template in
            let (factor, shape) = (template.factor, template.shape)
            return [
                nuisance, eventClass,
                NumberText.significant(value(template), signed: true) + (isOneSided ? ", one-sided" : ""),
                factor.map { factor in
                    "× "
                        + (template.factorError.flatMap { $0 > 0 ? PDGRounding(factor, error: $0).plain : nil }
                            ?? NumberText.significant(factor))
                } ?? "–",
                shape.map { NumberText.significant($0.distance, digits: 2) } ?? "–",
                shape.map { NumberText.significant($0.error, digits: 2) } ?? "–", shape?.feature ?? "–",
                count(template.effective),
                template.sharesEvents
                    ? "nominal, other weights" : shape?.sharesEvents ?? false ? "nominal, moved" : "own",
            ]
        }
    }

    /// What ids repeat does no harm to the division of events, and may show that files number theirs alike.
    private static func repeatedIds(_ result: Result) -> String? {
        let found = listed(result.templates.values) { template in
            template.repeatedIds.flatMap { $0 > 0 ? NumberText.count($0) : nil }
        }
        return found.map {
            "Ids that an earlier event has: \($0). Such events have the same use, in training or validation, and "
                + "count as one where templates are compared."
        }
    }

    /// A table of the ranges of data and simulation, by feature; nil where the simulation is not known.
    static func ranges(_ options: Options, _ result: Result) -> Table? {
        let rows = result.ranges.values.sorted { $0.key < $1.key }.compactMap { name, range -> [String]? in
            guard let outside = range.outside else { return nil }
            return [
                name, NumberText.significant(range.lowest), NumberText.significant(range.highest),
                NumberText.count(outside.below), NumberText.count(outside.above),
                count(outside.byChance.rounded(.down)),
            ]
        }
        guard !rows.isEmpty, let like = options[like] else { return nil }
        return Table(
            header: ["feature", "lowest", "highest", "below", "above", "by chance"], rows: rows,
            alignment: [.left] + Array(repeating: .right, count: 5),
            note:
                "Below and above: events outside of all that '\(like.label)' has simulated; by chance there may be so "
                + "many on either side.")
    }
}
