import Foundation
import RandomStreams
import Testing

@testable import Samples

/// The different events that a training sees, by class.
@Suite struct TaughtEventsTests {
    private static let generated = BenchmarkSample(
        points: [.nominal, NuisancePoint(["shift": 1])], events: 1000, distorted: false, seed: 4)

    @Test func ofAGeneratedSampleAreThoseOfItsClasses() {
        let all = Self.generated.labelled(point: 1)
        let taught = Self.generated.taughtEvents(point: 1, limit: 2000)
        #expect(taught.map(\.eventClass) == [0, 1])
        #expect(taught.reduce(0) { $0 + $1.available } == 1000)
        for own in taught {
            let places = all.classes?.indices.filter { all.classes?[$0] == UInt8(own.eventClass) } ?? []
            #expect(own.events == all.only(places) && own.available == places.count && own.identities.isEmpty)
            #expect(own.total == own.available)
        }
        // Every point has events of its own.
        let nominal = Self.generated.taughtEvents(point: 0, limit: 2000)
        #expect(Set((taught + nominal).map(\.source)).count == 4)
    }

    @Test func ofFewPositionsAreFew() {
        let taught = Self.generated.taughtEvents(point: 0, limit: 50)
        for own in taught {
            #expect((25...50).contains(own.events.count))
            #expect(abs(own.available - 500) < 250)
            #expect(own.seen(positions: 1e9) == own.available)
            #expect(own.seen(positions: 0.5) == 1 && own.seen(positions: 0) == 0)
        }
        // Half of 200 positions for each class.
        #expect(abs(taught.reduce(0) { $0 + $1.seen(positions: 200) } - 200) <= 2)
    }

    private static let schema = SampleSchema(
        features: [.init("x")], scores: [], classes: [.init("signal"), .init("background")],
        nuisances: [.init("jes")])

    private static func block(_ eventClass: Int, at point: NuisancePoint, _ count: Int) -> IdentifiedBlock {
        var builder = EventBlockBuilder(eventClass: eventClass, point: point, features: 1, scores: 0, isWeighted: true)
        for row in 0..<count {
            var stream = RandomStream(seed: UInt64(eventClass), purpose: "test events", index: UInt64(row))
            builder.append([stream.normal() + point["jes"]], weight: stream.uniform(), id: Double(row), row: row)
        }
        return builder.identified()
    }

    /// A class that no template is of learns from its nominal events there, and is the same source.
    @Test func ofAClassThatDoesNotRespondAreItsNominalOnes() {
        let up = NuisancePoint(["jes": 1])
        let blocks = [
            Self.block(0, at: .nominal, 300), Self.block(1, at: .nominal, 500), Self.block(0, at: up, 200),
        ].map { $0.block.identified(by: $0.identities) }
        let sample = TabulatedSample(schema: Self.schema, blocks: blocks)
        let (nominal, shifted) = (sample.nominalPart, sample.shiftedPart)
        #expect(shifted.points == [up].map(Self.schema.completed))
        let before = nominal.taughtEvents(point: 0, limit: 1000)
        let after = shifted.taughtEvents(point: 0, limit: 1000)
        #expect(before.map(\.eventClass) == [0, 1] && after.map(\.eventClass) == [0, 1])
        #expect(after[1].source == before[1].source && after[1].events == before[1].events)
        #expect(after[0].source != before[0].source)
        for (own, block) in zip(before + [after[0]], blocks) {
            #expect(own.available == block.counts[0] && own.total == block.count && own.events.count == block.counts[0])
            #expect(own.identities == Array(block.identities) && own.identities == own.identities.sorted())
            #expect(own.events.weights.map { Array($0) } == block.weights.map { Array($0.prefix(block.counts[0])) })
        }
        // Every class has an equal share of a batch.
        #expect(after.map { $0.seen(positions: 60) } == [30, 30])
        // The events of both points are the same, as far as both have them.
        let common = Set(before[0].identities).intersection(after[0].identities)
        #expect(common.count == after[0].available)
    }

    @Test func areGivenUpToALimit() {
        let block = Self.block(0, at: .nominal, 400)
        let sample = TabulatedSample(
            schema: Self.schema, blocks: [block.block.identified(by: block.identities)])
        let taught = sample.taughtEvents(point: 0, limit: 25)[0]
        #expect(taught.events.count == 25 && taught.identities.count == 25 && taught.available > 300)
        #expect(taught.identities == Array(block.identities.prefix(25)))
    }
}
