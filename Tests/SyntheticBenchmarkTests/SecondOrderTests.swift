import Derivatives
import Foundation
import Testing

@testable import SyntheticBenchmark

struct SecondOrderTests {
    /// f = ln|sin(ab)·e^c + 1/(a + 2)| − cos(bc)·b² touches every operation.
    private func function<Scalar: DifferentiableScalar>(_ a: Scalar, _ b: Scalar, _ c: Scalar) -> Scalar {
        let inner = (a * b).sine * c.exponential + (a + 2).reciprocal
        return inner.logarithmOfMagnitude - (b * c).cosine * b.squared
    }

    @Test func hasDerivativesWhoseDifferencesConvergeWithSlopeTwo() {
        let point = [0.7, 1.1, -0.4]
        func value(_ p: [Double]) -> Double { function(p[0], p[1], p[2]) }
        let exact = function(
            SecondOrder3(point[0], variable: 0), SecondOrder3(point[1], variable: 1),
            SecondOrder3(point[2], variable: 2))
        #expect(exact.value == value(point))
        for row in 0..<3 {
            let errors = [0.02, 0.01].map { step in
                abs(
                    (value(moved(point, row, step)) - value(moved(point, row, -step))) / (2 * step)
                        - exact.gradient[row])
            }
            #expect(abs(log2(errors[0] / errors[1]) - 2) < 0.05, "first derivative \(row): \(errors)")
            for column in 0..<3 {
                let errors = [0.02, 0.01].map { step in
                    let (plus, minus) = (moved(point, row, step), moved(point, row, -step))
                    let corners =
                        value(moved(plus, column, step)) - value(moved(plus, column, -step))
                        - value(moved(minus, column, step)) + value(moved(minus, column, -step))
                    return abs(corners / (4 * step * step) - exact.secondDerivative(row, column))
                }
                #expect(abs(log2(errors[0] / errors[1]) - 2) < 0.05, "second derivative \(row) \(column): \(errors)")
            }
        }
    }

    private func moved(_ point: [Double], _ index: Int, _ step: Double) -> [Double] {
        var moved = point
        moved[index] += step
        return moved
    }
}
