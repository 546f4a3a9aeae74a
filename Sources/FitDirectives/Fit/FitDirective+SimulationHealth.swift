import Report
import Statistics

/// What a fit can find wrong with the number of its simulated events.
extension FitDirective {
    static let noticeableSimulation = HealthCheck(
        "noticeable-simulation-error", .doubtful,
        "Another simulation of as many events would move the best fit by more than 0.3 σ, which σ does not include.")
    static let largeSimulation = HealthCheck(
        "large-simulation-error", .unsound,
        "Another simulation of as many events would move the best fit by more than 1 σ, which σ does not include.")
    static let simulationChecks = [noticeableSimulation, largeSimulation]

    static func simulationFindings(_ result: Result) -> [Finding] {
        guard let simulation = result.simulation else { return [] }
        let shares = result.order.compactMap { name in simulation.nuisances[name].map { (name, $0.share) } }
        return [
            (largeSimulation, HealthLimit.largeBias, Double.infinity),
            (noticeableSimulation, HealthLimit.noticeableBias, HealthLimit.largeBias),
        ].compactMap { check, limit, most in
            let found = shares.filter { $0.1 > limit && $0.1 <= most }
            guard let worst = found.map(\.1).max() else { return nil }
            let words = found.map { "\($0.0) by \(NumberText.significant($0.1, digits: 2)) σ" }
            let times = (worst / HealthLimit.noticeableBias) * (worst / HealthLimit.noticeableBias)
            return Finding(
                check,
                "The simulation is small for these data: another one of as many events would move the best fit, "
                    + "\(words.joined(separator: ", ")).",
                remedy: "Train on \(NumberText.significant(times, digits: 2)) times as many different events, or "
                    + "more; until then quote 'simulation.\(found[0].0).total' in place of σ.")
        }
    }
}
