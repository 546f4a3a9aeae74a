import FlowKernels
import SyntheticBenchmark
import Testing

@testable import FitDirectives
@testable import Training

/// Which events of a sample stand in which batch.
@Suite struct BenchmarkSampleTests {
    typealias Event = SIMD4<Float>
    static let points = [
        BenchmarkNuisances(shift: 1), BenchmarkNuisances(shift: -1), BenchmarkNuisances(squeeze: 1),
        BenchmarkNuisances(squeeze: -1),
    ]

    static func source(
        points: [BenchmarkNuisances] = points, events: Int = 1000, batch: Int, density: BenchmarkDensity = .score
    ) -> BenchmarkEventSource {
        BenchmarkEventSource(
            sample: BenchmarkSample(settings: .paper, points: points, events: events, distorted: false, seed: 11),
            density: density, nuisances: [.shift, .squeeze], batchSize: batch)
    }

    /// The events of a batch as a flow of the scores sees them: x, then y; and their ν.
    static func batch(
        _ source: BenchmarkEventSource, step: Int = 0, _ positions: Range<Int>? = nil
    ) -> (events: [Event], nuisances: [SIMD2<Float>]) {
        let positions = positions ?? 0..<source.batchSize
        let arena = Arena()
        let chunk = EventChunk(features: 2, context: 4, nuisances: 2, columns: positions.count, arena: arena)
        source.fill(chunk, step: step, positions: positions)
        return (
            positions.indices.map { $0 - positions.lowerBound }.map {
                Event(chunk.context[2, $0], chunk.context[3, $0], chunk.features[0, $0], chunk.features[1, $0])
            },
            positions.indices.map { $0 - positions.lowerBound }.map { column in
                chunk.nuisances.map { SIMD2($0[0, column], $0[1, column]) } ?? SIMD2(.nan, .nan)
            }
        )
    }

    static func events(_ sample: BenchmarkSample, point: Int) -> [Event] {
        let events = sample.materialized(point: point)
        return (0..<events.count).map { Event(events.x0[$0], events.x1[$0], events.y0[$0], events.y1[$0]) }
    }

    @Test func givesEveryPointItsEqualShareOfABatch() {
        let even = Self.batch(Self.source(batch: 100)).nuisances
        let expected = Self.points.map { SIMD2(Float($0.shift), Float($0.squeeze)) }
        #expect(expected.map { point in even.count { $0 == point } } == [25, 25, 25, 25])
        let odd = Self.batch(Self.source(batch: 10)).nuisances
        let shares = expected.map { point in odd.count { $0 == point } }
        #expect(shares.reduce(0, +) == 10 && shares.allSatisfy { (2...3).contains($0) })
    }

    @Test func fillsABatchThatIsSmallerThanTheNumberOfPoints() {
        let points = (0..<20).map { BenchmarkNuisances(shift: Double($0)) }
        let source = Self.source(points: points, batch: 8)
        for step in 0..<3 {
            let batch = Self.batch(source, step: step)
            #expect(Set(batch.nuisances).count == 8)
            #expect(batch.events.allSatisfy { $0 != .zero })
        }
    }

    @Test func seesTheSameEventsHoweverABatchIsCut() {
        let source = Self.source(events: 30, batch: 100)
        let whole = Self.batch(source, step: 3)
        for cut in [1, 24, 25, 26, 63, 99] {
            let parts = [0..<cut, cut..<100].map { Self.batch(source, step: 3, $0) }
            #expect(parts.flatMap(\.events) == whole.events, "cut at \(cut)")
            #expect(parts.flatMap(\.nuisances) == whole.nuisances, "cut at \(cut)")
        }
    }

    @Test func takesEventsInOrderAndStartsAgainAtTheEnd() {
        let source = Self.source(points: [.nominal], events: 10, batch: 8)
        let events = Self.events(source.sample, point: 0)
        #expect(Self.batch(source, step: 0).events == Array(events[0..<8]))
        #expect(Self.batch(source, step: 1).events == Array(events[8..<10] + events[0..<6]))
        #expect(Self.batch(source, step: 4).events == Array(events[2..<10]))
        let large = Self.source(points: [.nominal], events: 10, batch: 25)
        #expect(Self.batch(large, step: 1).events == Array(events[5..<10] + events + events))
    }

    @Test func startsAgainAtTheEndOfEveryPoint() {
        let source = Self.source(events: 10, batch: 32)
        let batch = Self.batch(source, step: 1).events
        for point in Self.points.indices {
            let events = Self.events(source.sample, point: point)
            #expect(Array(batch[8 * point..<8 * point + 8]) == Array(events[8..<10] + events[0..<6]))
        }
    }

    @Test func neverValidatesOnEventsOfTheTraining() {
        var source = Self.source(events: 2000, batch: 8000)
        let training = Set(Self.batch(source).events)
        #expect(training.count == 8000)
        source.purpose = BenchmarkEventSource.validation
        #expect(training.isDisjoint(with: Self.batch(source).events))
    }

    @Test(arguments: [BenchmarkDensity.kinematics, .score])
    func knowsTheTrueDensityOfItsOwnEvents(_ density: BenchmarkDensity) {
        let source = Self.source(events: 50, batch: 30, density: density)
        let truth = source.trueLogDensities(events: 30)
        #expect(truth.count == 30)
        let shares = [7, 8, 7, 8].enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
        #expect((0..<30).map(source.point) == shares)
        for position in 0..<30 {
            let point = source.point(position: position)
            let share = (0..<30).filter { source.point(position: $0) == point }
            let index = position - (share.first ?? 0)
            let events = source.sample.materialized(point: point)
            let kind = BenchmarkClass.allCases[Int(events.classes[index])]
            let nu = source.sample.points[point]
            let expected =
                density == .kinematics
                ? source.sample.model.logDensityX(events.x(index), kind, at: nu)
                : source.sample.model.logDensityY(
                    events.y(index), x: events.x(index), kind, at: nu, distorted: false)
            #expect(truth[position] == expected, "event \(position)")
        }
    }
}
