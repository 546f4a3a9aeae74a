import Foundation

/// Points of a box that determine a polynomial of total degree n by weighted sums of function values.
///
/// The extrema of a Chebyshev polynomial, x_j = cos(π j/m) with m = n + 1, are taken in every dimension; from this
/// grid, the points whose indices are all even or all odd are used. Sums over these points, with half weight at the
/// ends of each range, integrate polynomials of degree 2m − 1 exactly with the weight Π 1/√(1 − x²): for a product of
/// T_k, the errors of the even and of the odd points cancel, unless two of its factors have degree m or more. So the
/// coefficients of all T_k of total degree n are exact (Xu 1996, "Lagrange interpolation on Chebyshev points of two
/// variables", J. Approx. Theory 87, 220; De Marchi, Vianello and Xu 2009, "New cubature formulae and
/// hyperinterpolation in three variables", BIT 49, 55). In three dimensions these are a quarter of the points of a grid
/// of the same degree, in two dimensions a half.
///
/// The lattice of m nodes is a part of that of 2m.
public struct ChebyshevLattice: Sendable {
    /// The range of each nuisance.
    public let window: [ClosedRange<Double>]
    /// m: one more than the degree of the polynomial.
    public let nodes: Int
    /// The points in the coordinates of the window.
    public let points: [[Double]]
    /// j of every point, and its weight; the weights sum to 1.
    private let places: [(indices: [Int], weight: Double)]
    /// cos(π i/m) for i below 2m.
    private let cosines: [Double]

    /// - Precondition: at least one node.
    public init(window: [ClosedRange<Double>], nodes: Int) {
        precondition(nodes > 0, "a lattice of no nodes")
        self.window = window
        self.nodes = nodes
        cosines = (0..<2 * nodes).map { cos(.pi * Double($0) / Double(nodes)) }
        let places = [0, 1].flatMap { parity in
            window.reduce([(indices: [Int](), weight: 0.5)]) { points, _ in
                points.flatMap { point in
                    stride(from: parity, through: nodes, by: 2).map { index in
                        let isEnd = index == 0 || index == nodes
                        return (
                            indices: point.indices + [index], weight: point.weight * (isEnd ? 1 : 2) / Double(nodes)
                        )
                    }
                }
            }
        }
        self.places = places
        points = places.map { place in
            zip(place.indices, window).map { $1.middle + cos(.pi * Double($0) / Double(nodes)) * $1.halfWidth }
        }
    }

    /// The number of points of a lattice.
    public static func count(dimensions: Int, nodes: Int) -> Int {
        [nodes / 2 + 1, (nodes + 1) / 2].map { repeatElement($0, count: dimensions).reduce(1, *) }.reduce(0, +)
    }

    /// The indices among these points of the lattice with half as many nodes.
    ///
    /// - Precondition: ``nodes`` is even.
    func placesOfHalf() -> [Int] {
        precondition(nodes % 2 == 0, "half of \(nodes) nodes")
        let own = Dictionary(uniqueKeysWithValues: places.enumerated().map { ($1.indices, $0) })
        return ChebyshevLattice(window: window, nodes: nodes / 2).places.compactMap { own[$0.indices.map { 2 * $0 }] }
    }

    /// Coefficients of the products of Chebyshev polynomials, first dimension slowest, shape [nodes, …, nodes]; those beyond
    /// the total degree are 0.
    ///
    /// - Parameter values: the values of a function at ``points``.
    public func coefficients(of values: [Double]) -> [Double] {
        precondition(values.count == places.count, "a value for every point")
        let weighted = zip(places, values).map { $0.weight * $1 }
        return orders.map { order in
            guard order.reduce(0, +) < nodes else { return 0 }
            let norm = order.reduce(1.0) { $1 == 0 ? $0 : 2 * $0 }
            var sum = 0.0
            for (place, value) in zip(places, weighted) {
                var product = value
                for (dimension, k) in order.enumerated() {
                    product *= cosines[k * place.indices[dimension] % (2 * nodes)]
                }
                sum += product
            }
            return norm * sum
        }
    }

    /// The orders k in every dimension, in the order of ``coefficients(of:)``.
    public var orders: [[Int]] {
        window.reduce([[]]) { orders, _ in orders.flatMap { order in (0..<nodes).map { order + [$0] } } }
    }

    /// Weights whose sum with the values at ``points`` is the polynomial's value at a point.
    public func weights(at point: [Double]) -> [Double] {
        let angles = zip(point, window).map { acos(min(1, max(-1, ($0 - $1.middle) / $1.halfWidth))) }
        let polynomials = angles.map { angle in (0..<nodes).map { ($0 == 0 ? 1 : 2) * cos(Double($0) * angle) } }
        return places.map { place in
            // Sums over all orders of the same total degree, one dimension after the other.
            var sums = [1.0] + [Double](repeating: 0, count: nodes - 1)
            for (polynomial, j) in zip(polynomials, place.indices) {
                let factors = (0..<nodes).map { polynomial[$0] * cosines[$0 * j % (2 * nodes)] }
                sums = (0..<nodes).map { degree in
                    (0...degree).reduce(0) { $0 + factors[$1] * sums[degree - $1] }
                }
            }
            return place.weight * sums.reduce(0, +)
        }
    }
}
