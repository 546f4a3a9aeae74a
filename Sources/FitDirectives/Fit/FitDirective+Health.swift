import Report
import Statistics

/// What a fit can find wrong with its best fit.
extension FitDirective {
    static let notFinite = HealthCheck("not-finite", .unsound, "The best fit of a nuisance is not a finite number.")
    static let stillMoving = HealthCheck(
        "still-moving", .doubtful,
        "A nuisance moved in the last tenth of the fit by more than a tenth of its uncertainty, or, where that is not "
            + "known, by more than 0.01.")
    static let healthChecks = [notFinite, stillMoving]

    static func health(_ options: Options, _ result: Result) -> [Finding] {
        var findings: [Finding] = []
        let nuisances = result.order.compactMap { name in result.nuisances[name].map { (name, $0) } }
        let lost = nuisances.filter { !$0.1.best.isFinite }.map(\.0)
        if !lost.isEmpty {
            findings.append(
                Finding(
                    notFinite, "The best fit of \(lost.joined(separator: ", ")) is not a number.",
                    remedy: "Choose smaller rates, and look at the densities of 'kinematics' and 'score'."))
        }
        let moving = nuisances.compactMap { name, nuisance -> String? in
            let allowed = allowedMovement(of: nuisance)
            guard let moved = nuisance.moved, abs(moved) > allowed else { return nil }
            return
                "\(name) moved by \(NumberText.significant(abs(moved), digits: 1)) in the last tenth of the fit, more than "
                + NumberText.significant(allowed, digits: 1)
        }
        if !moving.isEmpty {
            findings.append(
                Finding(
                    stillMoving, moving.joined(separator: "; ") + ".",
                    remedy:
                        "Give the fit more 'epochs', and look at the Newton step that a 'hessian' finds still to go."))
        }
        return findings
    }

    /// How far it may move in the last tenth of the fit: a tenth of the members' spread, or of the σ of x alone.
    private static func allowedMovement(of nuisance: FittedNuisance) -> Double {
        if let spread = nuisance.members?.deviation, spread.isFinite, spread > 0 { return spread / 10 }
        if let difference = nuisance.difference, let fromTruth = nuisance.fromTruth, fromTruth != 0 {
            return abs(difference / fromTruth) / 10
        }
        return 0.01
    }
}
