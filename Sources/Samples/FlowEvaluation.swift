import FlowKernels
import Flows
import RandomStreams
import Synchronization
import Training

/// Maps and densities of flows at many points of a density's space, at one ν.
///
/// All results are columns: shape [features, points].
public struct FlowEvaluation: Sendable {
    public let schema: SampleSchema
    /// The density that the flow describes.
    public let density: ConditionalDensity
    /// ν in the order of the flow; empty for a flow without nuisances.
    public let nuisances: [Double]
    /// The threads that share the points.
    public let workers: Workers

    /// With these values.
    public init(schema: SampleSchema, density: ConditionalDensity, nuisances: [Double] = [], workers: Workers) {
        self.schema = schema
        self.density = density
        self.nuisances = nuisances
        self.workers = workers
    }

    private var features: Int { schema.quantities(of: density).count }

    /// ln p at every point, in nats, shape [points].
    public func logDensities(_ flow: Flow, _ points: ConditionedPoints) -> [Double] {
        evaluate(points) { v, conditions, arena in
            let logDensity = arena.zeros(rows: 1, columns: v.columns)
            flow.logDensity(v, conditions, into: logDensity, arena: arena)
            return logDensity
        }[0]
    }

    /// ∂ ln p/∂ν at every point, exact, shape [nuisances, points].
    ///
    /// - Complexity: about three times the work of ``logDensities(_:_:)``, for any number of nuisances.
    public func nuisanceGradients(_ flow: Flow, _ points: ConditionedPoints) -> [[Double]] {
        evaluate(points) { v, conditions, arena in
            let gradient = arena.zeros(rows: nuisances.count, columns: v.columns)
            let tape = Tape()
            let prepared = flow.prepare(conditions.context, arena: arena) { _ in .once }
            flow.logDensity(
                v, nuisances: conditions.nuisances, prepared: prepared,
                into: arena.zeros(rows: 1, columns: v.columns), tape: tape, arena: arena)
            let ones = arena.matrix(rows: 1, columns: v.columns)
            ones.fill(1)
            flow.backward(
                logDensityGradient: ones, prepared: prepared, into: ConditionGradients(nuisances: gradient),
                parameterGradients: flow.maps.map { _ in nil }, tape: tape, arena: arena)
            return gradient
        }
    }

    /// The images of all points under a map.
    public func forward(_ map: TransportMap, _ points: ConditionedPoints) -> [[Double]] {
        evaluate(points) { v, conditions, arena in
            map.bijection.forward(
                v, conditions, parameters: map.parameters, logDet: arena.zeros(rows: 1, columns: v.columns), tape: nil,
                arena: arena)
        }
    }

    /// The images of all points under the inverse of a map.
    public func inverse(_ map: TransportMap, _ points: ConditionedPoints) -> [[Double]] {
        evaluate(points) { v, conditions, arena in
            map.bijection.inverse(
                v, conditions, parameters: map.parameters, logDet: arena.zeros(rows: 1, columns: v.columns),
                arena: arena)
        }
    }

    /// The images of all points under the whole flow, in its base space.
    public func forward(_ flow: Flow, _ points: ConditionedPoints) -> [[Double]] {
        evaluate(points) { v, conditions, arena in
            flow.forward(v, conditions, logDet: arena.zeros(rows: 1, columns: v.columns), arena: arena)
        }
    }

    /// The images of points of the base space under the flow's inverse.
    public func inverse(_ flow: Flow, _ points: ConditionedPoints) -> [[Double]] {
        evaluate(points) { v, conditions, arena in
            flow.inverse(v, conditions, logDet: arena.zeros(rows: 1, columns: v.columns), arena: arena)
        }
    }

    /// Events drawn from a flow under the conditions of some points, whose values are not used. Event *i* uses the
    /// stream of index *i* at every ν.
    public func sample(_ flow: Flow, under conditions: ConditionedPoints, seed: UInt64) -> [[Double]] {
        let key = RandomKey(seed: seed, purpose: "flow sample")
        var normals = [[Double]](repeating: Array(repeating: 0, count: conditions.count), count: features)
        for index in 0..<conditions.count {
            var stream = key.stream(UInt64(index))
            for feature in normals.indices { normals[feature][index] = stream.normal() }
        }
        return inverse(flow, conditions.replacing(values: normals))
    }

    /// s and t of a residual at every point: v₀ = v·exp(s) + t, all its layers together.
    public func response(
        _ residual: TransportMap, _ points: ConditionedPoints
    ) -> (logScale: [[Double]], shift: [[Double]]) {
        let features = features
        let rows = evaluate(points) { v, conditions, arena in
            let (logScale, shift) = residual.response(v, conditions, arena: arena)
            let both = arena.matrix(rows: 2 * features, columns: v.columns)
            both.rows(0..<features).copy(from: logScale)
            both.rows(features..<2 * features).copy(from: shift)
            return both
        }
        return (Array(rows.prefix(features)), Array(rows.suffix(features)))
    }

    /// The rows of what `body` gives for all points, chunk by chunk.
    private func evaluate(
        _ points: ConditionedPoints, _ body: @Sendable (Matrix, Conditions, Arena) -> Matrix
    ) -> [[Double]] {
        let ranges = ChunkedBatch(size: points.count, chunk: 512).ranges
        let parts = Mutex([[[Double]]](repeating: [], count: ranges.count))
        workers.forEach(ranges.count) { index, arena in
            let part: [[Double]] = arena.scope {
                let range = ranges[index]
                let (v, conditions) = chunk(points, range, arena: arena)
                let result = body(v, conditions, arena)
                return (0..<result.rows).map { row in (0..<range.count).map { Double(result[row, $0]) } }
            }
            parts.withLock { $0[index] = part }
        }
        return parts.withLock { parts in
            (0..<(parts.first?.count ?? features)).map { row in parts.flatMap { $0[row] } }
        }
    }

    private func chunk(_ points: ConditionedPoints, _ range: Range<Int>, arena: Arena) -> (Matrix, Conditions) {
        let columns = BatchPart(step: 0, positions: range).columns
        let v = arena.zeros(rows: features, columns: columns)
        let context = arena.zeros(rows: schema.contextCount(of: density), columns: columns)
        for (column, index) in range.enumerated() {
            for (row, values) in points.values.enumerated() { v[row, column] = Float(values[index]) }
            context[Int(points.classes[index]), column] = 1
            guard density == .scores else { continue }
            for (row, values) in points.x.enumerated() {
                context[schema.classes.count + row, column] = Float(values[index])
            }
        }
        guard !nuisances.isEmpty else { return (v, Conditions(context: context)) }
        let nu = arena.matrix(rows: nuisances.count, columns: columns)
        for (row, value) in nuisances.enumerated() { nu.row(row).fill(Float(value)) }
        return (v, Conditions(context: context, nuisances: nu))
    }
}
