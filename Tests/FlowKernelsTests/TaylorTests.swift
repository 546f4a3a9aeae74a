import FlowKernels
import FlowReference
import Glibc
import Testing

/// Every jet kernel against the same formula in float64 numbers that carry their derivatives.
@Suite struct TaylorTests {
    static let (n, directions) = (24, 3)

    @Test func addressesJetsByRowAndDirection() {
        let jets = Matrix((0..<2 * 2 * 3 * 8).map(Float.init), rows: 2)
        let matrix = TaylorMatrix(value: .zeros(2, 8), jets: jets)
        #expect(matrix.directions == 3)
        #expect(matrix.first(row: 1, direction: 2)?.array() == (0..<8).map { Float(48 + 32 + $0) })
        #expect(matrix.second(row: 0, direction: 1)?.array() == (0..<8).map { Float(24 + $0) })
        #expect(TaylorMatrix(value: .zeros(2, 8), jets: nil).first(row: 0, direction: 0) == nil)
    }

    @Test func linearMapSkipsInputsWithoutJets() {
        var samples = Samples(seed: 60)
        let weights = samples.matrix(5, 7)
        let jets = samples.matrix(4, 2 * Self.directions * Self.n)
        let output = samples.matrix(5, jets.columns)
        Kernels.linearTaylor(weights: weights, firstInput: 3, jets: jets, into: output)
        let distance = output.distance { i, j in
            (0..<4).reduce(0.0) { $0 + Double(weights[i, 3 + $1]) * Double(jets[$1, j]) }
        }
        #expect(distance < 1e-6)
    }

    @Test(arguments: Activation.allCases) func activationChainsItsDerivatives(_ activation: Activation) {
        var samples = Samples(seed: 61)
        let z = samples.taylorMatrix(3, Self.n, directions: Self.directions)
        let y = z.duplicate()
        let identity = Matrix([1, 0, 0, 0, 1, 0, 0, 0, 1], rows: 3)
        Kernels.linear(
            weights: identity, bias: .zeros(3, 1), input: z.value, activation: activation, into: y.value)
        if let jets = y.jets { Kernels.activationTaylor(activation, output: y.value, jets: jets) }
        let distance = y.taylorDistance { i, j, d in
            let z = z.number(i, j, d)
            if z.value > 0 { return z }
            return activation == .relu ? 0.0 : z.exponential - 1.0
        }
        #expect(distance < 1e-6)
    }

    @Test(arguments: [false, true]) func polynomialAddsItsJets(constantCoefficients: Bool) {
        var samples = Samples(seed: 62)
        let (n, directions) = (Self.n, Self.directions)
        let a = samples.taylorMatrix(1, n, directions: directions, constant: constantCoefficients)
        let b = samples.taylorMatrix(1, n, directions: directions, constant: constantCoefficients)
        let sum = samples.taylorMatrix(1, n, directions: directions)
        let before = sum.duplicate()
        let u = samples.matrix(1, n)
        let slopes: [Float] = [1.5, 0, -0.75]
        Kernels.polynomialForward(
            linear: a.value, quadratic: b.value, damping: 0.3, nuisance: u, into: sum.value)
        if let jets = sum.jets {
            Kernels.polynomialTaylor(linear: a, quadratic: b, damping: 0.3, nuisance: u, slopes: slopes, into: jets)
        }
        let distance = sum.taylorDistance { i, j, d in
            let v = TaylorNumber(Double(u[0, j]), first: Double(slopes[d]), second: 0)
            return before.number(i, j, d) + a.number(i, j, d) * v
                + TaylorNumber(Double(Float(0.3))) * b.number(i, j, d) * v * v
        }
        #expect(distance < 1e-6)
    }

    @Test(arguments: [false, true]) func crossTermAddsItsJets(constantCoefficient: Bool) {
        var samples = Samples(seed: 63)
        let (n, directions) = (Self.n, Self.directions)
        let c = samples.taylorMatrix(1, n, directions: directions, constant: constantCoefficient)
        let sum = samples.taylorMatrix(1, n, directions: directions)
        let before = sum.duplicate()
        let (u1, u2) = (samples.matrix(1, n), samples.matrix(1, n))
        let (s1, s2): ([Float], [Float]) = ([1, 0, 1], [0, 0.5, 0.5])
        Kernels.crossForward(coefficient: c.value, damping: 0.3, nuisances: u1, u2, into: sum.value)
        if let jets = sum.jets {
            Kernels.crossTaylor(coefficient: c, damping: 0.3, nuisances: u1, u2, slopes: s1, s2, into: jets)
        }
        let distance = sum.taylorDistance { i, j, d in
            let u1 = TaylorNumber(Double(u1[0, j]), first: Double(s1[d]), second: 0)
            let u2 = TaylorNumber(Double(u2[0, j]), first: Double(s2[d]), second: 0)
            return before.number(i, j, d) + TaylorNumber(Double(Float(0.3))) * c.number(i, j, d) * u1 * u2
        }
        #expect(distance < 1e-6)
    }

    @Test(arguments: [false, true]) func affineMapCarriesItsJets(constantInput: Bool) {
        var samples = Samples(seed: 64)
        let (n, directions) = (Self.n, Self.directions)
        let v = samples.taylorMatrix(3, n, directions: directions, constant: constantInput)
        let s = samples.taylorMatrix(3, n, directions: directions)
        let t = samples.taylorMatrix(3, n, directions: directions)
        let logDet = samples.taylorMatrix(1, n, directions: directions)
        let (y, before) = (t.duplicate(), logDet.duplicate())
        Kernels.affineForward(
            input: v.value, logScale: s.value, shift: t.value, into: y.value, logDet: logDet.value)
        if let shiftJets = y.jets, let logDetJets = logDet.jets {
            Kernels.affineTaylor(input: v, logScale: s, shiftJets: shiftJets, logDetJets: logDetJets)
        }
        // Second derivatives reach e² (2 + 2·2·2 + 2 (2 + 4)) and are rounded some times.
        let distance = y.taylorDistance { i, j, d in
            v.number(i, j, d) * s.number(i, j, d).exponential + t.number(i, j, d)
        }
        #expect(distance < 3e-6)
        #expect(logDet.taylorDistance { s.numbers($1, $2).reduce(before.number($0, $1, $2), +) } < 1e-6)
    }

    @Test func normalDensityAddsItsJets() {
        var samples = Samples(seed: 65)
        let z = samples.taylorMatrix(3, Self.n, directions: Self.directions)
        let sum = samples.taylorMatrix(1, Self.n, directions: Self.directions)
        let before = sum.duplicate()
        Kernels.standardNormalTaylor(z, into: sum)
        let distance = sum.taylorDistance { i, j, d in
            z.numbers(j, d).reduce(before.number(i, j, d)) {
                $0 - 0.5 * $1.squared - TaylorNumber(0.5 * log(2 * Double.pi))
            }
        }
        #expect(distance < 2e-6)
    }
}
