import FlowKernels
import Testing

@Suite struct PiecewiseLinearTests {
    /// Functions with knots at −1, 0.5 and 2, which jump there, so that the wrong piece would show.
    private func functions(_ rows: Int, _ samples: inout Samples) -> (PiecewiseLinear, (Int, Float) -> Double) {
        let starts: [Float] = [-.infinity, -1, 0.5, 2]
        let anchors: [Float] = [-1, -1, 0.5, 2]
        let pieces = zip(starts, anchors).map { start, anchor in
            (start, anchor, samples.matrix(1, rows).array(), samples.matrix(1, rows).array())
        }
        let exact = { (row: Int, x: Float) -> Double in
            let piece = pieces.last { x >= $0.0 } ?? pieces[0]
            return Double(piece.2[row]) + Double(piece.3[row]) * (Double(x) - Double(piece.1))
        }
        return (PiecewiseLinear(pieces.map { .init(start: $0.0, anchor: $0.1, values: $0.2, slopes: $0.3) }), exact)
    }

    @Test(arguments: [1, 15, 16, 59], [8, 16, 40])
    func looksUpThePieceOfEveryEvent(rows: Int, n: Int) {
        var samples = Samples(seed: 20)
        let (functions, exact) = self.functions(rows, &samples)
        #expect(functions.count == 4 && functions.rows == rows)
        let x = samples.matrix(1, n, in: -3...4)
        x[0, 0] = -1
        x[0, 1] = 2
        x[0, 2] = Float(2).nextDown
        let y = Matrix.zeros(rows, n)
        functions.evaluate(x, events: 0..<n, into: y)
        #expect(y.distance { exact($0, x[0, $1]) } < 1e-6)
        let gy = samples.matrix(rows, n)
        let gx = Matrix.zeros(1, n)
        functions.backward(x, outputGradient: gy, events: 0..<n, into: gx)
        let distance = gx.distance { _, j in
            // The slope by a difference within the piece.
            let x = x[0, j]
            let step: Float = [-1, 0.5, 2].contains { x < $0 && x + 0.0625 >= $0 } ? -0.0625 : 0.0625
            return (0..<rows).reduce(0) {
                $0 + Double(gy[$1, j]) * (exact($1, x + step) - exact($1, x)) / Double(step)
            }
        }
        #expect(distance < 1e-4)
    }

    @Test func leavesOtherEventsAloneAndPassesNaNOn() {
        var samples = Samples(seed: 21)
        let (functions, exact) = self.functions(20, &samples)
        let x = samples.matrix(1, 32)
        x[0, 12] = .nan
        let y = Matrix.zeros(20, 32)
        functions.evaluate(x, events: 8..<24, into: y)
        #expect(
            y.distance { row, j in
                !(8..<24).contains(j) ? 0 : j == 12 ? .nan : exact(row, x[0, j])
            } < 1e-6)
    }
}
