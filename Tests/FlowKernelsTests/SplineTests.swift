import FlowKernels
import Glibc
import Testing

@Suite struct SplineTests {
    struct Shape: CustomTestStringConvertible, Sendable {
        let bins: Int
        let derivatives: Int
        var rows: Int { 2 * bins + derivatives }
        var testDescription: String { "\(bins) bins, \(derivatives) derivatives" }
    }

    static let shapes = [
        Shape(bins: 1, derivatives: 0), Shape(bins: 2, derivatives: 1), Shape(bins: 5, derivatives: 4),
        Shape(bins: 20, derivatives: 19), Shape(bins: 20, derivatives: 20), Shape(bins: 20, derivatives: 21),
        Shape(bins: 64, derivatives: 63), Shape(bins: 1, derivatives: 2),
    ]

    /// Sums of widths up to 10 are rounded to float32 some tens of times, so a knot lies where it should to this much,
    /// and a result is right where it is right for an x this near.
    static let shifts = [-3e-6, 0, 3e-6]

    @Test(arguments: shapes)
    func agreesWithTheReferenceInsideAndOutside(_ shape: Shape) {
        var samples = Samples(seed: 1)
        let n = 512
        let p = samples.matrix(shape.rows, n)
        let x = samples.matrix(1, n, in: -6...6)
        let y = Matrix.zeros(1, n)
        let logDet = samples.matrix(1, n)
        let before = logDet.array()
        Kernels.splineForward(parameters: p, bins: shape.bins, input: x, into: y, logDet: logDet)
        let expected = (0..<n).map { j in
            let spline = ReferenceSpline(parameters: p.column(j), bins: shape.bins)
            return Self.shifts.map { spline.forward(Double(x[0, j]) + $0) }
        }
        #expect(y.distanceToSpan { _, j in expected[j].map(\.y) } < 2e-6)
        #expect(logDet.distanceToSpan { _, j in expected[j].map { $0.logDet + Double(before[j]) } } < 4e-6)
    }

    @Test(arguments: shapes)
    func inverseUndoesForward(_ shape: Shape) {
        var samples = Samples(seed: 2)
        let n = 512
        let p = samples.matrix(shape.rows, n)
        let y = samples.matrix(1, n, in: -6...6)
        let x = Matrix.zeros(1, n)
        let logDet = Matrix.zeros(1, n)
        Kernels.splineInverse(parameters: p, bins: shape.bins, output: y, into: x, logDet: logDet)
        let back = (0..<n).map { j in
            let spline = ReferenceSpline(parameters: p.column(j), bins: shape.bins)
            return Self.shifts.map { spline.forward(Double(x[0, j]) + $0) }
        }
        #expect(y.distanceToSpan { _, j in back[j].map(\.y) } < 2e-6)
        #expect(logDet.distanceToSpan { _, j in back[j].map { -$0.logDet } } < 4e-6)
    }

    @Test(arguments: shapes)
    func adjointAgreesWithCentralDifferencesOfTheReference(_ shape: Shape) {
        var samples = Samples(seed: 3)
        let n = 48
        let p = samples.matrix(shape.rows, n)
        let x = samples.matrix(1, n, in: -6...6)
        let gy = samples.matrix(1, n)
        let gl = samples.matrix(1, n)
        let gp = p.duplicate()
        let gx = samples.matrix(1, n)
        Kernels.splineBackward(
            parameters: gp, bins: shape.bins, input: x, outputGradient: gy, logDetGradient: gl, into: gx)

        func loss(_ j: Int, _ parameters: [Double], _ x: Double) -> Double {
            let (y, logDet) = ReferenceSpline(parameters: parameters, bins: shape.bins).forward(x)
            return Double(gy[0, j]) * y + Double(gl[0, j]) * logDet
        }
        let h = 1e-5
        let inputs = gx.distanceToSpan { _, j in
            Self.shifts.map { shift in
                centralDifference({ loss(j, p.column(j), Double(x[0, j]) + shift + $0) }, step: h)
            }
        }
        let parameters = gp.distanceToSpan { i, j in
            Self.shifts.map { shift in
                func moved(_ step: Double) -> Double {
                    var parameters = p.column(j)
                    parameters[i] += step
                    return loss(j, parameters, Double(x[0, j]) + shift)
                }
                return centralDifference(moved, step: h)
            }
        }
        #expect(inputs < 3e-5)
        #expect(parameters < 3e-5)
    }

