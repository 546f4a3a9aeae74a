import Report
import Statistics

/// What a fit can find wrong with its best fit.
extension FitDirective {
    static let notFinite = HealthCheck("not-finite", .unsound, "The best fit of a nuisance is not a finite number.")
    static let noMaximum = HealthCheck(
        "no-maximum", .unsound,
        "No maximum of the likelihood of x alone was found, or it is not concave there: there is no σ.")
    static let farFromMaximum = HealthCheck(
        "far-from-maximum", .unsound, "With T held, the slope of ln L in a nuisance corresponds to more than 1 σ.")
    static let nearMaximum = HealthCheck(
        "near-maximum", .doubtful, "With T held, the slope of ln L in a nuisance corresponds to more than 0.1 σ.")
    static let unsettled = HealthCheck(
        "unsettled", .doubtful,
        "T was not trained to its end: further rounds still gain, or a trained T was off by more than 2 σ.")
    static let unfitted = HealthCheck(
        "unfitted", .doubtful,
        "No training of T made held-out events more likely, so that T stays as it began, although the data are known to be "
            + "distorted, or the scores contradict it by more than 3 of their errors.")
    static let scorePull = HealthCheck(
        "score-pull", .doubtful,
        "The scores, with T as fitted, would pull a nuisance by more than 1 σ; of a T that is as it began by more than 3 "
            + "errors of that, too.")
    static let tension = HealthCheck(
        "tension", .unsound,
        "Without T, features and scores disagree on a nuisance by more than 4 σ of their difference.")
    static let diverged = HealthCheck(
        "diverged", .unsound, "The loss of T ended by more than 0.2 nats an event above where it began.")
    static let singleEvents = HealthCheck(
        "single-events", .doubtful,
        "T follows single events: it brought those that it was trained on more than 0.1 nats an event more than held-out "
            + "ones, and more than twice as much.")
    static let beyondTemplates = HealthCheck(
        "beyond-templates", .doubtful, "The best fit lies outside of the templates by less than half their range.")
    static let farBeyondTemplates = HealthCheck(
        "far-beyond-templates", .unsound, "The best fit lies outside of the templates by half their range or more.")
    static let uncharted = HealthCheck(
        "uncharted", .doubtful, "The best fit moves two nuisances that no template moves together.")
    static let noticeableBias = HealthCheck(
        "noticeable-bias", .doubtful,
        "p(x|c,ν) alone shifts the best fit by more than 0.3 σ, and by more than two of the errors of this number.")
    static let largeBias = HealthCheck(
        "large-bias", .unsound,
        "p(x|c,ν) alone shifts the best fit by more than 1 σ, and by more than two of the errors of this number.")
    static let unknownBias = HealthCheck(
        "unknown-bias", .doubtful,
        "How far p(x|c,ν) alone shifts the best fit is not known to better than 1 σ: the held-out simulation is small.")
    static let healthChecks =
        [
            notFinite, noMaximum, runawayFactor, densityEdge, farFromMaximum, nearMaximum, unsettled, unfitted,
            diverged,
            scorePull, tension, singleEvents, beyondTemplates, farBeyondTemplates, uncharted, noticeableBias, largeBias,
            unknownBias,
        ] + numberChecks + simulationChecks + memberChecks + comparisonChecks

    static func health(_ options: Options, _ result: Result) -> [Finding] {
        [lost(result), runaway(options, result), edge(result)].compactMap(\.self)
            + (options[from] == nil ? convergence(options, result) : [])
            + memberFindings(options, result) + templates(result) + numberFindings(options, result) + bias(result)
            + simulationFindings(result) + comparisons(options, result)
    }

    private static func lost(_ result: Result) -> Finding? {
        let lost = names(result) { !$0.best.isFinite }
        guard !lost.isEmpty else { return nil }
        return Finding(
            notFinite, "The best fit of \(lost.joined(separator: ", ")) is not a number.",
            remedy: "Look at the densities of 'kinematics' and 'score'.")
    }

    private static func names(_ result: Result, where isFound: (FittedNuisance) -> Bool) -> [String] {
        result.order.filter { result.nuisances[$0].map(isFound) ?? false }
    }

