import Foundation

/// A smooth function of a few nuisances in a box, as a sum of products of Chebyshev polynomials, from its values at the
/// points of a ``ChebyshevLattice``.
///
/// Where ln L(ν) is analytic in ν, the polynomial converges geometrically with the number of
/// nodes (Trefethen, Approximation Theory and Approximation Practice, 2013, ch. 8): a scan needs a few evaluations of
/// the likelihood instead of one at every point of its grid. Value, gradient and Hessian are those of the polynomial,
/// exactly.
public struct ChebyshevSurface: Sendable {
    /// The range of each nuisance.
    public let window: [ClosedRange<Double>]
    /// One more than the total degree of the polynomial.
    public let nodes: Int
    /// Coefficients, first dimension slowest, shape [nodes, …, nodes].
    public let coefficients: [Double]

    /// K, the number of nuisances.
    public var dimensions: Int { window.count }

    /// A surface from known coefficients.
    public init(window: [ClosedRange<Double>], nodes: Int, coefficients: [Double]) {
        self.window = window
        self.nodes = nodes
        self.coefficients = coefficients
    }

    /// The polynomial from the values of a function: exact if the function is a polynomial of a total degree below the
    /// number of nodes.
    ///
    /// - Parameter values: the values of the function at the lattice's points.
    init(_ lattice: ChebyshevLattice, values: [Double]) {
        self.init(window: lattice.window, nodes: lattice.nodes, coefficients: lattice.coefficients(of: values))
    }

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
