import Foundation

@testable import Plotting

/// A curved score with class-dependent responses, in closed form: y | x ~ N(m(x), Σ(x)), x ~ N(μ, σ²) of two classes.
struct CurvedScore {
    /// −1 or +1.
    let sign: Double
    var shift = 0.0
    var squeeze = 0.0
    /// What a model that is nearly right gets wrong, in units of y.
    var bias = 0.0

    private static func softplus(_ value: Double) -> Double { log(1 + exp(value)) }

    func mean(_ x1: Double, _ x2: Double) -> (Double, Double) {
        let move = sign * shift * 0.3 * tanh(x1)
        return (sin(1.5 * x1) + 0.3 * x2 + move + bias, 0.3 * x1 * x1 - 1.2 + 0.5 * sin(x2) - move - bias)
    }

    func widths(_ x1: Double) -> (Double, Double) {
        let factor = exp(sign * 0.2 * squeeze)
        return (Self.softplus(0.4 * x1 + 0.1) * factor, Self.softplus(-0.2 * x1 + 0.4) / factor)
    }

    /// Nodes of x with their weights, over a range of x₁.
    private func nodes(_ range: ClosedRange<Double>) -> [(x1: Double, x2: Double, weight: Double)] {
        let (mu, s1, s2) = sign < 0 ? (-0.5, 0.9, 0.6) : (0.5, 0.6, 0.4)
        let steps = 24
        return (0..<steps).flatMap { i in
            (0..<7).map { j in
                let x1 =
                    range.lowerBound
                    + (range.upperBound - range.lowerBound) * (Double(i) + 0.5) / Double(steps)
                let u2 = -2.4 + 0.8 * Double(j)
                return (x1, s2 * u2, exp(-0.5 * (pow((x1 - mu) / s1, 2) + u2 * u2)))
            }
        }
    }

    /// The density of y₀ where x₁ lies in a range; the normalization is the caller's.
    func first(_ y: Double, x1 range: ClosedRange<Double>) -> Double {
        nodes(range).map { node in
            let (m, s) = (mean(node.x1, node.x2).0, widths(node.x1).0)
            return node.weight / s * exp(-0.5 * pow((y - m) / s, 2))
        }.reduce(0, +)
    }

    func density(_ y0: Double, _ y1: Double) -> Double {
        nodes(-2.8...2.4).map { node in
            let (m, s) = (mean(node.x1, node.x2), widths(node.x1))
            let rho = 0.8 * tanh(0.5 * (node.x1 + node.x2))
            let (u, v) = ((y0 - m.0) / s.0, (y1 - m.1) / s.1)
            let rest = 1 - rho * rho
            return node.weight / (s.0 * s.1 * rest.squareRoot())
                * exp(-0.5 * (u * u - 2 * rho * u * v + v * v) / rest)
        }.reduce(0, +)
    }

    func grid(x: [Double], y: [Double]) throws -> ScalarGrid {
        try ScalarGrid(x: x, y: y, values: y.flatMap { v in x.map { u in density(u, v) } })
    }

    /// Expected events per bin of y₀.
    func expected(_ edges: [Double], x1 range: ClosedRange<Double>, events: Double) -> [Double] {
        let values = zip(edges, edges.dropFirst()).map { first(($0 + $1) / 2, x1: range) * ($1 - $0) }
        let sum = values.reduce(0, +)
        return values.map { events * $0 / sum }
    }

    /// Rotation by an angle that falls with distance, then a small shear: a distortion of y.
    static func distorted(_ y: Point, strength: Double = 0.2, shear: Double = 0.1) -> Point {
        let angle = 2 * strength / (0.7 * hypot(y.x, y.y) + 0.5)
        let turned = Point(y.x * cos(angle) - y.y * sin(angle), y.x * sin(angle) + y.y * cos(angle))
        let move = shear * (turned.x - turned.y)
        return Point(turned.x + move, turned.y - move)
    }
}
