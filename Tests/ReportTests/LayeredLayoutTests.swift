import Foundation
import RandomStreams
import Testing

@testable import Report

/// Drawings of graphs: nothing overlaps, all leads to the right, and few edges cross.
@Suite struct LayeredLayoutTests {
    private static let measures = LayeredLayout.Measures()

    /// A graph that a seed chooses, with each node's width.
    private static func random(_ seed: UInt64) -> (widths: [Double], edges: [(from: Int, to: Int)]) {
        var random = RandomKey(seed: seed, purpose: "graphs").stream(0)
        let count = Int.random(in: 1...40, using: &random)
        var edges: [(from: Int, to: Int)] = []
        for to in 0..<count {
            for _ in 0..<Int.random(in: 0...3, using: &random) where to > 0 {
                let from = Int.random(in: 0..<to, using: &random)
                if !edges.contains(where: { $0.from == from && $0.to == to }) { edges.append((from, to)) }
            }
        }
        return ((0..<count).map { _ in Double.random(in: 30...160, using: &random) }, edges)
    }

    @Test(arguments: 0..<200 as Range<UInt64>) func keepsItsLaws(_ seed: UInt64) throws {
        let (widths, edges) = Self.random(seed)
        let layout = LayeredLayout(widths: widths, edges: edges)
        let height = Self.measures.height
        for (from, to) in edges {
            #expect(layout.places[from].x + widths[from] < layout.places[to].x, "an edge leads to the right")
        }
        for first in widths.indices {
            let one = layout.places[first]
            #expect(one.x >= 0 && one.y >= -1e-9 && one.x + widths[first] <= layout.width + 1e-9)
            #expect(one.y + height <= layout.height + 1e-9)
            for second in widths.indices where second > first {
                let other = layout.places[second]
                let beside = one.x + widths[first] <= other.x || other.x + widths[second] <= one.x
                let above = one.y + height + Self.measures.gap <= other.y + 1e-6
                let below = other.y + height + Self.measures.gap <= one.y + 1e-6
                #expect(beside || above || below, "\(first) and \(second) overlap")
            }
        }
        for ((from, to), way) in zip(edges, layout.ways) {
            let middle = height / 2
            let (first, last) = (try #require(way.first), try #require(way.last))
            let (start, end) = (layout.places[from], layout.places[to])
            #expect(abs(first.x - start.x - widths[from]) < 1e-9 && abs(first.y - start.y - middle) < 1e-9)
            #expect(abs(last.x - end.x) < 1e-9 && abs(last.y - end.y - middle) < 1e-9)
            #expect(zip(way, way.dropFirst()).allSatisfy { $0.x <= $1.x }, "it never turns back")
            for (index, pair) in zip(way, way.dropFirst()).enumerated() where index.isMultiple(of: 2) {
                #expect(pair.0.y == pair.1.y, "it is level in columns")
                for node in widths.indices where node != from && node != to {
                    let place = layout.places[node]
                    let isClear =
                        pair.0.y < place.y || pair.0.y > place.y + height || pair.1.x <= place.x
                        || pair.0.x >= place.x + widths[node]
                    #expect(isClear, "it passes no node")
                }
            }
        }
    }

    @Test func unravelsWhatNeedNotCross() {
        // Two rows that stand crosswise in the text.
        let edges = [(from: 0, to: 3), (from: 1, to: 2), (from: 2, to: 5), (from: 3, to: 4)]
        let layout = LayeredLayout(widths: Array(repeating: 50, count: 6), edges: edges)
        #expect(layout.crossings == 0)
        let y = layout.places.map(\.y)
        #expect(y[0] == y[3] && y[3] == y[4] && y[1] == y[2] && y[2] == y[5] && y[0] != y[1])
    }

    @Test func countsCrossingsThatMustBe() {
        // The complete bipartite graph of three and three has nine in two layers.
        let edges = (0..<3).flatMap { from in (3..<6).map { (from: from, to: $0) } }
        #expect(LayeredLayout(widths: Array(repeating: 50, count: 6), edges: edges).crossings == 9)
    }

    @Test func startsStandNextToWhatUsesThem() {
        let edges = [(from: 0, to: 1), (from: 1, to: 2), (from: 2, to: 4), (from: 3, to: 4)]
        let layout = LayeredLayout(widths: Array(repeating: 50, count: 5), edges: edges)
        #expect(layout.places[3].x == layout.places[2].x)
    }

    @Test func placesAreTheNearestThatLeaveRoom() {
        #expect(Spacing.places([0, 0, 0], rooms: [10, 10]) == [-10, 0, 10])
        #expect(Spacing.places([0, 100, 101], rooms: [10, 10]) == [0, 95.5, 105.5])
        #expect(Spacing.places([], rooms: []) == [])
    }

    @Test func manyCellsTakeNoNoticeableTime() {
        var random = RandomKey(seed: 1, purpose: "many").stream(0)
        let count = 600
        let edges = (1..<count).flatMap { to in
            Set((0..<3).map { _ in Int.random(in: max(0, to - 60)..<to, using: &random) }).sorted().map {
                (from: $0, to: to)
            }
        }
        let clock = ContinuousClock()
        let time = clock.measure { _ = LayeredLayout(widths: Array(repeating: 80, count: count), edges: edges) }
        #expect(time < .seconds(20))
    }
}
