import FlowKernels
import Flows
import Training

/// ln L(ν, θ) of a dataset under a mixture whose maps are all fixed, constraints and extended term included.
///
/// The parts that do not depend on ν are computed once: y′ = T(y; x, c) of every event as every class, and its
/// log-determinant.
public struct ExtendedLikelihood: Sendable {
    /// The densities, after the maps that do not depend on ν.
    public let mixture: Mixture
    /// Which nuisances are profiled, and their constraints.
    public let space: NuisanceSpace
    /// Events, in the order in which networks evaluate them fast.
    public let data: Dataset
    let term: ExtendedTerm
    let prepared: PreparedScores
    let preparedClasses: PreparedClasses
    let chunk: Int

    /// The number of events per chunk, so small that all prepared data, which grow with the number of nuisances, stay
    /// in the second-level cache.
    static func standardChunk(nuisances: Int) -> Int { oddPanels(min(104, max(24, 1300 / max(1, nuisances)))) }

    /// A number of events, at most this, for which two classes make rows of an odd number of panels of 16 events; rows
    /// whose distance is an even number of panels would map to the same few lines of the first-level cache.
    static func oddPanels(_ most: Int) -> Int { (most - 8) / 16 * 16 + 8 }

    /// `chunk` events are evaluated together; nil for as many as fit into the cache.
    ///
    /// - Complexity: O(events · classes) evaluations of the maps in front of the first that depends on ν.
    public init(
        mixture: Mixture, space: NuisanceSpace, data: Dataset, chunk: Int? = nil, workers: Workers
    ) {
        // The sum over events may be taken in any order.
        self.init(
            mixture: mixture.tabulated(), space: space, ordered: data.inTiledOrder(),
            chunk: chunk ?? Self.standardChunk(nuisances: mixture.nuisances.count), workers: workers)
    }

    /// - Parameters:
    ///   - mixture: the result of ``Mixture/tabulated()``.
    ///   - data: in the order in which networks are fast.
    ///   - classes: for this p(x|c, ν) and this number of events, if they exist already.
    init(
        mixture: Mixture, space: NuisanceSpace, ordered data: Dataset, chunk: Int, classes: PreparedClasses? = nil,
        workers: Workers
    ) {
        let prepared = PreparedScores(mixture: mixture, data: data, chunk: chunk, workers: workers)
        self.mixture = mixture.replacing(score: Flow(Array(mixture.score.maps.dropFirst(prepared.maps))))
        self.space = space
        self.data = data
        self.chunk = chunk
        self.prepared = prepared
        preparedClasses = classes ?? PreparedClasses(mixture, of: data.count, chunk: chunk)
        term = ExtendedTerm(
            yields: mixture.yields, space: space, observed: data.total, leftover: mixture.leftover)
    }

    /// ln L at a point of the space, up to a constant; summed in float64.
    public func value(at point: [Double], workers: Workers) -> Double {
        values(at: [point], workers: workers)[0]
    }

    /// ln L at many points: the parts that depend only on an event's class and kinematics are computed once for all of
    /// them.
    ///
    /// - Complexity: one evaluation of the densities, and a small part of one for every further point.
    public func values(at points: [[Double]], workers: Workers) -> [Double] {
        evaluate(at: points, withGradient: false, workers: workers).map(\.value)
    }

    /// ln L and its exact gradient with respect to the profiled nuisances.
    public func valueAndGradient(at point: [Double], workers: Workers) -> (value: Double, gradient: [Double]) {
        evaluate(at: [point], withGradient: true, workers: workers)[0]
    }

    private struct Sum {
        var value = 0.0
        var nuisances: [Double]
        var classes: [Double]

        static func + (a: Sum, b: Sum) -> Sum {
            Sum(
                value: a.value + b.value, nuisances: zip(a.nuisances, b.nuisances).map(+),
                classes: zip(a.classes, b.classes).map(+))
        }
    }

    private func evaluate(
        at points: [[Double]], withGradient: Bool, workers: Workers
    ) -> [(value: Double, gradient: [Double])] {
        let places = points.map { space.expand($0) }
        let empty = Sum(
            nuisances: space.shapes.map { _ in 0 }, classes: Array(repeating: 0, count: mixture.classes))
        let parts = ChunkedBatch(size: data.count, chunk: chunk).map(workers) { index, range, arena in
            chunkSums(range, index, places, withGradient: withGradient, arena: arena)
        }
        return points.enumerated().map { place, point in
            let total = parts.reduce(empty) { $0 + $1[place] }
            return (
                total.value + term.value(at: point),
                withGradient ? term.gradient(at: point, nuisances: total.nuisances, classes: total.classes) : []
            )
        }
    }

    /// One sum a point.
    private func chunkSums(
        _ range: Range<Int>, _ index: Int, _ places: [(nuisances: [Double], theta: [Double])], withGradient: Bool,
        arena: Arena
    ) -> [Sum] {
        let columns = BatchPart(step: 0, positions: range).columns
        let events = data.chunk(range, columns: columns, arena: arena)
        let scores = prepared.scores(index, arena: arena)
        let ahead = PreparedMixture(
            mixture, x: events.x, classScores: scores, shared: preparedClasses, use: { _ in .frozen }, arena: arena)
        return places.map { place in
            arena.scope {
                let nu = arena.matrix(rows: place.nuisances.count, columns: columns)
                for (row, value) in place.nuisances.enumerated() { nu.row(row).fill(Float(value)) }
                let tape = withGradient ? Tape() : nil
                let pass = mixture.forward(
                    ahead, classScores: scores, classLogDet: prepared.logDet(index, arena: arena), nuisances: nu,
                    theta: place.theta, weights: events.weights,
                    recorded: tape.map(Mixture.Recorded.everything) ?? .nothing, arena: arena)
                var sum = Sum(
                    value: Kernels.weightedSum(pass.logDensity, weights: events.weights),
                    nuisances: place.nuisances.map { _ in 0 }, classes: Array(repeating: 0, count: mixture.classes))
                guard let tape else { return sum }
                (sum.nuisances, sum.classes) = mixture.backward(
                    pass, logDensityGradient: events.weights, scoreGradients: mixture.score.maps.map { _ in nil },
                    tape: tape, arena: arena)
                return sum
            }
        }
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
        chunks = ChunkedBatch(size: data.count, chunk: chunk).map(workers) { _, range, arena in
            let columns = BatchPart(step: 0, positions: range).columns
            let events = data.chunk(range, columns: columns, arena: arena)
            let inputs = ClassColumns(x: events.x, classes: mixture.classes, arena: arena)
            let logDet = arena.zeros(rows: 1, columns: columns * mixture.classes)
            var scores = ClassColumns.repeated(events.y, classes: mixture.classes, arena: arena)
            if !front.isEmpty {
                scores = Flow(front).forward(
                    scores, Conditions(context: inputs.context), logDet: logDet, arena: arena)
            }
            return Chunk(scores: ParameterBuffer(scores.array()), logDet: ParameterBuffer(logDet.array()))
        }
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
