import Testing

@testable import Inference

@Suite struct WindowNodesTests {
    static let window = [-0.2...0.4, 1.0...1.5]

    static func nodes(_ scheme: NodeScheme, batchSize: Int = 64, seed: UInt64 = 1) -> WindowNodes {
        WindowNodes(scheme, window: window, batchSize: batchSize, seed: seed, purpose: "test nodes")
    }

    static let schemes: [NodeScheme] = [.quadrature(perNuisance: 3), .stratified(perEvent: 2), .sobol(perEvent: 4)]

    @Test(arguments: schemes) func liesInTheWindowWithWeightsThatSumToOne(_ scheme: NodeScheme) {
        let part = Self.nodes(scheme).part(step: 5, positions: 3..<17)
        #expect(part.values.count == scheme.count(dimensions: 2))
        #expect(part.weights.count == part.values.count)
        #expect(abs(part.weights.reduce(0, +) - 1) < 1e-15)
        for node in part.values {
            #expect(node.count == 2)
            for (values, range) in zip(node, Self.window) {
                #expect(values.count == 14)
                #expect(values.allSatisfy(range.contains))
            }
        }
    }

    /// So that nothing depends on how a batch is cut into chunks.
    @Test(arguments: schemes) func isAFunctionOfThePosition(_ scheme: NodeScheme) {
        let nodes = Self.nodes(scheme)
        let whole = nodes.part(step: 2, positions: 0..<64).values
        let piece = nodes.part(step: 2, positions: 20..<30).values
        for (whole, piece) in zip(whole, piece) {
            for (whole, piece) in zip(whole, piece) { #expect(Array(whole[20..<30]) == piece) }
        }
    }

    @Test(arguments: schemes.dropFirst()) func changesWithStepAndSeed(_ scheme: NodeScheme) {
        let first = Self.nodes(scheme).part(step: 2, positions: 0..<8).values
        #expect(first != Self.nodes(scheme).part(step: 3, positions: 0..<8).values)
        #expect(first != Self.nodes(scheme, seed: 2).part(step: 2, positions: 0..<8).values)
    }

    /// A batch of B events with m nodes each has one node in each of mB equal cells of every nuisance.
    @Test(arguments: [NodeScheme.stratified(perEvent: 4), .sobol(perEvent: 4), .sobol(perEvent: 1)])
    func isBalancedOverTheBatch(_ scheme: NodeScheme) {
        let part = Self.nodes(scheme).part(step: 7, positions: 0..<64)
        let count = 64 * part.values.count
        for (row, range) in Self.window.enumerated() {
            let cells = part.values.flatMap { $0[row] }.map {
                Int(($0 - range.lowerBound) / (range.upperBound - range.lowerBound) * Double(count))
            }
            #expect(Set(cells) == Set(0..<count))
        }
    }

    /// Each event has one node in each stratum, of every nuisance.
    @Test func stratifiesTheWindowForEveryEvent() {
        let part = Self.nodes(.stratified(perEvent: 5), batchSize: 12).part(step: 0, positions: 0..<12)
        for (row, range) in Self.window.enumerated() {
            for event in 0..<12 {
                let strata = part.values.map {
                    Int(($0[row][event] - range.lowerBound) / (range.upperBound - range.lowerBound) * 5)
                }
                #expect(Set(strata) == Set(0..<5))
            }
        }
    }

    /// Two nuisances know nothing of each other: the mean of a product about the middle of the window is zero, and that of
    /// a product of squares is the product of their means.
    @Test(arguments: [2, 3, 4, 5, 7].map(NodeScheme.stratified)) func crossesNuisancesEvenly(_ scheme: NodeScheme) {
        let (events, steps) = (256, 40)
        var sums = (product: 0.0, squares: 0.0)
        for step in 0..<steps {
            let part = Self.nodes(scheme, batchSize: events).part(step: step, positions: 0..<events)
            for node in part.values {
                let places = zip(node, Self.window).map { values, range in
                    values.map { ($0 - range.middle) / range.halfWidth }
                }
                for (one, other) in zip(places[0], places[1]) {
                    sums.product += one * other
                    sums.squares += one * one * other * other
                }
            }
        }
        let count = Double(events * steps * scheme.count(dimensions: 2))
        // Five standard errors of independent places: 1/3 and 0.167 for one.
        #expect(abs(sums.product / count) < 5 / 3 / count.squareRoot())
        #expect(abs(sums.squares / count - 1 / 9) < 5 * 0.167 / count.squareRoot())
    }

    /// Whatever is odd about the middle of the window averages to zero for every event.
    @Test(arguments: [2, 4, 8]) func mirrorsNodesInPairs(_ count: Int) {
        let part = Self.nodes(.stratified(perEvent: count), batchSize: 200).part(step: 3, positions: 0..<200)
        for event in 0..<200 {
            for pair in 0..<count / 2 {
                let (one, other) = (part.values[2 * pair], part.values[2 * pair + 1])
                for (row, range) in Self.window.enumerated() {
                    #expect(abs(one[row][event] + other[row][event] - range.lowerBound - range.upperBound) < 1e-12)
                }
            }
        }
        // The two nuisances are mirrored independently: a quarter of the events each, with four standard deviations of 6.1.
        let signs = (0..<200).map { event in
            zip(Self.window.indices, Self.window).map { row, range in
                part.values[0][row][event] > (range.lowerBound + range.upperBound) / 2
            }
        }
        let counts = Dictionary(grouping: signs, by: { $0 }).mapValues(\.count)
        #expect(counts.count == 4 && counts.values.allSatisfy { abs($0 - 50) < 25 }, "\(counts)")
    }

    /// A product of polynomials of degrees 5 and 4, by hand.
    @Test func integratesProductsExactly() {
        func mean(_ range: ClosedRange<Double>, _ degree: Int) -> Double {
            func power(_ x: Double, _ n: Int) -> Double { (0..<n).reduce(1) { product, _ in product * x } }
            let difference = power(range.upperBound, degree + 1) - power(range.lowerBound, degree + 1)
            return difference / Double(degree + 1) / (range.upperBound - range.lowerBound)
        }
        let part = Self.nodes(.quadrature(perNuisance: 3)).part(step: 0, positions: 0..<1)
        let sum = zip(part.values, part.weights).reduce(0.0) { sum, node in
            let (x, y) = (node.0[0][0], node.0[1][0])
            return sum + node.1 * x * x * x * x * x * y * y * y * y
        }
        #expect(abs(sum - mean(Self.window[0], 5) * mean(Self.window[1], 4)) < 1e-15)
    }
}
