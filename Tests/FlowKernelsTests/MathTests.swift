import FlowKernels
import Glibc
import Testing

@Suite struct MathTests {
    private func relativeError(
        _ kernel: (Matrix, Matrix) -> Void, _ exact: (Double) -> Double, _ values: [Float]
    ) -> Double {
        let padded = values + [Float](repeating: 1, count: (8 - values.count % 8) % 8)
        let x = Matrix(padded)
        let y = Matrix.zeros(1, padded.count)
        kernel(x, y)
        return padded.indices.reduce(0.0) { worst, j in
            let expected = exact(Double(padded[j]))
            return expected == 0 ? worst : max(worst, abs(Double(y[0, j]) - expected) / abs(expected))
        }
    }

    /// Both signs, every binade between the bounds.
    private func sweep(_ small: Float, _ large: Float, signs: [Float] = [-1, 1]) -> [Float] {
        var values: [Float] = []
        var value = small
        while value < large {
            values += signs.map { $0 * value }
            value *= 1.0007
        }
        return values
    }

    @Test func expIsRightToRounding() {
        #expect(relativeError({ Kernels.exp($0, into: $1) }, { Glibc.exp($0) }, sweep(1e-30, 87)) < 2e-7)
    }

    @Test func logIsRightToRounding() {
        let values = sweep(1e-37, 3e38, signs: [1]) + sweep(0.9, 1.1, signs: [1])
        #expect(relativeError({ Kernels.log($0, into: $1) }, { Glibc.log($0) }, values) < 2e-7)
        let subnormal = [0, 100, 1 << 22].map { Float(bitPattern: UInt32($0 + 1)) }
        #expect(relativeError({ Kernels.log($0, into: $1) }, { Glibc.log($0) }, subnormal) < 2e-7)
    }

    @Test func expm1IsRightToRoundingNearZeroToo() {
        #expect(relativeError({ Kernels.expm1($0, into: $1) }, { Glibc.expm1($0) }, sweep(1e-36, 87)) < 4e-7)
    }

    @Test func log1pIsRightToRoundingNearZeroToo() {
        let values = sweep(1e-36, 3e38, signs: [1]) + sweep(1e-36, 0.999, signs: [-1])
        #expect(relativeError({ Kernels.log1p($0, into: $1) }, { Glibc.log1p($0) }, values) < 4e-7)
    }

    /// ELU as products end with it, 16 events or 8 at a time.
    @Test(arguments: [16, 8])
    func eluIsRightToRoundingNearZeroToo(width: Int) {
        func elu(_ x: Matrix, into y: Matrix) {
            for start in stride(from: 0, to: x.columns, by: width) {
                let part = Matrix((start..<start + width).map { x[0, min($0, x.columns - 1)] })
                let result = Matrix.zeros(1, width)
                Kernels.linear(
                    weights: Matrix([1]), bias: Matrix([0]), input: part, activation: .elu, into: result)
                for j in 0..<min(width, x.columns - start) { y[0, start + j] = result[0, j] }
            }
        }
        func exact(_ z: Double) -> Double { z > 0 ? z : Glibc.expm1(z) }
        // Where the reduced argument changes its sign or n by one, too.
        let seams = (1...120).flatMap { n in
            [Float(-Double(n) / 2 * 0.693147180559945)].flatMap { [$0.nextDown, $0, $0.nextUp] }
        }
        #expect(relativeError({ elu($0, into: $1) }, exact, sweep(1e-36, 100) + seams) < 4e-7)
        let x = Matrix([
            .infinity, -.infinity, .nan, 0, -0.0, -80, -80.1, -1e30, 1e30, -126, -87.5, 1, -1, -104, 88, -0.5,
        ])
        let y = Matrix.zeros(1, 16)
        elu(x, into: y)
        for j in 0..<16 {
            let expected = Float(exact(Double(x[0, j])))
            #expect(
                expected.isNaN ? y[0, j].isNaN : y[0, j] == expected || abs(y[0, j] / expected - 1) < 4e-7,
                "elu(\(x[0, j])) = \(y[0, j]), not \(expected)")
        }
    }

    @Test func tailsAreThoseOfTheRealFunctions() {
        let x = Matrix([.infinity, -.infinity, .nan, 0, -0.0, 88.5, 1e30, -1e30, 89, -104, -1, -2, 88.8, -89, 1, -87.5])
        let y = Matrix.zeros(1, 16)
        func check(_ name: String, _ exact: (Double) -> Double) {
            for j in 0..<16 {
                // The smallest subnormal is 1.4e-45, so a relative measure ends there.
                let expected = Float(exact(Double(x[0, j])))
                let near =
                    expected.isNaN
                    ? y[0, j].isNaN
                    : y[0, j] == expected
                        || abs(y[0, j] - expected) < max(abs(expected) * 4e-7, 2 * Float.leastNonzeroMagnitude)
                #expect(near, "\(name)(\(x[0, j])) = \(y[0, j]), not \(expected)")
            }
        }
        Kernels.exp(x, into: y)
        check("exp") { Glibc.exp($0) }
        Kernels.log(x, into: y)
        check("log") { Glibc.log($0) }
        Kernels.expm1(x, into: y)
        check("expm1") { Glibc.expm1($0) }
        Kernels.log1p(x, into: y)
        check("log1p") { Glibc.log1p($0) }
    }
}
