import FlowKernels
import Testing

@testable import Inference

@Suite struct ShuffledEventsTests {
    /// The first `epochs` epochs, walked through in batches that do not divide the number of events.
    func epochs(_ epochs: Int, of shuffled: ShuffledEvents) -> [[Int]] {
        let total = epochs * shuffled.count
        let steps = (total + shuffled.batchSize - 1) / shuffled.batchSize
        let events = (0..<steps).flatMap { shuffled.events(step: $0, positions: 0..<shuffled.batchSize) }
        return (0..<epochs).map { Array(events[$0 * shuffled.count..<($0 + 1) * shuffled.count]) }
    }

    @Test(arguments: [1, 2, 7, 60, 128])
    func showsEveryEventOnceAnEpoch(_ count: Int) {
        for epoch in epochs(4, of: ShuffledEvents(count: count, batchSize: 11, seed: 3)) {
            #expect(epoch.sorted() == Array(0..<count))
        }
    }

    @Test func ordersEveryEpochAnew() {
        let epochs = epochs(6, of: ShuffledEvents(count: 101, batchSize: 16, seed: 3))
        #expect(Set(epochs).count == 6)
        #expect(!epochs.contains(Array(0..<101)))
    }

    @Test func findsPartsOfABatchWithoutTheRest() {
        let shuffled = ShuffledEvents(count: 50, batchSize: 32, seed: 9)
        for step in [0, 1, 5] {
            let whole = shuffled.events(step: step, positions: 0..<32)
            let parts = [0..<8, 8..<9, 9..<32].flatMap { shuffled.events(step: step, positions: $0) }
            #expect(parts == whole)
        }
    }

    @Test func sortsTheEventsOfABatchInTheOrderGiven() {
        let order = TiledOrder([(0..<50).map { Float(($0 * 7) % 50) }])
        let drawn = ShuffledEvents(count: 50, batchSize: 32, seed: 9)
        let sorted = ShuffledEvents(count: 50, batchSize: 32, seed: 9, order: order)
        for step in 0..<3 {
            let batch = sorted.events(step: step, positions: 0..<32)
            #expect(batch == order.sorted(drawn.events(step: step, positions: 0..<32)))
            #expect([0..<9, 9..<32].flatMap { sorted.events(step: step, positions: $0) } == batch)
        }
    }

    @Test func sortsAWindowOfALargeBatchAtATime() {
        let order = TiledOrder([(0..<5000).map { Float(($0 * 7) % 5000) }])
        let drawn = ShuffledEvents(count: 5000, batchSize: 2500, seed: 9)
        let sorted = ShuffledEvents(count: 5000, batchSize: 2500, seed: 9, order: order)
        for window in [0..<1024, 1024..<2048, 2048..<2500] {
            #expect(
                sorted.events(step: 1, positions: window) == order.sorted(drawn.events(step: 1, positions: window)))
        }
        let whole = sorted.events(step: 1, positions: 0..<2500)
        #expect([0..<700, 700..<2100, 2100..<2500].flatMap { sorted.events(step: 1, positions: $0) } == whole)
    }

    @Test func dependsOnTheSeedAlone() {
        let first = epochs(2, of: ShuffledEvents(count: 40, batchSize: 8, seed: 1))
        #expect(first == epochs(2, of: ShuffledEvents(count: 40, batchSize: 8, seed: 1)))
        #expect(first == epochs(2, of: ShuffledEvents(count: 40, batchSize: 13, seed: 1)))
        #expect(first != epochs(2, of: ShuffledEvents(count: 40, batchSize: 8, seed: 2)))
    }
}
