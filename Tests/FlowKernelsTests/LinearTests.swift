import Glibc
import Testing

@testable import FlowKernels

@Suite struct LinearTests {
    struct Shape: CustomTestStringConvertible, Sendable {
        let outputs: Int
        let inputs: Int
        var testDescription: String { "\(outputs) x \(inputs)" }
    }

    static let shapes =
        (1...10).map { Shape(outputs: 7, inputs: $0) }
        + [
            Shape(outputs: 64, inputs: 64), Shape(outputs: 118, inputs: 128), Shape(outputs: 1, inputs: 33),
            Shape(outputs: 5, inputs: 0), Shape(outputs: 0, inputs: 5), Shape(outputs: 0, inputs: 20),
        ]

    /// Panels that are looked through, that stay where they are, and that are copied.
    private static let layouts: [(n: Int, density: Density)] = [(40, .sparse), (48, .dense), (40, .dense)]

    @Test(arguments: shapes, [nil, Activation.relu, .elu])
    func forwardAgreesWithTheReference(_ shape: Shape, _ activation: Activation?) {
        var samples = Samples(seed: 10)
        for (n, density) in Self.layouts {
            let w = samples.matrix(shape.outputs, shape.inputs, in: -1...1)
            let b = samples.matrix(shape.outputs, 1)
            let x = samples.matrix(shape.inputs, n)
            let y = samples.matrix(shape.outputs, n)
            Kernels.linear(weights: w, bias: b, input: x, activation: activation, into: y, density)
            let distance = y.distance { o, j in
                var z = Double(b[o, 0])
                for i in 0..<shape.inputs { z += Double(w[o, i]) * Double(x[i, j]) }
                switch activation {
                case .relu: return max(z, 0)
                case .elu: return z > 0 ? z : expm1(z)
                case nil: return z
                }
            }
            #expect(distance < 4e-6)
        }
    }

    @Test(arguments: shapes, [false, true])
    func inputGradientIsTheTransposedProduct(_ shape: Shape, accumulate: Bool) {
        var samples = Samples(seed: 11)
        for (n, density) in Self.layouts {
            let w = samples.matrix(shape.outputs, shape.inputs, in: -1...1)
            let gy = samples.matrix(shape.outputs, n)
            let gx = samples.matrix(shape.inputs, n)
            let before = gx.duplicate()
            Kernels.linearBackwardInput(weights: w, outputGradient: gy, into: gx, accumulate: accumulate, density)
            let distance = gx.distance { i, j in
                var sum = accumulate ? Double(before[i, j]) : 0
                for o in 0..<shape.outputs { sum += Double(w[o, i]) * Double(gy[o, j]) }
                return sum
            }
            #expect(distance < 4e-6)
        }
    }

    @Test(arguments: shapes)
    func parameterGradientsAccumulateOverEvents(_ shape: Shape) {
        var samples = Samples(seed: 12)
        let n = 40
        let x = samples.matrix(shape.inputs, n)
        let gy = samples.matrix(shape.outputs, n)
        let gw = samples.matrix(shape.outputs, shape.inputs)
        let gb = samples.matrix(shape.outputs, 1)
        let (oldWeights, oldBias) = (gw.duplicate(), gb.duplicate())
        Kernels.linearBackwardWeights(outputGradient: gy, input: x, weightsGradient: gw)
        Kernels.linearBackwardBias(outputGradient: gy, biasGradient: gb)
        let weights = gw.distance { o, i in
            var sum = Double(oldWeights[o, i])
            for j in 0..<n { sum += Double(gy[o, j]) * Double(x[i, j]) }
            return sum
        }
        let bias = gb.distance { o, _ in
            var sum = Double(oldBias[o, 0])
            for j in 0..<n { sum += Double(gy[o, j]) }
            return sum
        }
        #expect(weights < 4e-6)
        #expect(bias < 1e-6)
    }

