import Report
import Statistics
import Training

/// What a training can find wrong with its density: its course, what it was taught, and what became of it.
extension TrainDirective {
    static let notFinite = HealthCheck("not-finite", .unsound, "The density is not finite on events never trained on.")
    static let diverged = HealthCheck(
        "diverged", .unsound, "The held-out loss rose by more than the training gained, or ended above its start.")
    static let unsteady = HealthCheck(
        "unsteady", .doubtful, "The held-out loss rose on the way by more than half of what the training gained.")
    static let earlyWeights = HealthCheck(
        "early-weights", .doubtful,
        "The weights are kept from the first half of the steps; all later ones made held-out events less likely.")
    static let tooBrief = HealthCheck(
        "too-brief", .doubtful,
        "The second half of the steps brought more than 5 % of what the training gained, and no small gap shows that this "
            + "was enough.")
    static let wideGap = HealthCheck(
        "wide-gap", .doubtful, "The gap to the truth is above 0.01 nats an event by more than two of its errors.")
    static let farFromTruth = HealthCheck(
        "far-from-truth", .unsound, "The gap to the truth is above 0.03 nats an event by more than two of its errors.")
    static let untaughtNuisance = HealthCheck(
        "untaught-nuisance", .unsound, "A residual responds to a nuisance that no point of its sample moves.")
    static let untaughtPair = HealthCheck(
        "untaught-pair", .doubtful,
        "A cross term belongs to a pair of nuisances that no point of the sample moves together.")
    static let noticeableBias = HealthCheck(
        "noticeable-bias", .doubtful,
        "The density alone shifts ν̂ of a fit of 10 000 events of known class by more than 0.3 σ.")
    static let largeBias = HealthCheck(
        "large-bias", .unsound, "The density alone shifts ν̂ of a fit of 10 000 events of known class by more than 1 σ.")
    static let unmeasuredBias = HealthCheck(
        "unmeasured-bias", .doubtful,
        "How far the density shifts ν̂ is not known somewhere: its response is not finite, or cannot distinguish nuisances."
    )
    static let healthChecks = [
        notFinite, diverged, unsteady, .noStepHelped, earlyWeights, tooBrief, wideGap, farFromTruth, untaughtNuisance,
        untaughtPair, noticeableBias, largeBias, unmeasuredBias,
    ]

    static func health(_ options: Options, _ result: Result) -> [Finding] {
        let course = result.steps > 0 ? course(result) : []
        return [validation(result), gap(result)].compactMap(\.self) + course + teaching(result)
            + (result.bias.map(bias) ?? [])
    }

    private static func validation(_ result: Result) -> Finding? {
        guard !result.validation.isFinite else { return nil }
        return Finding(
            notFinite,
            "Mean −ln p of the \(NumberText.counted(result.validationEvents, "event")) never trained on is "
                + "\(NumberText.significant(result.validation)).",
            remedy: "Look for features far outside of the sample, or choose a smaller 'learning-rate'.")
    }

    private static func course(_ result: Result) -> [Finding] {
        var findings: [Finding] = []
        let steps = NumberText.counted(result.steps, "step")
        let course = LossCourse(result.history)
        if let course, let finding = turbulence(course) { findings.append(finding) }
        if result.bestStep == 0 {
            findings.append(
                Finding(
                    .noStepHelped, "None of the \(steps) made held-out events more likely.",
                    remedy: "Choose a smaller 'learning-rate', or train on more events."))
        } else if result.end == .allSteps, 2 * result.bestStep < result.steps {
            findings.append(
                Finding(
                    earlyWeights,
                    "Kept are the weights of step \(NumberText.count(result.bestStep)) of \(NumberText.count(result.steps)): with all later ones "
                        + "held-out events are less likely.",
                    remedy: "Train on more events, with a smaller network or a smaller 'learning-rate'."))
        } else if let course, result.end == .allSteps, course.isStillFalling,
            result.gap.map({ HealthLimit.exceeds($0, HealthLimit.wideGap) }) ?? true
        {
            findings.append(
                Finding(
                    tooBrief,
                    "The second half of the \(steps) brought \(percent(course.late / course.gain)) of what the training "
                        + "gained: the loss was still falling when the learning rate went to 0.",
                    remedy: "Raise 'steps', or begin with a larger 'learning-rate'."))
        }
        return findings
    }

    /// What a learning rate too large does to the loss on the way.
    private static func turbulence(_ course: LossCourse) -> Finding? {
        let remedy = "Choose a smaller 'learning-rate'."
        guard course.isFinite else {
            return Finding(diverged, "The held-out loss was not finite during the training.", remedy: remedy)
        }
        if course.end > course.start + HealthLimit.leastRise {
            return Finding(
                diverged,
                "The held-out loss ended at \(NumberText.significant(course.end)) and had begun at "
                    + "\(NumberText.significant(course.start)) nats an event.", remedy: remedy)
        }
        guard course.rise > HealthLimit.leastRise, course.rise > HealthLimit.unsteadyRise * course.gain else {
            return nil
        }
        return Finding(
            course.rise > HealthLimit.divergedRise * course.gain ? diverged : unsteady,
            "The held-out loss rose by \(NumberText.significant(course.rise, digits: 2)) nats an event during the training, "
                + "which gained \(NumberText.significant(course.gain, digits: 2)) in all.", remedy: remedy)
    }

