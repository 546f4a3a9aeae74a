/// Moments of vectors and matrices, with weights whose sum is 1.
public enum WeightedMoments {
    /// Σ_b w_b v_b of at least one vector, all of the same length.
    public static func mean(of vectors: [[Double]], weights: [Double]) -> [Double] {
        vectors[0].indices.map { k in zip(vectors, weights).reduce(0) { $0 + $1.1 * $1.0[k] } }
    }

    /// Σ_b w_b M_b.
    public static func mean(of matrices: [[[Double]]], weights: [Double]) -> [[Double]] {
        matrices[0].indices.map { row in mean(of: matrices.map { $0[row] }, weights: weights) }
    }

    /// Cov_w[v] = Σ_b w_b (v_b − v̄)(v_b − v̄)ᵀ.
    ///
    /// Computed relative to the mean, so that B copies of one vector give exactly 0.
    public static func covariance(of vectors: [[Double]], weights: [Double]) -> [[Double]] {
        // About the first vector, whose copies then cancel without rounding.
        let offsets = vectors.map { zip($0, vectors[0]).map(-) }
        let average = mean(of: offsets, weights: weights)
        let deviations = offsets.map { zip($0, average).map(-) }
        return average.indices.map { row in
            average.indices.map { column in
                zip(deviations, weights).reduce(0) { $0 + $1.1 * $1.0[row] * $1.0[column] }
            }
        }
    }
}
