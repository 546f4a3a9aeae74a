import FlowKernels
import Flows
import RandomStreams
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
        let rows = kinematics.features + score.features
        let sample = ParameterBuffer(count: rows * events)
        let expected = yields.expected(theta)
        workers.forEach(ranges.count) { index, arena in
            sampleChunk(
                ranges[index], nuisances, expected, seed: seed, into: sample.matrix(at: 0, rows: rows, columns: events),
                arena: arena)
        }
        let values = (0..<rows).map { sample.matrix(at: $0 * events, rows: 1, columns: events).array() }
        return Dataset(x: Array(values.prefix(kinematics.features)), y: Array(values.dropFirst(kinematics.features)))
    }

    /// - Parameter sample: shape [kinematic and score features, all events]; those of the range are written.
    private func sampleChunk(
        _ range: Range<Int>, _ nuisances: [Double], _ expected: [Double], seed: UInt64, into sample: Matrix,
        arena: Arena
    ) {
        // The random numbers of all events first: the place of an event depends on the classes of the others.
        let drawn = arena.matrix(rows: sample.rows, columns: BatchPart(step: 0, positions: range).columns)
        var blocks = [[Int]](repeating: [], count: classes)
        for (index, event) in range.enumerated() {
            var stream = RandomStream(seed: seed, purpose: "mixture sample", index: UInt64(event))
            blocks[Self.kind(at: stream.uniform(), expected: expected)].append(index)
            for row in 0..<drawn.rows { drawn[row, index] = Float(stream.normal()) }
        }
        // Class by class, so that what the class alone decides about x is computed once for all of its events.
        let widths = blocks.map { BatchPart(step: 0, positions: 0..<$0.count).columns }
        let columns = widths.reduce(0, +)
        let context = arena.zeros(rows: classes + kinematics.features, columns: columns)
        let normals = arena.zeros(rows: score.features, columns: columns)
        func nu(_ columns: Int) -> Matrix {
            let nu = arena.matrix(rows: nuisances.count, columns: columns)
            for (row, value) in nuisances.enumerated() { nu.row(row).fill(Float(value)) }
            return nu
        }
        var start = 0
        for (kind, block) in blocks.enumerated() where !block.isEmpty {
            let width = widths[kind]
            let z = arena.zeros(rows: kinematics.features, columns: width)
            for (column, index) in block.enumerated() {
                for row in 0..<z.rows { z[row, column] = drawn[row, index] }
                for row in 0..<normals.rows { normals[row, start + column] = drawn[z.rows + row, index] }
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
            logDet: arena.zeros(rows: 1, columns: columns), arena: arena)
        start = 0
        for (kind, block) in blocks.enumerated() where !block.isEmpty {
            for (column, index) in block.enumerated() {
                let (from, event) = (start + column, range.lowerBound + index)
                for row in 0..<kinematics.features { sample[row, event] = context[classes + row, from] }
                for row in 0..<y.rows { sample[kinematics.features + row, event] = y[row, from] }
            }
            start += widths[kind]
        }
    }

    /// The class that a uniform number falls on, by expected events.
    private static func kind(at uniform: Double, expected: [Double]) -> Int {
        var place = uniform * expected.reduce(0, +)
        let kind = expected.firstIndex { yield in
            place -= yield
            return place < 0
        }
        return kind ?? expected.count - 1
    }
}
