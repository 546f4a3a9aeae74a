import RandomStreams
import Statistics
import Testing

@Suite struct PairedChiSquaredTests {
    /// Pairs of a square table: row by the first event, column by the second.
    private static func test(_ table: [[Int]]) -> PairedChiSquared {
        let pairs = table.indices.flatMap { row in
            table.indices.flatMap { column in Array(repeating: (row, column), count: table[row][column]) }
        }
        return PairedChiSquared(first: pairs.map(\.0), second: pairs.map(\.1), cells: table.count)
    }

    /// McNemar's test: (b − c)²/(b + c). scipy 1.17.1: `chi2.sf(18**2/42, 1)`.
    @Test func isMcNemarsTestOfTwoCells() {
        let test = Self.test([[20, 30], [12, 15]])
        #expect(abs(test.value - 18.0 * 18 / 42) < 1e-12 && test.degreesOfFreedom == 1)
        #expect(abs(test.pValue - 0.00547855324254737) < 1e-14)
    }

    /// Stuart (1955) and Maxwell; of three cells Fleiss' closed form is
    /// (n̄₂₃ d₁² + n̄₁₃ d₂² + n̄₁₂ d₃²)/2(n̄₁₂n̄₁₃ + n̄₁₂n̄₂₃ + n̄₁₃n̄₂₃). scipy 1.17.1: `chi2.sf(12.0916830, 2)`.
    @Test func isStuartAndMaxwellsTestOfThree() {
        let test = Self.test([[20, 10, 15], [3, 30, 15], [4, 25, 40]])
        let (n12, n13, n23) = (6.5, 9.5, 20.0)
        let expected =
            (n23 * 18 * 18 + n13 * 17 * 17 + n12 * 1 * 1) / (2 * (n12 * n13 + n12 * n23 + n13 * n23))
        #expect(abs(test.value - expected) < 1e-10 && test.degreesOfFreedom == 2)
        #expect(abs(test.pValue - 0.0023676875455907447) < 1e-12)
    }

    @Test func joinsCellsOfFewEvents() {
        // The last two hold 4 and 5 events: together they are one cell, and no pair moves between others.
        let test = Self.test([[40, 9, 1, 2], [11, 50, 0, 1], [0, 1, 1, 0], [1, 0, 0, 0]])
        let same = Self.test([[40, 9, 3], [11, 50, 1], [1, 1, 1]])
        #expect(test.degreesOfFreedom == 2 && abs(test.value - same.value) < 1e-12)
    }

    /// x is the same in both of a pair: four cells of two features have two degrees of freedom and not three.
    @Test func knowsWhatPairsShare() {
        var stream = RandomStream(seed: 1, purpose: "pairs", index: 0)
        let x = (0..<500).map { _ in stream.uniform(below: 2) }
        func sample() -> [Int] { x.map { 2 * $0 + stream.uniform(below: 2) } }
        let test = PairedChiSquared(first: sample(), second: sample(), cells: 4)
        #expect(test.degreesOfFreedom == 2 && test.value < 14)
        let same = sample()
        let none = PairedChiSquared(first: same, second: same, cells: 4)
        #expect(none.degreesOfFreedom == 0 && none.value == 0 && none.pValue == 1)
    }

    /// Its mean is the degrees of freedom where there is one law, also where weights of both signs make one law of another.
    @Test(arguments: [false, true]) func isChiSquaredOfOneLaw(isWeighted: Bool) {
        let key = RandomKey(seed: 4, purpose: "one law")
        let shares = isWeighted ? [0.1, 0.3, 0.2, 0.25, 0.15] : Array(repeating: 0.2, count: 5)
        let values = (0..<300).map { index in
            var stream = key.stream(UInt64(index))
            let first = (0..<400).map { _ in
                let place = stream.uniform()
                return (0..<4).count { shares[...$0].reduce(0, +) < place }
            }
            let second = first.map { _ in stream.uniform(below: 5) }
            // 1 in the mean of their sign.
            let weights = first.map { 0.2 / shares[$0] * (stream.uniform() < 0.15 ? -1 : 1.15 / 0.85) }
            let test = PairedChiSquared(first: first, second: second, cells: 5, weights: isWeighted ? weights : nil)
            #expect(test.degreesOfFreedom == 4)
            return test.value
        }
        // 4 ± √(8/300).
        #expect(abs(values.reduce(0, +) / 300 - 4) < 0.6, "\(values.reduce(0, +) / 300)")
    }

    /// In the mean (χ² − degrees)/N is Σ (p − q)²/(p + q), which is nearly the Kullback–Leibler divergence.
    @Test func estimatesTheDivergence() {
        var stream = RandomStream(seed: 2, purpose: "divergence", index: 0)
        func sample(_ part: Double) -> [Int] { (0..<100_000).map { _ in stream.uniform() < part ? 0 : 1 } }
        let test = PairedChiSquared(first: sample(0.54), second: sample(0.5), cells: 2)
        // 0.54 ln 1.08 + 0.46 ln 0.92 = 0.003202; binned at 0.54 and 0.5 the sum is 0.0032026.
        #expect(abs(test.divergence - 0.0032026) < 5 * test.divergenceError)
        #expect(test.divergenceError < 0.001)
    }
}
