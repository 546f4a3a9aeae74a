import Foundation

/// The response of the expected density of events to the nuisances: S = ∂ ln λ/∂(ν, θ) with λ = Σ_c N_c(θ) p_c(x|ν).
///
/// This is the score of the extended likelihood Σ ln λ(x_i) − ∫λ for one event, without the second term. With the
/// posterior probability r_c of a class it is Σ_c r_c ∂ ln p_c/∂ν for a shape and Σ_c r_c ∂ ln N_c/∂θ for a
/// normalization; for a nuisance that changes both it is their sum.
public struct IntensityScore: Sendable {
    /// N_c(θ), shape [classes].
    public let expected: [Double]
    private let space: NuisanceSpace
    private let fractions: ClassFractions
    /// (∂N_c/∂θ_l)/B_c, shape [sources, classes].
    private let slopes: [[Double]]

    /// - Parameters:
    ///   - yields: N_c(θ).
    ///   - space: the space, with the profiled nuisances.
    ///   - point: a point of the space.
    public init(yields: Yields, space: NuisanceSpace, point: [Double]) {
        let theta = space.expand(point).theta
        self.space = space
        expected = yields.expected(theta)
        slopes = yields.slopes(theta)
        fractions = ClassFractions(logarithms: yields.positive(theta).map { log($0) }, factors: yields.factors(theta))
    }

    /// S of every event, shape [profiled, events]; NaN where the density of an event is not positive.
    ///
    /// - Parameters:
    ///   - logDensities: ln p_c, shape [classes, events].
    ///   - gradients: ∂ ln p_c/∂ν of all shapes, shape [classes, nuisances, events].
    public func values(logDensities: [[Double]], gradients: [[[Double]]]) -> [[Double]] {
        let classes = logDensities.indices
        let factors = fractions.factors ?? classes.map { _ in 1 }
        let count = logDensities.first?.count ?? 0
        var scores = space.profiled.map { _ in [Double](repeating: 0, count: count) }
        for event in 0..<count {
            let terms = classes.map { logDensities[$0][event] + fractions.logarithms[$0] }
            let shares = ClassFractions.signedSum(terms, factors, isCounted: true).shares
            let shapes = space.shapes.indices.map { k in
                classes.reduce(0.0) { $0 + factors[$1] * shares[$1] * gradients[$1][k][event] }
            }
            let theta = slopes.map { row in classes.reduce(0.0) { $0 + row[$1] * shares[$1] } }
            for (row, value) in space.gather(nuisances: shapes, theta: theta).enumerated() {
                scores[row][event] = value
            }
        }
        return scores
    }
}
