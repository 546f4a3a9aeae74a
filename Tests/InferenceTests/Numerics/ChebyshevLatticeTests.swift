import Foundation
import Testing

@testable import Inference

@Suite struct ChebyshevLatticeTests {
    static let window: [ClosedRange<Double>] = [-1...1, 2...5, -0.5...0.25]

    /// A product of Chebyshev polynomials in the coordinates of the window.
    private func product(_ orders: [Int], at point: [Double]) -> Double {
        zip(zip(orders, point), Self.window).reduce(1) { product, next in
            let ((order, x), range) = next
            let t = min(1, max(-1, (x - range.middle) / range.halfWidth))
            return product * cos(Double(order) * acos(t))
        }
    }

    @Test func takesTheEvenAndTheOddPointsOfAGrid() {
        let points = ChebyshevLattice(window: [-1...1, 10...20], nodes: 2).points
        let expected = [[1.0, 20], [1, 10], [-1, 20], [-1, 10], [0, 15]]
        #expect(points.count == expected.count)
        for (point, expected) in zip(points, expected) {
            #expect(zip(point, expected).allSatisfy { abs($0 - $1) < 1e-12 })
        }
    }

    @Test(arguments: 1...3) func knowsHowManyPointsItHas(_ dimensions: Int) {
        for nodes in 1...13 {
            let lattice = ChebyshevLattice(window: Array(Self.window.prefix(dimensions)), nodes: nodes)
            #expect(lattice.points.count == ChebyshevLattice.count(dimensions: dimensions, nodes: nodes))
        }
        // A quarter of the 216 and of the 1728 points of a grid, and what its faces hold.
        #expect(ChebyshevLattice.count(dimensions: 3, nodes: 6) == 91)
        #expect(ChebyshevLattice.count(dimensions: 3, nodes: 12) == 559)
    }

    /// Every product of a total degree below the number of nodes has coefficient 1, and all others 0.
    @Test(arguments: 1...3, [1, 2, 5, 6]) func findsEveryProductOfItsDegree(_ dimensions: Int, _ nodes: Int) {
        let window = Array(Self.window.prefix(dimensions))
        let lattice = ChebyshevLattice(window: window, nodes: nodes)
        let size = Int(pow(Double(nodes), Double(dimensions)).rounded())
        for index in 0..<size {
            let orders = (0..<dimensions).map {
                index / Int(pow(Double(nodes), Double(dimensions - 1 - $0)).rounded()) % nodes
            }
            guard orders.reduce(0, +) < nodes else { continue }
            let coefficients = lattice.coefficients(of: lattice.points.map { product(orders, at: $0) })
            #expect(coefficients.count == size)
            for (place, coefficient) in coefficients.enumerated() {
                #expect(abs(coefficient - (place == index ? 1 : 0)) < 1e-12)
            }
        }
    }

    /// Of what is no polynomial of the degree, the surface keeps the total degree.
    @Test func leavesOutWhatIsBeyondTheTotalDegree() {
        let lattice = ChebyshevLattice(window: Array(Self.window.prefix(2)), nodes: 4)
        let coefficients = lattice.coefficients(of: lattice.points.map { exp($0[0] * $0[1]) })
        for (place, coefficient) in coefficients.enumerated() {
            #expect((coefficient == 0) == (place / 4 + place % 4 >= 4))
        }
    }

    @Test func isPartOfTheLatticeOfTwiceAsManyNodes() {
        let (coarse, fine) = (
            ChebyshevLattice(window: Self.window, nodes: 3), ChebyshevLattice(window: Self.window, nodes: 6)
        )
        let places = fine.placesOfHalf()
        #expect(places.count == coarse.points.count)
        for (place, point) in zip(places, coarse.points) {
            #expect(zip(fine.points[place], point).allSatisfy { abs($0 - $1) < 1e-12 })
        }
    }

    @Test func weighsItsPointsAsTheirSurfaceDoes() {
        let lattice = ChebyshevLattice(window: Self.window, nodes: 5)
        let values = lattice.points.indices.map { sin(Double(3 * $0)) }
        let surface = ChebyshevSurface(lattice, values: values)
        for point in [[0.3, 2.21, 0.1], [-1, 5, 0.25], [0, 3.5, -0.125]] {
            let sum = zip(lattice.weights(at: point), values).reduce(0) { $0 + $1.0 * $1.1 }
            #expect(abs(sum - surface.value(at: point)) < 1e-12)
        }
    }
}
