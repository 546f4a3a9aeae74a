import FlowKernels
import Flows
import Training

extension ExtendedLikelihood {
    /// ln L with its exact gradient and Hessian with respect to the profiled nuisances, shapes ν and normalizations θ.
    ///
    /// Derivatives in ν are carried forward along K (K + 1)/2 directions for K profiled shapes; sums over events are in
    /// float64 and identical for any number of threads. Where ln L has kinks, at units of a rectified network and at
    /// knots of splines, the Hessian is that of one side, the one that the forward pass takes.
    ///
    /// - Complexity: about 1 + K (K + 1) times the work of ``value(at:workers:)``.
    public func hessian(at point: [Double], workers: Workers) -> LikelihoodDerivatives {
        hessian(at: point, workers: workers) { (_) throws(Never) in }
    }

    /// The same. `progress` is called repeatedly with the fraction of the events that is done; it throws to stop.
    ///
    /// - Throws: what `progress` throws.
    public func hessian<E: Error>(
        at point: [Double], workers: Workers, progress: (Double) throws(E) -> Void
    ) throws(E) -> LikelihoodDerivatives {
        try hessian(at: point, isDiagonal: false, workers: workers, progress: progress)
    }

    /// - Parameter isDiagonal: whether second derivatives in two shapes may be left 0, at 1 + 2K times the work of a value.
    func hessian<E: Error>(
        at point: [Double], isDiagonal: Bool, workers: Workers, progress: (Double) throws(E) -> Void
    ) throws(E) -> LikelihoodDerivatives {
        let (nuisances, theta) = space.expand(point)
        let moving = space.profiledShapes
        let directions = HessianDirections(
            coordinates: moving, nuisances: nuisances.count, isDiagonal: isDiagonal)
        @Sendable func sums(_ index: Int, _ range: Range<Int>, arena: Arena) -> Mixture.TaylorSums {
            let columns = BatchPart(step: 0, positions: range).columns
            let events = data.chunk(range, columns: columns, arena: arena)
            let nu = arena.matrix(rows: nuisances.count, columns: columns)
            for (row, value) in nuisances.enumerated() { nu.row(row).fill(Float(value)) }
            return mixture.taylorSums(
                x: events.x, classScores: prepared.scores(index, arena: arena),
                classLogDet: prepared.logDet(index, arena: arena), weights: events.weights, nuisances: nu,
                theta: theta, directions: directions.vectors, arena: arena)
        }
        var total = Mixture.TaylorSums(directions: directions.vectors.count, classes: mixture.classes)
        let ranges = ChunkedBatch(size: data.count, chunk: chunk).ranges
        for start in stride(from: 0, to: ranges.count, by: Self.chunksBetweenReports) {
            let part = start..<min(start + Self.chunksBetweenReports, ranges.count)
            let parts = workers.map(part.count) { index, arena in
                sums(part.lowerBound + index, ranges[part.lowerBound + index], arena: arena)
            }
            for part in parts { total.add(part) }
            try progress(Double(part.upperBound) / Double(ranges.count))
        }

        var shapeGradient = nuisances.map { _ in 0.0 }
        for (place, k) in moving.enumerated() { shapeGradient[k] = total.first[place] }
        return LikelihoodDerivatives(
            value: total.value + term.value(at: point),
            gradient: term.gradient(at: point, nuisances: shapeGradient, classes: total.classes),
            hessian: term.hessian(
                at: point, nuisances: directions.hessian(total.second), classes: total.classes,
                mixed: Array(total.mixed.prefix(moving.count)), covariance: total.covariance))
    }
}

extension ExtendedLikelihood {
    /// Enough for threads to share out evenly.
    private static let chunksBetweenReports = 128
}

extension ExtendedTerm {
    /// The Hessian of the whole log-likelihood from the events' sums.
    ///
    /// With a_cl = ∂ ln N_c/∂θ_l, the events give Σ w Cov_r(a_l, a_m) in θ, because N ln N_tot cancels ln f_c's share
    /// of it; the extended term gives −Σ_c N_c a_cl a_cm where N is the sum of weights. Where ln N_c is curved, with
    /// b_clm = ∂² ln N_c/∂θ_l∂θ_m, Σ_c b_clm (Σ w r_c − N_c) adds to it. The constraints add theirs.
    ///
    /// Where N_c = B_c g_c may be 0, shares s_c = r_c/g_c, B_c and derivatives relative to B_c stand for r_c, N_c and those of ln N_c
    /// (``Yields``); the formula is the same.
    ///
    /// - Parameters:
    ///   - nuisances: Σ w ∂² log p/∂ν², among the profiled ν.
    ///   - classes: Σ w s_c.
    ///   - mixed: Σ w s_c (∂ log p_c/∂ν − ∂ log p/∂ν), [profiled ν][class].
    ///   - covariance: Σ w (δ_cd s_c − s_c s_d).
    func hessian(
        at point: [Double], nuisances: [[Double]], classes counts: [Double], mixed: [[Double]], covariance: [[Double]]
    ) -> [[Double]] {
        let theta = space.expand(point).theta
        let expected = yields.positive(theta)
        let classes = expected.indices
        let (slopes, curvatures) = (yields.slopes(theta), yields.curvatures(theta))
        let constraints = space.constraints.hessian(at: point)
        let shapes = nuisances.count
        // A coordinate may be a shape, a normalization, or both.
        let places = space.normalizationPlaces
        return point.indices.map { row in
            point.indices.map { column in
                var sum = constraints[row][column]
                if row < shapes && column < shapes { sum = nuisances[row][column] + sum }
                for (shape, other) in [(row, column), (column, row)] {
                    guard shape < shapes, let place = places[other] else { continue }
                    sum = classes.reduce(sum) { $0 + slopes[place][$1] * mixed[shape][$1] }
                }
                guard let first = places[row], let second = places[column] else { return sum }
                let straight = classes.reduce(sum) { sum, c in
                    classes.reduce(sum - expected[c] * slopes[first][c] * slopes[second][c]) {
                        $0 + slopes[first][c] * slopes[second][$1] * covariance[c][$1]
                    }
                }
                return classes.reduce(straight) { $0 + curvatures[first][second][$1] * (counts[$1] - expected[$1]) }
            }
        }
    }
}
