extension Yields {
    /// N_c at a point of the profiled nuisances, and its standard deviation: δN_c² = aᵀ C a with a = ∂N_c/∂k.
    ///
    /// - Parameters:
    ///   - point: ν̂ and θ̂, by the order of ``NuisanceSpace/profiled``.
    ///   - space: the nuisances of the point.
    ///   - covariance: C, shape [profiled, profiled].
    /// - Returns: one for each class.
    public func fitted(
        at point: [Double], of space: NuisanceSpace, covariance: [[Double]]
    ) -> [(expected: Double, deviation: Double)] {
        let theta = space.expand(point).theta
        let (positive, slopes) = (positive(theta), slopes(theta))
        return expected(theta).enumerated().map { c, expected in
            let own = space.normalizationPlaces.map { $0.map { slopes[$0][c] } ?? 0 }
            let variance = zip(own, covariance).reduce(0) { sum, row in
                sum + row.0 * zip(own, row.1).reduce(0) { $0 + $1.0 * $1.1 }
            }
            return (expected, positive[c] * max(0, variance).squareRoot())
        }
    }
}
