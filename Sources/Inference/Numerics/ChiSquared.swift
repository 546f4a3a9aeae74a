import Foundation

/// The χ² distribution, for levels of −2Δln L (Wilks 1938).
public struct ChiSquared: Sendable {
    public let degreesOfFreedom: Int

    /// 68.27 %: the probability within one standard deviation of a normal distribution.
    public static let oneSigma = erf(0.5.squareRoot())

    /// - Precondition: at least one degree of freedom.
    public init(degreesOfFreedom: Int) {
        precondition(degreesOfFreedom > 0, "χ² with \(degreesOfFreedom) degrees of freedom")
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// P(χ² ≤ x), by its recurrence in the degrees of freedom (Abramowitz and Stegun 26.4.8).
    public func probability(below x: Double) -> Double {
        guard x > 0 else { return 0 }
        let isEven = degreesOfFreedom % 2 == 0
        var probability = isEven ? -expm1(-x / 2) : erf((x / 2).squareRoot())
        // (x/2)^{n/2} e^{−x/2} / Γ(n/2 + 1) is what two degrees of freedom more take away.
        var n = isEven ? 2.0 : 1
        while n < Double(degreesOfFreedom) {
            probability -= exp(n / 2 * log(x / 2) - x / 2 - lgamma(n / 2 + 1))
            n += 2
        }
        return max(0, probability)
    }

    /// The level that holds a confidence: 1.00 and 3.84 for one nuisance, 2.30 and 5.99 for two at once.
    ///
    /// - Precondition: 0 < confidence < 1.
    public func level(_ confidence: Double) -> Double {
        precondition(confidence > 0 && confidence < 1, "confidence \(confidence)")
        var (low, high) = (0.0, 1.0)
        while probability(below: high) < confidence { high *= 2 }
        while true {
            let middle = (low + high) / 2
            guard middle > low, middle < high else { return middle }
            if probability(below: middle) < confidence { low = middle } else { high = middle }
        }
    }
}
