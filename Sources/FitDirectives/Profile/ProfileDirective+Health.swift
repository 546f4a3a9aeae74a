import Report
import Statistics

/// What a profile can find wrong with its residual.
extension ProfileDirective {
    static let gainNotShown = HealthCheck(
        "gain-not-shown", .doubtful,
        "The gain on held-out events is not more than twice its error, with 'response: learned', or it is not a number."
    )
    static let worseOffGrid = HealthCheck(
        "worse-off-grid", .doubtful,
        "At a corner or a random point of the window held-out events are less likely than with T fixed, by more than twice "
            + "the error.")
    static let slopeLeft = HealthCheck(
        "slope-left", .doubtful,
        "T that follows ν would move the best fit of a scan on the data by more than 1 σ, if it were not taken off."
    )
    static let healthChecks = [HealthCheck.noStepHelped, gainNotShown, worseOffGrid, slopeLeft]

    /// By how much T that follows ν may move the best fit, in σ with T free: what is taken off is right to first order.
    static let harmlessSlope = 1.0

    static func health(_ options: Options, _ result: Result) -> [Finding] {
        // Where the response of the scores is undone, little is left to gain; what is left of it makes a scan 'too-narrow'.
        var findings = options[response] == .undone && result.gain.isFinite ? [] : gain(result)
        // At the anchor T is the fitted one, and the gain is 0: near to it a gain has either sign.
        let worse = result.offGrid.points.compactMap { point -> String? in
            guard !(point.gain > -2 * point.gainError) else { return nil }
            return "\(place(point)): \(PDGRounding(point.gain, error: point.gainError).plain)"
        }
        if !worse.isEmpty {
            findings.append(
                Finding(
                    worseOffGrid,
                    "The gain is negative at \(worse.joined(separator: "; ")) nats an event: there no residual is better.",
                    remedy: "Give it more 'epochs', or choose a smaller 'window' that still holds later scans."))
        }
        let moved = result.leftover.values.mapValues(\.inSigma).filter { !(abs($0.value) <= harmlessSlope) }
        if !moved.isEmpty {
            findings.append(
                Finding(
                    slopeLeft,
                    "By itself it would move the best fit of a scan, \(words(moved)). No data ask for that; scans take the slope "
                        + "off, which is right to first order, and this is much.",
                    remedy: "Give it more 'epochs' or fewer units, or quote the scan with T free ('transfer: free')."))
        }
        return findings
    }

    /// Whether the training brought anything where all was left to it.
    private static func gain(_ result: Result) -> [Finding] {
        if result.bestStep == 0 {
            return [
                Finding(
                    .noStepHelped,
                    "No step made the held-out events more likely: the residual is the identity everywhere, and a scan "
                        + "through it is the scan at fixed T.",
                    remedy: "Give it more 'epochs', a smaller 'learning-rate', a larger 'scale' or fewer units.")
            ]
        }
        guard !(result.gain > 2 * result.gainError) else { return [] }
        return [
            Finding(
                gainNotShown,
                "Averaged over the window, the held-out events do not show that it helps: their gain is "
                    + "\(PDGRounding(result.gain, error: result.gainError).plain) nats an event.",
                remedy: "Give it more 'epochs', or hold out more events by 'held-out'.")
        ]
    }
}
