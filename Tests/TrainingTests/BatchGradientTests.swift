import FlowKernels
import Testing

@testable import Training

struct BatchGradientTests {
    /// More parameters than one thread takes at a time, and a rest of one.
    private let count = 40_001

    private func filled(_ last: Float = 1) -> BatchGradient {
        let gradient = BatchGradient(parameterCount: count, parts: 3)
        for (part, buffer) in gradient.parts.enumerated() {
            buffer.values = (0..<count).map { Float(($0 * 7 + part * 11) % 23) / 8 - 1 }
        }
        gradient.parts[2].withUnsafeMutableBufferPointer { $0[count - 1] = last }
        return gradient
    }

    @Test func isTheMeanOfAllPartsWithItsNorm() {
        let parts = filled().parts.map(\.values)
        let (mean, norm) = filled().reduce(size: 5, workers: Workers(threads: 2))
        var square = 0.0
        for (index, value) in mean.values.enumerated() {
            let expected = parts.reduce(0) { $0 + Double($1[index]) } / 5
            #expect(abs(Double(value) - expected) <= 4e-7 * abs(expected) + 1e-12)
            square += expected * expected
        }
        #expect(abs(norm / square.squareRoot() - 1) < 1e-7)
    }

    @Test func isTheSameForAnyNumberOfThreads() {
        let (mean, norm) = filled().reduce(size: 3, workers: Workers(threads: 1))
        for threads in [2, 3] {
            let other = filled().reduce(size: 3, workers: Workers(threads: threads))
            #expect(other.gradient.values == mean.values && other.norm == norm)
        }
    }

    @Test(arguments: [Float.nan, .infinity])
    func isNotFiniteWhereAnyNumberIsNot(last: Float) {
        #expect(!filled(last).reduce(size: 1, workers: Workers(threads: 2)).norm.isFinite)
    }

    @Test func mayBeEmpty() {
        #expect(BatchGradient(parameterCount: 0, parts: 2).reduce(size: 1, workers: Workers(threads: 2)).norm == 0)
    }
}
