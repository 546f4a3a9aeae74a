import Foundation

/// The point where −2Δln L crosses a level on one side of the best fit.
public enum IntervalBound: Sendable, Equatable {
    /// The value of the nuisance at the crossing.
    case at(Double)
    /// No crossing inside the window: the interval is open on this side, and its end is not known.
    case open

    /// The value; nil for an open bound.
    public var value: Double? {
        if case .at(let value) = self { value } else { nil }
    }
}

/// The interval of one nuisance at one level of the profiled −2Δln L.
public struct LikelihoodInterval: Sendable, Equatable {
    /// The bound below the best fit.
    public let lower: IntervalBound
    /// The bound above the best fit.
    public let upper: IntervalBound

    /// An interval whose bounds are known.
    init(lower: IntervalBound, upper: IntervalBound) {
        self.lower = lower
        self.upper = upper
    }

    /// Finds both crossings by bisection between the best fit and the window's edges, to 1e-9 of the window.
    ///
    /// - Parameters:
    ///   - level: the level of −2Δln L.
    ///   - bestFit: the start of the search.
    ///   - window: the limits of the search.
    ///   - curve: −2Δln L, zero at `bestFit`.
    public init(level: Double, bestFit: Double, window: ClosedRange<Double>, curve: (Double) -> Double) {
        func crossing(_ edge: Double) -> IntervalBound {
            // Walk outwards first: the nearest crossing counts, should there be several.
            var inside = bestFit
            for part in 1...40 {
                let outside = bestFit + (edge - bestFit) * Double(part) / 40
                let value = curve(outside)
                if value.isNaN { return .open }
                if value >= level { return bisect(inside, outside) }
                inside = outside
            }
            return .open
        }
        func bisect(_ inside: Double, _ outside: Double) -> IntervalBound {
            var (inside, outside) = (inside, outside)
            while abs(outside - inside) > 1e-9 * 2 * window.halfWidth {
                let middle = (inside + outside) / 2
                let value = curve(middle)
                if value.isNaN { return .open }
                if value < level { inside = middle } else { outside = middle }
            }
            return .at((inside + outside) / 2)
        }
        lower = crossing(window.lowerBound)
        upper = crossing(window.upperBound)
    }
}
