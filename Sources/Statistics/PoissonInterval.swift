import Foundation

/// The central interval of a Poisson mean (Garwood 1936; PDG review of statistics, eq. 40.77).
///
/// The lower bound μ₋ solves P(N ≥ n | μ₋) = α/2, the upper μ₊ solves P(N ≤ n | μ₊) = α/2; it covers by construction,
/// which ± √n does not. From ten events on, figures show √n.
public struct PoissonInterval: Sendable, Equatable {
    /// μ₋; 0 without an event.
    public let lower: Double
    /// μ₊.
    public let upper: Double

    /// Below this count the interval is Garwood's.
    public static let threshold = 10

    /// The interval of 68.27 % of a count in figures: Garwood's below ten events, n ± √n otherwise.
    ///
    /// - Precondition: a finite count that is not negative. A count that is not an integer (weights) gets ± √n.
    public init(count: Double) {
        precondition(count.isFinite && count >= 0, "count \(count)")
        if count < Double(Self.threshold), count == count.rounded() {
            self = Self.garwood(Int(count))
        } else {
            lower = count - count.squareRoot()
            upper = count + count.squareRoot()
        }
    }

    private init(lower: Double, upper: Double) {
        self.lower = lower
        self.upper = upper
    }

    /// Garwood's interval.
    ///
    /// - Precondition: 0 ≤ count < 700; e^{−count} cannot be represented beyond.
    /// - Complexity: O(count), some sixty sums.
    static func garwood(_ count: Int, level: ConfidenceLevel = .oneSigma) -> PoissonInterval {
        precondition(count >= 0 && count < 700, "count \(count)")
        let half = level.tail / 2
        let n = Double(count)
        // There P(N ≤ n) is below any tail that a Double can hold.
        let reach = n + 12 * (n + 1).squareRoot() + 800
        let lower = count == 0 ? 0 : Bisection.root(in: 0...n) { mean in half - (1 - atMost(count - 1, mean)) }
        let upper = Bisection.root(in: n...reach) { mean in atMost(count, mean) - half }
        return PoissonInterval(lower: lower, upper: upper)
    }

    /// P(N ≤ n | mean).
    private static func atMost(_ n: Int, _ mean: Double) -> Double {
        var term = exp(-mean)
        var sum = term
        for k in stride(from: 1, through: n, by: 1) {
            term *= mean / Double(k)
            sum += term
        }
        return sum
    }
}
