import FlowKernels
import Samples
import SyntheticSamples
import Testing

@testable import Training

/// Which events of a sample stand in which batch.
@Suite struct SampleBatchesTests {
    static let points = [
        NuisancePoint(["scale": 1]), NuisancePoint(["scale": -1]), NuisancePoint(["slope": 1]),
        NuisancePoint(["slope": -1]),
    ]

    static func batches(
        points: [NuisancePoint] = points, events: Int = 1000, size: Int, density: ConditionalDensity = .scores,
        split: EventSplit = .training
    ) -> SampleBatches {
        ThreeClassSample(points: points, events: events, seed: 11)
            .batches(of: density, nuisances: ["slope", "scale"], split: split, size: size)
    }

    /// Every column of a batch: class, x below it for scores, features, weight; and ν.
    static func columns(
        _ batches: SampleBatches, step: Int = 0, _ positions: Range<Int>? = nil
    ) -> (events: [[Float]], nuisances: [[Float]]) {
        let positions = positions ?? 0..<batches.batchSize
        let arena = Arena()
        let schema = batches.sample.schema
        let chunk = EventChunk(
            features: schema.quantities(of: batches.density).count,
            context: schema.contextCount(of: batches.density), nuisances: batches.nuisances.count,
            columns: positions.count, arena: arena)
        batches.fill(chunk, step: step, positions: positions)
        func values(_ matrices: [Matrix], _ column: Int) -> [Float] {
            matrices.flatMap { matrix in (0..<matrix.rows).map { matrix[$0, column] } }
        }
        return (
            (0..<positions.count).map { values([chunk.context, chunk.features, chunk.weights], $0) },
            (0..<positions.count).map { values([chunk.nuisances].compactMap(\.self), $0) }
        )
    }

    /// As ``columns(_:step:_:)`` shows events of scores.
    static func expected(_ events: SampleEvents) -> [[Float]] {
        (0..<events.count).map { index -> [Float] in
            let kind = events.classes.map { Int($0[index]) }
            var column: [Float] = (0..<3).map { $0 == kind ? 1 : 0 }
            column += events.x.map { $0[index] }
            column += events.y.map { $0[index] }
            return column + [events.weights?[index] ?? 1]
        }
    }

    @Test func everyPointHasItsEqualShareOfABatch() {
        let even = Self.columns(Self.batches(size: 100)).nuisances
        let expected: [[Float]] = [[0, 1], [0, -1], [1, 0], [-1, 0]]
        #expect(expected.map { point in even.count { $0 == point } } == [25, 25, 25, 25])
        let odd = Self.columns(Self.batches(size: 10)).nuisances
        let shares = expected.map { point in odd.count { $0 == point } }
        #expect(shares.reduce(0, +) == 10 && shares.allSatisfy { (2...3).contains($0) })
    }

    @Test func aBatchSmallerThanTheNumberOfPointsIsFilled() {
        let points = (0..<20).map { NuisancePoint(["scale": Double($0)]) }
        let batches = Self.batches(points: points, size: 8)
        for step in 0..<3 {
            let columns = Self.columns(batches, step: step)
            #expect(Set(columns.nuisances).count == 8)
            #expect(columns.events.allSatisfy { $0.prefix(3).reduce(0, +) == 1 })
        }
    }

    @Test func theSameEventsAreSeenHoweverABatchIsCut() {
        let batches = Self.batches(events: 30, size: 100)
        let whole = Self.columns(batches, step: 3)
        for cut in [1, 24, 25, 26, 63, 99] {
            let parts = [0..<cut, cut..<100].map { Self.columns(batches, step: 3, $0) }
            #expect(parts.flatMap(\.events) == whole.events, "cut at \(cut)")
            #expect(parts.flatMap(\.nuisances) == whole.nuisances, "cut at \(cut)")
        }
    }

    @Test func eventsComeInOrderAndStartAgainAtTheEnd() {
        let batches = Self.batches(points: [.nominal], events: 10, size: 8)
        let events = Self.expected(batches.sample.labelled())
        #expect(Self.columns(batches, step: 0).events == Array(events[0..<8]))
        #expect(Self.columns(batches, step: 1).events == Array(events[8..<10] + events[0..<6]))
        #expect(Self.columns(batches, step: 4).events == Array(events[2..<10]))
        let large = Self.batches(points: [.nominal], events: 10, size: 25)
        #expect(Self.columns(large, step: 1).events == Array(events[5..<10] + events + events))
    }

    @Test func everyPointStartsAgainAtItsOwnEnd() {
        let batches = Self.batches(events: 10, size: 32)
        let columns = Self.columns(batches, step: 1).events
        for point in Self.points.indices {
            let events = Self.expected(batches.sample.labelled(point: point))
            #expect(Array(columns[8 * point..<8 * point + 8]) == Array(events[8..<10] + events[0..<6]))
        }
    }

    @Test func noEventHasTwoUses() {
        let uses = EventSplit.allCases.map { split in
            Set(Self.columns(Self.batches(events: 2000, size: 8000, split: split)).events)
        }
        #expect(uses.allSatisfy { $0.count == 8000 })
        for first in uses.indices {
            for second in uses.indices where first < second { #expect(uses[first].isDisjoint(with: uses[second])) }
        }
    }

    @Test func aPositionBelongsToThePointWhoseNuisancesItHas() {
        let batches = Self.batches(size: 30)
        let nuisances = Self.columns(batches, step: 5).nuisances
        for (position, values) in nuisances.enumerated() {
            let point = batches.sample.points[batches.point(position: position)]
            #expect(values == point.values(of: batches.nuisances).map(Float.init))
        }
    }

    @Test func featuresAreConditionedOnTheClassAlone() {
        let batches = Self.batches(points: [.nominal], size: 12, density: .features)
        let events = batches.sample.events(0..<12, point: 0, split: .training)
        let expected = Self.expected(SampleEvents(x: events.x, y: [], classes: events.classes))
        #expect(Self.columns(batches).events == expected)
    }
}
