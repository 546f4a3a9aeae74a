import Report
import Statistics

extension ExploreDirective {
    static let coarseInterpolation = HealthCheck(
        "coarse-interpolation", .doubtful,
        "Between its points the explorer is wrong by more than 0.1 σ of the data in a bin, or 0.05 in −2Δln L.")
    static let fewEffective = HealthCheck(
        "few-effective-draws", .doubtful,
        "At the end of a slider, fewer than a fifth of the events drawn at ν̂ count effectively.")
    static let healthChecks = [coarseInterpolation, fewEffective]

    static func health(_ options: Options, _ result: Result) -> [Finding] {
        var findings: [Finding] = []
        if !(result.countsError <= 0.1 && result.devianceError <= 0.05) {
            findings.append(
                Finding(
                    coarseInterpolation,
                    "Between its points the explorer is wrong by up to \(NumberText.significant(result.countsError, digits: 2)) "
                        + "σ of the data in a bin, and \(NumberText.significant(result.devianceError, digits: 2)) in −2Δln L.",
                    remedy: "Explore fewer 'nuisances'."))
        }
        if !(result.effectiveEvents >= 0.2) {
            findings.append(
                Finding(
                    fewEffective,
                    "At the end of a slider \(NumberText.fixed(100 * result.effectiveEvents, decimals: 0)) % of the events drawn at ν̂ count "
                        + "effectively.", remedy: "Draw more 'events', or explore fewer 'nuisances'."))
        }
        return findings
    }
}
