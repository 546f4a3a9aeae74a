/// The members' best fits of one nuisance.
public struct EnsembleSpread: Sendable, Equatable {
    /// The mean of ν̂_b.
    public let mean: Double
    /// The sample standard deviation, Σ(ν̂_b − mean)²/(B − 1) under the root; NaN for a single member.
    ///
    /// With bootstrap members it estimates the statistical uncertainty of ν̂.
    public let deviation: Double
    /// Standard error of ``mean``: deviation/√B.
    public let meanError: Double
    /// Standard error of ``deviation`` for normally distributed members, to first order: deviation/√(2(B − 1)). With
    /// eight members the spread is known to 27 %.
    public let deviationError: Double

    /// - Parameter bestFits: ν̂_b, one a member; what is not a number shows in every result.
    public init(_ bestFits: [Double]) {
        let count = Double(bestFits.count)
        let mean = bestFits.reduce(0, +) / count
        let squares = bestFits.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let deviation = (squares / (count - 1)).squareRoot()
        self.mean = mean
        self.deviation = deviation
        meanError = deviation / count.squareRoot()
        deviationError = deviation / (2 * (count - 1)).squareRoot()
    }
}
