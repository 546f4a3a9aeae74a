import FlowKernels
import Flows
import RandomStreams
import Training

extension Mixture {
    /// Draws events from the mixture at one point: class by yield, x from p(x|c, ν), y from p(y|x, c, ν).
    ///
    /// For a class with a negative yield, as many events are drawn as for the same positive yield. Events then have
    /// weights, with the sign of their class, whose expected sum is the number of events.
    ///
    /// Event i is a function of (seed, i), up to rounding in parts that are computed together with its neighbours. It
    /// uses the same random numbers at every ν, so that differences between points carry little noise.
    ///
    /// - Parameters:
    ///   - events: the number of events.
    ///   - nuisances: ν, in the order of the mixture.
    ///   - theta: θ, one value for each normalization.
    ///   - seed: the seed of the random streams.
    ///   - chunk: events that the networks process at a time.
    ///   - workers: the threads.
    public func sample(
        events: Int, nuisances: [Double], theta: [Double], seed: UInt64, chunk: Int = 336, workers: Workers
    ) -> Dataset {
        sample(
            events: events, nuisances: nuisances, theta: theta, seed: seed, chunk: chunk, areAlike: true,
            workers: workers)
    }

    /// - Parameter areAlike: whether neighbouring events are similar, so that maps may use a shortcut
    ///   (`Conditions.areAlike`).
    func sample(
        events: Int, nuisances: [Double], theta: [Double], seed: UInt64, chunk: Int, areAlike: Bool, workers: Workers
    ) -> Dataset {
        let kinematics = tabulated().kinematics
        let draws = Draws(self, events: events, theta: theta, seed: seed, workers: workers)
        let (x, y) = (draws.zeros(rows: kinematics.features), draws.zeros(rows: score.features))
        // Class by class, so that what the class alone decides about x is computed once for all of its events.
        draws.forEachChunk(of: chunk, along: draws.x, workers: workers) { kind, events, arena in
            let label = arena.zeros(rows: classes, columns: 8)
            label.row(kind).fill(1)
            let drawn = invert(
                kinematics, arena.columns(events, of: draws.x), context: label, nuisances: nuisances,
                areAlike: areAlike,
                arena: arena)
            x.setColumns(events, to: drawn)
        }
        draws.forEachChunk(of: chunk, along: x, workers: workers) { kind, events, arena in
            let context = arena.zeros(rows: classes + x.rows, columns: events.count)
            context.row(kind).fill(1)
            context.rows(classes..<context.rows).copy(from: arena.columns(events, of: x))
            let drawn = invert(
                score, arena.columns(events, of: draws.y), context: context, nuisances: nuisances, areAlike: areAlike,
                arena: arena)
            y.setColumns(events, to: drawn)
        }
        return Dataset(
            x: (0..<x.rows).map { x.row($0).array() }, y: (0..<y.rows).map { y.row($0).array() }, weights: draws.weights
        )
    }

    private func invert(
        _ flow: Flow, _ normals: Matrix, context: Matrix, nuisances: [Double], areAlike: Bool,
        arena: Arena
    ) -> Matrix {
        let nu = arena.matrix(rows: nuisances.count, columns: normals.columns)
        for (row, value) in nuisances.enumerated() { nu.row(row).fill(Float(value)) }
        return flow.inverse(
            normals, Conditions(context: context, nuisances: nu, areAlike: areAlike),
            logDet: arena.zeros(rows: 1, columns: normals.columns), arena: arena)
    }
}

/// The random numbers of a sample.
private struct Draws {
    /// The events of every class.
    let classes: [[Int]]
    /// Standard normal numbers that become x, shape [kinematic features, events].
    let x: Matrix
    /// Standard normal numbers that become y, shape [score features, events].
    let y: Matrix
    /// One an event; nil where no yield is negative.
    let weights: [Float]?

    init(_ mixture: Mixture, events: Int, theta: [Double], seed: UInt64, workers: Workers) {
        let signed = mixture.yields.expected(theta)
        let expected = signed.map(abs)
        let normals = Self.zeros(rows: mixture.kinematics.features + mixture.score.features, columns: events)
        let key = RandomKey(seed: seed, purpose: "mixture sample")
        let kinds = ChunkedBatch(size: events, chunk: 1024).map(workers) { _, range, _ in
            range.map { event in
                var stream = key.stream(UInt64(event))
                let kind = Self.kind(at: stream.uniform(), expected: expected)
                for row in 0..<normals.rows { normals[row, event] = Float(stream.normal()) }
                return kind
            }
        }
        var classes = [[Int]](repeating: [], count: mixture.classes)
        for (event, kind) in kinds.joined().enumerated() { classes[kind].append(event) }
        self.classes = classes
        let size = expected.reduce(0, +) / signed.reduce(0, +)
        weights =
            signed.contains { $0 < 0 } ? kinds.joined().map { Float(signed[$0] < 0 ? -size : size) } : nil
        x = normals.rows(0..<mixture.kinematics.features)
        y = normals.rows(mixture.kinematics.features..<normals.rows)
    }

    /// A row of all events for each of some features.
    func zeros(rows: Int) -> Matrix { Self.zeros(rows: rows, columns: x.columns) }

    private static func zeros(rows: Int, columns: Int) -> Matrix {
        ParameterBuffer(count: rows * columns).matrix(at: 0, rows: rows, columns: columns)
    }

    /// The class that a uniform number falls on, by expected events.
    private static func kind(at uniform: Double, expected: [Double]) -> Int {
        var place = uniform * expected.reduce(0, +)
        let kind = expected.firstIndex { yield in
            place -= yield
            return place < 0
        }
        // Rounding may leave a last bit over.
        return kind ?? expected.lastIndex { $0 > 0 } ?? expected.count - 1
    }

    /// Calls `body(class, events, arena)` for all events, in groups of one class with neighbours in `features` together
    /// (`TiledOrder`); the last event is repeated if the kernels need more events.
    func forEachChunk(
        of size: Int, along features: Matrix, workers: Workers, _ body: @Sendable (Int, ArraySlice<Int>, Arena) -> Void
    ) {
        let order = TiledOrder((0..<features.rows).map { features.row($0).array() })
        let chunks = classes.enumerated().flatMap { kind, events in
            let sorted = order.sorted(events, tiles: [size, 16])
            return ChunkedBatch(size: sorted.count, chunk: size).ranges.map { (kind: kind, events: sorted[$0]) }
        }
        workers.forEach(chunks.count) { index, arena in
            let (kind, events) = chunks[index]
            let missing = BatchPart(step: 0, positions: 0..<events.count).columns - events.count
            body(kind, events + events.suffix(1).flatMap { Array(repeating: $0, count: missing) }, arena)
        }
    }
}
