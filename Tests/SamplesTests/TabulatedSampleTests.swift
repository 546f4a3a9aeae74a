import FlowKernels
import Foundation
import RandomStreams
import Samples
import Testing

@testable import Training

/// Events from files: which use each has, what a batch holds of which class, and what weights make of it.
@Suite struct TabulatedSampleTests {
    private struct Row {
        let x: Double
        let y: Double
        let weight: Double
        let id: Double
    }

    private static func rows(_ count: Int, seed: UInt64, center: Double = 0) -> [Row] {
        let key = RandomKey(seed: seed, purpose: "rows")
        return (0..<count).map { index in
            var stream = key.stream(UInt64(index))
            return Row(
                x: center + stream.normal(), y: stream.normal(), weight: stream.uniform() < 0.2 ? -0.5 : 1.5,
                id: Double(index))
        }
    }

    private static func block(
        _ rows: [Row], class place: Int? = 0, at point: NuisancePoint = .nominal, scale: Double = 1,
        isWeighted: Bool = true, hasIds: Bool = true, firstRow: Int = 0
    ) -> EventBlock {
        var builder = EventBlockBuilder(
            eventClass: place, point: point, features: 1, scores: 1, isWeighted: isWeighted)
        for (index, row) in rows.enumerated() {
            builder.append(
                [row.x, row.y], weight: scale * row.weight, id: hasIds ? row.id : nil, row: firstRow + index)
        }
        return builder.block()
    }

    private static let schema = SampleSchema(
        features: [.init("x")], scores: [.init("y")], classes: [.init("signal"), .init("background")],
        nuisances: [.init("jes"), .init("btag")])
    private static let jes = NuisancePoint(["jes": 1])
    private static let btag = NuisancePoint(["btag": -1])

    /// The signal responds to both nuisances, the background to one.
    private static func sample(scale: Double = 1) -> TabulatedSample {
        TabulatedSample(
            schema: schema,
            blocks: [
                block(rows(400, seed: 1), scale: scale), block(rows(1000, seed: 2, center: 9), class: 1, scale: scale),
                block(rows(400, seed: 3), at: jes, scale: scale), block(rows(400, seed: 4), at: btag, scale: scale),
                block(rows(500, seed: 5, center: 9), class: 1, at: btag, scale: scale),
            ])
    }

    @Test func theOrderOfRowsAndTheNumberOfFilesChangeNothingWhereThereAreIds() {
        let rows = Self.rows(300, seed: 7)
        let whole = Self.block(rows)
        #expect(Self.block(rows.reversed()) == whole)
        var builder = EventBlockBuilder(
            eventClass: 0, point: .nominal, features: 1, scores: 1, isWeighted: true)
        for file in [rows[200...], rows[..<200]] {
            for (index, row) in file.enumerated() {
                builder.append([row.x, row.y], weight: row.weight, id: row.id, row: index)
            }
        }
        #expect(builder.block() == whole)
    }

    @Test func dataMayStandInAnyOrder() {
        let rows = Self.rows(300, seed: 7)
        let data = Self.block(rows, class: nil, hasIds: false)
        #expect(Self.block(rows.reversed(), class: nil, hasIds: false) == data)
        #expect(data.counts == [300, 0, 0])
    }

    /// Eighty, ten and ten per cent, and an event has one use wherever it is.
    @Test(arguments: [true, false])
    func anEventHasOneUseAtEveryTemplate(_ hasIds: Bool) {
        let rows = Self.rows(2000, seed: 8)
        let nominal = Self.block(rows, hasIds: hasIds)
        for (count, share) in zip(nominal.counts, [0.8, 0.1, 0.1]) {
            #expect(abs(Double(count) - 2000 * share) < 5 * (2000 * share * (1 - share)).squareRoot())
        }
        let moved = rows.map { Row(x: $0.x + 100, y: $0.y, weight: $0.weight, id: $0.id) }
        let template = Self.block(moved, at: Self.jes, hasIds: hasIds)
        #expect(template.counts == nominal.counts)
        #expect(zip(template.x[0], nominal.x[0]).allSatisfy { abs($0 - $1 - 100) < 1e-4 })
    }

