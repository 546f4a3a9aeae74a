import FlowKernels
import Glibc
import Testing

@Suite struct ResidualTests {
    static let (d, n) = (3, 40)
    let damping: Float = 0.3

    @Test func polynomialAddsLinearAndDampedQuadraticTerms() {
        var samples = Samples(seed: 20)
        let a = samples.matrix(Self.d, Self.n)
        let b = samples.matrix(Self.d, Self.n)
        let u = samples.matrix(1, Self.n)
        let sum = samples.matrix(Self.d, Self.n)
        let before = sum.duplicate()
        Kernels.polynomialForward(linear: a, quadratic: b, damping: damping, nuisance: u, into: sum)
        let distance = sum.distance { i, j in
            let v = Double(u[0, j])
            return Double(before[i, j]) + Double(a[i, j]) * v + Double(damping) * Double(b[i, j]) * v * v
        }
        #expect(distance < 5e-7)
    }

    @Test func polynomialAdjointAgreesWithCentralDifferences() {
        var samples = Samples(seed: 21)
        let (d, n) = (Self.d, Self.n)
        let a = samples.matrix(d, n)
        let b = samples.matrix(d, n)
        let u = samples.matrix(1, n)
        let g = samples.matrix(d, n)
        let ga = samples.matrix(d, n)
        let gb = samples.matrix(d, n)
        let gu = samples.matrix(1, n)
        let before = gu.duplicate()
        Kernels.polynomialBackward(
            linear: a, quadratic: b, damping: damping, nuisance: u, sumGradient: g, linearGradient: ga,
            quadraticGradient: gb, nuisanceGradient: gu)
        func loss(_ i: Int, _ j: Int, a da: Double = 0, b db: Double = 0, u du: Double = 0) -> Double {
            let v = Double(u[0, j]) + du
            return Double(g[i, j]) * ((Double(a[i, j]) + da) * v + Double(damping) * (Double(b[i, j]) + db) * v * v)
        }
        let h = 1e-4
        #expect(ga.distance { i, j in centralDifference({ loss(i, j, a: $0) }, step: h) } < 1e-6)
        #expect(gb.distance { i, j in centralDifference({ loss(i, j, b: $0) }, step: h) } < 1e-6)
        let nuisance = gu.distance { _, j in
            var sum = Double(before[0, j])
            for i in 0..<d { sum += centralDifference({ loss(i, j, u: $0) }, step: h) }
            return sum
        }
        #expect(nuisance < 1e-6)
        let again = (ga.array(), gb.array())
        Kernels.polynomialBackward(
            linear: a, quadratic: b, damping: damping, nuisance: u, sumGradient: g, linearGradient: ga,
            quadraticGradient: gb, nuisanceGradient: nil)
        #expect(again == (ga.array(), gb.array()))
    }

