import FlowKernels
import RandomStreams
import Testing

@testable import Flows

/// The context's part for events that are alike is the context's part.
@Suite struct SettledContextTests {
    /// A network and what it is asked for: a one-hot class and numbers within `spread` of a point.
    private struct Case {
        let network: MaskedMLP
        let parameters: ParameterBuffer
        let context: Matrix

        init(
            hidden: [Int] = [40, 30, 50], unitsByDegree: [[Int]]? = nil, degrees: Int = 2,
            activation: Activation = .relu, spread: Float, events: Int = 256
        ) {
            var layout = ParameterLayout()
            network = MaskedMLP(
                contextCount: 4, degrees: degrees, hidden: hidden, unitsByDegree: unitsByDegree, outputsPerDegree: 7,
                activation: activation, name: "network", layout: &layout)
            var stream = RandomStream(seed: 7, purpose: "settled", index: 0)
            parameters = ParameterBuffer((0..<layout.count).map { _ in Float(0.4 * stream.normal()) })
            context = Arena.usedBefore().matrix(rows: 4, columns: events)
            context.row(0).fill(0)
            context.row(1).fill(1)
            for row in 2..<4 {
                for event in 0..<events {
                    context[row, event] = 0.7 * Float(row - 3) + spread * Float(2 * stream.uniform() - 1)
                }
            }
        }

        var plain: MaskedMLP.ContextPass {
            network.contextPass(context, parameters: parameters, arena: Arena.usedBefore())
        }
        var settled: MaskedMLP.ContextPass? {
            network.settledContextPass(context, parameters: parameters, arena: Arena.usedBefore())
        }

        /// The outputs of degree 0, and what units of higher degree take over.
        func handedOn(_ pass: MaskedMLP.ContextPass) -> [Float] {
            zip(network.layers, pass.layers).flatMap { layer, sums in
                (layer.activation == nil ? sums : sums.rows(layer.constants..<layer.rows)).array()
            }
        }
    }

    private func expectSame(_ example: Case, _ comment: Comment? = nil) throws {
        let settled = example.handedOn(try #require(example.settled, comment))
        let plain = example.handedOn(example.plain)
        let scale = plain.reduce(Float(1)) { max($0, abs($1)) }
        #expect(settled.count == plain.count && scale < 1000)
        #expect(zip(settled, plain).allSatisfy { abs($0 - $1) < 4e-6 * scale }, comment)
    }

    @Test(arguments: [0, 1e-3, 0.1] as [Float])
    func isTheSame(spread: Float) throws { try expectSame(Case(spread: spread)) }

    @Test(arguments: [[], [40], [64, 64, 64, 64]])
    func isTheSameWithAnyNumberOfLayers(_ hidden: [Int]) throws {
        try expectSame(Case(hidden: hidden, spread: hidden.isEmpty ? 1 : 0.01))
    }

    @Test(arguments: [1, 3])
    func isTheSameWithAnyNumberOfFeatures(degrees: Int) throws {
        try expectSame(Case(degrees: degrees, spread: 0.05))
    }

    /// As imported networks may have them: units of one degree only in some layer.
    @Test func isTheSameWithUnitsOfFewDegrees() throws {
        try expectSame(Case(unitsByDegree: [[30, 10], [30, 0], [20, 30]], spread: 0.02))
        #expect(Case(unitsByDegree: [[30, 10], [0, 30], [20, 30]], spread: 0.02).settled == nil)
    }

    @Test func isGivenUpWithoutEvents() { #expect(Case(spread: 1, events: 0).settled == nil) }

    /// A class that no event has is not multiplied, whatever its weights are.
    @Test func leavesOutWhatIsZeroForAllEvents() throws {
        let example = Case(spread: 0.01)
        for band in example.network.layers[0].bands {
            guard let weights = band.weights?.matrix(in: example.parameters) else { continue }
            for row in 0..<weights.rows { weights[row, 0] = .nan }
        }
        let pass = try #require(example.settled)
        #expect(example.handedOn(pass).allSatisfy { $0.isFinite })
    }

    @Test func isGivenUpWhereItIsNoShorter() {
        #expect(Case(spread: 3).settled == nil)
        #expect(Case(spread: 0.3).settled != nil)
        #expect(Case(spread: 1, events: 16).settled == nil)
    }

    @Test func isForRectifiedUnits() { #expect(Case(activation: .elu, spread: 0).settled == nil) }

    @Test(arguments: [Float.nan, .infinity])
    func isGivenUpWhereTheContextIsNotFinite(_ value: Float) {
        let example = Case(spread: 0.01)
        example.context[2, 100] = value
        #expect(example.settled == nil)
    }

    /// An inverse that takes this way undoes the forward pass, which never does, but for rounding.
    @Test func isUsedByInversesOfEventsThatAreAlike() {
        let spline = MaskedAutoregressiveSpline(order: [1, 0], contextCount: 4, bins: 6, hidden: [32, 32])
        let map = BijectionCatalogue.Entry(name: "spline", bijection: spline).map
        var sample = EventSample(spline)
        let count = sample.count
        sample.context = (0..<4 * count).map { $0 / count < 2 ? 0.5 : 0.3 + 0.001 * sample.context[$0] }
        let image = sample.forward(map)
        var back = sample
        back.features = image.features
        back.areAlike = true
        let inverse = back.inverse(map)
        back.areAlike = false
        #expect(back.inverse(map).features != inverse.features)
        #expect(zip(inverse.features, sample.features).allSatisfy { abs($0 - $1) < 1e-5 })
        #expect(zip(inverse.logDet, image.logDet).allSatisfy { abs($0 + $1) < 1e-5 })
    }
}