    @Test func aClassIsShownAsItIsWhereNothingMovesIt() throws {
        let sample = Self.sample()
        #expect(sample.points.map(\.movedNames) == [[], ["jes"], ["btag"]])
        // The background has no template of jes: it is shown its nominal events there.
        let shown = sample.labelled(point: 1)
        let classes = try #require(shown.classes)
        let own = Set(sample.blocks[1].x[0])
        #expect(classes.indices.allSatisfy { classes[$0] == 0 || own.contains(shown.x[0][$0]) })
        #expect(classes.contains(1))
        // At btag it has events of its own.
        let other = sample.labelled(point: 2)
        let moved = Set(sample.blocks[4].x[0])
        #expect(try #require(other.classes).enumerated().allSatisfy { $1 == 0 || moved.contains(other.x[0][$0]) })
    }

    @Test func aClassThatRespondsIsLeftOutWhereItHasNoTemplate() throws {
        let half = NuisancePoint(["jes": 0.5])
        let sample = TabulatedSample(
            schema: Self.schema,
            blocks: [
                Self.block(Self.rows(100, seed: 1)), Self.block(Self.rows(100, seed: 2), class: 1),
                Self.block(Self.rows(100, seed: 3), at: Self.jes),
                Self.block(Self.rows(100, seed: 4), class: 1, at: Self.jes),
                Self.block(Self.rows(100, seed: 5), at: half),
            ])
        #expect(sample.classes(at: 1) == [0, 1])
        #expect(sample.classes(at: 2) == [0])
        #expect(try #require(sample.labelled(point: 2).classes).allSatisfy { $0 == 0 })
    }

    /// Of the nuisances of a joint template a class sees those that act on it.
    @Test func aJointTemplateShowsAClassWhatActsOnIt() throws {
        let joint = NuisancePoint(["jes": 1, "btag": -1])
        let sample = TabulatedSample(
            schema: Self.schema, blocks: Self.sample().blocks + [Self.block(Self.rows(100, seed: 6), at: joint)])
        let shown = sample.labelled(point: 3)
        let moved = Set(sample.blocks[4].x[0])
        #expect(try #require(shown.classes).enumerated().allSatisfy { $1 == 0 || moved.contains(shown.x[0][$0]) })
        #expect(sample.classes(at: 3) == [0, 1])
    }

