import Foundation

/// The χ² distribution.
public struct ChiSquared: Sendable, Hashable {
    /// At least 1.
    public let degreesOfFreedom: Int

    /// - Precondition: at least one degree of freedom.
    public init(degreesOfFreedom: Int) {
        precondition(degreesOfFreedom > 0, "χ² with \(degreesOfFreedom) degrees of freedom")
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// P(χ² > x), the p-value of x, by its recurrence in the degrees of freedom (Abramowitz and Stegun 26.4.8).
    ///
    /// - Complexity: O(degrees of freedom).
    public func probability(above x: Double) -> Double {
        guard x > 0 else { return 1 }
        let isEven = degreesOfFreedom % 2 == 0
        var probability = isEven ? exp(-x / 2) : erfc((x / 2).squareRoot())
        // Two degrees of freedom more add (x/2)^{n/2} e^{−x/2} / Γ(n/2 + 1).
        var n = isEven ? 2.0 : 1
        while n < Double(degreesOfFreedom) {
            probability += exp(n / 2 * log(x / 2) - x / 2 - lgamma(n / 2 + 1))
            n += 2
        }
        return min(1, probability)
    }

    /// The x with P(χ² > x) = `tail`.
    ///
    /// - Precondition: 0 < tail < 1.
    public func value(exceededWith tail: Double) -> Double {
        precondition(tail > 0 && tail < 1, "a tail of \(tail)")
        var high = 1.0
        while probability(above: high) > tail { high *= 2 }
        return Bisection.root(in: 0...high) { probability(above: $0) - tail }
    }
}
