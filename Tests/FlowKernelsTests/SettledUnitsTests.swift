import Testing

@testable import FlowKernels

@Suite struct SettledUnitsTests {
    /// One layer over two inputs and a constant one: units that are on everywhere, nowhere, and for some.
    struct Layer {
        let inputs: Matrix
        let weights: Matrix
        let bias: Matrix
        let sums: Matrix
        let below: SettledUnits
        let units: SettledUnits

        static let events = 24

        /// One whose memory holds NaN, so that a read of what was never written shows.
        private static var usedArena: Arena {
            let arena = Arena()
            arena.scope { arena.matrix(rows: 1, columns: 1 << 18).fill(.nan) }
            return arena
        }

        init?(seed: UInt64 = 60, units count: Int = 30) {
            var samples = Samples(seed: seed)
            inputs = samples.matrix(3, Self.events, in: 0.9...1.1)
            inputs.row(1).fill(7)
            weights = samples.matrix(count, 5, in: -1...1)
            bias = samples.matrix(count, 1, in: 0...0)
            // The sum at the middle of the inputs: far above 0, far below, or 0.
            for unit in 0..<count {
                bias[unit, 0] = [5, -5, 0][unit % 3] - weights[unit, 0] - 7 * weights[unit, 1] - weights[unit, 2]
            }
            guard let below = SettledUnits(inputs: inputs, units: count, arena: Self.usedArena) else { return nil }
            self.below = below
            let coefficients = Matrix.zeros(count, below.coefficientColumns)
            below.compose(weights, into: coefficients)
            sums = Matrix.zeros(count, Self.events)
            Kernels.linear(
                weights: coefficients, columns: 0..<below.basis.rows, bias: bias, input: below.basis, activation: nil,
                into: sums)
            units = SettledUnits(sums: sums, coefficients: coefficients, bias: bias, after: below)
        }

        /// A rectified unit, in float64.
        func unit(_ unit: Int, _ event: Int) -> Double {
            max(0, (0..<3).reduce(Double(bias[unit, 0])) { $0 + Double(weights[unit, $1]) * Double(inputs[$1, event]) })
        }
    }

    @Test func inputsThatAreTheSameForAllEventsAreNoneOfTheBasis() throws {
        let layer = try #require(Layer())
        #expect(layer.below.basis.rows == 3)
        #expect(layer.below.basis.row(0).array() == [Float](repeating: 1, count: Layer.events))
        for row in 1...2 { #expect(layer.below.basis.row(row).array().allSatisfy { abs($0) < 0.11 }) }
    }

    @Test func sumsAreThoseOfTheLayer() throws {
        let layer = try #require(Layer())
        #expect(layer.sums.rows == 30)
        let distance = layer.sums.distance { unit, event in
            (0..<3).reduce(Double(layer.bias[unit, 0])) {
                $0 + Double(layer.weights[unit, $1]) * Double(layer.inputs[$1, event])
            }
        }
        #expect(distance < 2e-6)
    }

    @Test func tellsUnitsThatAreOnFromThoseThatAreNot() throws {
        let layer = try #require(Layer())
        #expect(layer.units.counts == (10, 10))
        #expect(layer.units.basis.rows == 13)
        let rectified = layer.units.basis.rows(3..<13)
        #expect(rectified.distance { place, event in layer.unit(3 * place + 2, event) } < 2e-6)
    }

    /// Of the next layer: as many functions as fill blocks and leave some over.
    @Test(arguments: [1, 20])
    func composesFunctionsOfUnits(functions: Int) throws {
        var samples = Samples(seed: 61)
        let layer = try #require(Layer())
        let weights = samples.matrix(functions, 33)
        let coefficients = Matrix.zeros(functions, layer.units.coefficientColumns)
        layer.units.compose(weights, into: coefficients)
        let output = Matrix.zeros(functions, Layer.events)
        let basis = layer.units.basis
        Kernels.linear(
            weights: coefficients, columns: 0..<basis.rows, bias: nil, input: basis, activation: nil, into: output)
        let distance = output.distance { row, event in
            (0..<30).reduce(0.0) { $0 + Double(weights[row, $1]) * layer.unit($1, event) }
        }
        #expect(distance < 1e-5)
    }

    /// More units than a panel holds.
    @Test func takesManyUnits() throws {
        var samples = Samples(seed: 62)
        let layer = try #require(Layer(units: 900))
        let weights = samples.matrix(2, 900, in: -0.1...0.1)
        let coefficients = Matrix.zeros(2, layer.units.coefficientColumns)
        layer.units.compose(weights, into: coefficients)
        let output = Matrix.zeros(2, Layer.events)
        Kernels.linear(
            weights: coefficients, columns: 0..<layer.units.basis.rows, bias: nil, input: layer.units.basis,
            activation: nil, into: output)
        let distance = output.distance { row, event in
            (0..<900).reduce(0.0) { $0 + Double(weights[row, $1]) * layer.unit($1, event) }
        }
        #expect(distance < 2e-5)
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity])
    func takesNoInputsThatAreNotFinite(_ value: Float) {
        let inputs = Matrix.zeros(2, 16)
        inputs[1, 13] = value
        #expect(SettledUnits(inputs: inputs, units: 3, arena: Arena()) == nil)
    }

    /// A sum that is NaN for one event is settled for none, and NaN for that event alone.
    @Test func keepsSumsThatAreNotNumbers() throws {
        let inputs = Matrix.zeros(1, 16)
        let below = try #require(SettledUnits(inputs: inputs, units: 2, arena: Arena()))
        let sums = Matrix([Float](repeating: 1, count: 32), rows: 2)
        sums[1, 5] = .nan
        let units = SettledUnits(
            sums: sums, coefficients: .zeros(2, below.coefficientColumns), bias: .zeros(2, 1), after: below)
        #expect(units.counts == (1, 1))
        let values = units.basis.row(units.basis.rows - 1).array()
        #expect(values.indices.allSatisfy { values[$0].isNaN == ($0 == 5) })
    }
}