    @Test func trainingGivesClassesEqualSharesOfMeanWeightOne() throws {
        let sample = Self.sample()
        let all = sample.labelled()
        let (classes, weights) = (try #require(all.classes), try #require(all.weights))
        #expect(classes.count { $0 == 0 } == classes.count / 2)
        for place in [0, 1] {
            let block = sample.blocks[place]
            let factor: Double = Double(block.count) / block.sums.sum
            let own = classes.indices.filter { Int(classes[$0]) == place }.map { Double(weights[$0]) / factor }
            #expect(own.allSatisfy { abs($0 - 1.5) < 1e-6 || abs($0 + 0.5) < 1e-6 })
            #expect(own.contains { $0 < 0 } && own.contains { $0 > 0 })
        }
        // Every event of the larger class once, in the time that the smaller one is gone through more than once.
        let larger = sample.blocks[1]
        let seen = classes.indices.filter { classes[$0] == 1 }.map { all.x[0][$0] }
        #expect(seen.count == larger.counts[0] && Set(seen) == Set(larger.x[0].prefix(larger.counts[0])))
    }

    @Test func eventsThatMeasureStandOnceAndClassesWeighTheSame() throws {
        let sample = Self.sample()
        for split in [EventSplit.selection, .validation] {
            let count = sample.count(point: 0, split: split)
            let events = sample.events(0..<count, point: 0, split: split)
            #expect(Set(events.x[0]).count == count)
            let (classes, weights) = (try #require(events.classes), try #require(events.weights))
            let sums = [0, 1].map { place in
                classes.indices.reduce(0.0) { Int(classes[$1]) == place ? $0 + Double(weights[$1]) : $0 }
            }
            // Σw of one use scatters about its part of all.
            #expect(abs(sums[0] / sums[1] - 1) < 0.4)
            // Spread evenly, so that the first events hold all classes.
            #expect(abs(classes.prefix(count / 2).count { $0 == 0 } - classes.count { $0 == 0 } / 2) <= 1)
        }
    }

    @Test func weightsOfAnotherUnitTeachTheSame() {
        let (one, two) = (Self.sample(), Self.sample(scale: 2))
        for point in one.points.indices {
            for split in EventSplit.allCases {
                let range = 0..<one.count(point: point, split: split)
                #expect(
                    one.events(range, point: point, split: split) == two.events(range, point: point, split: split))
            }
        }
        #expect(one.standardization(of: .features).means == two.standardization(of: .features).means)
    }

    @Test func sumsTellYieldsAndWhatSignsCost() {
        let sums = Self.sample().blocks[0].sums
        let weights = Self.rows(400, seed: 1).map(\.weight)
        let negative = weights.filter { $0 < 0 }
        #expect(abs(sums.sum - weights.reduce(0, +)) < 1e-3)
        #expect(sums.negativeEvents == negative.count)
        #expect(abs(sums.negativeShare + negative.reduce(0, +) / weights.reduce(0) { $0 + abs($1) }) < 1e-6)
        let squares: Double = weights.reduce(0) { $0 + $1 * $1 }
        #expect(abs(sums.effective - sums.sum * sums.sum / squares) < 1e-3)
        let yields = Self.sample().yields(of: 1000)
        let other = Self.sample().blocks[1].sums.sum
        #expect(abs(yields[0] - 1000 * sums.sum / (sums.sum + other)) < 1e-9)
    }

    @Test func nominalEventsAndTemplatesComeApart() {
        let sample = Self.sample()
        #expect(sample.nominalPart.points.map(\.movedNames) == [[]])
        #expect(sample.shiftedPart.points.map(\.movedNames) == [["jes"], ["btag"]])
        #expect(sample.shiftedPart.labelled(point: 1) == sample.labelled(point: 2))
    }

    @Test func dataCountAsTheyAre() throws {
        let sample = TabulatedSample(
            schema: Self.schema, blocks: [Self.block(Self.rows(50, seed: 9), class: nil)])
        let data = sample.data
        #expect(data.classes == nil && sample.dataCount == 50)
        #expect(Set(try #require(data.weights)) == [1.5, -0.5])
        // Simulation as data is what it expects: all nominal events with their own weights.
        let expected = Self.sample().data
        #expect(expected.count == 1400 && expected.classes == nil)
        let sum: Double = try #require(expected.weights).reduce(0) { $0 + Double($1) }
        let blocks = Self.sample().blocks
        #expect(abs(sum - blocks[0].sums.sum - blocks[1].sums.sum) < 1e-3)
    }

    @Test func standardizationBringsEveryClassWithinTheSplines() {
        let sample = Self.sample()
        let found = sample.standardization(of: .features)
        #expect(abs(found.means[0] - 4.5) < 0.2)
        for block in sample.blocks.prefix(2) {
            #expect(block.x[0].allSatisfy { abs(($0 - found.means[0]) / found.scales[0]) < 4.6 })
        }
    }

    @Test func batchesAreThoseOfTheSample() {
        let batches = Self.sample().batches(of: .scores, nuisances: ["btag", "jes"], size: 12)
        let (events, nuisances) = SampleBatchesTests.columns(batches)
        #expect(nuisances == [[0, 0], [0, 1], [-1, 0]].flatMap { Array(repeating: $0, count: 4) })
        #expect(events.map { $0[0] } == [1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0])
    }
}
