#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The learning rate of each step.
public enum LearningRateSchedule: Sendable, Equatable, Codable {
    /// The same rate at every step.
    case constant(Double)

    /// Rises linearly from 0 to `peak` in `warmup` steps, then falls along half a cosine, Loshchilov and Hutter 2017,
    /// arXiv:1608.03983, eq. 5, to 10⁻⁸ of the peak after `total` steps.
    case warmupCosine(peak: Double, warmup: Int, total: Int)

    /// The schedule of all trainings and fits in Fiducial: warm-up over a twentieth of the steps, 1000 at most, then
    /// half a cosine to 0.
    ///
    /// - Parameters:
    ///   - peak: the rate at the end of the warm-up.
    ///   - steps: of the whole training.
    public static func training(peak: Double, steps: Int) -> LearningRateSchedule {
        .warmupCosine(peak: peak, warmup: min(1000, steps / 20), total: steps)
    }

    /// The rate of step `step`, counted from 0:
    ///
    ///     step < warmup:  peak · step/warmup
    ///     else:           peak · max(10⁻⁸, ½[1 + cos π·(step − warmup)/(total − warmup)])
    ///
    /// Step 0 of a warm-up has rate 0: it does not change parameters and only starts the optimizer's moments. From step
    /// `total` on the rate is the smallest one.
    ///
    /// - Precondition: `step` ≥ 0.
    public func rate(at step: Int) -> Double {
        precondition(step >= 0, "steps are counted from 0, not \(step)")
        switch self {
        case .constant(let rate):
            return rate
        case .warmupCosine(let peak, let warmup, let total):
            if step < warmup { return peak * (Double(step) / Double(warmup)) }
            guard step < total else { return peak * Self.floor }
            let progress = Double(step - warmup) / Double(total - warmup)
            return peak * max(Self.floor, 0.5 * (1 + cos(Double.pi * progress)))
        }
    }

    /// The least fraction of the peak.
    private static let floor = 1e-8
}
