import Foundation

/// The probability with which an interval or a region should contain the truth.
///
/// Each level is defined here once; everything else (−2Δln L, distances in σ, the words) is computed from its exact
/// value.
public struct ConfidenceLevel: Sendable, Hashable {
    /// P, between 0 and 1.
    public let probability: Double
    /// 1 − P, with full precision also for P near 1.
    public let tail: Double
    /// z with P(|Z| ≤ z) = P for a standard normal Z: 1 for ``oneSigma``, 1.959964 for ``ninetyFivePercent``.
    public let normalQuantile: Double

    /// 68.27 %, the probability within one standard deviation of a normal distribution: erf(1/√2).
    public static let oneSigma = ConfidenceLevel(sigmas: 1)
    /// 95.45 %.
    public static let twoSigma = ConfidenceLevel(sigmas: 2)
    /// 95 %, 1.959964 standard deviations.
    public static let ninetyFivePercent = ConfidenceLevel(tail: 0.05)

    /// The probability within some standard deviations of a normal distribution, erf(n/√2).
    ///
    /// - Precondition: a finite number above 0.
    public init(sigmas: Double) {
        precondition(sigmas > 0 && sigmas.isFinite, "a level of \(sigmas) standard deviations")
        probability = erf(sigmas * 0.5.squareRoot())
        tail = erfc(sigmas * 0.5.squareRoot())
        normalQuantile = sigmas
    }

    /// - Parameter tail: 1 − P, which is more precise than P for small values.
    /// - Precondition: 0 < tail < 1.
    public init(tail: Double) {
        precondition(tail > 0 && tail < 1, "a level of 1 − \(tail)")
        probability = 1 - tail
        self.tail = tail
        // erfc falls from 1 at 0 and is 0 beyond 27.
        normalQuantile = Bisection.root(in: 0...40) { z in erfc(z * 0.5.squareRoot()) - tail }
    }

    /// The corresponding level of −2Δln L (Wilks 1938): the quantile of χ², 1 and 3.84 for one parameter, 2.30 and 5.99
    /// for two at once.
    ///
    /// The projection of a contour of two parameters is wider than the interval of one.
    ///
    /// - Parameter degreesOfFreedom: the number of parameters that are bounded jointly, at least 1.
    public func deviance(degreesOfFreedom: Int) -> Double {
        switch degreesOfFreedom {
        // Closed forms, exact to the last bits.
        case 1: normalQuantile * normalQuantile
        case 2: -2 * log(tail)
        default: ChiSquared(degreesOfFreedom: degreesOfFreedom).value(exceededWith: tail)
        }
    }

    /// "68.27 %", "95.45 %", "95 %".
    public var percent: String { NumberText.significant(100 * probability) + " %" }

    /// The short form of labels: "68 %", "95 %".
    public var label: String { NumberText.fixed(100 * probability, decimals: 0) + " %" }
}