    @Test func crossTermAndItsAdjointAgreeWithTheFormula() {
        var samples = Samples(seed: 22)
        let (d, n) = (Self.d, Self.n)
        let c = samples.matrix(d, n)
        let u1 = samples.matrix(1, n)
        let u2 = samples.matrix(1, n)
        let g = samples.matrix(d, n)
        let sum = samples.matrix(d, n)
        let before = sum.duplicate()
        func term(_ i: Int, _ j: Int, c dc: Double = 0, u1 d1: Double = 0, u2 d2: Double = 0) -> Double {
            Double(damping) * (Double(c[i, j]) + dc) * (Double(u1[0, j]) + d1) * (Double(u2[0, j]) + d2)
        }
        Kernels.crossForward(coefficient: c, damping: damping, nuisances: u1, u2, into: sum)
        #expect(sum.distance { i, j in Double(before[i, j]) + term(i, j) } < 5e-7)

        let gc = samples.matrix(d, n)
        let g1 = samples.matrix(1, n)
        let g2 = samples.matrix(1, n)
        let (old1, old2) = (g1.duplicate(), g2.duplicate())
        Kernels.crossBackward(
            coefficient: c, damping: damping, nuisances: u1, u2, sumGradient: g, coefficientGradient: gc,
            nuisanceGradients: g1, g2)
        let h = 1e-4
        let coefficient = gc.distance { i, j in
            Double(g[i, j]) * centralDifference({ term(i, j, c: $0) }, step: h)
        }
        let nuisance1 = g1.distance { _, j in
            var sum = Double(old1[0, j])
            for i in 0..<d { sum += Double(g[i, j]) * centralDifference({ term(i, j, u1: $0) }, step: h) }
            return sum
        }
        let nuisance2 = g2.distance { _, j in
            var sum = Double(old2[0, j])
            for i in 0..<d { sum += Double(g[i, j]) * centralDifference({ term(i, j, u2: $0) }, step: h) }
            return sum
        }
        #expect(coefficient < 1e-6)
        #expect(nuisance1 < 1e-6)
        #expect(nuisance2 < 1e-6)
        let first = g1.array()
        Kernels.crossBackward(
            coefficient: c, damping: damping, nuisances: u1, u2, sumGradient: g, coefficientGradient: gc,
            nuisanceGradients: nil, g2)
        #expect(g1.array() == first)
    }

    @Test func affineMapScalesShiftsAndCountsItsLogScales() {
        var samples = Samples(seed: 23)
        let (d, n) = (Self.d, Self.n)
        let v = samples.matrix(d, n)
        let s = samples.matrix(d, n)
        let t = samples.matrix(d, n)
        let y = Matrix.zeros(d, n)
        let logDet = samples.matrix(1, n)
        let before = logDet.duplicate()
        Kernels.affineForward(input: v, logScale: s, shift: t, into: y, logDet: logDet)
        #expect(y.distance { i, j in Double(v[i, j]) * exp(Double(s[i, j])) + Double(t[i, j]) } < 1e-6)
        #expect(logDet.distance { _, j in s.column(j).reduce(Double(before[0, j]), +) } < 1e-6)
        Kernels.affineInverse(output: y, logScale: s, shift: t, into: y, logDet: logDet)
        #expect(y.distance { i, j in Double(v[i, j]) } < 5e-6)
        #expect(logDet.distance { _, j in Double(before[0, j]) } < 1e-6)
    }

    @Test func affineAdjointAgreesWithCentralDifferences() {
        var samples = Samples(seed: 24)
        let (d, n) = (Self.d, Self.n)
        let v = samples.matrix(d, n)
        let s = samples.matrix(d, n)
        let gy = samples.matrix(d, n)
        let gl = samples.matrix(1, n)
        let gv = samples.matrix(d, n)
        let gs = samples.matrix(d, n)
        Kernels.affineBackward(
            input: v, logScale: s, outputGradient: gy, logDetGradient: gl, into: gv, logScaleGradient: gs)
        func loss(_ i: Int, _ j: Int, v dv: Double = 0, s ds: Double = 0) -> Double {
            let scale = Double(s[i, j]) + ds
            return Double(gy[i, j]) * (Double(v[i, j]) + dv) * exp(scale) + Double(gl[0, j]) * scale
        }
        #expect(gv.distance { i, j in centralDifference({ loss(i, j, v: $0) }, step: 1e-5) } < 1e-6)
        #expect(gs.distance { i, j in centralDifference({ loss(i, j, s: $0) }, step: 1e-5) } < 1e-6)
    }

    @Test func zeroOutputsGiveTheExactIdentity() {
        var samples = Samples(seed: 25)
        let v = samples.matrix(Self.d, Self.n)
        let zero = Matrix.zeros(Self.d, Self.n)
        let y = Matrix.zeros(Self.d, Self.n)
        let logDet = Matrix.zeros(1, Self.n)
        Kernels.affineForward(input: v, logScale: zero, shift: zero, into: y, logDet: logDet)
        #expect(y.array() == v.array())
        #expect(logDet.array() == Matrix.zeros(1, Self.n).array())
    }
}
