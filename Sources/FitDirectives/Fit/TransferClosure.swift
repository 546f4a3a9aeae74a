import FlowKernels
import Flows
import Report
import SyntheticBenchmark
import Training

/// How well a fitted T undoes the distortion of the benchmark's scores, which is known.
struct TransferClosure {
    /// Mean distances over some events.
    struct Displacement {
        private(set) var events = 0
        private var sums = SIMD2(0.0, 0.0)

        /// Mean distance of a score in data from where it was before the distortion: what T has to undo.
        var before: Double { sums[0] / Double(events) }
        /// Mean distance of T(y) from there: what is left. The ν̂ of the fit differs from the truth, and T with it.
        var after: Double { sums[1] / Double(events) }

        fileprivate mutating func add(before: Double, after: Double) {
            events += 1
            sums += SIMD2(before, after)
        }

    }

    /// Events of one class between two values of x₁, which decides how far the distortion turns a score.
    struct Region {
        let kind: BenchmarkClass
        let lower: Double
        let upper: Double
        fileprivate(set) var displacement = Displacement()

        /// Where x₁ is divided, in the order of the regions of a class.
        static let edges = [-Double.infinity, -1, 0, 1, .infinity]
        static let all = BenchmarkClass.allCases.flatMap { kind in
            zip(edges, edges.dropFirst()).map { Region(kind: kind, lower: $0, upper: $1) }
        }

        fileprivate static func index(_ kind: BenchmarkClass, _ x: SIMD2<Double>) -> Int {
            let inner = edges.dropFirst().dropLast()
            return Int(kind.rawValue) * (edges.count - 1) + inner.count { $0 <= x[0] }
        }
    }

    private(set) var all = Displacement()
    private(set) var regions = Region.all

    /// - Parameter transfer: T, conditioned on the one-hot class and x; every event has its true class.
    init(_ transfer: TransportMap, sample: BenchmarkSample) {
        let events = sample.materialized()
        let model = sample.model
        let flow = Flow([transfer])
        let arena = Arena()
        for range in ChunkedBatch(size: events.count, chunk: 512).ranges {
            arena.scope {
                let mapped = Self.map(events, range, flow, arena: arena)
                for (column, index) in range.enumerated() {
                    let kind = BenchmarkClass.allCases[Int(events.classes[index])]
                    let truth = model.distortion(events.x(index), kind, at: sample.points[0]).inverse(events.y(index))
                    let found = SIMD2(Double(mapped[0, column]), Double(mapped[1, column]))
                    let (before, after) = (Self.length(events.y(index) - truth), Self.length(found - truth))
                    all.add(before: before, after: after)
                    regions[Region.index(kind, events.x(index))].displacement.add(before: before, after: after)
                }
            }
        }
    }

    /// As results hold it.
    struct Result: ResultGroup {
        let events: Int
        let before: Double
        let after: Double
        let left: Double
        let regions: ResultsByNumber<Regions, RegionResult>

        static let meanings = RegionResult.distances.merging([
            "regions": "The same by class and x₁, on which the distortion depends."
        ]) { $1 }
    }

    enum Regions: ResultNames { static let placeholder = "REGION" }

    struct RegionResult: ResultGroup {
        let `class`: String
        let x1From: Double?
        let x1To: Double?
        let events: Int
        let before: Double
        let after: Double
        let left: Double

        fileprivate static let distances = [
            "events": "How many events.",
            "before": "Mean distance of a score in data from where it was before the distortion: what T has to undo.",
            "after": "Mean distance of T(y) from there: what is left.", "left": "after/before.",
        ]
        static let meanings = distances.merging([
            "class": "The true class.", "x1-from": "Least x₁; absent for the lowest region.",
            "x1-to": "Largest x₁; absent for the highest region.",
        ]) { $1 }
    }

    var result: Result {
        Result(
            events: all.events, before: all.before, after: all.after, left: all.after / all.before,
            regions: ResultsByNumber(
                regions.map { region in
                    RegionResult(
                        class: region.kind.name, x1From: region.lower.isFinite ? region.lower : nil,
                        x1To: region.upper.isFinite ? region.upper : nil, events: region.displacement.events,
                        before: region.displacement.before, after: region.displacement.after,
                        left: region.displacement.after / region.displacement.before)
                }))
    }

    /// T(y) of some events, shape [scores, events].
    private static func map(_ events: BenchmarkEvents, _ range: Range<Int>, _ flow: Flow, arena: Arena) -> Matrix {
        let columns = BatchPart(step: 0, positions: range).columns
        let scores = arena.zeros(rows: BenchmarkDensity.score.features, columns: columns)
        let context = arena.zeros(rows: BenchmarkDensity.score.contextCount, columns: columns)
        for (column, index) in range.enumerated() {
            scores[0, column] = events.y0[index]
            scores[1, column] = events.y1[index]
            context[Int(events.classes[index]), column] = 1
            context[BenchmarkDensity.classes, column] = events.x0[index]
            context[BenchmarkDensity.classes + 1, column] = events.x1[index]
        }
        return flow.forward(
            scores, Conditions(context: context), logDet: arena.zeros(rows: 1, columns: columns), arena: arena)
    }

    private static func length(_ vector: SIMD2<Double>) -> Double { (vector * vector).sum().squareRoot() }
}