    /// Some columns of the weights, added to what is there already, for widths that are no multiple of a panel.
    @Test(arguments: [8, 16, 24, 40], [0, 1, 3, 70, 300])
    func aProductMayTakeSomeColumnsAndAddToSums(n: Int, inputs: Int) {
        var samples = Samples(seed: 13)
        for outputs in [1, 2, 3, 5, 6, 7, 12, 17] {
            let w = samples.matrix(outputs, inputs + 5, in: -1...1)
            let x = samples.matrix(inputs, n)
            let sums = samples.matrix(outputs, n)
            let b = samples.matrix(outputs, 1)
            for (bias, activation) in [(nil, nil), (b, .relu), (nil, Activation.elu), (b, nil)]
                as [(Matrix?, Activation?)]
            {
                let y = sums.duplicate()
                Kernels.linear(
                    weights: w, columns: 3..<3 + inputs, bias: bias, adding: y, input: x, activation: activation,
                    into: y)
                let distance = y.distance { o, j in
                    var z = Double(sums[o, j]) + Double(bias?[o, 0] ?? 0)
                    for i in 0..<inputs { z += Double(w[o, i + 3]) * Double(x[i, j]) }
                    switch activation {
                    case .relu: return max(z, 0)
                    case .elu: return z > 0 ? z : expm1(z)
                    case nil: return z
                    }
                }
                #expect(distance < 1e-5)
            }
        }
    }

    @Test(arguments: [8, 16, 40, 48, 176], Activation.allCases)
    func aGatedInputGradientIsTheProductTimesTheSlope(n: Int, _ activation: Activation) {
        var samples = Samples(seed: 14)
        for (outputs, inputs) in [(5, 4), (9, 13), (64, 64), (270, 18)] {
            let w = samples.matrix(outputs, inputs + 2, in: -1...1)
            let gy = samples.matrix(outputs, n)
            let out = samples.matrix(inputs, n, in: -0.9...0.9)
            let (fused, apart) = (samples.matrix(inputs, n), samples.matrix(inputs, n))
            for accumulate in [false, true] {
                fused.copy(from: apart)
                Kernels.linearBackwardInput(
                    weights: w, columns: 2..<inputs + 2, outputGradient: gy, into: fused, accumulate: accumulate,
                    gate: (activation, out), activation.density)
                Kernels.linearBackwardInput(
                    weights: w, columns: 2..<inputs + 2, outputGradient: gy, into: apart, accumulate: accumulate)
                #expect(fused.distance { Double(apart[$0, $1]) * activation.slope(atOutput: out[$0, $1]) } < 1e-6)
                for row in 0..<inputs {
                    for column in 0..<n {
                        apart[row, column] *= Float(activation.slope(atOutput: out[row, column]))
                    }
                }
            }
        }
    }

    @Test func weightGradientsMayGoToSomeColumns() {
        var samples = Samples(seed: 15)
        for inputs in [1, 4, 8, 9, 33] {
            let gy = samples.matrix(7, 40)
            let x = samples.matrix(inputs, 40)
            let gw = samples.matrix(7, inputs + 4)
            let before = gw.duplicate()
            Kernels.linearBackwardWeights(
                outputGradient: gy, input: x, weightsGradient: gw, columns: 3..<3 + inputs)
            let distance = gw.distance { o, i in
                guard (3..<3 + inputs).contains(i) else { return Double(before[o, i]) }
                return (0..<40).reduce(Double(before[o, i])) { $0 + Double(gy[o, $1]) * Double(x[i - 3, $1]) }
            }
            #expect(distance < 1e-5)
        }
    }

