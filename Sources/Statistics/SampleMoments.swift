/// Mean and standard deviation of a sample, with their standard errors.
public struct SampleMoments: Sendable, Codable, Equatable {
    /// NaN for an empty sample.
    public let mean: Double
    /// The sample standard deviation, √(Σ(x − mean)²/(n − 1)); NaN for a single value.
    public let deviation: Double
    /// Standard error of ``mean``: deviation/√n.
    public let meanError: Double
    /// Standard error of ``deviation`` for normally distributed values, to first order: deviation/√(2(n − 1)). For
    /// eight values this is 27 % of the deviation.
    public let deviationError: Double

    /// - Parameter values: a NaN among them makes all results NaN.
    public init(_ values: [Double]) {
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let deviation = values.count > 1 ? (squares / (count - 1)).squareRoot() : .nan
        self.mean = mean
        self.deviation = deviation
        meanError = deviation / count.squareRoot()
        deviationError = deviation / (2 * (count - 1)).squareRoot()
    }
}
