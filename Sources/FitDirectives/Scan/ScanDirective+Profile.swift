import Inference
import Report
import Statistics

/// A scan through a profile: T follows ν inside of the window that its residual was trained on, and nowhere else.
extension ScanDirective {
    /// Diagnostics for windows that are larger than that of the profile; both are centred on the best fit of the fit. A
    /// range given by the author can only be checked after the fit.
    static func outsideOfProfile(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard let profile = document.options(options[fit]), profile.isOf(ProfileDirective.self),
            let fitOptions = document.options(profile[ProfileDirective.fit])
        else { return [] }
        let reach = profile[ProfileDirective.window]
        return FitDirective.profiledShapes(fitOptions, document).compactMap { name in
            let range = options[window][name]
            // A window that the scan finds by itself stays inside.
            guard let half = range.map({ ($0[1] - $0[0]) / 2 }) ?? options[halfWidth],
                half > reach[name] * (1 + 1e-9)
            else { return nil }
            let message =
                "the window of \(name) reaches ±\(NumberText.significant(half)), but '\(options[fit].label)' was trained on "
                + "±\(NumberText.significant(reach[name])) only"
            let remedy = "scan less, or give the profile a larger 'window'"
            return range == nil
                ? options.error(message, at: halfWidth, remedy: remedy)
                : options.error(message, at: window, name, remedy: remedy)
        }
    }

    /// The nuisances whose scanned window exceeds the one in which T was trained; nil where T is fixed.
    static func outsideProfile(_ ensemble: EvaluatedEnsemble, window: [ClosedRange<Double>]) -> [String]? {
        guard let trained = ensemble.profileWindow else { return nil }
        let outside = zip(ensemble.space.profiled, window).filter { name, range in
            trained[name].map { !$0.widened(by: 1e-9).contains(range) } ?? false
        }
        return outside.map(\.0)
    }

    /// Sentences about the profile; empty where T is fixed, or where a finding reports that the scan leaves the window
    /// of the profile.
    static func wordsOfProfile(_ options: Options, _ result: Result) -> [String] {
        guard let outside = result.outsideProfile, outside.isEmpty else { return [] }
        return [
            "T follows ν by the residual of '\(options[fit].label)', inside of the window that it was trained on."
        ]
    }
}

extension ClosedRange<Double> {
    /// With room for rounding, as a part of the length.
    fileprivate func widened(by part: Double) -> ClosedRange {
        let room = (upperBound - lowerBound) * part
        return (lowerBound - room)...(upperBound + room)
    }
}
