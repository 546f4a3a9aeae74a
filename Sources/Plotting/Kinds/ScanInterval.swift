import Statistics

/// The bounds of an interval that a scan found; a bound outside of the window is open and has no number.
public struct ScanInterval: Sendable, Equatable {
    public enum Bound: Sendable, Equatable {
        /// In the nuisance's own units.
        case at(Double)
        /// The likelihood does not reach the level inside of the window.
        case open

        public var value: Double? {
            switch self {
            case .at(let value): value
            case .open: nil
            }
        }
    }

    public let lower: Bound
    public let upper: Bound

    public init(lower: Bound, upper: Bound) {
        self.lower = lower
        self.upper = upper
    }

    /// Value and distances to the bounds, rounded as the PDG does.
    func quoted(about best: Double) -> PDGRounding {
        PDGRounding(best, lower: lower.value.map { best - $0 }, upper: upper.value.map { $0 - best })
    }

    /// Whether a value lies inside; nil where it lies beyond an open side of the window, about which nothing is known.
    func contains(_ value: Double, window: ClosedRange<Double>) -> Bool? {
        if let lower = lower.value, value < lower { return false }
        if let upper = upper.value, value > upper { return false }
        return window.contains(value) ? true : nil
    }

    /// `68 % interval 0.472 to open`.
    func sentence(_ name: String, decimals: Int) -> String {
        func text(_ bound: Bound) -> String {
            bound.value.map { NumberText.fixed($0, decimals: max(0, decimals)) } ?? "open"
        }
        return "\(name) interval \(text(lower)) to \(text(upper))"
    }

    /// Where the truth lies among the intervals, in words; nothing is claimed beyond an open bound.
    static func place(
        of truth: Double, in68: ScanInterval, in95: ScanInterval, window: ClosedRange<Double>
    ) -> String {
        if in68.lower == .open, in68.upper == .open { return "(the 68 % interval is open on both sides)" }
        return switch (in68.contains(truth, window: window), in95.contains(truth, window: window)) {
        case (true?, _): "inside the 68 % interval"
        case (_, true?): "inside the 95 % interval"
        case (_, false?): "outside the 95 % interval"
        case (_, nil): "beyond the window, where the interval is open"
        }
    }
}