    @Test(arguments: Activation.allCases)
    func activationAdjointIsTheSlopeAtItsInput(_ activation: Activation) {
        let z: [Float] = [-30, -3, -0.4, -1e-4, 1e-4, 0.7, 4, 1e6]
        let y = Matrix.zeros(1, 8)
        let (g, before) = (Matrix.zeros(1, 8), Matrix([1, -2, 3, -4, 5, -6, 7, -8]))
        let one = Matrix([1])
        let zero = Matrix([0])
        Kernels.linear(weights: one, bias: zero, input: Matrix(z), activation: activation, into: y)
        Kernels.linearBackwardInput(
            weights: one, outputGradient: before, into: g, accumulate: false, gate: (activation, y))
        #expect(
            g.distance { _, j in
                let slope = z[j] > 0 ? 1 : activation == .relu ? 0 : exp(Double(z[j]))
                return Double(before[0, j]) * slope
            } < 1e-6)
    }

    @Test(arguments: Activation.allCases)
    func activationsPassNaNOn(_ activation: Activation) {
        let x = Matrix([.nan, 1, -1, .infinity, -.infinity, 0, -0.0, 2])
        let y = Matrix.zeros(1, 8)
        Kernels.linear(weights: Matrix([1]), bias: Matrix([0]), input: x, activation: activation, into: y)
        let low: Float = activation == .relu ? 0 : -1
        #expect(y[0, 0].isNaN && y[0, 3] == .infinity && y[0, 4] == low && y[0, 5] == 0)
        let g = Matrix.zeros(1, 8)
        Kernels.linearBackwardInput(
            weights: Matrix([1]), outputGradient: Matrix([Float](repeating: 1, count: 8)), into: g, accumulate: false,
            gate: (activation, y))
        #expect(g[0, 0].isNaN && g[0, 1] == 1)
    }

    /// Maps that take all rows of the input or the first ones only, in one panel or two.
    @Test(arguments: [8, 40, 48, 64], [(33, 12), (300, 270)])
    func mapsOfTheSameInputAreThoseOneByOne(n: Int, depths: (all: Int, some: Int)) {
        var samples = Samples(seed: 18)
        for density in [Density.dense, .sparse] {
            let x = withRowsOff(depths.all, n, &samples)
            let maps = [(5, depths.all), (0, depths.all), (12, 0), (12, depths.some), (64, depths.all)].map {
                rows, depth in
                Kernels.LinearMap(
                    weights: samples.matrix(rows, 310), columns: 2..<2 + depth, bias: samples.matrix(rows, 1),
                    activation: rows == 5 ? .relu : nil, output: samples.matrix(rows, n))
            }
            Kernels.linear(maps, input: x, density)
            for map in maps {
                let distance = map.output.distance { o, j in
                    var z = Double(map.bias?[o, 0] ?? 0)
                    for i in map.columns { z += Double(map.weights[o, i]) * Double(x[i - 2, j]) }
                    return map.activation == .relu ? max(z, 0) : z
                }
                #expect(distance < 2e-5)
            }
        }
    }

    /// Of maps that take all rows of the input or the first ones only, over many events.
    @Test(arguments: [0, 8, 48, 176, 328, 400], Activation.allCases)
    func weightGradientsOfTheSameInputAreThoseOneByOne(n: Int, _ activation: Activation) {
        var samples = Samples(seed: 19)
        let x = samples.matrix(140, n)
        let maps = [(64, 140), (7, 30), (0, 140), (140, 64), (20, 5)].map { outputs, inputs in
            Kernels.WeightsAdjoint(
                outputGradient: activation == .relu ? withRowsOff(outputs, n, &samples) : samples.matrix(outputs, n),
                weightsGradient: samples.matrix(outputs, inputs + 3), columns: 2..<inputs + 2)
        }
        let before = maps.map { $0.weightsGradient.duplicate() }
        Kernels.linearBackwardWeights(maps, input: x, activation.density)
        for (map, before) in zip(maps, before) {
            let distance = map.weightsGradient.distance { o, i in
                guard map.columns.contains(i) else { return Double(before[o, i]) }
                return (0..<n).reduce(Double(before[o, i])) {
                    $0 + Double(map.outputGradient[o, $1]) * Double(x[i - 2, $1])
                }
            }
            #expect(distance < 4e-5)
        }
    }

    /// The first rows may be sums that are not done yet.
    @Test(arguments: Activation.allCases, [0, 5, 20])
    func aGateMayBeForTheLastRowsAlone(_ activation: Activation, first: Int) {
        var samples = Samples(seed: 20)
        let (w, gy) = (samples.matrix(30, 20), samples.matrix(30, 40))
        let (out, before) = (samples.matrix(20, 40, in: -0.9...0.9), samples.matrix(20, 40))
        for accumulate in [false, true] {
            let (some, all, none) = (before.duplicate(), before.duplicate(), before.duplicate())
            func multiply(_ target: Matrix, _ gate: (Activation, Matrix)?, from first: Int = 0) {
                Kernels.linearBackwardInput(
                    weights: w, outputGradient: gy, into: target, accumulate: accumulate, gate: gate, from: first,
                    activation.density)
            }
            multiply(some, (activation, out), from: first)
            multiply(all, (activation, out))
            multiply(none, nil)
            #expect(some.distance { Double($0 < first ? none[$0, $1] : all[$0, $1]) } < 1e-6)
        }
    }

    @Test(arguments: [1, 15, 16, 37], [8, 16, 24, 176])
    func biasGradientsAreSumsOfRows(rows: Int, n: Int) {
        var samples = Samples(seed: 21)
        let (gy, gb) = (samples.matrix(rows, n), samples.matrix(rows + 1, 1))
        let before = gb.duplicate()
        Kernels.linearBackwardBias(outputGradient: gy, biasGradient: gb.rows(0..<rows))
        let distance = gb.distance { row, _ in
            row == rows ? Double(before[row, 0]) : (0..<n).reduce(Double(before[row, 0])) { $0 + Double(gy[row, $1]) }
        }
        #expect(distance < 1e-5)
    }

    /// Rows that are 0 for a panel of events, as those of units that are off, in some panels and not in others.
    private func withRowsOff(_ rows: Int, _ n: Int, _ samples: inout Samples) -> Matrix {
        let matrix = samples.matrix(rows, n)
        for row in 0..<rows {
            for panel in stride(from: 0, to: n, by: 16) where Bool.random(using: &samples) {
                matrix.row(row, panel..<min(panel + 16, n)).fill(0)
            }
        }
        return matrix
    }

    @Test(arguments: [8, 16, 40, 128], [(7, 12), (64, 64), (59, 300), (270, 140)])
    func whatIsOffIsLeftOutOfNoSum(n: Int, shape: (outputs: Int, inputs: Int)) {
        var samples = Samples(seed: 16)
        let (outputs, inputs) = shape
        let w = samples.matrix(outputs, inputs, in: -1...1)
        let (x, gy) = (withRowsOff(inputs, n, &samples), withRowsOff(outputs, n, &samples))
        let y = samples.matrix(outputs, n)
        Kernels.linear(weights: w, bias: nil, input: x, activation: nil, into: y)
        #expect(
            y.distance { o, j in (0..<inputs).reduce(0) { $0 + Double(w[o, $1]) * Double(x[$1, j]) } } < 1e-5)
        let gx = samples.matrix(inputs, n)
        Kernels.linearBackwardInput(weights: w, outputGradient: gy, into: gx, accumulate: false)
        #expect(
            gx.distance { i, j in (0..<outputs).reduce(0) { $0 + Double(w[$1, i]) * Double(gy[$1, j]) } } < 1e-5)
        let gw = samples.matrix(outputs, inputs + 3)
        let before = gw.duplicate()
        Kernels.linearBackwardWeights(outputGradient: gy, input: x, weightsGradient: gw, columns: 1..<1 + inputs)
        let distance = gw.distance { o, i in
            guard (1..<1 + inputs).contains(i) else { return Double(before[o, i]) }
            return (0..<n).reduce(Double(before[o, i])) { $0 + Double(gy[o, $1]) * Double(x[i - 1, $1]) }
        }
        #expect(distance < 1e-5)
    }

    @Test func aLoneNaNAmongZerosReachesItsEventAndTheGradient() {
        var samples = Samples(seed: 17)
        let w = samples.matrix(20, 9)
        let x = Matrix.zeros(9, 32)
        x[4, 21] = .nan
        let y = Matrix.zeros(20, 32)
        Kernels.linear(weights: w, bias: nil, input: x, activation: nil, into: y)
        for o in 0..<20 { #expect((0..<32).allSatisfy { y[o, $0].isNaN == ($0 == 21) }) }
        let gw = Matrix.zeros(20, 9)
        Kernels.linearBackwardWeights(outputGradient: samples.matrix(20, 32), input: x, weightsGradient: gw)
        for i in 0..<9 { #expect((0..<20).allSatisfy { gw[$0, i].isNaN == (i == 4) }) }
        let turned = Matrix.zeros(9, 20)
        Kernels.linearBackwardWeights(outputGradient: x, input: samples.matrix(20, 32), weightsGradient: turned)
        for i in 0..<9 { #expect((0..<20).allSatisfy { turned[i, $0].isNaN == (i == 4) }) }
    }
}

extension Activation {
    /// act′(z), told from y = act(z).
    fileprivate func slope(atOutput y: Float) -> Double {
        switch self {
        case .relu: y > 0 ? 1 : 0
        case .elu: y > 0 ? 1 : Double(y) + 1
        }
    }
}
