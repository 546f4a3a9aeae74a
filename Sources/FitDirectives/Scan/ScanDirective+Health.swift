import Report
import Statistics

/// What a scan can find wrong with its likelihood.
extension ScanDirective {
    static let notConverged = HealthCheck(
        "not-converged", .unsound, "Maxima, or the tolerance of −2 ln L, were not reached.")
    static let higherMaximum = HealthCheck(
        "higher-maximum", .unsound, "A profile finds a higher likelihood than that of the best fit.")
    static let atEdge = HealthCheck(
        "at-edge", .unsound,
        "The best fit lies beyond the window or within 1 % of its edge: the maximum may lie outside.")
    static let beyondProfile = HealthCheck(
        "beyond-profile", .doubtful, "The window reaches beyond the one that the profile was trained on.")
    static let apartFromFit = HealthCheck(
        "apart-from-fit", .doubtful,
        "The best fit differs from that of the fit by more than 0.1 of its σ, with several members by more than 1 σ.")
    static let tooNarrow = HealthCheck(
        "too-narrow", .doubtful,
        "T follows ν by a profile, and σ is less than 0.93 of σ with a T that is free at every ν.")
    static let healthChecks = [
        notConverged, higherMaximum, atEdge, apartFromFit, tooNarrow, .openInterval, .openContour, beyondProfile,
        .fewMembers,
    ]

    static func health(_ options: Options, _ result: Result) -> [Finding] {
        [
            convergence(result), maximum(result), edge(result), apart(options, result), interval(result),
            contour(options, result), profile(options, result), width(options, result),
            .fewMembers(result.effectiveMembers, of: result.members.values.count),
        ].compactMap { $0 }
    }

    private static func convergence(_ result: Result) -> Finding? {
        guard !result.converged else { return nil }
        guard result.method == .newton else {
            return Finding(
                notConverged,
                "Not converged: −2 ln L is right to \(NumberText.significant(result.error, digits: 2)) only, or a maximum "
                    + "was not reached.",
                remedy: "Choose a smaller window or a larger 'tolerance'.")
        }
        return Finding(
            notConverged,
            result.unsettled > 0
                ? "Not converged: \(NumberText.count(result.unsettled)) of the climbs did not converge."
                : "Not converged: −2 ln L is right to \(NumberText.significant(result.error, digits: 2)) only.",
            remedy: "Choose a smaller window or a larger 'tolerance', or begin at another fit.")
    }

    private static func maximum(_ result: Result) -> Finding? {
        guard let lowest = result.lowestDeviance, lowest < -0.01 else { return nil }
        return Finding(
            higherMaximum,
            "A higher maximum lies elsewhere: −2Δln L falls to \(NumberText.significant(lowest, digits: 2)).",
            remedy: "Scan from a fit with another 'start', or with 'transfer: free'.")
    }

    private static func edge(_ result: Result) -> Finding? {
        guard !result.atEdge.isEmpty else { return nil }
        let names = result.atEdge.joined(separator: ", ")
        return Finding(
            atEdge,
            result.method == .surface
                ? "The best fit of \(names) lies on the edge of the window: the maximum may lie outside."
                : "The best fit of \(names) lies outside of the window.",
            remedy: "Choose a 'window' or a 'half-width' that contains it.")
    }

    private static func apart(_ options: Options, _ result: Result) -> Finding? {
        let isCombined = result.members.values.count > 1
        let apart = result.order.compactMap { name -> String? in
            guard let distance = result.nuisances[name]?.fromFit, abs(distance) > (isCombined ? 1 : 0.1) else {
                return nil
            }
            return "\(name) by \(NumberText.significant(abs(distance), digits: 2)) σ"
        }
        guard !apart.isEmpty else { return nil }
        return Finding(
            apartFromFit,
            "The best fit lies apart from that of the fit: \(apart.joined(separator: ", ")). "
                + (isCombined
                    ? "Members that scatter by more than they are wide combine to several maxima."
                    : options[prior]
                        ? "With T held, or following ν, the likelihood is not at its maximum where the fit ended."
                        : "The scan leaves the priors out, which the fit has."),
            remedy: isCombined
                ? "Take more 'members', or more events."
                : "Quote ν̂ and σ of the fit, whose 'distance' says how far T was from its maximum.")
    }

    private static func interval(_ result: Result) -> Finding? {
        let open = result.order.compactMap { name -> String? in
            guard let nuisance = result.nuisances[name] else { return nil }
            switch (nuisance.lower.value, nuisance.upper.value) {
            case (.some, .some): return nil
            case (nil, nil): return "both bounds of \(name)"
            case (nil, .some): return "the lower bound of \(name)"
            case (.some, nil): return "the upper bound of \(name)"
            }
        }
        guard !open.isEmpty else { return nil }
        return Finding(
            .openInterval, "Open in the window: \(open.joined(separator: ", ")) at 68.27 %.",
            remedy: "Choose a larger 'window' or 'half-width'.")
    }

    private static func contour(_ options: Options, _ result: Result) -> Finding? {
        let names = options[nuisances]
        guard names.count == 2, let plane = result.planes.first(where: { Set($0.nuisances) == Set(names) })
        else { return nil }
        let pair = names.joined(separator: " and ")
        let sentence: String
        switch plane.contour68 {
        case nil: sentence = "No contour of 68.27 % of \(pair) was found in the window."
        case let contour? where !contour.isComplete:
            sentence = "The contour of 68.27 % of \(pair) was not traced to its end."
        case let contour? where !contour.isClosed: sentence = "The contour of 68.27 % of \(pair) leaves the window."
        default: return nil
        }
        return Finding(.openContour, sentence, remedy: "Choose a larger 'window' or 'half-width'.")
    }

    private static func width(_ options: Options, _ result: Result) -> Finding? {
        guard result.outsideProfile != nil else { return nil }
        let narrow = result.order.compactMap { name -> String? in
            guard let ratio = result.nuisances[name]?.sigmaOverFit, ratio < 0.93 else { return nil }
            return "\(name) by a factor of \(NumberText.significant(ratio, digits: 2))"
        }
        guard !narrow.isEmpty else { return nil }
        return Finding(
            tooNarrow,
            "The interval is narrower than that with T free: \(narrow.joined(separator: ", ")). The profile does not "
                + "follow ν as far as T could.",
            remedy: "Quote a scan with 'transfer: free', or train '\(options[fit].label)' on more 'events', in more "
                + "'epochs'.")
    }

    private static func profile(_ options: Options, _ result: Result) -> Finding? {
        guard let outside = result.outsideProfile, !outside.isEmpty else { return nil }
        return Finding(
            beyondProfile,
            "The window of \(outside.joined(separator: ", ")) reaches beyond the one that '\(options[fit].label)' was "
                + "trained on: do not trust the edges.",
            remedy: "Scan less, or give the profile a larger 'window'.")
    }

}