    /// In the middle of a bin the reference is smooth, so the error of a central difference falls as h².
    @Test func differencesApproachTheAdjointWithSlopeTwo() {
        var samples = Samples(seed: 4)
        let (n, bins, rows) = (64, 4, 11)
        let p = samples.matrix(rows, n, in: -1...1)
        let direction = samples.matrix(rows, n, in: -1...1)
        let x = Matrix.zeros(1, n)
        let ones = Matrix.zeros(1, n)
        let gx = Matrix.zeros(1, n)
        let gp = p.duplicate()
        ones.fill(1)
        for j in 0..<n {
            let xs = ReferenceSpline(parameters: p.column(j), bins: bins).xs
            x[0, j] = Float(0.5 * (xs[j % bins] + xs[j % bins + 1]))
        }
        Kernels.splineBackward(
            parameters: gp, bins: bins, input: x, outputGradient: ones, logDetGradient: ones, into: gx)
        func error(_ h: Double) -> Double {
            (0..<n).reduce(0) { worst, j in
                let raw = p.column(j)
                let along = direction.column(j)
                let exact = zip(gp.column(j), along).reduce(0) { $0 + $1.0 * $1.1 }
                let difference = centralDifference(
                    { step in
                        let moved = zip(raw, along).map { $0 + step * $1 }
                        let (y, logDet) = ReferenceSpline(parameters: moved, bins: bins).forward(Double(x[0, j]))
                        return y + logDet
                    }, step: h)
                return max(worst, abs(difference - exact))
            }
        }
        let ratio = error(0.1) / error(0.05)
        #expect(error(0.05) > 1e-4, "rounding would hide the slope")
        #expect(abs(ratio - 4) < 0.4, "ratio \(ratio)")
    }

    @Test func hitsKnotsAndEndsWithoutAJump() {
        var samples = Samples(seed: 5)
        let (n, bins) = (8, 6)
        for derivatives in [bins - 1, bins + 1] {
            let p = samples.matrix(2 * bins + derivatives, n)
            for k in 0...bins {
                let splines = (0..<n).map { ReferenceSpline(parameters: p.column($0), bins: bins) }
                for nudge in [-1, 0, 1] {
                    let x = Matrix(
                        splines.map { spline in
                            let x = Float(spline.xs[k])
                            return nudge == 0 ? x : nudge > 0 ? x.nextUp : x.nextDown
                        })
                    let y = Matrix.zeros(1, n)
                    let logDet = Matrix.zeros(1, n)
                    Kernels.splineForward(parameters: p, bins: bins, input: x, into: y, logDet: logDet)
                    #expect(y.distance { _, j in splines[j].ys[k] } < 1e-5, "knot \(k), nudge \(nudge)")
                    if k == 0 || k == bins && nudge > 0 {
                        #expect(logDet.distance { _, _ in 0 } < 2e-5)
                    } else {
                        let near = splines.enumerated().map { j, spline in
                            Self.shifts.map { spline.forward(Double(x[0, j]) + $0).logDet }
                                + [log(spline.slopes[k])]
                        }
                        #expect(logDet.distanceToSpan { _, j in near[j] } < 4e-6, "knot \(k), nudge \(nudge)")
                    }
                }
            }
        }
    }

    @Test func importedRightEndIsNotPinned() {
        let bins = 3
        var samples = Samples(seed: 6)
        let p = samples.matrix(2 * bins + bins + 1, 8)
        p.row(3 * bins - 1).fill(0.7)
        p.row(3 * bins).fill(.nan)  // unused
        let x = Matrix([Float](repeating: 5, count: 8))
        let y = Matrix.zeros(1, 8)
        let logDet = Matrix.zeros(1, 8)
        Kernels.splineForward(parameters: p, bins: bins, input: x, into: y, logDet: logDet)
        let clipped = 0.7 / (1 + 0.7 / abs(log(1e-3)))
        #expect(logDet.distance { _, _ in clipped } < 2e-6)
        let ones = Matrix([Float](repeating: 1, count: 8))
        let gx = Matrix.zeros(1, 8)
        Kernels.splineBackward(
            parameters: p, bins: bins, input: x, outputGradient: ones, logDetGradient: ones, into: gx)
        #expect(p.row(3 * bins).array() == [Float](repeating: 0, count: 8))
        #expect(p.row(3 * bins - 1).array().allSatisfy { $0 > 0.5 })
    }

