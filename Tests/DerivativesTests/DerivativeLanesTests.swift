import Derivatives
import Testing

/// The layouts of a Hessian, against each other.
@Suite struct DerivativeLanesTests {
    /// (a b + c)/(b − a c), with a chain rule around it.
    private func function<Lanes: DerivativeLanes>(_ v: [SecondOrder<Lanes>]) -> SecondOrder<Lanes> {
        let quotient = (v[0] * v[1] + v[2]) / (v[1] - v[0] * v[2])
        return quotient.chain(quotient.value, 1.25, -0.5) * v[0]
    }

    @Test func givesTheSameBitsPackedAndFull() {
        let point = [0.7, 1.1, -0.4]
        let packed = function(SecondOrder3.variables(at: point))
        let full = function(SecondOrder4.variables(at: point))
        #expect(packed.value == full.value)
        for row in 0..<3 {
            #expect(packed.gradient[row] == full.gradient[row])
            for column in row..<3 {
                #expect(packed.secondDerivative(row, column) == full.secondDerivative(row, column))
                #expect(packed.secondDerivative(column, row) == packed.secondDerivative(row, column))
            }
        }
    }
}
