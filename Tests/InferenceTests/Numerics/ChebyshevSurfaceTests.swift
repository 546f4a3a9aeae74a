import Foundation
import Testing

@testable import Inference

@Suite struct ChebyshevSurfaceTests {
    static let windows: [[ClosedRange<Double>]] = [
        [-2...3], [-2...3, 0.5...0.75], [-2...3, 0.5...0.75, -10 ... -4],
    ]

    @Test(arguments: windows)
    func reproducesPolynomialsWithGradientAndHessian(_ window: [ClosedRange<Double>]) {
        let polynomial = Polynomial(dimensions: window.count)
        // Of total degree 3 K.
        let surface = ChebyshevSurface(window: window, nodes: 3 * window.count + 1) { polynomial.value(at: $0) }
        for fraction in [0.0, 0.13, 0.5, 0.81, 1] {
            let point = window.map { $0.lowerBound + fraction * 2 * $0.halfWidth }
            let derivatives = surface.derivatives(at: point)
            expectClose(surface.value(at: point), polynomial.value(at: point))
            expectClose(derivatives.value, polynomial.value(at: point))
            for row in window.indices {
                expectClose(derivatives.gradient[row], polynomial.derivative([row], at: point))
                for column in window.indices {
                    expectClose(derivatives.hessian[row][column], polynomial.derivative([row, column], at: point))
                }
            }
        }
    }

    @Test func convergesGeometricallyForAnAnalyticFunction() {
        func error(_ nodes: Int) -> Double {
            let window: [ClosedRange<Double>] = [-1...1]
            let surface = ChebyshevSurface(window: window, nodes: nodes) { 1 / (2 + $0[0]) }
            return stride(from: -1.0, through: 1, by: 0.01).map { abs(surface.value(at: [$0]) - 1 / (2 + $0)) }.max()
                ?? .nan
        }
        // The pole at −2 allows a factor 2 + √3 a node: 13.9 for two of them.
        for nodes in [4, 6, 8, 10] { #expect(abs(error(nodes) / error(nodes + 2) - 13.9) < 1) }
    }

    private func expectClose(_ value: Double, _ expected: Double, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(abs(value - expected) < 1e-9 * max(1, abs(expected)), sourceLocation: sourceLocation)
    }
}

/// Π_d (c₀ + c₁x + c₂x² + c₃x³) with coefficients of each dimension's own.
private struct Polynomial {
    let dimensions: Int

    func value(at point: [Double]) -> Double { derivative([], at: point) }

    /// The derivative with respect to the listed coordinates, one after the other.
    func derivative(_ coordinates: [Int], at point: [Double]) -> Double {
        (0..<dimensions).reduce(1) { product, dimension in
            var coefficients = [1, -0.5 + Double(dimension), 0.25, 0.125 * Double(dimension + 1)]
            for _ in 0..<coordinates.count(where: { $0 == dimension }) {
                coefficients = coefficients.indices.dropFirst().map { Double($0) * coefficients[$0] }
            }
            return product * coefficients.reversed().reduce(0) { $0 * point[dimension] + $1 }
        }
    }
}