    private static func gap(_ result: Result) -> Finding? {
        guard let gap = result.gap, HealthLimit.exceeds(gap, HealthLimit.wideGap) else { return nil }
        return Finding(
            HealthLimit.exceeds(gap, HealthLimit.farFromTruth) ? farFromTruth : wideGap,
            "The gap to the truth is \(PDGRounding(gap.value, error: gap.error).plain) nats an event"
                + "\(result.nuisances.isEmpty ? "" : " at \(gap.point.point.words)"); trainings that are long enough end "
                + "between 0.0001 and 0.005 as a rule.",
            remedy: result.steps == 0
                ? "Look whether the file belongs to this sample."
                : "Raise 'steps', choose another 'learning-rate', or a larger network"
                    + (result.nuisances.isEmpty
                        ? "." : "; look at its base first, which bounds it."))
    }

    private static func teaching(_ result: Result) -> [Finding] {
        var findings: [Finding] = []
        if !result.untaught.isEmpty {
            findings.append(
                Finding(
                    untaughtNuisance,
                    "No point of the sample moves \(result.untaught.joined(separator: ", ")), so that its response is none "
                        + "that was learned.",
                    remedy: "Add templates with it at +1 and −1 to 'at' of the sample."))
        }
        if !result.untaughtPairs.isEmpty {
            let pairs = result.untaughtPairs.map { $0.joined(separator: " and ") }
            findings.append(
                Finding(
                    untaughtPair,
                    "No point of the sample moves \(pairs.joined(separator: ", or ")) together, so that the cross term has "
                        + "learned nothing.",
                    remedy: "Add joint templates to 'at' of the sample, or remove the pair from 'pairs'."))
        }
        return findings
    }

    private static func percent(_ fraction: Double) -> String {
        NumberText.significant(100 * fraction, digits: 2) + " %"
    }
}

/// The numbers from which on a training is not sound.
enum HealthLimit {
    /// Nats an event. Small networks that are trained long enough end between 0.0001 and 0.003, the published ones below
    /// 0.01 at points that they were never trained on; some hundred steps leave 0.01 to 0.2.
    static let wideGap = 0.01
    static let farFromTruth = 0.03
    /// By how many of its errors a measured number has to lie beyond its limit.
    static let errors = 2.0
    /// The part of what a training gained that may come in its second half, where the learning rate falls: about 1 to 3 % of
    /// sound ones, 5 to 12 % of those of some dozens of steps.
    static let lateGain = 0.05
    /// So little, in nats an event, is no sign of anything.
    static let leastLateGain = 0.003
    /// By how much of what a training gained its held-out loss may rise on the way: by 0.01 to 0.05 of it as a rule, by 0.3 at a
    /// learning rate of 0.1, which still ends well.
    static let unsteadyRise = 0.5
    static let divergedRise = 1.0
    /// Smaller rises, in nats an event, are chance.
    static let leastRise = 0.01
    /// The number of events of known class whose σ a bias is compared with, and how many of these σ it may be.
    static let biasEvents = 10_000
    static let noticeableBias = 0.3
    static let largeBias = 1.0

    /// How many of its errors a number may lie off that has no reason to.
    static let scatter = 3.0
    /// By how much the loss of T may end above where it began, in nats an event: means over a few steps scatter by some
    /// hundredths.
    static let divergedFit = 0.2
    /// So little of what T does to single events, in nats an event, is no sign of anything: of p parameters that matter and
    /// N events it is about p/N.
    static let leastExcess = 0.1

    /// Whether a gap is significantly larger than a limit.
    static func exceeds(_ gap: DensityGap, _ limit: Double) -> Bool { gap.value - errors * gap.error > limit }
}

/// Held-out losses along a training.
private struct LossCourse {
    let start: Double
    let end: Double
    /// From the start to the least loss.
    let gain: Double
    /// The largest rise above any loss before.
    let rise: Double
    /// What came in the second half of the points.
    let late: Double
    let isFinite: Bool

    var isStillFalling: Bool { gain > 0 && late > max(HealthLimit.leastLateGain, HealthLimit.lateGain * gain) }

    /// nil without recorded losses.
    init?(_ history: TrainingHistory) {
        let losses = history.points.compactMap(\.validation)
        guard let start = history.start, let end = losses.last else { return nil }
        let all = [start] + losses
        self.start = start
        self.end = end
        isFinite = all.allSatisfy(\.isFinite)
        gain = start - all.reduce(start, min)
        var (least, rise) = (start, 0.0)
        for loss in all {
            rise = max(rise, loss - least)
            least = min(least, loss)
        }
        self.rise = rise
        late = all[all.count / 2] - end
    }
}
