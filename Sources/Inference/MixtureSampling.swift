import FlowKernels
import Flows
import RandomStreams
import Synchronization
import Training

extension Mixture {
    /// Draws events from the mixture at one point: class by yield, x from p(x|c, ν), y from p(y|x, c, ν).
    ///
    /// Event i is a pure function of (seed, i): the same random numbers at every ν, so that differences between
    /// points carry little noise.
    public func sample(
        events: Int, nuisances: [Double], theta: [Double], seed: UInt64, chunk: Int = 512, workers: Workers
    ) -> Dataset {
        let ranges = ChunkedBatch(size: events, chunk: chunk).ranges
        let parts = Mutex([[[Float]]](repeating: [], count: ranges.count))
        let expected = yields.expected(theta)
        workers.forEach(ranges.count) { index, arena in
            let part = arena.scope {
                sampleChunk(ranges[index], nuisances, expected, seed: seed, arena: arena)
            }
            parts.withLock { $0[index] = part }
        }
        let rows = parts.withLock { parts in
            (0..<kinematics.features + score.features).map { row in parts.flatMap { $0[row] } }
        }
        return Dataset(x: Array(rows.prefix(kinematics.features)), y: Array(rows.dropFirst(kinematics.features)))
    }

    private func sampleChunk(
        _ range: Range<Int>, _ nuisances: [Double], _ expected: [Double], seed: UInt64, arena: Arena
    ) -> [[Float]] {
        let columns = BatchPart(step: 0, positions: range).columns
        let context = arena.zeros(rows: classes + kinematics.features, columns: columns)
        let normals = arena.zeros(rows: kinematics.features + score.features, columns: columns)
        let total = expected.reduce(0, +)
        for (column, event) in range.enumerated() {
            var stream = RandomStream(seed: seed, purpose: "mixture sample", index: UInt64(event))
            var place = stream.uniform() * total
            let kind = expected.firstIndex { yield in
                place -= yield
                return place < 0
            }
            context[kind ?? classes - 1, column] = 1
            for row in 0..<normals.rows { normals[row, column] = Float(stream.normal()) }
        }
        let nu = arena.matrix(rows: nuisances.count, columns: columns)
        for (row, value) in nuisances.enumerated() { nu.row(row).fill(Float(value)) }
        let logDet = arena.zeros(rows: 1, columns: columns)
        let x = kinematics.inverse(
            normals.rows(0..<kinematics.features), Conditions(context: context.rows(0..<classes), nuisances: nu),
            logDet: logDet, arena: arena)
        context.rows(classes..<context.rows).copy(from: x)
        let y = score.inverse(
            normals.rows(kinematics.features..<normals.rows), Conditions(context: context, nuisances: nu),
            logDet: logDet, arena: arena)
        return [x, y].flatMap { matrix in
            (0..<matrix.rows).map { Array(matrix.row($0).array().prefix(range.count)) }
        }
    }
}
