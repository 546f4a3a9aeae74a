import FlowKernels
import Testing

@Suite struct MortonOrderTests {
    private func uniform(_ features: Int, events: Int, seed: UInt64) -> [[Float]] {
        var samples = Samples(seed: seed)
        return (0..<features).map { _ in samples.matrix(1, events).array() }
    }

    /// The curve through a grid: a Z of four Zs, the first feature leading.
    @Test func walksAGridInZs() {
        let events = (0..<16).map { (x: Float($0 % 4), y: Float($0 / 4)) }
        let order = MortonOrder([events.map(\.x), events.map(\.y)])
        let corners: [(Float, Float)] = [(0, 0), (0, 1), (1, 0), (1, 1)]
        let expected = corners.flatMap { high in corners.map { (x: 2 * high.0 + $0.0, y: 2 * high.1 + $0.1) } }
        #expect(order.events.map { events[$0].x } == expected.map(\.x))
        #expect(order.events.map { events[$0].y } == expected.map(\.y))
    }

    @Test(arguments: [0, 1, 2, 5, 9, 64, 70])
    func holdsEveryEventOnce(features: Int) {
        let order = MortonOrder(uniform(features, events: 300, seed: 3))
        #expect(order.events.sorted() == Array(0..<(features == 0 ? 0 : 300)))
    }

    @Test func putsNeighborsTogether() {
        let events = 4096
        let features = uniform(2, events: events, seed: 4)
        func meanSquare(_ order: [Int]) -> Float {
            zip(order, order.dropFirst()).map { one, next in
                features.map { ($0[one] - $0[next]) * ($0[one] - $0[next]) }.reduce(0, +)
            }.reduce(0, +) / Float(events - 1)
        }
        #expect(meanSquare(MortonOrder(features).events) < 0.01 * meanSquare(Array(0..<events)))
    }

    @Test func sortsSomeEventsAndKeepsEqualOnesAsTheyStood() {
        let order = MortonOrder([[2, 1, 2, 0, 1]])
        #expect(order.sorted([2, 4, 0, 1, 0]) == [4, 1, 2, 0, 0])
        #expect(order.sorted([]) == [])
        #expect(MortonOrder([[7, 7, 7]]).events == [0, 1, 2])
    }

    @Test func takesNumbersThatAreNotFinite() {
        let order = MortonOrder([[.nan, 1, -.infinity, .infinity, 0]])
        #expect(order.events.sorted() == Array(0..<5))
        #expect(order.events.last == 3)
        #expect(MortonOrder([[.nan, .nan]]).events == [0, 1])
    }
}
