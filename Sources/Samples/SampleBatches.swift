import Training

/// The batches of a sample for a flow of one density. Every point of the sample has an equal share of a batch.
///
/// Events for training are repeated when they end. Events for selection and validation occur only once in a batch, so
/// that errors are those of independent events: a generated sample makes as many as requested; for other samples, a
/// point has at most as many in the batch as exist.
public struct SampleBatches: EventSource {
    /// The sample with the events.
    public let sample: any EventSample
    /// The density that the flow describes.
    public let density: ConditionalDensity
    /// The nuisances of the flow, in its order.
    public let nuisances: [String]
    /// The use of the events.
    public let split: EventSplit
    /// Events per batch: fewer than requested if a point has fewer for selection or validation.
    public let batchSize: Int

    /// - Parameter batchSize: the requested size.
    init(
        sample: any EventSample, density: ConditionalDensity, nuisances: [String], split: EventSplit, batchSize: Int
    ) {
        self.sample = sample
        self.density = density
        self.nuisances = nuisances
        self.split = split
        isUnlimited = split != .training && sample is any GeneratedSample
        let (schema, points) = (sample.schema, sample.points)
        let mayRepeat = split == .training || isUnlimited
        shares = SampleShares(
            batchSize: batchSize,
            limits: points.indices.map { mayRepeat ? nil : sample.count(point: $0, split: split) })
        self.batchSize = shares.batchSize
        classCount = schema.classes.count
        nuisanceValues = points.map { $0.values(of: nuisances).map(Float.init) }
    }

    /// Whether there are further events whenever those of the recipe's number end.
    private let isUnlimited: Bool
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

    /// The weights of the first events of batch 0; nil for weights of 1.
    public func weights(events count: Int) -> [Double]? {
        var weights: [Double] = []
        var areWeighted = false
        forEachRun(step: 0, positions: 0..<count) { run in
            areWeighted = areWeighted || run.events.weights != nil
            weights += run.events.weights?.map(Double.init) ?? Array(repeating: 1, count: run.events.count)
        }
        return areWeighted ? weights : nil
    }

    /// The point of the sample to which a position of every batch belongs.
    public func point(position: Int) -> Int { shares.point(position: position) }

    /// Consecutive events of one point.
    struct Run {
        let point: Int
        /// Where they stand, counted from the first position that was asked for.
        let columns: Range<Int>
        let events: SampleEvents
    }

    /// So that a large batch is never in memory as a whole.
    private static let longestRun = 65_536

    /// Divides positions of a batch into runs, in order.
    func forEachRun(step: Int, positions: Range<Int>, _ body: (Run) -> Void) {
        for point in sample.points.indices {
            let share = shares[point]
            let count = sample.count(point: point, split: split)
            let total = isUnlimited ? max(count, share.count) : count
            var range = positions.clamped(to: share)
            while !range.isEmpty {
                let first = (step * share.count + range.lowerBound - share.lowerBound) % total
                let count = min(range.count, total - first, Self.longestRun)
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

/// Positions of a batch shared out evenly among the points of a sample, as far as these have events.
private struct SampleShares {
    /// Where the share of each point begins, and at last the size of the batch.
    private let starts: [Int]

    /// - Parameter limits: the largest share of each point; nil for no limit.
    init(batchSize: Int, limits: [Int?]) {
        let points = limits.count
        starts = limits.enumerated().reduce(into: [0]) { starts, limit in
            let even = (limit.offset + 1) * batchSize / points - limit.offset * batchSize / points
            starts.append(starts[limit.offset] + min(even, limit.element ?? even))
        }
    }

    var batchSize: Int { starts[starts.count - 1] }

    subscript(point: Int) -> Range<Int> { starts[point]..<starts[point + 1] }

    func point(position: Int) -> Int { starts.dropLast().lastIndex { position >= $0 } ?? 0 }
}
