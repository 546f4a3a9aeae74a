import FlowKernels

/// Unlabelled events: kinematics x, scores y, and weights; feature-major.
public struct Dataset: Sendable {
    /// One array for each kinematic feature.
    public let x: [[Float]]
    /// One array for each score feature.
    public let y: [[Float]]
    /// The weight of each event; nil for weights of 1.
    public let weights: [Float]?
    /// The number of events.
    public let count: Int
    /// Σ w.
    public let total: Double

    /// - Precondition: all features, and the weights, have one value for each event.
    public init(x: [[Float]], y: [[Float]], weights: [Float]? = nil) {
        count = x.first?.count ?? 0
        precondition((x + y).allSatisfy { [count] in $0.count == count }, "features of different lengths")
        precondition(weights.map { [count] in $0.count == count } ?? true, "a weight for every event")
        self.x = x
        self.y = y
        self.weights = weights
        total = weights.map { $0.reduce(0) { $0 + Double($1) } } ?? Double(count)
    }

    /// The same events in an order in which networks evaluate them fast.
    func inTiledOrder() -> Dataset { only(TiledOrder(x + y).events) }

    /// Some events, in the order given.
    func only(_ events: [Int]) -> Dataset {
        func chosen(_ values: [Float]) -> [Float] { events.map { values[$0] } }
        return Dataset(x: x.map(chosen), y: y.map(chosen), weights: weights.map(chosen))
    }

    /// The same events with other weights.
    public func weighted(_ weights: [Float]) -> Dataset { Dataset(x: x, y: y, weights: weights) }

    /// The same events in the form for a mixture of p(x|c, ν) alone: with a single score that is 0.
    public var withoutScores: Dataset { Dataset(x: x, y: [Array(repeating: 0, count: count)], weights: weights) }

    /// Some events in the layout of the kernels, padded with events of weight 0.
    struct Chunk {
        let x: Matrix
        let y: Matrix
        let weights: Matrix
    }

    func chunk(_ indices: some Collection<Int>, columns: Int, arena: Arena) -> Chunk {
        func gather(_ features: [[Float]]) -> Matrix {
            let matrix = arena.zeros(rows: features.count, columns: columns)
            for (row, values) in features.enumerated() {
                for (column, event) in indices.enumerated() { matrix[row, column] = values[event] }
            }
            return matrix
        }
        let weightRow = arena.zeros(rows: 1, columns: columns)
        for (column, event) in indices.enumerated() { weightRow[0, column] = weights?[event] ?? 1 }
        return Chunk(x: gather(x), y: gather(y), weights: weightRow)
    }
}
