import Report
import Statistics

/// What a load finds wrong with its features and scores before a density is to follow them.
extension LoadDirective {
    static let constantFeature = HealthCheck(
        "constant-feature", .unsound,
        "A feature or score has one value only, in all events or in those of a class: it has no density.")
    static let dependentFeature = HealthCheck(
        "dependent-feature", .unsound,
        "A feature or score is an exact function of another, or a sum of multiples of others: their density has no "
            + "maximum."
    )
    static let discreteFeature = HealthCheck(
        "discrete-feature", .doubtful,
        "A feature or score has 20 different values or fewer, or whole numbers that four events or more share: a "
            + "density makes spikes of it.")
    /// As many different values, or fewer, are no feature's.
    static let fewValues = 20
    static let spikedFeature = HealthCheck(
        "spiked-feature", .doubtful,
        "More than 2 % of the events of a class have one and the same value of a feature or score.")
    static let heavyTails = HealthCheck(
        "heavy-tails", .doubtful,
        "The outermost 0.1 % of a class begin more than 25 times as far out as the half of its central 68.3 % reaches.")
    static let beyondSplines = HealthCheck(
        "beyond-splines", .doubtful,
        "More than 0.5 % of the events of a class and template, ten or more, lie beyond ±5 of a standardized feature "
            + "or score."
    )
    static let outsideSimulation = HealthCheck(
        "outside-simulation", .doubtful,
        "More events of data lie below or above all simulated values of a feature than in one of 10 000 data sets by "
            + "chance."
    )
    static let featureChecks = [
        constantFeature, dependentFeature, discreteFeature, spikedFeature, heavyTails, beyondSplines, outsideSimulation,
    ]

    static func featureFindings(_ result: Result) -> [Finding] {
        let ranges = result.ranges.values.sorted { $0.key < $1.key }.map { (name: $0.key, range: $0.value) }
        return values(ranges, result) + tails(ranges) + outside(ranges, result)
    }

    private typealias NamedRange = (name: String, range: Range)

    /// The features with such a number, in words; nil where there is none.
    private static func listed(_ ranges: [NamedRange], _ words: (Range) -> String?) -> String? {
        listed(ranges.compactMap { name, range in words(range).map { "\(name) (\($0))" } })
    }

    private static func percent(_ part: Double) -> String { NumberText.significant(100 * part, digits: 2) + " %" }

    private static func values(_ ranges: [NamedRange], _ result: Result) -> [Finding] {
        func isConstant(_ range: Range) -> Bool { range.different == 1 || !(range.law?.constantIn.isEmpty ?? true) }
        func isDiscrete(_ range: Range) -> Bool {
            guard !isConstant(range) else { return false }
            // Few events have few values.
            return range.different <= fewValues && result.events > 200
                || range.law.map { $0.whole && $0.repeats >= 4 } ?? false
        }
        var findings: [Finding] = []
        let constant = listed(ranges) { range in
            guard isConstant(range) else { return nil }
            return range.different == 1
                ? "in all events" : range.law.flatMap { listed($0.constantIn) }.map { "in \($0)" }
        }
        if let constant {
            findings.append(
                Finding(
                    constantFeature, "A feature has one value: \(constant).",
                    remedy: "Remove it from 'x' or 'y', or select the events in which it varies."))
        }
        let dependent = listed(ranges) { range in
            guard let sources = range.law?.functionOf, !sources.isEmpty, !isConstant(range) else { return nil }
            return "from \(sources.joined(separator: ", "))"
        }
        if let dependent {
            findings.append(
                Finding(
                    dependentFeature, "A feature follows exactly from others: \(dependent).",
                    remedy: "Remove it from 'x' or 'y': it adds nothing, and a density grows there without end."))
        }
        if let discrete = listed(ranges, { isDiscrete($0) ? NumberText.counted($0.different, "value") : nil }) {
            findings.append(
                Finding(
                    discreteFeature, "A feature has few different values: \(discrete).",
                    remedy:
                        "Make classes of it, or select by it, in place of a feature; or spread its values over the "
                        + "steps between them."))
        }
        let spiked = listed(ranges) { range in
            guard !isConstant(range), !isDiscrete(range), let law = range.law, law.spike > 0.02 else {
                return nil
            }
            return "\(percent(law.spike)) at \(NumberText.significant(law.spikeAt))"
        }
        if let spiked {
            findings.append(
                Finding(
                    spikedFeature, "Many events have one and the same value: \(spiked).",
                    remedy:
                        "If it stands for a value that is missing, select the others, or make a class of these events.")
            )
        }
        return findings
    }

    private static func tails(_ ranges: [NamedRange]) -> [Finding] {
        var findings: [Finding] = []
        let heavy = listed(ranges) { range in
            range.law?.tail.flatMap { $0 > 25 ? NumberText.significant($0, digits: 2) + " half-widths" : nil }
        }
        if let heavy {
            findings.append(
                Finding(
                    heavyTails,
                    "Tails reach far: \(heavy). What holds most events is narrow once they are standardized.",
                    remedy: "Take another variable, such as its logarithm by 'define', or select."))
        }
        let beyond = listed(ranges) { range in
            range.law.flatMap { $0.beyondSplinesMost > 0.005 ? percent($0.beyondSplinesMost) : nil }
        }
        if let beyond {
            findings.append(
                Finding(
                    beyondSplines,
                    "Events lie where splines do not act, beyond ±5 once they are standardized: \(beyond).",
                    remedy:
                        "Give the trainings 'affine: true', or take another variable, such as its logarithm by "
                        + "'define'."
                ))
        }
        return findings
    }

    private static func outside(_ ranges: [NamedRange], _ result: Result) -> [Finding] {
        let found = listed(ranges) { range in
            guard let outside = range.outside else { return nil }
            let sides = [(outside.below, "below"), (outside.above, "above")].filter { Double($0.0) > outside.byChance }
            return sides.isEmpty
                ? nil : sides.map { "\(NumberText.count($0.0)) \($0.1)" }.joined(separator: ", ")
        }
        return found.map {
            [
                Finding(
                    outsideSimulation,
                    "Of \(NumberText.counted(result.events, "event")) of data some lie where none was simulated: \($0).",
                    remedy:
                        "Look at units and at values that stand for missing ones; select events that simulation "
                        + "describes."
                )
            ]
        } ?? []
    }
}
