import FlowKernels
import Flows
import RandomStreams
import SyntheticBenchmark
import Training

/// A point of a density's own space, with the class and x that it is conditioned on.
struct FlowPoint: Sendable {
    /// x of p(x|c), y of p(y|x,c).
    let value: SIMD2<Double>
    let kind: BenchmarkClass
    /// What a score is conditioned on; of p(x|c) it does not count.
    let x: SIMD2<Double>
}

/// Maps and densities at many points, at one ν.
struct FlowPoints: Sendable {
    let density: BenchmarkDensity
    /// As the flow takes them; empty for a flow without nuisances.
    let nuisances: [Double]
    let workers: Workers

    /// ln p at every point, in nats.
    func logDensities(_ flow: Flow, _ points: [FlowPoint]) -> [Double] {
        evaluate(points) { v, conditions, arena in
            let logDensity = arena.zeros(rows: 1, columns: v.columns)
            flow.logDensity(v, conditions, into: logDensity, arena: arena)
            return logDensity
        }[0]
    }

    /// Where a map takes every point.
    func forward(_ map: TransportMap, _ points: [FlowPoint]) -> [SIMD2<Double>] {
        vectors(points) { v, conditions, arena in
            map.bijection.forward(
                v, conditions, parameters: map.parameters, logDet: arena.zeros(rows: 1, columns: v.columns), tape: nil,
                arena: arena)
        }
    }

    /// Where the inverse of a map takes every point.
    func inverse(_ map: TransportMap, _ points: [FlowPoint]) -> [SIMD2<Double>] {
        vectors(points) { v, conditions, arena in
            map.bijection.inverse(
                v, conditions, parameters: map.parameters, logDet: arena.zeros(rows: 1, columns: v.columns),
                arena: arena)
        }
    }

    /// Where the whole flow takes every point, to its base space.
    func forward(_ flow: Flow, _ points: [FlowPoint]) -> [SIMD2<Double>] {
        vectors(points) { v, conditions, arena in
            flow.forward(v, conditions, logDet: arena.zeros(rows: 1, columns: v.columns), arena: arena)
        }
    }

    /// Where the flow's inverse takes every point of its base space.
    func inverse(_ flow: Flow, _ points: [FlowPoint]) -> [SIMD2<Double>] {
        vectors(points) { v, conditions, arena in
            flow.inverse(v, conditions, logDet: arena.zeros(rows: 1, columns: v.columns), arena: arena)
        }
    }

    /// Events drawn from a flow: the values of `conditions` are replaced. Event i takes the stream of index i, whatever ν.
    func sample(_ flow: Flow, like conditions: [FlowPoint], seed: UInt64) -> [SIMD2<Double>] {
        let key = RandomKey(seed: seed, purpose: "flow sample")
        let normals = conditions.enumerated().map { index, point -> FlowPoint in
            var stream = key.stream(UInt64(index))
            return FlowPoint(value: SIMD2(stream.normal(), stream.normal()), kind: point.kind, x: point.x)
        }
        return inverse(flow, normals)
    }

    /// s and t of a residual at every point.
    func response(_ residual: TransportMap, _ points: [FlowPoint]) -> [(logScale: SIMD2<Double>, shift: SIMD2<Double>)]
    {
        let features = density.features
        let rows = evaluate(points) { v, conditions, arena in
            let (logScale, shift) = residual.response(v, conditions, arena: arena)
            let both = arena.matrix(rows: 2 * features, columns: v.columns)
            both.rows(0..<features).copy(from: logScale)
            both.rows(features..<2 * features).copy(from: shift)
            return both
        }
        return points.indices.map { (SIMD2(rows[0][$0], rows[1][$0]), SIMD2(rows[2][$0], rows[3][$0])) }
    }

    private func vectors(
        _ points: [FlowPoint], _ body: @Sendable (Matrix, Conditions, Arena) -> Matrix
    ) -> [SIMD2<Double>] {
        let rows = evaluate(points, body)
        return points.indices.map { SIMD2(rows[0][$0], rows[1][$0]) }
    }

    /// Evaluates `body` chunk by chunk; the rows of its result, one value a point.
    private func evaluate(
        _ points: [FlowPoint], _ body: @Sendable (Matrix, Conditions, Arena) -> Matrix
    ) -> [[Double]] {
        let parts = ChunkedBatch(size: points.count, chunk: 512).map(workers) { _, range, arena -> [[Double]] in
            let (v, conditions) = chunk(points, range, arena: arena)
            let result = body(v, conditions, arena)
            return (0..<result.rows).map { row in (0..<range.count).map { Double(result[row, $0]) } }
        }
        return (0..<(parts.first?.count ?? 0)).map { row in parts.flatMap { $0[row] } }
    }

    private func chunk(_ points: [FlowPoint], _ range: Range<Int>, arena: Arena) -> (Matrix, Conditions) {
        let columns = BatchPart(step: 0, positions: range).columns
        let v = arena.zeros(rows: density.features, columns: columns)
        let context = arena.zeros(rows: density.contextCount, columns: columns)
        for (column, index) in range.enumerated() {
            let point = points[index]
            v[0, column] = Float(point.value.x)
            v[1, column] = Float(point.value.y)
            context[Int(point.kind.rawValue), column] = 1
            guard density == .score else { continue }
            context[BenchmarkDensity.classes, column] = Float(point.x.x)
            context[BenchmarkDensity.classes + 1, column] = Float(point.x.y)
        }
        guard !nuisances.isEmpty else { return (v, Conditions(context: context)) }
        let nu = arena.matrix(rows: nuisances.count, columns: columns)
        for (row, value) in nuisances.enumerated() { nu.row(row).fill(Float(value)) }
        return (v, Conditions(context: context, nuisances: nu))
    }
}