    /// A sentence on the nuisances whose number lies beyond a limit in size; nil where there is none.
    private static func beyond(
        _ limit: Double, upTo most: Double = .infinity, _ result: Result, _ number: (FittedNuisance) -> Double?
    ) -> String? {
        let found = result.order.compactMap { name -> String? in
            guard let value = result.nuisances[name].flatMap(number), abs(value) > limit, !(abs(value) > most) else {
                return nil
            }
            return "\(name) by \(NumberText.significant(abs(value), digits: 2)) σ"
        }
        return found.isEmpty ? nil : found.joined(separator: ", ")
    }

    private static func convergence(_ options: Options, _ result: Result) -> [Finding] {
        var findings: [Finding] = []
        let flat = names(result) { $0.sigma == nil }
        if !flat.isEmpty {
            findings.append(
                Finding(
                    noMaximum,
                    "The likelihood\(options[transfer] == .none ? "" : " of x alone") has no maximum in "
                        + "\(flat.joined(separator: ", ")) that the fit found.",
                    remedy: "Begin at another 'start', or fix nuisances that the features do not constrain."))
        }
        for (check, limit, most) in [(farFromMaximum, 1.0, Double.infinity), (nearMaximum, 0.1, 1)] {
            guard let far = beyond(limit, upTo: most, result, \.distance) else { continue }
            findings.append(
                Finding(
                    check,
                    "ν̂ is that of x alone; with T held this is not the maximum of the likelihood: ν̂ would move \(far). A scan or "
                        + "Hessian with this T has another best fit.",
                    remedy:
                        "Take more events, or a T with fewer parameters ('transform: affine', fewer 'hidden' units); or "
                        + "quote ν̂ and σ of the fit itself."))
        }
        if let training = result.training {
            findings += settling(training, options, result)
        }
        if let apart = beyond(4, result, \.tension) {
            findings.append(
                Finding(
                    tension,
                    "Features and scores disagree: with the scores ν̂ moves by more than their difference allows, \(apart).",
                    remedy: "Look at the densities; or fit a T, where the scores of data are not those of simulation."))
        }
        let isAsBegun = isAsBegun(options, result)
        let pull = { (nuisance: FittedNuisance) in isAsBegun ? contradiction(nuisance) : nuisance.scorePull }
        if options[transfer] != .none, let pulled = beyond(1, result, pull) {
            findings.append(
                Finding(
                    scorePull,
                    "The scores, with T as fitted, would pull \(pulled): densities and T do not describe the "
                        + "data.",
                    remedy: "Look at the densities of 'score', and at the distribution of interest."))
        }
        return findings
    }

    private static func settling(
        _ training: TransferTrainingResult, _ options: Options, _ result: Result
    ) -> [Finding] {
        var findings: [Finding] = []
        // For a T that stayed as it began, the number has the scatter of the scores and says nothing about a training.
        let isAsBegun = isAsBegun(options, result)
        let off = isAsBegun ? nil : beyond(2, result, \.imbalance)
        if !training.settled || off != nil {
            findings.append(
                Finding(
                    unsettled,
                    off.map { "T as it was trained would have moved the best fit: \($0)." }
                        ?? "Held-out events still gained in the last of \(NumberText.counted(training.rounds, "round")) of T.",
                    // Where further rounds gain nothing, it is not the training of T that is missing.
                    remedy: training.settled
                        ? "See what bias 'train' states for the densities of 'score': T had to compensate for their errors. "
                            + "ν̂ does not depend on it."
                        : "Give the fit more 'epochs' or another 'learning-rate'; ν̂ does not depend on it."))
        }
        if isAsBegun {
            let pulled = beyond(0, result, contradiction)
            if pulled != nil || result.transfer != nil {
                let why =
                    pulled.map { "though the scores contradict that: they would pull \($0)" }
                    ?? "though the data are distorted: \(NumberText.counted(result.events, "event")) do not show how"
                findings.append(
                    Finding(
                        unfitted,
                        "No training of T made held-out events more likely, and T stays as it began, \(why).",
                        remedy: "Take more events, or 'transform: affine'; ν̂ does not depend on it."))
            }
        }
        // A round that is undone leaves its losses, but not its T.
        if !isAsBegun, let first = result.history.points.first?.loss, let last = result.history.points.last?.loss,
            last > first + HealthLimit.divergedFit
        {
            func nats(_ value: Double) -> String { NumberText.significant(value, digits: 3) }
            findings.append(
                Finding(
                    diverged, "The loss of T ended at \(nats(last)) and had begun at \(nats(first)) nats an event.",
                    remedy: "Choose a smaller 'learning-rate'; ν̂ does not depend on it."))
        }
        if let gain = training.gain, let excess = training.excess, excess > max(gain, HealthLimit.leastExcess) {
            func nats(_ value: Double) -> String { NumberText.significant(value, digits: 2) }
            findings.append(
                Finding(
                    singleEvents,
                    "T follows single events: it brought held-out ones \(nats(gain)) nats an event, and those that it was "
                        + "trained on \(nats(excess)) more.",
                    remedy:
                        "Take more events, or a T with fewer parameters ('transform: affine', fewer 'hidden' units); "
                        + "ν̂ does not depend on it."))
        }
        return findings
    }

