import Foundation

/// A smooth function of a few nuisances in a box, as a tensor product of Chebyshev polynomials through its values at
/// Chebyshev–Gauss nodes.
///
/// Where ln L(ν) is analytic in ν, the interpolant converges geometrically with the number of
/// nodes (Trefethen, Approximation Theory and Approximation Practice, 2013, ch. 8): a scan needs a few evaluations of
/// the likelihood instead of one at every point of its grid. Value, gradient and Hessian are those of the polynomial,
/// exactly.
public struct ChebyshevSurface: Sendable {
    /// One range a nuisance.
    public let window: [ClosedRange<Double>]
    /// Nodes a dimension.
    public let nodes: Int
    /// Coefficients, first dimension slowest, shape [nodes, …, nodes].
    public let coefficients: [Double]

    /// K.
    public var dimensions: Int { window.count }

    /// The nodes of the box, first dimension slowest.
    static func points(window: [ClosedRange<Double>], nodes: Int) -> [[Double]] {
        let unit = (0..<nodes).map { cos(angle($0, nodes)) }
        var points: [[Double]] = [[]]
        for range in window {
            let coordinates = unit.map { range.middle + $0 * range.halfWidth }
            points = points.flatMap { point in coordinates.map { point + [$0] } }
        }
        return points
    }

    /// A surface whose coefficients are known already.
    public init(window: [ClosedRange<Double>], nodes: Int, coefficients: [Double]) {
        self.window = window
        self.nodes = nodes
        self.coefficients = coefficients
    }

    /// A surface's value at a point is the sum of these times its values at the nodes, first dimension slowest.
    static func weights(window: [ClosedRange<Double>], nodes: Int, at point: [Double]) -> [Double] {
        var weights = [1.0]
        for (x, range) in zip(point, window) {
            let angle = acos(min(1, max(-1, (x - range.middle) / range.halfWidth)))
            let factors = (0..<nodes).map { node in
                let terms = (1..<max(nodes, 1)).map { (order: Int) -> Double in
                    2 * cos(Double(order) * angle) * cos(Double(order) * Self.angle(node, nodes))
                }
                return terms.reduce(1, +) / Double(nodes)
            }
            weights = weights.flatMap { weight in factors.map { weight * $0 } }
        }
        return weights
    }

    /// The interpolant through the values of a function at the nodes.
    ///
    /// - Parameter values: the function at ``points(window:nodes:)``.
    init(window: [ClosedRange<Double>], nodes: Int, values: [Double]) {
        precondition(values.count == Int(pow(Double(nodes), Double(window.count)).rounded()), "a value for every node")
        self.window = window
        self.nodes = nodes
        // A cosine transform along one dimension after the other.
        let transform = (0..<nodes).map { order in
            let norm = (order == 0 ? 1.0 : 2.0) / Double(nodes)
            return (0..<nodes).map { norm * cos(Double(order) * Self.angle($0, nodes)) }
        }
        var tensor = values
        var stride = 1
        for _ in window {
            var next = tensor
            for start in tensor.indices where (start / stride) % nodes == 0 {
                for order in 0..<nodes {
                    next[start + order * stride] = (0..<nodes).reduce(0) {
                        $0 + transform[order][$1] * tensor[start + $1 * stride]
                    }
                }
            }
            tensor = next
            stride *= nodes
        }
        coefficients = tensor
    }

    private static func angle(_ node: Int, _ nodes: Int) -> Double { .pi * (Double(node) + 0.5) / Double(nodes) }

    /// The polynomial at a point of the window.
    ///
    /// - Complexity: O(nodes^K).
    public func value(at point: [Double]) -> Double {
        contract(zip(point, window).map { basis($0, $1).map(\.value) })
    }

    /// Value, gradient and Hessian at one point.
    struct Derivatives: Sendable {
        let value: Double
        let gradient: [Double]
        let hessian: [[Double]]
    }

    /// The polynomial with its exact derivatives.
    ///
    /// - Complexity: K² times that of ``value(at:)``.
    func derivatives(at point: [Double]) -> Derivatives {
        let bases = zip(point, window).map { basis($0, $1) }
        func contracted(_ orders: [Int]) -> Double {
            contract(
                zip(bases, orders).map { basis, order in
                    basis.map { order == 0 ? $0.value : order == 1 ? $0.first : $0.second }
                })
        }
        func orders(_ indices: Int...) -> [Int] {
            (0..<dimensions).map { dimension in indices.count { $0 == dimension } }
        }
        return Derivatives(
            value: contracted(orders()), gradient: (0..<dimensions).map { contracted(orders($0)) },
            hessian: (0..<dimensions).map { row in (0..<dimensions).map { contracted(orders(row, $0)) } })
    }

    private func contract(_ bases: [[Double]]) -> Double {
        var tensor = coefficients
        for basis in bases.reversed() {
            tensor = Swift.stride(from: 0, to: tensor.count, by: nodes).map { start in
                (0..<nodes).reduce(0) { $0 + basis[$1] * tensor[start + $1] }
            }
        }
        return tensor[0]
    }

    /// T_n and its first two derivatives with respect to the coordinate of the window, by their recurrences.
    private func basis(_ x: Double, _ range: ClosedRange<Double>) -> [(value: Double, first: Double, second: Double)] {
        let scale = 1 / range.halfWidth
        let t = (x - range.middle) * scale
        var terms: [(value: Double, first: Double, second: Double)] = [(1, 0, 0), (t, scale, 0)]
        for n in 2..<max(nodes, 3) {
            let (one, two) = (terms[n - 1], terms[n - 2])
            let value: Double = 2 * t * one.value - two.value
            let first: Double = 2 * scale * one.value + 2 * t * one.first - two.first
            let second: Double = 4 * scale * one.first + 2 * t * one.second - two.second
            terms.append((value, first, second))
        }
        return Array(terms.prefix(nodes))
    }
}

/// A range of a nuisance by its middle and half of its width.
extension ClosedRange<Double> {
    var middle: Double { (lowerBound + upperBound) / 2 }
    var halfWidth: Double { (upperBound - lowerBound) / 2 }
}
