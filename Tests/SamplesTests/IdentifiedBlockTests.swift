import RandomStreams
import Testing

@testable import Samples

/// What events of a block are told apart by.
@Suite struct IdentifiedBlockTests {
    private struct Row {
        var x: Double
        var weight: Double
        var id: Double
    }

    private static func rows(_ count: Int, seed: UInt64 = 1) -> [Row] {
        var stream = RandomKey(seed: seed, purpose: "rows").stream(0)
        return (0..<count).map { Row(x: stream.normal(), weight: stream.uniform(), id: Double($0)) }
    }

    private static func events(_ rows: [Row], class place: Int = 0, at point: NuisancePoint = .nominal)
        -> IdentifiedBlock
    {
        var builder = EventBlockBuilder(
            eventClass: place, point: point, features: 1, scores: 0, isWeighted: true)
        for (row, event) in rows.enumerated() {
            builder.append([event.x], weight: event.weight, id: event.id, row: row)
        }
        return builder.identified()
    }

    @Test func contentIsThatOfTheEventsAlone() {
        let rows = Self.rows(200)
        let content = Self.events(rows).content
        #expect(Self.events(rows.reversed(), class: 1, at: NuisancePoint(["jes": 1])).content == content)
        var other = rows
        other[7].weight += 1e-3
        #expect(Self.events(other).content != content)
        other = rows
        other[7].x += 1e-3
        #expect(Self.events(other).content != content)
        // Two weights that changed places.
        other = rows
        (other[7].weight, other[8].weight) = (rows[8].weight, rows[7].weight)
        #expect(Self.events(other).content != content)
        #expect(Self.events(Array(rows.dropLast())).content != content)
    }

    @Test func countsEventsThatRepeatOthers() {
        let rows = Self.rows(300)
        #expect(Self.events(rows).repeatedRows(limit: 1000) == 0)
        #expect(Self.events(rows).repeatedIdentities == 0)
        let repeated = Self.events(rows + rows.prefix(20) + rows.prefix(5))
        #expect(repeated.repeatedRows(limit: 1000) == 25 && repeated.repeatedIdentities == 25)
        // The same values under other ids.
        let renamed = Self.events(rows + rows.prefix(20).map { Row(x: $0.x, weight: 1, id: $0.id + 1000) })
        #expect(renamed.repeatedRows(limit: 1000) == 20 && renamed.repeatedIdentities == 0)
    }

    /// A variation stays near its event; another event of the same number is as far off as any.
    @Test func knowsVariationsFromSharedNumbers() {
        let rows = Self.rows(300)
        func related(_ others: [Row]) -> Int { Self.events(rows + others).relatedIdentities }
        #expect(related(rows.prefix(200).map { Row(x: $0.x + 0.1, weight: 1, id: $0.id) }) == 200)
        #expect(related(Self.rows(200, seed: 2)) == 0)
        #expect(related(Array(rows.prefix(200))) == 0, "equal rows")
        #expect(related(rows.prefix(20).map { Row(x: $0.x + 0.1, weight: 1, id: $0.id) }) == 0, "few")
        #expect(Self.events([]).relatedIdentities == 0)
    }

    /// Of many events some are looked at, and equal ones are among them together.
    @Test func estimatesHowManyRepeatOthers() {
        let rows = Self.rows(20_000)
        let twice = Self.events(rows + rows.prefix(4000))
        let found = twice.repeatedRows(limit: 4000)
        // 667 of 4000 are expected to be found, with a scatter of about 24.
        #expect(abs(Double(found) - 4000) < 600, "\(found)")
    }

    @Test func pairsEventsOfOneIdentity() {
        let rows = Self.rows(500)
        // Of the template 100 events are gone and 50 are new, in another order.
        let moved =
            (rows.dropFirst(100).map { Row(x: $0.x + 0.1, weight: $0.weight, id: $0.id) }
            + Self.rows(50, seed: 2).map { Row(x: $0.x, weight: 1, id: $0.id + 9000) }).reversed()
        let (one, other) = (Self.events(rows), Self.events(Array(moved)))
        let groups = EventPairing(one, other, limit: 10_000).groups
        #expect(groups.count == 550)
        #expect(groups.count { !$0.first.isEmpty && !$0.second.isEmpty } == 400)
        #expect(groups.reduce(0) { $0 + $1.first.count } == 500 && groups.reduce(0) { $0 + $1.second.count } == 450)
        for group in groups {
            guard let first = group.first.first, let second = group.second.first else { continue }
            #expect(abs(other.block.x[0][second] - one.block.x[0][first] - 0.1) < 1e-5)
        }
    }

    /// A limit takes the same events of both.
    @Test func pairsAsManyAsItIsTold() {
        let rows = Self.rows(6000)
        let groups = EventPairing(Self.events(rows), Self.events(rows), limit: 1000).groups
        #expect(groups.allSatisfy { $0.first == $0.second && $0.first.count == 1 })
        #expect(abs(groups.count - 1000) < 150)
        // A block that is small already is not made smaller by a larger one.
        let few = Self.rows(600)
        let uneven = EventPairing(Self.events(few), Self.events(rows), limit: 1000).groups
        #expect(uneven.reduce(0) { $0 + $1.first.count } == 600 && uneven.reduce(0) { $0 + $1.second.count } == 6000)
    }

    @Test func outerValuesAreThoseOfASortedSample() {
        let values = Self.rows(3000).map(\.x)
        let sorted = values.sorted()
        for cut in [0, 1, 3, 50] {
            let outer = OuterValues(values, cut: cut)
            #expect(outer.lower == sorted[cut] && outer.upper == sorted[2999 - cut])
        }
        let few = OuterValues([2, 2, 1], cut: 1)
        #expect(few.lower == 2 && few.upper == 2)
    }
}
