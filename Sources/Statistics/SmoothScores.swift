/// Describes the position of values in a reference distribution F by four bounded numbers: Legendre polynomials of
/// F(x), orthonormal under the reference.
///
/// Neyman 1937 ("Smooth test for goodness of fit", Skandinavisk Aktuarietidskrift 20, 149). The mean of the first shows
/// a shift, of the second a change of width, of the others of skewness and tails; they are defined for any heavy tails.
/// If a normal distribution moves by a small fraction s of its σ, the vector of means changes by the length s.
public struct SmoothScores: Sendable {
    /// Distinct quantiles of the reference, rising, and then infinities up to a power of two.
    private let knots: [Float]
    /// F there; in between it is a straight line.
    private let heights: [Float]

    private static let intervals = 32
    /// More than there are quantiles.
    private static let size = 64

    /// - Parameter reference: values in any order; some hundreds are enough.
    /// - Precondition: at least one value.
    public init(reference: [Float]) {
        precondition(!reference.isEmpty, "a distribution of no values")
        let sorted = reference.sorted()
        var (knots, heights): ([Float], [Float]) = ([], [])
        for index in 0...Self.intervals {
            let value = sorted[index * (sorted.count - 1) / Self.intervals]
            guard knots.last != value else { continue }
            let first = sorted.place { $0 >= value }
            let end = sorted.place { $0 > value }
            knots.append(value)
            heights.append(Float(first + end) / Float(2 * sorted.count))
        }
        self.knots = knots + Array(repeating: .infinity, count: Self.size - knots.count)
        self.heights = heights
    }

    /// F(x), from 0 to 1, of a finite x.
    public func place(of value: Float) -> Float {
        // How many quantiles are not above; without a branch that depends on the value.
        var below = 0
        var step = Self.size / 2
        while step > 0 {
            below += knots[below + step - 1] <= value ? step : 0
            step /= 2
        }
        guard below > 0 else { return 0 }
        let (left, low) = (knots[below - 1], heights[below - 1])
        guard below < heights.count else { return value == left ? low : 1 }
        return low + (heights[below] - low) * (value - left) / (knots[below] - left)
    }

    /// The four numbers at F(x).
    public static func values(at place: Float) -> SIMD4<Double> {
        let t = 2 * Double(place) - 1
        let square: Double = t * t
        let second: Double = 1.118033988749895 * (3 * square - 1)
        let third: Double = 1.3228756555322954 * t * (5 * square - 3)
        let fourth: Double = 0.375 * (35 * square * square - 30 * square + 3)
        return SIMD4(1.7320508075688772 * t, second, third, fourth)
    }
}

extension [Float] {
    /// The first place from which on a condition holds; the end where it holds nowhere.
    ///
    /// - Precondition: where it holds it holds for all later elements.
    fileprivate func place(where holds: (Float) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// The differences of the means of ``SmoothScores`` between two samples.
public struct SmoothDifference: Sendable, Equatable {
    /// The differences of the four means.
    public let means: SIMD4<Double>
    /// Their covariance, row by row.
    public let covariance: [SIMD4<Double>]

    /// With these values.
    public init(means: SIMD4<Double>, covariance: [SIMD4<Double>]) {
        self.means = means
        self.covariance = covariance
    }

    /// The length of the difference: for a normal distribution with a small shift, the shift in σ. Chance adds about
    /// ``error`` in quadrature.
    public var distance: Double { (means * means).sum().squareRoot() }

    /// √(tr V): the root mean square length of differences by chance alone.
    public var error: Double { (0..<4).reduce(0) { $0 + covariance[$1][$1] }.squareRoot() }

    /// The difference of the first mean, which shows a shift.
    public var shift: (value: Double, error: Double) { (means[0], covariance[0][0].squareRoot()) }

    /// The p-value of SᵀV⁻¹S: the probability of such a significant difference by chance. Components that are not
    /// independent of the previous ones, as for a feature with few different values, are left out.
    public var probability: Double {
        // Numbers that are one and the same for all events scatter by rounding alone.
        let least = 1e-9 * (0..<4).reduce(0) { max($0, covariance[$1][$1]) }
        for order in stride(from: 4, through: 1, by: -1) {
            let rows = (0..<order).map { row in (0..<order).map { covariance[row][$0] } }
            guard let factor = CholeskyFactor(rows),
                rows.indices.allSatisfy({ factor.lower[$0][$0] * factor.lower[$0][$0] > least })
            else { continue }
            let part = (0..<order).map { means[$0] }
            let chiSquared = zip(part, factor.solve(part)).reduce(0) { $0 + $1.0 * $1.1 }
            return ChiSquared(degreesOfFreedom: order).probability(above: chiSquared)
        }
        // What has no scatter differs or does not.
        return distance > 0 ? 0 : 1
    }

    /// The difference of independent samples.
    public static func - (left: SmoothDifference, right: SmoothDifference) -> SmoothDifference {
        SmoothDifference(
            means: left.means - right.means,
            covariance: zip(left.covariance, right.covariance).map { $0.0 + $0.1 })
    }
}

/// The covariance of a sum of independent parts whose means are 0, such as Σ w (φ − ⟨φ⟩)/Σw of ``SmoothScores`` φ with
/// the weighted mean ⟨φ⟩, weights of either sign.
public struct SmoothCovariance: Sendable {
    private var first = SIMD4<Double>.zero
    private var second = SIMD4<Double>.zero
    private var third = SIMD4<Double>.zero
    private var fourth = SIMD4<Double>.zero

    /// An empty sum.
    public init() {}

    /// Adds the contribution of one independent event, or the sum of events that depend on each other.
    public mutating func add(_ part: SIMD4<Double>) {
        first += part[0] * part
        second += part[1] * part
        third += part[2] * part
        fourth += part[3] * part
    }

    /// The covariance, row by row.
    public var rows: [SIMD4<Double>] { [first, second, third, fourth] }
}
