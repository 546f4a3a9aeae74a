import FlowKernels
import Testing

@Suite struct TiledOrderTests {
    private func uniform(_ features: Int, events: Int, seed: UInt64) -> [[Float]] {
        var samples = Samples(seed: seed)
        return (0..<features).map { _ in samples.matrix(1, events).array() }
    }

    /// A grid of 8 x 8 in tiles of 16: halves along the first feature, each cut in two along the second.
    @Test func cutsAGridIntoTiles() {
        let events = (0..<64).map { (x: Float($0 % 8), y: Float($0 / 8)) }
        let order = TiledOrder([events.map(\.x), events.map(\.y)]).events
        for (tile, corner) in [(0, 0), (0, 4), (4, 0), (4, 4)].enumerated() {
            let members = order[16 * tile..<16 * tile + 16].map { events[$0] }
            #expect(members.allSatisfy { Int($0.x) / 4 * 4 == corner.0 && Int($0.y) / 4 * 4 == corner.1 })
        }
    }

    /// Tiles of 64 of which each holds four tiles of 16, every one a square.
    @Test func cutsTilesIntoSmallerOnes() {
        let events = (0..<256).map { (x: Float($0 * 5 % 16), y: Float($0 / 16)) }
        let order = TiledOrder([events.map(\.x), events.map(\.y)]).sorted(Array(0..<256), tiles: [64, 16])
        for (size, side) in [(64, 8), (16, 4)] {
            for start in stride(from: 0, to: 256, by: size) {
                let members = order[start..<start + size].map { events[$0] }
                #expect(Set(members.map { Int($0.x) / side }).count == 1)
                #expect(Set(members.map { Int($0.y) / side }).count == 1)
            }
        }
    }

    /// A feature of few values is cut where they change, not into slabs of equal size.
    @Test func keepsClassesApart() {
        var samples = Samples(seed: 6)
        let classes = (0..<400).map { Float($0 % 5 == 0 ? 1 : 0) }
        let order = TiledOrder([classes, classes.map { 1 - $0 }, samples.matrix(1, 400).array()]).events
        #expect(order.map { classes[$0] } == classes.sorted())
    }

    @Test(arguments: [0, 1, 2, 5, 9, 64, 70])
    func holdsEveryEventOnce(features: Int) {
        let order = TiledOrder(uniform(features, events: 300, seed: 3))
        #expect(order.events.sorted() == Array(0..<(features == 0 ? 0 : 300)))
    }

    @Test func putsNeighborsTogether() {
        let events = 4096
        let features = uniform(2, events: events, seed: 4)
        /// From the first event of the tile.
        func meanSquare(_ order: [Int]) -> Float {
            order.indices.map { place in
                features.map { $0[order[place]] - $0[order[place & ~15]] }.reduce(0) { $0 + $1 * $1 }
            }.reduce(0, +) / Float(events)
        }
        #expect(meanSquare(TiledOrder(features).events) < 0.01 * meanSquare(Array(0..<events)))
    }

    @Test func sortsSomeEventsAndKeepsEqualOnesAsTheyStood() {
        let order = TiledOrder([[2, 1, 2, 0, 1]])
        #expect(order.sorted([2, 4, 0, 1, 0], tiles: [1]) == [4, 1, 2, 0, 0])
        #expect(order.sorted([2, 4, 0, 1, 0]) == [2, 4, 0, 1, 0])
        #expect(order.sorted([]) == [])
        #expect(TiledOrder([[7, 7, 7]]).sorted([0, 1, 2], tiles: [2, 1]) == [0, 1, 2])
    }

    @Test func takesNumbersThatAreNotFinite() {
        let order = TiledOrder([[.nan, 1, -.infinity, .infinity, 0]]).sorted(Array(0..<5), tiles: [1])
        #expect(order.sorted() == Array(0..<5))
        #expect(order.last == 3)
        #expect(TiledOrder([[.nan, .nan]]).events == [0, 1])
    }
}
