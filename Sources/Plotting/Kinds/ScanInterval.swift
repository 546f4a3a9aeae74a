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
}
