import Testing

@testable import Training

struct OptimizerClippingTests {
    private func clip<Scalar: BinaryFloatingPoint>(_ gradient: inout [Scalar], to maximumNorm: Double = 1) -> Double {
        gradient.withUnsafeMutableBufferPointer {
            let norm = GradientClipping.squaredNorm(of: UnsafeBufferPointer($0)).squareRoot()
            GradientClipping(maximumNorm: maximumNorm).clip($0, norm: norm)
            return norm
        }
    }

    @Test func scalesALongGradientToTheBound() {
        var gradient: [Float] = [3, 0, -4, 0, 12]
        let norm = clip(&gradient)
        #expect(norm == 13)
        let after = gradient.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        #expect(abs(after - 1) < 1e-6)
        #expect(abs(gradient[4] / gradient[0] - 4) < 1e-6)
    }

    @Test func leavesAShortGradientUntouched() {
        var gradient = [0.3, -0.4]
        let norm = clip(&gradient)
        #expect(abs(norm - 0.5) < 1e-15)
        #expect(gradient == [0.3, -0.4])
    }

    @Test func reportsANormThatIsNotFinite() {
        var gradient: [Float] = [1, .nan, 2]
        let norm = clip(&gradient)
        #expect(norm.isNaN)
        #expect(gradient[0] == 1 && gradient[2] == 2)
    }

    @Test func sumsInDoubleWhereFloatWouldOverflow() {
        var gradient = [Float](repeating: 1e30, count: 7)
        let norm = clip(&gradient)
        #expect(abs(norm / (Double(Float(1e30)) * 7.0.squareRoot()) - 1) < 1e-14)
    }
}
