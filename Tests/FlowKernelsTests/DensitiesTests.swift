import FlowKernels
import Glibc
import Testing

@Suite struct DensitiesTests {
    @Test func standardNormalHasItsConstantAndItsSlope() {
        var samples = Samples(seed: 30)
        let z = samples.matrix(3, 24, in: -4...4)
        let log = samples.matrix(1, 24)
        let before = log.duplicate()
        Kernels.standardNormalLogDensity(z, into: log)
        func density(_ z: Double) -> Double { -0.5 * z * z - 0.5 * Glibc.log(2 * Double.pi) }
        #expect(log.distance { _, j in z.column(j).map(density).reduce(Double(before[0, j]), +) } < 5e-7)
        let g = samples.matrix(1, 24)
        let gz = samples.matrix(3, 24)
        Kernels.standardNormalBackward(z, logDensityGradient: g, into: gz)
        #expect(
            gz.distance { i, j in
                Double(g[0, j]) * centralDifference({ density(Double(z[i, j]) + $0) }, step: 1e-4)
            } < 1e-6)
    }

    @Test(arguments: 1...4)
    func logSumExpAddsWeightedClassesAndSharesThemOut(_ classes: Int) {
        var samples = Samples(seed: 31)
        let l = samples.matrix(classes, 24, in: -200...200)
        let out = Matrix.zeros(1, 24)
        let shares = Matrix.zeros(classes, 24)
        let offsets = (0..<classes).map { Float($0) * -0.7 }
        Kernels.logSumExp(l, offsets: offsets, into: out, responsibilities: shares)
        func terms(_ j: Int) -> [Double] { zip(l.column(j), offsets).map { $0 + Double($1) } }
        func total(_ terms: [Double]) -> Double {
            guard let top = terms.max() else { return -.infinity }
            return top + log(terms.reduce(0) { $0 + exp($1 - top) })
        }
        #expect(out.distance { _, j in total(terms(j)) } < 2e-7)
        // A term near 200 is rounded to 2e-5 before it is exponentiated.
        #expect(shares.distance { c, j in exp(terms(j)[c] - total(terms(j))) } < 2e-5)
        for j in 0..<24 { #expect(abs(shares.column(j).reduce(0, +) - 1) < 3e-7) }
        let alone = Matrix.zeros(1, 24)
        Kernels.logSumExp(l, offsets: offsets, into: alone, responsibilities: nil)
        #expect(alone.array() == out.array())
    }

    @Test func logSumExpKeepsInfinitiesAndNaN() {
        let low = -Float.infinity
        let l = Matrix([low, low, 1, .nan, .infinity, 3, 0, 0] + [low, 2, low, 0, 0, .nan, .infinity, -1000], rows: 2)
        let out = Matrix.zeros(1, 8)
        let shares = Matrix.zeros(2, 8)
        Kernels.logSumExp(l, offsets: [0, 0], into: out, responsibilities: shares)
        let values = out.array()
        #expect(values[0] == low && values[1] == 2 && values[2] == 1 && values[7] == 0)
        #expect(values[3].isNaN && values[5].isNaN)
        #expect(values[4] == .infinity && values[6] == .infinity)
        #expect(shares[0, 1] == 0 && shares[1, 1] == 1 && shares[0, 2] == 1 && shares[1, 7] == 0)
        #expect(shares[0, 0].isNaN && shares[0, 3].isNaN && shares[1, 5].isNaN)
    }

    @Test func weightedSumIsAddedInDoublePrecision() {
        let n = 1 << 16
        let values = Matrix.zeros(1, n)
        let weights = Matrix.zeros(1, n)
        values.fill(0.1)
        weights.fill(0.3)
        values[0, 0] = 1e8
        let exact = 1e8 + Double(n - 1) * Double(Float(0.1))
        // 2^13 additions in each of 8 lanes, each rounded to half an ulp of 1e8, 7.5e-9.
        #expect(abs(Kernels.weightedSum(values) - exact) < 7e-5)
        #expect(abs(Kernels.weightedSum(values, weights: weights) - exact * Double(Float(0.3))) < 7e-5)
        values[0, 77] = .nan
        #expect(Kernels.weightedSum(values).isNaN)
    }
}
