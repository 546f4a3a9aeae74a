import Training

/// The events of a sample as a flow of one density sees them. Every point of the sample has an equal share of a batch,
/// and its events are walked through again when they end.
public struct SampleBatches: EventSource {
    /// Where the events come from.
    public let sample: any EventSample
    /// What the flow is a density of.
    public let density: ConditionalDensity
    /// Those that the flow takes, in its order.
    public let nuisances: [String]
    /// What the events are used for.
    public let split: EventSplit
    /// Events a batch.
    public let batchSize: Int

    init(
        sample: any EventSample, density: ConditionalDensity, nuisances: [String], split: EventSplit, batchSize: Int
    ) {
        self.sample = sample
        self.density = density
        self.nuisances = nuisances
        self.split = split
        self.batchSize = batchSize
        shares = SampleShares(batchSize: batchSize, points: sample.points.count)
        let (schema, points) = (sample.schema, sample.points)
        classCount = schema.classes.count
        nuisanceValues = points.map { $0.values(of: nuisances).map(Float.init) }
    }

    private let shares: SampleShares
    private let classCount: Int
    /// Shape [points, nuisances].
    private let nuisanceValues: [[Float]]

    public func fill(_ chunk: EventChunk, step: Int, positions: Range<Int>) {
        forEachRun(step: step, positions: positions) { run in
            guard let classes = run.events.classes else { preconditionFailure("events without a class teach nothing") }
            let columns = run.columns
            for (column, kind) in zip(columns, classes) { chunk.context[Int(kind), column] = 1 }
            if density == .scores {
                for (row, values) in run.events.x.enumerated() {
                    for (column, value) in zip(columns, values) { chunk.context[classCount + row, column] = value }
                }
            }
            for (row, values) in run.events.columns(of: density).enumerated() {
                for (column, value) in zip(columns, values) { chunk.features[row, column] = value }
            }
            if let weights = run.events.weights {
                for (column, weight) in zip(columns, weights) { chunk.weights[0, column] = weight }
            } else {
                for column in columns { chunk.weights[0, column] = 1 }
            }
            if let matrix = chunk.nuisances {
                for (row, value) in nuisanceValues[run.point].enumerated() {
                    for column in columns { matrix[row, column] = value }
                }
            }
        }
    }

    /// The point of the sample that a position of every batch belongs to.
    public func point(position: Int) -> Int { shares.point(position: position) }

    /// Consecutive events of one point.
    struct Run {
        let point: Int
        /// Where they stand, counted from the first position that was asked for.
        let columns: Range<Int>
        let events: SampleEvents
    }

    /// Cuts positions of a batch into runs, in order.
    func forEachRun(step: Int, positions: Range<Int>, _ body: (Run) -> Void) {
        for point in sample.points.indices {
            let share = shares[point]
            let total = sample.count(point: point, split: split)
            var range = positions.clamped(to: share)
            while !range.isEmpty {
                let first = (step * share.count + range.lowerBound - share.lowerBound) % total
                let count = min(range.count, total - first)
                let start = range.lowerBound - positions.lowerBound
                body(
                    Run(
                        point: point, columns: start..<start + count,
                        events: sample.events(first..<first + count, point: point, split: split)))
                range = range.lowerBound + count..<range.upperBound
            }
        }
    }
}

/// Positions of a batch shared out evenly among the points of a sample.
private struct SampleShares {
    let batchSize: Int
    let points: Int

    subscript(point: Int) -> Range<Int> { start(point)..<start(point + 1) }

    func point(position: Int) -> Int { (0..<points).last { position >= start($0) } ?? 0 }

    private func start(_ point: Int) -> Int { point * batchSize / points }
}
