import FlowKernels
import Samples
import SyntheticSamples
import Testing

@testable import Training

/// No event stands twice among those that measure something, whatever number is asked for.
@Suite struct DistinctEventsTests {
    private static let uses: [EventSplit] = [.selection, .validation]

    private static func batches(
        events: Int, points: [NuisancePoint] = SampleBatchesTests.points, size: Int, _ split: EventSplit
    ) -> SampleBatches {
        SampleBatchesTests.batches(points: points, events: events, size: size, split: split)
    }

    @Test(arguments: uses, [(1, 100), (10, 4000), (200, 10_000), (999, 4001)])
    func aGeneratedSampleMakesAsManyAsAreAskedFor(_ split: EventSplit, _ numbers: (events: Int, size: Int)) {
        let batches = Self.batches(events: numbers.events, size: numbers.size, split)
        #expect(batches.batchSize == numbers.size)
        let columns = SampleBatchesTests.columns(batches).events
        #expect(columns.count == numbers.size && Set(columns).count == numbers.size)
    }

    @Test(arguments: uses) func theFirstEventsAreThoseOfASmallerNumber(_ split: EventSplit) {
        let few = SampleBatchesTests.columns(Self.batches(events: 50, points: [.nominal], size: 50, split)).events
        let many = SampleBatchesTests.columns(Self.batches(events: 50, points: [.nominal], size: 70_000, split)).events
        let other = SampleBatchesTests.columns(Self.batches(events: 70_000, points: [.nominal], size: 70_000, split))
        #expect(Array(many[..<50]) == few)
        // How many events the recipe names for training does not matter.
        #expect(many == other.events)
    }

    @Test(arguments: uses, [(2, 2), (8, 8), (9, 8), (16, 12), (1000, 14)])
    func otherSamplesGiveWhatTheyHave(_ split: EventSplit, _ numbers: (asked: Int, given: Int)) {
        // Ten events of this use at the first point, four at the second.
        let batches = StoredSampleTests.sample.batches(
            of: .features, nuisances: ["jes"], split: split, size: numbers.asked)
        #expect(batches.batchSize == numbers.given)
        let (events, nuisances) = SampleBatchesTests.columns(batches)
        #expect(events.count == numbers.given && Set(events).count == numbers.given)
        for (position, values) in nuisances.enumerated() {
            #expect(values == [Float(batches.point(position: position))])
        }
    }

    @Test func trainingGoesRoundAsBefore() {
        let batches = StoredSampleTests.sample.batches(of: .features, nuisances: ["jes"], size: 1000)
        #expect(batches.batchSize == 1000)
        #expect(Set(SampleBatchesTests.columns(batches).events).count == 14)
    }

    @Test func theTruthSeesTheSameEvents() throws {
        let batches = Self.batches(events: 10, size: 4000, .validation)
        let truth = try #require(batches.sample.truth)
        let densities = truth.logDensities(of: batches, events: batches.batchSize)
        #expect(densities.count == 4000 && Set(densities).count > 3900)
        // The standard error of their mean is that of independent events: means of other events scatter by it.
        let mean = densities.reduce(0, +) / 4000
        let variance = densities.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3999
        let others = SampleBatchesTests.batches(events: 4000, size: 4000, split: .selection)
        let otherMean = truth.logDensities(of: others, events: 4000).reduce(0, +) / 4000
        #expect(abs(mean - otherMean) < 5 * (2 * variance / 4000).squareRoot())
    }
}