    /// Whether no training of T was kept. Chosen 'epochs' hold no events out, and neither do three events.
    private static func isAsBegun(_ options: Options, _ result: Result) -> Bool {
        guard let training = result.training else { return false }
        return training.gain == nil && options[epochs] == nil && result.events > 3
    }

    /// By how much the scores would pull a nuisance, where that is more than what they scatter by if T is right as it
    /// began; nil where it is not.
    private static func contradiction(_ nuisance: FittedNuisance) -> Double? {
        guard let pull = nuisance.scorePull, let error = nuisance.scorePullError else { return nil }
        return abs(pull) > (error.isFinite ? HealthLimit.scatter * error : 1) ? pull : nil
    }

    private static func templates(_ result: Result) -> [Finding] {
        func outside(_ range: (Double) -> Bool) -> String {
            result.order.compactMap { name -> String? in
                guard let nuisance = result.nuisances[name], let reach = nuisance.templates,
                    range(reach.excess(of: nuisance.best))
                else { return nil }
                return "\(name) = \(NumberText.significant(nuisance.best)) outside of "
                    + "\(NumberText.significant(reach.lowest)) to \(NumberText.significant(reach.highest))"
            }.joined(separator: ", ")
        }
        var findings: [Finding] = []
        for (check, found) in [
            (farBeyondTemplates, outside { $0 >= 1 }), (beyondTemplates, outside { $0 > 0.1 && $0 < 1 }),
        ] where !found.isEmpty {
            findings.append(
                Finding(
                    check, "The best fit lies beyond what any template shows: \(found).",
                    remedy: "Make templates that reach as far, and train the residuals on them."))
        }
        if !result.uncharted.isEmpty {
            let pairs = result.uncharted.map { $0.joined(separator: " and ") }.joined(separator: "; ")
            findings.append(
                Finding(
                    uncharted,
                    "The best fit moves \(pairs) together, and no template does: their joint response is an extrapolation.",
                    remedy: "Add templates that move both, and 'pairs' to the residuals."))
        }
        return findings
    }

    private static func bias(_ result: Result) -> [Finding] {
        /// The part of the bias that is significant.
        func certain(_ nuisance: FittedNuisance) -> Double? {
            guard let bias = nuisance.bias, abs(bias) > HealthLimit.errors * (nuisance.biasError ?? 0) else {
                return nil
            }
            return bias
        }
        let biased = [
            (largeBias, HealthLimit.largeBias, Double.infinity),
            (noticeableBias, HealthLimit.noticeableBias, HealthLimit.largeBias),
        ].compactMap { check, limit, most in
            beyond(limit, upTo: most, result, certain).map { biased in
                Finding(
                    check, "p(x|c,ν) alone shifts the best fit: \(biased).",
                    remedy: "Train the residual of 'kinematics' longer, with cross terms, or on more templates.")
            }
        }
        let unknown = beyond(HealthLimit.largeBias, result) { nuisance in
            // A large one beyond doubt has been reported.
            certain(nuisance).map { abs($0) > HealthLimit.largeBias } == true ? nil : nuisance.biasError
        }
        return biased
            + (unknown.map { unknown in
                [
                    Finding(
                        unknownBias,
                        "How far p(x|c,ν) alone shifts the best fit is hardly known; the errors are \(unknown). "
                            + "There are too few simulated events that no network was trained on, compared with the data.",
                        remedy:
                            "Simulate more events: ten times the data or more, because only one tenth of them measures this."
                    )
                ]
            } ?? [])
    }
}
