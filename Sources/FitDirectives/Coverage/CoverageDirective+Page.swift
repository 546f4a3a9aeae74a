import Report
import Statistics

/// What the page says of toys, beside its findings: how many, what deviations they resolve, and tables of coverage and pulls.
extension CoverageDirective {
    static func present(_ options: Options, _ result: Result, _ context: PresentationContext) throws -> [Fragment] {
        let tested = context.options(options[of])
        return words(
            result, options[kind], start: options[start],
            isFree: tested.isOf(ScanDirective.self) && tested[ScanDirective.transfer] == .free)
    }

    /// - Parameter isFree: whether T is free at every ν, so that the likelihood is that of x alone.
    static func words(
        _ result: Result, _ kind: Kind, start: Start = .cold, isFree: Bool = false
    ) -> [Fragment] {
        [.note(sentences(result, kind, start, isFree: isFree).joined(separator: " "))]
            + (result.order.isEmpty ? [] : [coverage(result), pulls(result)])
    }

    private static func sentences(_ result: Result, _ kind: Kind, _ start: Start, isFree: Bool) -> [String] {
        var sentences = [
            NumberText.counted(result.requested, "toy")
                + (result.failed == 0 ? ", none failed" : "")
                + "; \(NumberText.significant(result.evaluationsPerToy, digits: 3)) evaluations of a member's likelihood a toy "
                + "on average, −2 ln L right to \(NumberText.significant(result.error, digits: 2))."
        ]
        switch kind {
        case .conditional where isFree:
            sentences.append(
                "T is free at every ν, so that the likelihood is that of x alone: it holds no T that was fitted to the observed events, and "
                    + "the toys show how often the whole measurement covers the truth.")
        case .conditional:
            sentences.append(
                "Conditional: T stays as it was fitted to the observed events, and ν alone is fitted to each toy. All toys "
                    + "share the same fluctuation of T: they show how these likelihoods behave on new data, not how often the "
                    + "whole measurement, with T fitted again, would cover the truth.")
        case .unconditional:
            sentences.append(
                "Unconditional: every member is fitted again to each toy, T and ν together. "
                    + (start == .warm
                        ? "T begins at that of the observed events, and the residual that lets it follow ν is kept."
                        : "T begins as that of the observed events did."))
        }
        sentences.append("The bands contain only the uncertainty from the number of toys.")
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
                    + "standard deviation of their number; a nominal likelihood has "
                    + "\(nominal { $0.normalQuantile }) σ, and \(nominal { $0.deviance(degreesOfFreedom: 1) }) (for two "
                    + "jointly \(nominal { $0.deviance(degreesOfFreedom: 2) })). The last column: from how many toys on a "
                    + "deviation of this size would lie outside the band of 95 %."))
    }

    /// "1.00 and 3.84": a number at 68.27 % and at 95 %.
    private static func nominal(_ number: (ConfidenceLevel) -> Double) -> String {
        let levels = [ConfidenceLevel.oneSigma, .ninetyFivePercent]
        return levels.map { NumberText.significant(number($0), digits: 3, padded: true) }.joined(separator: " and ")
    }

    private static func row(_ name: String, _ covered: Fraction, sigma: Quantile?, delta: Quantile) -> [String] {
        [
            name, percent(covered.nominal), "\(covered.covered) of \(covered.toys)", percent(covered.fraction),
            band(covered.lower68, covered.upper68), band(covered.lower95, covered.upper95),
            sigma.map(quantile) ?? "", quantile(delta),
            covered.toysToResolve.map(NumberText.count) ?? "no deviation",
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
                header: ["nuisance", "likelihood", "mean of pulls", "width of pulls"]
                    + [ConfidenceLevel.oneSigma, .ninetyFivePercent].map { "\($0.percent) covers" },
                rows: rows, alignment: [.left, .left, .right, .right, .right, .right],
                note: "Pull: (ν̂ − truth)/σ, with σ towards the truth. The exact likelihoods see the same toys."))
    }

    private static func row(
        _ name: String, _ likelihood: String, _ pull: PullMoments, _ inner: Fraction, _ outer: Fraction
    ) -> [String] {
        [
            name, likelihood,
            PDGRounding(pull.mean, error: pull.meanError).plain, PDGRounding(pull.width, error: pull.widthError).plain,
            percent(inner.fraction), percent(outer.fraction),
        ]
    }

    private static func quantile(_ quantile: Quantile) -> String {
        guard let value = quantile.value else { return "" }
        func text(_ value: Double) -> String { NumberText.significant(value, digits: 3, padded: true) }
        func end(_ value: Double?) -> String { value.map(text) ?? "open" }
        return "\(text(value)) (\(end(quantile.lower)) – \(end(quantile.upper)))"
    }

    private static func percent(_ value: Double) -> String { NumberText.fixed(100 * value, decimals: 2) + " %" }

    private static func band(_ lower: Double, _ upper: Double) -> String {
        "\(NumberText.fixed(100 * lower, decimals: 1)) – \(NumberText.fixed(100 * upper, decimals: 1)) %"
    }
}
