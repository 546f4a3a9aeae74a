import FlowKernels
import Testing

@testable import Flows

/// A network of one number looked up in a table is the same network.
@Suite struct TabulatedSplineTests {
    static let contexts: [[Float]] = [[1, 0], [0, 1]]

    /// Events of the first context, then of the second.
    private func sample(_ bijection: any Bijection) -> EventSample {
        var sample = EventSample(bijection)
        sample.context = (0..<2).flatMap { row in
            (0..<sample.count).map { Self.contexts[$0 < 40 ? 0 : 1][row] }
        }
        return sample
    }

    private func spline(_ order: [Int], hidden: [Int], derivatives: Int? = nil) -> MaskedAutoregressiveSpline {
        MaskedAutoregressiveSpline(order: order, contextCount: 2, bins: 6, derivatives: derivatives, hidden: hidden)
    }

    static let cases: [String] = [
        "plain", "descending", "no hidden layer", "free end", "two transforms", "standardized",
    ]

    private func map(_ name: String) -> TransportMap {
        let bijection: any Bijection =
            switch name {
            case "descending": spline([1, 0], hidden: [17, 9, 12])
            case "no hidden layer": spline([0, 1], hidden: [])
            case "free end": spline([1, 0], hidden: [12, 12], derivatives: 7)
            case "two transforms":
                Composition([spline([0, 1], hidden: [16, 16]), spline([1, 0], hidden: [16, 16])])
            case "standardized":
                ContextStandardized(
                    spline([0, 1], hidden: [14, 14]), Standardization(means: [0.4, 0.6], scales: [0.3, 1.7]))
            default: spline([0, 1], hidden: [20, 20])
            }
        return BijectionCatalogue.Entry(name: name, bijection: bijection).map
    }

    private func tabulated(_ map: TransportMap) -> TransportMap {
        TransportMap(
            map.bijection.tabulated(contexts: Self.contexts, parameters: map.parameters), parameters: map.parameters)
    }

    private func isNear(_ one: [Float], _ other: [Float], _ tolerance: Float = 2e-5) -> Bool {
        one.count == other.count && zip(one, other).allSatisfy { abs($0 - $1) < tolerance * (1 + abs($1)) }
    }

    @Test(arguments: cases)
    func isTheSameMapInBothDirections(_ name: String) {
        let map = map(name)
        let tabulated = tabulated(map)
        let sample = sample(map.bijection)
        let (reference, looked) = (sample.forward(map), sample.forward(tabulated))
        #expect(looked.features != sample.features)
        #expect(isNear(looked.features, reference.features))
        #expect(isNear(looked.logDet, reference.logDet))
        for shared in [false, true] {
            let (reference, looked) = (
                sample.inverse(map, shared: shared), sample.inverse(tabulated, shared: shared)
            )
            #expect(isNear(looked.features, reference.features))
            #expect(isNear(looked.logDet, reference.logDet))
        }
    }

    @Test(arguments: cases)
    func hasTheSameAdjoint(_ name: String) {
        let map = map(name)
        let sample = sample(map.bijection)
        let loss = LinearLoss(sample)
        let reference = loss.gradient(map, sample, frozen: true).features
        #expect(isNear(loss.gradient(tabulated(map), sample, frozen: true).features, reference, 1e-4))
    }

    @Test func isDescribedAndLaidOutAsWhatItIs() {
        let map = map("two transforms")
        let tabulated = tabulated(map)
        #expect(tabulated.bijection.description == map.bijection.description)
        #expect(tabulated.bijection.layout.count == map.bijection.layout.count)
    }

    @Test func standsForNetworksOfOneRectifiedNumberAlone() {
        func becomesTable(_ bijection: any Bijection, _ contexts: [[Float]] = TabulatedSplineTests.contexts) -> Bool {
            let map = TransportMap(initializing: bijection, seed: 1)
            return bijection.tabulated(contexts: contexts, parameters: map.parameters) is TabulatedSpline
        }
        #expect(becomesTable(spline([0, 1], hidden: [8])))
        #expect(!becomesTable(spline([0, 1, 2], hidden: [8])))
        #expect(
            !becomesTable(
                MaskedAutoregressiveSpline(
                    order: [0, 1], contextCount: 2, bins: 4, hidden: [8], activation: .elu)))
        #expect(!becomesTable(spline([0, 1], hidden: [8]), [[1, 0, 0]]))
    }

    /// Knots far out, some beyond float32, leave the pieces where the events are as they were.
    @Test func knotsFarOutDoNotBlurTheMiddle() {
        let spline = spline([0, 1], hidden: [10, 10])
        let fresh = TransportMap(initializing: spline, seed: 3)
        let parameters = fresh.parameters.copy()
        guard let weights = spline.conditioner.network.layers[0].bands[1].weights else { return }
        let matrix = weights.matrix(in: parameters)
        for (row, size) in [1e-4, 1e-7, 1e-20, 1e-36, 1e-43].enumerated() {
            matrix[row, matrix.columns - 1] = Float(row.isMultiple(of: 2) ? size : -size)
        }
        let map = TransportMap(spline, parameters: parameters)
        let sample = sample(spline)
        let (reference, looked) = (sample.forward(map), sample.forward(tabulated(map)))
        #expect(tabulated(map).bijection is TabulatedSpline)
        #expect(isNear(looked.features, reference.features))
        #expect(isNear(looked.logDet, reference.logDet))
    }

    @Test func aNetworkThatIsNotFiniteIsLeftAsItIs() {
        let spline = spline([0, 1], hidden: [10])
        let parameters = TransportMap(initializing: spline, seed: 3).parameters.copy()
        parameters.withUnsafeMutableBufferPointer { $0[$0.count - 1] = .nan }
        #expect(spline.conditioner.network.pieces(context: [1, 0], parameters: parameters) == nil)
    }

    @Test func aNetworkOfTooManyPiecesIsLeftAsItIs() {
        let spline = spline([0, 1], hidden: [30, 30])
        let parameters = TransportMap(initializing: spline, seed: 1).parameters
        let network = spline.conditioner.network
        #expect(network.pieces(context: [1, 0], parameters: parameters, limit: 5) == nil)
        let pieces = network.pieces(context: [1, 0], parameters: parameters)
        #expect((pieces?.count ?? 0) > 15)
    }
}
