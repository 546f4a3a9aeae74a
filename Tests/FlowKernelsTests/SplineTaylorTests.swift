import FlowKernels
import FlowReference
import Testing

/// The spline's jet kernel against the spline of `FlowReference` in float64 numbers that carry their derivatives.
@Suite struct SplineTaylorTests {
    /// A knot lies where it should to this much (see ``SplineTests``), and log f′ bends at knots.
    static let shifts = [-3e-6, 0, 3e-6]

    @Test(arguments: SplineTests.shapes, [false, true])
    func agreesWithTheReference(_ shape: SplineTests.Shape, constantParameters: Bool) {
        var samples = Samples(seed: 66)
        let (n, directions) = (256, 3)
        let p = samples.taylorMatrix(shape.rows, n, directions: directions, constant: constantParameters)
        let x = samples.taylorMatrix(1, n, directions: directions, in: -6...6)
        let y = samples.taylorMatrix(1, n, directions: directions)
        let logDet = samples.taylorMatrix(1, n, directions: directions)
        let before = logDet.duplicate()
        Kernels.splineTaylor(parameters: p, bins: shape.bins, input: x, into: y, logDet: logDet)
        let results = (0..<n).map { j in
            (0..<directions).map { d in
                // The reference knows the last derivative row as one that is there and unused.
                let numbers = p.numbers(j, d) + (shape.derivatives == shape.bins ? [0.0] : [])
                let spline = RationalQuadraticSpline(
                    widths: Array(numbers[..<shape.bins]), heights: Array(numbers[shape.bins..<2 * shape.bins]),
                    derivatives: Array(numbers[(2 * shape.bins)...]))
                return Self.shifts.map { spline.forwardAndLogDet(x.number(0, j, d) + TaylorNumber($0)) }
            }
        }
        // Derivatives go with powers of one over the narrowest bin, and so do their rounding errors.
        let tolerance = 3e-4
        let outputDistance = y.taylorDistanceToSpan { results[$1][$2].map(\.y) }
        let logDetDistance = logDet.taylorDistanceToSpan { i, j, d in
            results[j][d].map { $0.logDet + before.number(i, j, d) }
        }
        #expect(outputDistance < tolerance)
        #expect(logDetDistance < tolerance)
    }

    @Test func isTheIdentityOutsideAndKeepsTheValuesOfTheForwardPass() {
        var samples = Samples(seed: 67)
        let p = samples.taylorMatrix(14, 64, directions: 2)
        let x = samples.taylorMatrix(1, 64, directions: 2, in: -7...7)
        x.value[0, 0] = .nan
        let y = TaylorMatrix(value: .zeros(1, 64), jets: .zeros(1, 256))
        let logDet = TaylorMatrix(value: .zeros(1, 64), jets: .zeros(1, 256))
        Kernels.splineTaylor(parameters: p, bins: 5, input: x, into: y, logDet: logDet)
        let (value, total) = (Matrix.zeros(1, 64), Matrix.zeros(1, 64))
        Kernels.splineForward(parameters: p.value, bins: 5, input: x.value, into: value, logDet: total)
        #expect(y.value.distance { Double(value[$0, $1]) } < 2e-6)
        #expect(logDet.value.distance { Double(total[$0, $1]) } < 4e-6)
        for direction in 0..<2 {
            let numbers = (y.number(0, 0, direction), logDet.number(0, 0, direction))
            #expect((0..<3).allSatisfy { numbers.0.derivative($0).isNaN && numbers.1.derivative($0).isNaN })
            for j in 1..<64 where abs(x.value[0, j]) > 5 {
                let (from, to) = (x.number(0, j, direction), y.number(0, j, direction))
                #expect((0..<3).allSatisfy { from.derivative($0) == to.derivative($0) })
                #expect((0..<3).allSatisfy { logDet.number(0, j, direction).derivative($0) == 0 })
            }
        }
    }
}
