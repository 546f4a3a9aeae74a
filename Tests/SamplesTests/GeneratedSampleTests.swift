import RandomStreams
import Samples
import SyntheticBenchmark
import Testing

@Suite struct GeneratedSampleTests {
    @Test(arguments: CataloguedSample.all) func eventsOfAKeyHaveTheSameClassesAtEveryPoint(_ entry: CataloguedSample) {
        let events = entry.places.map { entry.sample.events(300, at: $0, seed: 6, purpose: "figure") }
        #expect(events[0].classes == events[1].classes)
        #expect(events[0].x != events[1].x && events[0].y != events[1].y)
        // A small step moves every event a little: nothing else changes.
        let name = entry.sample.schema.nuisanceNames[0]
        let near = entry.sample.events(
            300, at: entry.places[0].setting(name, to: entry.places[0][name] + 1e-3), seed: 6, purpose: "figure")
        let moved = zip(near.x + near.y, events[0].x + events[0].y).flatMap { zip($0, $1).map { abs($0 - $1) } }
        #expect(moved.allSatisfy { $0 < 0.01 } && moved.contains { $0 > 1e-6 })
    }

    @Test(arguments: CataloguedSample.all) func anEventDoesNotDependOnTheRangeItIsIn(_ entry: CataloguedSample) {
        let whole = entry.sample.labelled(point: 1)
        let part = entry.sample.events(100..<150, point: 1, split: .training)
        #expect(part.x == whole.x.map { Array($0[100..<150]) })
        #expect(part.y == whole.y.map { Array($0[100..<150]) })
        #expect(part.classes == whole.classes.map { Array($0[100..<150]) })
    }

    @Test(arguments: CataloguedSample.all) func otherPointsKeepTheRecipe(_ entry: CataloguedSample) {
        let moved = entry.sample.at([.nominal] + entry.sample.points)
        #expect(moved.events == entry.sample.events && moved.seed == entry.sample.seed)
        #expect(moved.points == [.nominal] + entry.sample.points && moved.truePoint == .nominal)
        #expect(moved.at(entry.sample.points).labelled(point: 1) == entry.sample.labelled(point: 1))
    }

    @Test(arguments: CataloguedSample.all) func aToyIsNewDataAtTheTruth(_ entry: CataloguedSample) {
        let fixed = entry.sample.toy(seed: 77, isPoisson: false)
        #expect(fixed.events == entry.sample.events && fixed.points == [entry.places[0]] && fixed.seed == 77)
        let counts = (0..<200).map { entry.sample.toy(seed: $0, isPoisson: true).events }
        let (expected, mean) = (Double(entry.sample.events), Double(counts.reduce(0, +)) / 200)
        #expect(abs(mean - expected) < 5 * (expected / 200).squareRoot() && Set(counts).count > 50)
    }

    @Test func theBenchmarksEventsAreThoseOfItsModel() throws {
        let settings = BenchmarkSettings(rotScale: 0.2)
        let sample = BenchmarkSample(
            settings: settings, points: [NuisancePoint(["shift": 0.5, "rotation": -1])], events: 50, distorted: true,
            seed: 12)
        let model = BenchmarkModel(settings: settings)
        let nu = BenchmarkNuisances(shift: 0.5, rotation: -1)
        let expected = model.events(0..<50, at: nu, distorted: true, seed: 12)
        let found = sample.labelled()
        #expect(found.x == [expected.x0, expected.x1] && found.y == [expected.y0, expected.y1])
        #expect(found.classes == expected.classes)
        let truth = try #require(sample.truth)
        let features = truth.logDensities(.features, of: found.conditioned(.features), at: sample.points[0])
        let scores = truth.logDensities(.scores, of: found.conditioned(.scores), at: sample.points[0])
        for index in 0..<50 {
            let (x, y) = (expected.x(index), expected.y(index))
            let kind: BenchmarkClass = expected.classes[index] == 0 ? .a : .b
            #expect(features[index] == model.logDensityX(x, kind, at: nu))
            #expect(scores[index] == model.logDensityY(y, x: x, kind, at: nu, distorted: true))
        }
    }

    @Test func theBenchmarksClassesAreSeenAtTheirCentroids() {
        for isDistorted in [false, true] {
            let sample = BenchmarkSample(points: [.nominal], events: 1, distorted: isDistorted, seed: 0)
            #expect(sample.center(ofClass: 0) == [-0.5, 0] && sample.center(ofClass: 1) == [0.5, 0])
        }
    }
}
