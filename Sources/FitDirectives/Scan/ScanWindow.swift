import Inference
import Report
import Statistics

/// The window of a scan: the ranges of the author, and otherwise what the fit suggests, widened until no
/// interval is open.
struct ScanWindow {
    /// One a profiled nuisance.
    private(set) var ranges: [ClosedRange<Double>]
    /// Whether the scan may choose it, and how far at most.
    private let limits: [ClosedRange<Double>?]

    /// Half the window in σ of the fit, and without a σ.
    private static let (deviations, standard) = (4.0, 0.1)
    /// How often a window may be doubled.
    static let mostDoublings = 3

    init(_ ensemble: EvaluatedEnsemble, _ options: Options) {
        var ranges: [ClosedRange<Double>] = []
        var limits: [ClosedRange<Double>?] = []
        for (index, name) in ensemble.space.profiled.enumerated() {
            let center = ensemble.center[index]
            let own = options[ScanDirective.window][name].map { $0[0]...$0[1] }
            let given = own ?? options[ScanDirective.halfWidth].map { center - $0...center + $0 }
            let half = ensemble.deviations[index].map { Self.deviations * $0 } ?? Self.standard
            let trained = ensemble.profileWindow?[name] ?? -.infinity...(.infinity)
            ranges.append(given ?? (center - half...center + half).clamped(to: trained))
            limits.append(given == nil ? trained : nil)
        }
        self.ranges = ranges
        self.limits = limits
    }

    /// The window extended to about twice the distance on the sides where a two-σ interval is open, or where the best
    /// fit is at the edge; nil if no side may be extended.
    func widened(for likelihood: some ProfiledLikelihood, names: [String]) throws -> ScanWindow? {
        let level = ConfidenceLevel.twoSigma.deviance(degreesOfFreedom: 1)
        var wider = self
        for (index, name) in names.enumerated() {
            guard let limit = limits[index] else { continue }
            let range = ranges[index]
            let interval = try likelihood.interval(index, level: level)
            let (isAtEdge, half) = (likelihood.atEdge.contains(name), (range.upperBound - range.lowerBound) / 2)
            let lower = isAtEdge || interval.lower == .open ? range.lowerBound - half : range.lowerBound
            let upper = isAtEdge || interval.upper == .open ? range.upperBound + half : range.upperBound
            wider.ranges[index] = (lower...upper).clamped(to: limit)
        }
        return wider.ranges == ranges ? nil : wider
    }
}
