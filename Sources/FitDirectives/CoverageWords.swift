import Report
import Statistics

/// What the page says of toys: how many, what they can tell, and tables of coverage and pulls.
struct CoverageWords {
    let result: Value
    let kind: CoverageDirective.Kind

    var fragments: [Fragment] {
        let names = result[path: "nuisances"]?.array?.compactMap(\.string) ?? []
        return [.note(sentences.joined(separator: " "))] + (names.isEmpty ? [] : [coverage(names), pulls(names)])
    }

    private var sentences: [String] {
        let requested = result[path: "requested"]?.int ?? 0
        let failed = result[path: "failed"]?.int ?? 0
        var sentences = [
            "\(NumberText.count(requested)) toys"
                + (failed == 0
                    ? ", none failed" : ", of which \(NumberText.count(failed)) failed and count in no fraction below")
                + "; \(number("evaluations-per-toy", 3)) evaluations of a member's likelihood a toy on average, "
                + "−2 ln L right to \(number("error", 2))."
        ]
        if failed > 0, let why = result[path: "failures.0.why"]?.string, let toy = result[path: "failures.0.toy"]?.int {
            sentences.append("Toy \(toy): \(why).")
        }
        if let rough = result[path: "rough"]?.int, rough > 0 {
            sentences.append(
                "In \(NumberText.count(rough)) of them it is rougher than was asked for, where single events cross narrow "
                    + "structures of the densities or of T; they count all the same, and their intervals are less certain."
            )
        }
        switch kind {
        case .conditional:
            sentences.append(
                "Conditional: T stays as it was fitted to the observed events, and ν alone is fitted to each toy. All toys "
                    + "share T's one fluctuation: they tell how these likelihoods behave on new data, not how often the "
                    + "whole measurement, with T fitted anew, would hold the truth.")
        case .unconditional:
            sentences.append("Unconditional: every member is fitted anew to each toy, T and ν together.")
        }
        sentences.append("The bands hold the number of toys alone.")
        return sentences
    }

    private func coverage(_ names: [String]) -> Fragment {
        var rows: [[String]] = []
        for name in names + (names.count > 1 ? ["joint"] : []) {
            for level in ["68", "95"] {
                let path = "\(name).covered-\(level)"
                rows.append([
                    name, "\(percent("\(path).nominal"))",
                    "\(result[path: "\(path).covered"]?.int ?? 0) of \(result[path: "\(path).toys"]?.int ?? 0)",
                    percent("\(path).fraction"), band("\(path).lower-68", "\(path).upper-68"),
                    band("\(path).lower-95", "\(path).upper-95"),
                    quantile("\(name).calibration.sigma-\(level)"), quantile("\(name).calibration.delta-\(level)"),
                    toys("\(path).toys-to-resolve"),
                ])
            }
        }
        return .table(
            Table(
                header: [
                    "interval of", "nominal", "holds the truth", "coverage", "68 % band", "95 % band",
                    "σ × for nominal", "−2Δln L for nominal", "toys to resolve",
                ],
                rows: rows, alignment: [.left] + Array(repeating: .right, count: 8),
                note: "Bands are Clopper–Pearson intervals. The two calibrations are quantiles over the toys, with one "
                    + "standard deviation of their number; a nominal likelihood has "
                    + "\(Self.nominal { $0.normalQuantile }) σ, and "
                    + "\(Self.nominal { $0.deviance(degreesOfFreedom: 1) }) (for two jointly "
                    + "\(Self.nominal { $0.deviance(degreesOfFreedom: 2) })). The last "
                    + "column: from how many toys on a deviation of this size would lie outside the band of 95 %."))
    }

    /// "1.00 and 3.84": a number at 68.27 % and at 95 %.
    private static func nominal(_ number: (ConfidenceLevel) -> Double) -> String {
        let levels = [ConfidenceLevel.oneSigma, .ninetyFivePercent]
        return levels.map { NumberText.significant(number($0), digits: 3, padded: true) }.joined(separator: " and ")
    }

    private func pulls(_ names: [String]) -> Fragment {
        var rows: [[String]] = []
        for name in names {
            for (words, prefix) in [
                ("this likelihood", ""), ("x alone, exact", "x-alone."),
                ("distortion known, exact", "distortion-known."),
            ]
            where result[path: "\(prefix)\(name).pull.mean"] != nil {
                let path = "\(prefix)\(name)"
                rows.append([
                    name, words,
                    "\(number("\(path).pull.mean", 2)) ± \(number("\(path).pull.mean-error", 1))",
                    "\(number("\(path).pull.width", 3)) ± \(number("\(path).pull.width-error", 1))",
                    percent("\(path).covered-68.fraction"), percent("\(path).covered-95.fraction"),
                ])
            }
        }
        return .table(
            Table(
                header: [
                    "nuisance", "likelihood", "mean of pulls", "width of pulls",
                    "\(ConfidenceLevel.oneSigma.percent) covers",
                    "\(ConfidenceLevel.ninetyFivePercent.percent) covers",
                ],
                rows: rows, alignment: [.left, .left, .right, .right, .right, .right],
                note: "Pull: (ν̂ − truth)/σ, with σ towards the truth. The exact likelihoods see the same toys."))
    }

    private func quantile(_ path: String) -> String {
        guard let value = result[path: "\(path).value"]?.double else { return "" }
        func end(_ key: String) -> String {
            result[path: "\(path).\(key)"]?.double.map { NumberText.significant($0, digits: 3) } ?? "open"
        }
        return "\(NumberText.significant(value, digits: 3)) (\(end("lower")) – \(end("upper")))"
    }

    private func toys(_ path: String) -> String {
        result[path: path]?.int.map(NumberText.count) ?? "no deviation"
    }

    private func percent(_ path: String) -> String {
        result[path: path]?.double.map { NumberText.significant(100 * $0, digits: 4) + " %" } ?? ""
    }

    private func band(_ lower: String, _ upper: String) -> String {
        guard let low = result[path: lower]?.double, let high = result[path: upper]?.double else { return "" }
        return "\(NumberText.significant(100 * low, digits: 3)) – \(NumberText.significant(100 * high, digits: 3)) %"
    }

    private func number(_ path: String, _ digits: Int) -> String {
        NumberText.significant(result[path: path]?.double ?? .nan, digits: digits)
    }
}
