import FlowKernels
import Flows
import Report
import SyntheticBenchmark
import Training

/// How well a fitted T undoes the distortion of the benchmark's scores, which is known.
struct TransferClosure {
    /// Mean distance of a score in data from where it was before the distortion: what T has to undo.
    let before: Double
    /// Mean distance of T(y) from there: what is left. The ν̂ of the fit differs from the truth, and T with it.
    let after: Double

    /// - Parameter transfer: T, conditioned on the one-hot class and x; every event has its true class.
    init(_ transfer: TransportMap, sample: BenchmarkSample) {
        let events = sample.materialized()
        let model = sample.model
        let flow = Flow([transfer])
        let arena = Arena()
        var (before, after) = (0.0, 0.0)
        for range in ChunkedBatch(size: events.count, chunk: 512).ranges {
            arena.scope {
                let mapped = Self.map(events, range, flow, arena: arena)
                for (column, index) in range.enumerated() {
                    let kind = BenchmarkClass.allCases[Int(events.classes[index])]
                    let truth = model.distortion(events.x(index), kind, at: sample.points[0]).inverse(events.y(index))
                    let found = SIMD2(Double(mapped[0, column]), Double(mapped[1, column]))
                    before += Self.length(events.y(index) - truth)
                    after += Self.length(found - truth)
                }
            }
        }
        self.before = before / Double(events.count)
        self.after = after / Double(events.count)
    }

    /// As results hold it.
    var value: Value {
        ["before": .number(before), "after": .number(after), "left": .number(after / before)]
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
