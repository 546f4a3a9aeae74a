import FlowKernels
import Flows
import Synchronization
import Training

/// ln L(ν, θ) of a dataset under a mixture whose maps are all fixed, priors and extended term included.
///
/// What does not depend on ν is computed once: y′ = T(y; x, c) of every event as every class, and its log-determinant.
public struct ExtendedLikelihood: Sendable {
    public let mixture: Mixture
    public let space: NuisanceSpace
    public let data: Dataset
    let term: ExtendedTerm
    let prepared: PreparedScores
    let chunk: Int

    /// - Complexity: O(events · classes) evaluations of the maps in front of the first that depends on ν.
    public init(mixture: Mixture, space: NuisanceSpace, data: Dataset, chunk: Int = 256, workers: Workers) {
        let prepared = PreparedScores(mixture: mixture, data: data, chunk: chunk, workers: workers)
        self.mixture = Mixture(
            kinematics: mixture.kinematics, score: Flow(Array(mixture.score.maps.dropFirst(prepared.maps))),
            yields: mixture.yields, nuisances: mixture.nuisances)
        self.space = space
        self.data = data
        self.chunk = chunk
        self.prepared = prepared
        term = ExtendedTerm(yields: mixture.yields, space: space, observed: data.total)
    }

    /// ln L at a point of the space, up to a constant; summed in float64.
    public func value(at point: [Double], workers: Workers) -> Double {
        evaluate(at: point, withGradient: false, workers: workers).value
    }

    /// ln L and its exact gradient with respect to the profiled nuisances.
    public func valueAndGradient(at point: [Double], workers: Workers) -> (value: Double, gradient: [Double]) {
        evaluate(at: point, withGradient: true, workers: workers)
    }

    private struct Sum {
        var value = 0.0
        var nuisances: [Double]
        var classes: [Double]
    }

    private func evaluate(
        at point: [Double], withGradient: Bool, workers: Workers
    ) -> (value: Double, gradient: [Double]) {
        let (nuisances, theta) = space.expand(point)
        let ranges = ChunkedBatch(size: data.count, chunk: chunk).ranges
        let empty = Sum(nuisances: nuisances.map { _ in 0 }, classes: Array(repeating: 0, count: mixture.classes))
        let sums = Mutex([Sum](repeating: empty, count: ranges.count))
        workers.forEach(ranges.count) { index, arena in
            let sum = arena.scope {
                chunkSum(ranges[index], index, nuisances, theta, withGradient: withGradient, arena: arena)
            }
            sums.withLock { $0[index] = sum }
        }
        let total = sums.withLock { $0 }.reduce(empty) { total, part in
            Sum(
                value: total.value + part.value, nuisances: zip(total.nuisances, part.nuisances).map(+),
                classes: zip(total.classes, part.classes).map(+))
        }
        return (
            total.value + term.value(at: point),
            withGradient
                ? term.gradient(at: point, nuisances: total.nuisances, classes: total.classes) : []
        )
    }

    private func chunkSum(
        _ range: Range<Int>, _ index: Int, _ nuisances: [Double], _ theta: [Double], withGradient: Bool, arena: Arena
    ) -> Sum {
        let columns = BatchPart(step: 0, positions: range).columns
        let events = data.chunk(range, columns: columns, arena: arena)
        let nu = arena.matrix(rows: nuisances.count, columns: columns)
        for (row, value) in nuisances.enumerated() { nu.row(row).fill(Float(value)) }
        let tape = withGradient ? Tape() : nil
        let pass = mixture.forward(
            x: events.x, classScores: prepared.scores(index, arena: arena),
            classLogDet: prepared.logDet(index, arena: arena), nuisances: nu, theta: theta, tape: tape, arena: arena)
        var sum = Sum(
            value: Kernels.weightedSum(pass.logDensity, weights: events.weights), nuisances: nuisances.map { _ in 0 },
            classes: [])
        guard let tape else { return sum }
        (sum.nuisances, sum.classes) = mixture.backward(
            pass, logDensityGradient: events.weights, scoreGradients: mixture.score.maps.map { _ in nil }, tape: tape,
            arena: arena)
        return sum
    }
}

/// The scores of a dataset after the maps that do not depend on ν, for every class, chunk by chunk.
struct PreparedScores: Sendable {
    private struct Chunk: Sendable {
        let scores: ParameterBuffer
        let logDet: ParameterBuffer
    }

    /// How many maps at the front of the score flow have been applied.
    let maps: Int
    private let features: Int
    private let chunks: [Chunk]

    init(mixture: Mixture, data: Dataset, chunk: Int, workers: Workers) {
        let fixed = mixture.score.maps.prefix { $0.bijection.nuisanceCount == 0 }
        // At least one map is left for the density itself.
        let front = Array(fixed.prefix(mixture.score.maps.count - 1))
        maps = front.count
        features = data.y.count
        let ranges = ChunkedBatch(size: data.count, chunk: chunk).ranges
        let results = Mutex([Chunk?](repeating: nil, count: ranges.count))
        workers.forEach(ranges.count) { index, arena in
            let result = arena.scope {
                let columns = BatchPart(step: 0, positions: ranges[index]).columns
                let events = data.chunk(ranges[index], columns: columns, arena: arena)
                let inputs = ClassInputs(
                    x: events.x, nuisances: arena.zeros(rows: mixture.nuisances.count, columns: columns),
                    classes: mixture.classes, arena: arena)
                let logDet = arena.zeros(rows: 1, columns: columns * mixture.classes)
                var scores = ClassInputs.repeated(events.y, classes: mixture.classes, arena: arena)
                if !front.isEmpty {
                    scores = Flow(front).forward(scores, inputs.scoreConditions, logDet: logDet, arena: arena)
                }
                return Chunk(scores: ParameterBuffer(scores.array()), logDet: ParameterBuffer(logDet.array()))
            }
            results.withLock { $0[index] = result }
        }
        chunks = results.withLock { $0.compactMap { $0 } }
    }

    func scores(_ index: Int, arena: Arena) -> Matrix {
        let stored = chunks[index].scores
        return stored.matrix(at: 0, rows: features, columns: stored.count / features)
    }

    /// A copy, because log-densities are added to it.
    func logDet(_ index: Int, arena: Arena) -> Matrix {
        let stored = chunks[index].logDet
        let copy = arena.matrix(rows: 1, columns: stored.count)
        copy.copy(from: stored.matrix(at: 0, rows: 1, columns: stored.count))
        return copy
    }
}
