import FlowKernels
import Flows
import Training

extension ExtendedLikelihood {
    /// ln b_c p(x, y|c, ν) of every event under every class: the terms that the mixture sums over classes. b_c is the
    /// class's fraction f_c without the factors that may be 0 or negative, f_c = b_c g_c with g_c of
    /// ``Yields/factors(_:)``.
    ///
    /// The ratio of f_c p_c at two points is the weight at the second point of an event drawn at the first.
    ///
    /// - Parameter points: points of the space.
    /// - Returns: shape [points, classes, events], events in the order of ``data``.
    /// - Complexity: one evaluation of the densities, and a small part of one for every further point.
    public func classLogDensities(at points: [[Double]], workers: Workers) -> [[[Float]]] {
        let places = points.map { space.expand($0) }
        let parts = ChunkedBatch(size: data.count, chunk: chunk).map(workers) { index, range, arena in
            let columns = BatchPart(step: 0, positions: range).columns
            let events = data.chunk(range, columns: columns, arena: arena)
            let scores = prepared.scores(index, arena: arena)
            let ahead = PreparedMixture(
                mixture, x: events.x, classScores: scores, shared: preparedClasses, use: { _ in .frozen },
                arena: arena)
            return places.map { place in
                arena.scope {
                    let nu = arena.matrix(rows: place.nuisances.count, columns: columns)
                    for (row, value) in place.nuisances.enumerated() { nu.row(row).fill(Float(value)) }
                    let logDensities = prepared.logDet(index, arena: arena)
                    mixture.addLogDensities(ahead, classScores: scores, to: logDensities, nuisances: nu, arena: arena)
                    let byClass = logDensities.reshaped(rows: mixture.classes, columns: columns)
                    let fractions = mixture.fractions(place.theta).logarithms
                    return (0..<mixture.classes).map { kind in
                        (0..<range.count).map { byClass.row(kind)[0, $0] + Float(fractions[kind]) }
                    }
                }
            }
        }
        return places.indices.map { point in
            (0..<mixture.classes).map { kind in parts.flatMap { $0[point][kind] } }
        }
    }
}
