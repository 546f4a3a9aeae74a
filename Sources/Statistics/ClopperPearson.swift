import Foundation

/// The central exact interval of a binomial probability (Clopper and Pearson, Biometrika 26 (1934) 404).
///
/// The lower bound p₋ solves P(K ≥ k | p₋) = α/2, the upper p₊ solves P(K ≤ k | p₊) = α/2, with α = 1 − P. Its coverage
/// is at least the stated one, for every p; for small numbers it is clearly higher.
public struct ClopperPearson: Sendable, Equatable {
    /// p₋; 0 without a success.
    public let lower: Double
    /// p₊; 1 without a failure.
    public let upper: Double

    /// - Precondition: 0 ≤ successes ≤ trials. Without trials the interval is 0…1.
    /// - Complexity: O(√trials), about sixty evaluations of the incomplete beta function.
    public init(successes: Int, trials: Int, level: ConfidenceLevel = .oneSigma) {
        precondition(successes >= 0 && successes <= trials, "\(successes) of \(trials)")
        let tail = level.tail / 2
        let (k, n) = (Double(successes), Double(trials))
        // P(K ≥ k | p) = I_p(k, n − k + 1).
        lower = successes == 0 ? 0 : Self.quantile(tail, k, n - k + 1)
        // P(K ≤ k | p) = I_{1−p}(n − k, k + 1): solved for 1 − p, so that the side near 1 keeps its digits.
        upper = successes == trials ? 1 : 1 - Self.quantile(tail, n - k, k + 1)
    }

    /// Where the regularized incomplete beta function I_x(a, b), rising in x, has a value.
    private static func quantile(_ value: Double, _ a: Double, _ b: Double) -> Double {
        Bisection.root(in: 0...1) { value - incompleteBeta($0, a, b) }
    }

    /// I_x(a, b) by its continued fraction (Abramowitz and Stegun 26.5.8), evaluated by Lentz's method.
    private static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
        // The fraction converges fast below the mean; above, the mirrored one does.
        if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
        let logFront = lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)
        let tiny = 1e-300
        func guarded(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
        var c = 1.0
        var d = 1 / guarded(1 - (a + b) * x / (a + 1))
        var fraction = d
        for index in 1...100_000 {
            let m = Double(index)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / guarded(1 + even * d)
            c = guarded(1 + even / c)
            fraction *= d * c
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / guarded(1 + odd * d)
            c = guarded(1 + odd / c)
            fraction *= d * c
            if abs(d * c - 1) < 1e-16 { break }
        }
        return exp(logFront) * fraction / a
    }
}
