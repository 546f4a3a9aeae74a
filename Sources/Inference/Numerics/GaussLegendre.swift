import Foundation

/// The Gauss–Legendre rule on [−1, 1]: Σ w_i f(x_i) is exact for polynomials of degree 2n − 1.
///
/// Abramowitz and Stegun 1964, 25.4.29. The nodes are the zeros of the Legendre polynomial P_n, by Newton's method
/// from x ≈ cos π(i − ¼)/(n + ½); w_i = 2/[(1 − x_i²) P′_n(x_i)²].
struct GaussLegendre {
    /// Ascending, shape [n].
    let nodes: [Double]
    /// Shape [n]; their sum is 2.
    let weights: [Double]

    init(count: Int) {
        precondition(count > 0, "a quadrature rule needs at least one node, not \(count)")
        let rule = (1...count).map { place in
            var x = -cos(Double.pi * (Double(place) - 0.25) / (Double(count) + 0.5))
            // Newton's method doubles the digits each time; the start has three.
            for _ in 0..<5 {
                let (value, slope) = Self.legendre(count, at: x)
                x -= value / slope
            }
            let slope = Self.legendre(count, at: x).slope
            return (node: x, weight: 2 / ((1 - x * x) * slope * slope))
        }
        nodes = rule.map(\.node)
        weights = rule.map(\.weight)
    }

    /// P_n and its derivative inside of (−1, 1), by the three-term recurrence.
    private static func legendre(_ degree: Int, at x: Double) -> (value: Double, slope: Double) {
        var (previous, value) = (1.0, x)
        for k in stride(from: 2, through: degree, by: 1) {
            (previous, value) = (value, (Double(2 * k - 1) * x * value - Double(k - 1) * previous) / Double(k))
        }
        return (value, Double(degree) * (x * value - previous) / (x * x - 1))
    }
}
