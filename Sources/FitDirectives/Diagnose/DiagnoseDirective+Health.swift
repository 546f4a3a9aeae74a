import Report
import Statistics

/// What held-out events can find wrong with a density. Sizes decide and not p-values alone: with many events any density
/// differs surely, and with few a large difference may be chance.
extension DiagnoseDirective {
    static let notFinite = HealthCheck(
        "not-finite", .unsound, "z of a held-out event, or an event drawn from the density, is not finite.")
    static let fewHeldOut = HealthCheck(
        "few-held-out", .doubtful,
        "A class has fewer than 400 effective held-out events at a point: only what is far off would be seen.")
    static let notNormal = HealthCheck(
        "not-normal", .doubtful,
        "z is surely off the standard normal law by a Kolmogorov–Smirnov distance above 0.025, that of a shift by 0.06 σ."
    )
    static let farFromNormal = HealthCheck(
        "far-from-normal", .unsound, "z is surely off the standard normal law by a distance above 0.1.")
    static let otherMarginals = HealthCheck(
        "other-marginals", .doubtful,
        "A feature or a pair is surely distributed differently from the simulation, by more than 0.002 nats an event.")
    static let farMarginals = HealthCheck(
        "far-marginals", .unsound,
        "A feature or a pair is surely distributed differently from the simulation, by more than 0.03 nats an event.")
    static let toldApart = HealthCheck(
        "told-apart", .doubtful,
        "A classifier surely distinguishes the density from the simulation, with an AUC above 0.515.")
    static let clearlyToldApart = HealthCheck(
        "clearly-told-apart", .unsound,
        "A classifier surely distinguishes the density from the simulation, with an AUC above 0.57.")
    static let miscalibrated = HealthCheck(
        "miscalibrated", .doubtful,
        "Probabilities of a class that follow from the densities are surely off, by more than 0.002 nats an event.")
    static let farMiscalibrated = HealthCheck(
        "far-miscalibrated", .unsound,
        "Probabilities of a class that follow from the densities are surely off, by more than 0.03 nats an event.")
    static let healthChecks = [
        notFinite, fewHeldOut, notNormal, farFromNormal, otherMarginals, farMarginals, toldApart, clearlyToldApart,
        miscalibrated, farMiscalibrated,
    ]

    static func health(_ options: Options, _ result: Result) -> [Finding] {
        [
            finiteness(result), numbers(result), normality(result.worst), marginals(result.worst),
            separation(result.worst), calibration(result.worst, ClassCalibration.symbol(result.density)),
        ].compactMap(\.self)
    }

    private static func finiteness(_ result: Result) -> Finding? {
        guard result.notFinite > 0 else { return nil }
        return Finding(
            notFinite,
            "\(NumberText.count(result.notFinite)) of \(NumberText.count(result.events)) held-out events have a z, or a "
                + "partner drawn from the density, that is not finite; they are in no test.",
            remedy: "Look for features far outside of the sample, and at what the 'train' cell says of itself.")
    }

    private static func numbers(_ result: Result) -> Finding? {
        guard result.fewest < DiagnosisLimit.fewEvents else { return nil }
        let number = result.fewest > 0 ? "\(NumberText.significant(result.fewest, digits: 3)) effective" : "too few"
        return Finding(
            fewHeldOut,
            "There are \(number) held-out events of \(result.fewestPlace)"
                + (result.fewest > 0
                    ? ": a shift by less than "
                        + "\(NumberText.significant(2.5 * 1.36 / result.fewest.squareRoot(), digits: 1)) σ is not seen."
                    : ", and nothing was measured there."),
            remedy: "Take more simulated events, or raise 'events' where the sample has more.")
    }

    /// Whether a number lies beyond a limit, and not by chance, all tests of the cell considered.
    private static func exceeds(_ largest: Largest, _ limit: Double, _ worst: Worst) -> Bool {
        largest.sure > limit && largest.pValue * Double(worst.tests) < DiagnosisLimit.chance
    }

    private static func normality(_ worst: Worst) -> Finding? {
        guard exceeds(worst.ks, DiagnosisLimit.ks, worst) else { return nil }
        return Finding(
            exceeds(worst.ks, DiagnosisLimit.largeKS, worst) ? farFromNormal : notNormal,
            "\(worst.ks.place) is off the standard normal law by a Kolmogorov–Smirnov distance of "
                + "\(NumberText.significant(worst.ks.value, digits: 2)).",
            remedy: "Train longer or a larger network; 'kind: z-histograms' draws where it fails.")
    }

    private static func marginals(_ worst: Worst) -> Finding? {
        guard exceeds(worst.divergence, DiagnosisLimit.nats, worst) else { return nil }
        return Finding(
            exceeds(worst.divergence, DiagnosisLimit.manyNats, worst) ? farMarginals : otherMarginals,
            "\(worst.divergence.place) is distributed differently in the density and in the simulation, by "
                + "\(NumberText.significant(worst.divergence.value, digits: 2)) nats an event.",
            remedy: "Train longer or a larger network; of a residual, on templates that move these nuisances together.")
    }

    private static func calibration(_ worst: Worst, _ symbol: String) -> Finding? {
        guard exceeds(worst.calibration, DiagnosisLimit.nats, worst) else { return nil }
        return Finding(
            exceeds(worst.calibration, DiagnosisLimit.manyNats, worst) ? farMiscalibrated : miscalibrated,
            "\(symbol) of \(worst.calibration.place) is not the share of held-out events of that class: it is off by "
                + "\(NumberText.significant(worst.calibration.value, digits: 2)) nats an event.",
            remedy: "'kind: calibration' draws where it fails; train longer or a larger network there.")
    }

    private static func separation(_ worst: Worst) -> Finding? {
        guard exceeds(worst.auc, DiagnosisLimit.auc, worst) else { return nil }
        return Finding(
            exceeds(worst.auc, DiagnosisLimit.largeAUC, worst) ? clearlyToldApart : toldApart,
            "A classifier distinguishes the density of \(worst.auc.place) from the simulation, with an AUC of "
                + "\(NumberText.fixed(worst.auc.value, decimals: 3)).",
            remedy: "Look at the AUC of single features for what gives it away; train longer or a larger network.")
    }
}

/// The numbers from which on a density is not sound. They are those of one shift: AUC = Φ(√gap), and of a normal law
/// KS² = gap/π; sound trainings end between 0.0001 and 0.003 nats an event, of which 0.002 at one point is worth a look.
enum DiagnosisLimit {
    /// Nats an event.
    static let nats = 0.002
    static let manyNats = 0.03
    /// √(0.002/π) = 0.025, √(0.03/π) = 0.098.
    static let ks = 0.025
    static let largeKS = 0.1
    /// Φ(√0.002) = 0.518, Φ(√0.03) = 0.569; a classifier reaches a little less.
    static let auc = 0.515
    static let largeAUC = 0.57
    /// How often the largest of all tests of a right density may be so large.
    static let chance = 0.01
    /// Of these a shift by 0.17 σ is just seen.
    static let fewEvents = 400.0
}
