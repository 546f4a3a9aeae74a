import Report
import Statistics

/// What a training can find wrong with its density.
extension TrainDirective {
    static let notFinite = HealthCheck("not-finite", .unsound, "The density is not finite on events never trained on.")
    static let noStepHelped = HealthCheck(
        "no-step-helped", .unsound, "No step made held-out events more likely: the network is as it was before.")
    static let earlyWeights = HealthCheck(
        "early-weights", .doubtful,
        "The weights are kept from the first half of the steps; all later ones made held-out events less likely.")
    static let healthChecks = [notFinite, noStepHelped, earlyWeights]

    static func health(_ options: Options, _ result: Result) -> [Finding] {
        var findings: [Finding] = []
        if !result.validation.isFinite {
            findings.append(
                Finding(
                    notFinite,
                    "Mean −ln p of the \(NumberText.count(result.validationEvents)) events never trained on is "
                        + "\(NumberText.significant(result.validation)).",
                    remedy: "Look for features far outside of the sample, or choose a smaller 'learning-rate'."))
        }
        guard result.steps > 0 else { return findings }
        let steps = NumberText.count(result.steps)
        if result.bestStep == 0 {
            findings.append(
                Finding(
                    noStepHelped, "None of the \(steps) steps made held-out events more likely.",
                    remedy: "Choose a smaller 'learning-rate', or train on more events."))
        } else if result.end == .allSteps, 2 * result.bestStep < result.steps {
            findings.append(
                Finding(
                    earlyWeights,
                    "Kept are the weights of step \(NumberText.count(result.bestStep)) of \(steps): with all later ones "
                        + "held-out events are less likely.",
                    remedy: "Train on more events, with a smaller network or a smaller 'learning-rate'."))
        }
        return findings
    }
}