    @Test func staysFiniteForHugeParameters() {
        let bins = 20
        var samples = Samples(seed: 7)
        for size: Float in [50, 1e6, 3e38] {
            let p = samples.matrix(59, 256, in: -1...1)
            let x = samples.matrix(1, 256, in: -5...5)
            for i in 0..<59 { for j in 0..<256 { p[i, j] *= size } }
            let y = Matrix.zeros(1, 256)
            let logDet = Matrix.zeros(1, 256)
            let back = Matrix.zeros(1, 256)
            Kernels.splineForward(parameters: p, bins: bins, input: x, into: y, logDet: logDet)
            let expected = (0..<256).map {
                ReferenceSpline(parameters: p.column($0), bins: bins).forward(Double(x[0, $0]))
            }
            // Bins down to 5e-4 wide with slopes to 1e3: a rounding of x of 2e-7 is 2e-4 of y.
            #expect(y.distance { _, j in expected[j].y } < 1e-3)
            Kernels.splineInverse(parameters: p, bins: bins, output: y, into: back, logDet: logDet)
            #expect(back.array().allSatisfy { $0.isFinite && abs($0) <= 5.00001 })
            Kernels.splineBackward(
                parameters: p, bins: bins, input: x, outputGradient: y, logDetGradient: y, into: back)
            #expect(p.array().allSatisfy(\.isFinite) && back.array().allSatisfy(\.isFinite))
        }
    }

    @Test func passesNaNOn() {
        var samples = Samples(seed: 8)
        let bins = 4
        let clean = samples.matrix(11, 8)
        let x = samples.matrix(1, 8, in: -4...4)
        func forward(_ p: Matrix, _ x: Matrix) -> (y: [Float], logDet: [Float], inverse: [Float]) {
            let y = Matrix.zeros(1, 8)
            let logDet = Matrix.zeros(1, 8)
            let inverse = Matrix.zeros(1, 8)
            Kernels.splineInverse(
                parameters: p, bins: bins, output: x, into: inverse, logDet: Matrix.zeros(1, 8))
            Kernels.splineForward(parameters: p, bins: bins, input: x, into: y, logDet: logDet)
            return (y.array(), logDet.array(), inverse.array())
        }
        let bad = x.duplicate()
        bad[0, 3] = .nan
        let result = forward(clean, bad)
        for values in [result.y, result.logDet, result.inverse] {
            #expect(values.enumerated().allSatisfy { $1.isNaN == ($0 == 3) })
        }
        for row in 0..<2 * bins {
            for value: Float in [.nan, .infinity, -.infinity] {
                let p = clean.duplicate()
                p[row, 5] = value
                let result = forward(p, x)
                for values in [result.y, result.logDet, result.inverse] {
                    #expect(values.enumerated().allSatisfy { $1.isNaN == ($0 == 5) }, "row \(row), \(value)")
                }
            }
        }
    }

    @Test func leavesParametersOfEventsOutsideAlone() {
        var samples = Samples(seed: 9)
        let p = samples.matrix(11, 8)
        let gy = samples.matrix(1, 8)
        let gx = Matrix.zeros(1, 8)
        let x = Matrix([-5, 5.1, -100, 1e30, -.infinity, .infinity, -5.0001, 7])
        let y = Matrix.zeros(1, 8)
        let logDet = Matrix.zeros(1, 8)
        Kernels.splineForward(parameters: p, bins: 4, input: x, into: y, logDet: logDet)
        #expect(y.array() == x.array())
        #expect(logDet.array() == [Float](repeating: 0, count: 8))
        Kernels.splineBackward(parameters: p, bins: 4, input: x, outputGradient: gy, logDetGradient: gy, into: gx)
        #expect(gx.array() == gy.array())
        #expect(p.array().allSatisfy { $0 == 0 })
    }
}
