import Report

/// What the page says of toys: how many, what deviations they resolve, and tables of coverage and pulls.
extension CoverageDirective {
    static func present(_ options: Options, _ result: Result, _ context: PresentationContext) throws -> [Fragment] {
        words(result, options[kind])
    }

    static func words(_ result: Result, _ kind: Kind) -> [Fragment] {
        [.note(sentences(result, kind).joined(separator: " "))]
            + (result.order.isEmpty ? [] : [coverage(result), pulls(result)])
    }

    private static func sentences(_ result: Result, _ kind: Kind) -> [String] {
        var sentences = [
            "\(Format.count(result.requested)) toys"
                + (result.failed == 0
                    ? ", none failed" : ", of which \(Format.count(result.failed)) failed and count in no fraction below")
                + "; \(Format.number(result.evaluationsPerToy, significant: 3)) evaluations of a member's likelihood a toy "
                + "on average, −2 ln L right to \(Format.number(result.error, significant: 2))."
        ]
        if let first = result.failures.first { sentences.append("Toy \(first.toy): \(first.why).") }
        if result.rough > 0 {
            sentences.append(
                "In \(Format.count(result.rough)) of them it is rougher than was asked for, where single events cross "
                    + "narrow structures of the densities or of T; they count all the same, and their intervals are less "
                    + "certain.")
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

    private static func coverage(_ result: Result) -> Fragment {
        var rows: [[String]] = []
        for name in result.order {
            guard let nuisance = result.nuisances[name] else { continue }
            let calibration = nuisance.calibration
            rows += [
                row(name, nuisance.covered68, sigma: calibration.sigma68, delta: calibration.delta68),
                row(name, nuisance.covered95, sigma: calibration.sigma95, delta: calibration.delta95),
            ]
        }
        if result.order.count > 1, let joint = result.joint {
            rows += [
                row("joint", joint.covered68, sigma: nil, delta: joint.calibration.delta68),
                row("joint", joint.covered95, sigma: nil, delta: joint.calibration.delta95),
            ]
        }
        return .table(
            Table(
                header: [
                    "interval of", "nominal", "holds the truth", "coverage", "68 % band", "95 % band",
                    "σ × for nominal", "−2Δln L for nominal", "toys to resolve",
                ],
                rows: rows, alignment: [.left] + Array(repeating: .right, count: 8),
                note: "Bands are Clopper–Pearson intervals. The two calibrations are quantiles over the toys, with one "
                    + "standard deviation of their number; a nominal likelihood has 1 and 1.96 σ, and 1 and 3.84 (for two "
                    + "jointly 2.30 and 5.99). The last column: from how many toys on a deviation of this size would lie "
                    + "outside the band of 95 %."))
    }

    private static func row(_ name: String, _ covered: Fraction, sigma: Quantile?, delta: Quantile) -> [String] {
        [
            name, percent(covered.nominal), "\(covered.covered) of \(covered.toys)", percent(covered.fraction),
            band(covered.lower68, covered.upper68), band(covered.lower95, covered.upper95),
            sigma.map(quantile) ?? "", quantile(delta),
            covered.toysToResolve.map(Format.count) ?? "no deviation",
        ]
    }

    private static func pulls(_ result: Result) -> Fragment {
        var rows: [[String]] = []
        for name in result.order {
            if let own = result.nuisances[name] {
                rows.append(row(name, "this likelihood", own.pull, own.covered68, own.covered95))
            }
            for (words, reference) in [
                ("x alone, exact", result.xAlone), ("distortion known, exact", result.distortionKnown),
            ] {
                guard let exact = reference?.nuisances[name] else { continue }
                rows.append(row(name, words, exact.pull, exact.covered68, exact.covered95))
            }
        }
        return .table(
            Table(
                header: ["nuisance", "likelihood", "mean of pulls", "width of pulls", "68.27 % covers", "95 % covers"],
                rows: rows, alignment: [.left, .left, .right, .right, .right, .right],
                note: "Pull: (ν̂ − truth)/σ, with σ towards the truth. The exact likelihoods see the same toys."))
    }

    private static func row(
        _ name: String, _ likelihood: String, _ pull: PullMoments, _ inner: Fraction, _ outer: Fraction
    ) -> [String] {
        [
            name, likelihood,
            "\(Format.number(pull.mean, significant: 2)) ± \(Format.number(pull.meanError, significant: 1))",
            "\(Format.number(pull.width, significant: 3)) ± \(Format.number(pull.widthError, significant: 1))",
            percent(inner.fraction), percent(outer.fraction),
        ]
    }

    private static func quantile(_ quantile: Quantile) -> String {
        guard let value = quantile.value else { return "" }
        func end(_ value: Double?) -> String { value.map { Format.number($0, significant: 3) } ?? "open" }
        return "\(Format.number(value, significant: 3)) (\(end(quantile.lower)) – \(end(quantile.upper)))"
    }

    private static func percent(_ value: Double) -> String { Format.number(100 * value, significant: 4) + " %" }

    private static func band(_ lower: Double, _ upper: Double) -> String {
        "\(Format.number(100 * lower, significant: 3)) – \(Format.number(100 * upper, significant: 3)) %"
    }
}
