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
        events: Int, nuisances: [Double], theta: [Double], seed: UInt64, chunk: Int = 128, workers: Workers
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
        let draws = range.map { event in
            Draw(event, seed: seed, expected: expected, normals: kinematics.features + score.features)
        }
        // Class by class, so that what the class alone decides about x is computed once for all of its events.
        let blocks = (0..<classes).map { kind in draws.indices.filter { draws[$0].kind == kind } }
        let widths = blocks.map { BatchPart(step: 0, positions: 0..<$0.count).columns }
        let columns = widths.reduce(0, +)
        let context = arena.zeros(rows: classes + kinematics.features, columns: columns)
        let normals = arena.zeros(rows: score.features, columns: columns)
        func nu(_ columns: Int) -> Matrix {
            let nu = arena.matrix(rows: nuisances.count, columns: columns)
            for (row, value) in nuisances.enumerated() { nu.row(row).fill(Float(value)) }
            return nu
        }
        var (places, start) = ([Int](repeating: 0, count: draws.count), 0)
        for (kind, block) in blocks.enumerated() where !block.isEmpty {
            let width = widths[kind]
            let z = arena.zeros(rows: kinematics.features, columns: width)
            for (column, index) in block.enumerated() {
                places[index] = start + column
                for row in 0..<z.rows { z[row, column] = draws[index].normals[row] }
                for row in 0..<normals.rows { normals[row, start + column] = draws[index].normals[z.rows + row] }
            }
            let label = arena.zeros(rows: classes, columns: 8)
            label.row(kind).fill(1)
            let x = kinematics.inverse(
                z, Conditions(context: label, nuisances: nu(width)),
                logDet: arena.zeros(rows: 1, columns: width), arena: arena)
            context.row(kind, start..<start + width).fill(1)
            for row in 0..<x.rows { context.row(classes + row, start..<start + width).copy(from: x.row(row)) }
            start += width
        }
        let y = score.inverse(
            normals, Conditions(context: context, nuisances: nu(columns)),
            logDet: arena.zeros(rows: 1, columns: columns),
            arena: arena)
        return [context.rows(classes..<context.rows), y].flatMap { matrix in
            (0..<matrix.rows).map { row in places.map { matrix[row, $0] } }
        }
    }
}

/// The random numbers of one event.
private struct Draw {
    let kind: Int
    let normals: [Float]

    init(_ event: Int, seed: UInt64, expected: [Double], normals count: Int) {
        var stream = RandomStream(seed: seed, purpose: "mixture sample", index: UInt64(event))
        var place = stream.uniform() * expected.reduce(0, +)
        kind =
            expected.firstIndex { yield in
                place -= yield
                return place < 0
            } ?? expected.count - 1
        normals = (0..<count).map { _ in Float(stream.normal()) }
    }
}
