import Foundation
import Inference

extension ExploreDirective.Polynomial {
    /// - Parameters:
    ///   - values: the values at the points of the lattice.
    ///   - precision: the polynomial need not be more precise than this.
    init(_ lattice: ChebyshevLattice, values: [Double], precision: Double) {
        degree = lattice.nodes - 1
        let quantum = pow(10, log10(precision).rounded(.down))
        self.quantum = quantum
        coefficients = zip(lattice.orders, lattice.coefficients(of: values)).compactMap { order, coefficient in
            order.reduce(0, +) < lattice.nodes ? Int((coefficient / quantum).rounded()) : nil
        }
    }

    /// The value as a page computes it.
    ///
    /// - Parameter place: −1 at the lower end of each range, 1 at the upper.
    func value(at place: [Double]) -> Double {
        let chebyshev = place.map { x in (0...degree).map { cos(Double($0) * acos(min(1, max(-1, x)))) } }
        return zip(Self.orders(degree, dimensions: place.count), coefficients).reduce(0) { sum, term in
            sum + Double(term.1) * zip(chebyshev, term.0).reduce(1) { $0 * $1.0[$1.1] }
        } * quantum
    }

    /// The orders whose sum is no more than the degree.
    static func orders(_ degree: Int, dimensions: Int) -> [[Int]] {
        (0..<dimensions).reduce([[]]) { orders, _ in
            orders.flatMap { order in (0...(degree - order.reduce(0, +))).map { order + [$0] } }
        }
    }
}
