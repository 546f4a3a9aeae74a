/// A quantile of a sample with its binomial error: the ordered values between which it lies, for any distribution.
public struct SampleQuantile: Sendable, Equatable {
    /// The quantile.
    public let value: Double
    /// The ordered value one standard deviation of the number below; nil beyond the end of the sample.
    public let lower: Double?
    /// The ordered value one standard deviation of the number above; nil likewise.
    public let upper: Double?

    /// nil for an empty sample, or a sample with NaN.
    ///
    /// - Precondition: 0 < probability < 1.
    public init?(_ probability: Double, of values: [Double]) {
        precondition(probability > 0 && probability < 1, "a quantile at \(probability)")
        guard !values.isEmpty, !values.contains(where: \.isNaN) else { return nil }
        let sorted = values.sorted()
        let count = Double(values.count)
        // Value k of n, counted from 1, stands at the probability (k − ½)/n (Hazen 1914).
        func ordered(_ rank: Double) -> Double {
            let place = min(max(rank - 0.5, 0), count - 1)
            let low = Int(place)
            guard low + 1 < sorted.count else { return sorted[low] }
            return sorted[low] + (place - Double(low)) * (sorted[low + 1] - sorted[low])
        }
        let middle = probability * count
        let error = (count * probability * (1 - probability)).squareRoot()
        value = ordered(middle)
        lower = middle - error < 0.5 ? nil : ordered(middle - error)
        upper = middle + error > count - 0.5 ? nil : ordered(middle + error)
    }
}
