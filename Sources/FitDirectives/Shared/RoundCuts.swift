import Foundation

/// Where events are cut into bins of one feature, in round numbers of the size of its scatter.
struct RoundCuts {
    /// The mean, rounded to ``step``.
    let middle: Double
    /// The standard deviation, rounded to 1, 2 or 5 × 10ⁿ.
    let step: Double

    /// - Precondition: at least one value.
    init(_ values: [Float]) {
        precondition(!values.isEmpty, "cuts of no events")
        let count = Double(values.count)
        let mean = values.reduce(0.0) { $0 + Double($1) } / count
        let variance = values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count
        let deviation = variance > 0 ? variance.squareRoot() : 1
        let decade = pow(10, log10(deviation).rounded(.down))
        let candidates: [Double] = [1, 2, 5, 10]
        let nearest = candidates.min { abs($0 * decade - deviation) < abs($1 * decade - deviation) } ?? 1
        step = nearest * decade
        // Never −0, which texts would show.
        middle = (mean / step).rounded() * step + 0.0
    }
}
