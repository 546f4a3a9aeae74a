import Foundation

/// Central 68.27 % intervals of a Poisson mean (Garwood 1936; PDG review of statistics, eq. 40.77).
///
/// The lower bound μ₋ solves P(N ≥ n | μ₋) = α/2, the upper μ₊ solves P(N ≤ n | μ₊) = α/2; they cover by construction,
/// where ± √n does not. From ten events on, √n is drawn.
public struct PoissonInterval: Sendable, Equatable {
    public let lower: Double
    public let upper: Double

    /// Below this count the interval is Garwood's.
    public static let threshold = 10
    /// Probability outside of ±1σ of a normal distribution.
    static let alpha = 0.31731050786291415

    /// The interval that is drawn for a count: Garwood's below ten events, n ± √n from there on.
    ///
    /// - Precondition: a finite count that is not negative. One that is no integer (weights) gets ± √n.
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

    /// Garwood's interval for any count.
    /// - Complexity: O(count).
    public static func garwood(_ count: Int) -> PoissonInterval {
        precondition(count >= 0, "count \(count)")
        let n = Double(count)
        let reach = n + 6 * (n + 1).squareRoot() + 10
        let lower = count == 0 ? 0 : root(in: 0...n) { mean in alpha / 2 - (1 - atMost(count - 1, mean)) }
        let upper = root(in: n...reach) { mean in atMost(count, mean) - alpha / 2 }
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

    /// The zero of a falling function, by bisection to the last bits.
    private static func root(in range: ClosedRange<Double>, _ function: (Double) -> Double) -> Double {
        var (low, high) = (range.lowerBound, range.upperBound)
        for _ in 0..<200 where high - low > 1e-14 * high {
            let middle = (low + high) / 2
            if function(middle) > 0 { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
