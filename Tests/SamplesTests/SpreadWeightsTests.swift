import Foundation
import RandomStreams
import Testing

@testable import Samples

@Suite struct SpreadWeightsTests {
    /// +1 from p + b·r, −1 from b·r, a fifth of all: what is left is p, a standard normal in two dimensions.
    private static func block(_ count: Int) -> EventBlock {
        var builder = EventBlockBuilder(eventClass: 0, point: .nominal, features: 2, scores: 0, isWeighted: true)
        let key = RandomKey(seed: 4, purpose: "signed block")
        for index in 0..<count {
            var stream = key.stream(UInt64(index))
            let draw = stream.uniform() * 5 / 3
            let (first, second) = (stream.normal(), stream.normal())
            builder.append(
                [draw < 1 ? first : 1 + 0.7 * first, second], weight: draw > 4.0 / 3 ? -1 : 1, id: Double(index), row: 0
            )
        }
        return builder.block()
    }

    @Test func leavesNoNegativeWeightAndEverySum() throws {
        let block = Self.block(5000)
        #expect(abs(block.sums.negativeShare - 0.2) < 0.02)
        let (spread, radius) = try #require(block.withSpreadWeights())
        let (before, after) = (try #require(block.weights), try #require(spread.weights))
        #expect(after.allSatisfy { $0 >= 0 })
        #expect(spread.x == block.x && spread.counts == block.counts)
        for split in EventSplit.allCases {
            let range = block.range(split)
            let sums = [before, after].map { $0[range].reduce(0.0) { $0 + Double($1) } }
            #expect(abs(sums[0] - sums[1]) < 1e-3)
        }
        // Events that scatter less: as many effective ones or more.
        #expect(spread.sums.effective > block.sums.effective)
        #expect(radius > 0 && radius < 0.5)
    }

    /// Moments are those of p, before and after; cells shrink with the number of events.
    @Test func keepsTheLaw() throws {
        func moments(_ block: EventBlock) -> [Double] {
            let weights = (block.weights ?? []).map(Double.init)
            let values = block.x[0].map(Double.init)
            let total: Double = weights.reduce(0, +)
            let mean: Double = zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 } / total
            let square: Double = zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 * $1.1 } / total
            return [mean, square - mean * mean]
        }
        let block = Self.block(20_000)
        let (spread, radius) = try #require(block.withSpreadWeights())
        #expect(zip(moments(block), moments(spread)).allSatisfy { abs($0 - $1) < 0.02 })
        #expect(abs(moments(spread)[0]) < 0.05 && abs(moments(spread)[1] - 1) < 0.08)
        #expect(radius < (try #require(Self.block(2000).withSpreadWeights())).radius)
    }

    @Test func findsTheNearest() {
        let key = RandomKey(seed: 5, purpose: "points")
        var points = [[Double]](repeating: [], count: 3)
        for index in 0..<700 {
            var stream = key.stream(UInt64(index))
            for axis in 0..<3 { points[axis].append(stream.normal()) }
        }
        let tree = NeighbourTree(points)
        for event in [0, 13, 699] {
            let distances = (0..<700).map { other in
                (0..<3).reduce(0.0) { $0 + pow(points[$1][event] - points[$1][other], 2) }
            }
            let found = tree.nearest(to: event, count: 20)
            #expect(found[0].event == event)
            #expect(zip(found.map(\.distance), distances.sorted()).allSatisfy { abs($0 - $1) < 1e-12 })
            #expect(found.count == 20)
        }
    }
}
