#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Expected events of both classes as functions of normalizations θ, each with a standard normal prior:
///
///     ln N_c(θ) = ln N_c⁰ + Σ_l S_lc θ_l,   f_c(θ) = N_c(θ) / Σ N(θ)
///
/// arXiv:2602.13184, where S_lc = M_cl ln(1 + σ_l).
public struct BenchmarkYields: Sendable, Equatable {
    /// N_c⁰ of A and B.
    public let nominal: [Double]

    /// S, shape [normalizations, classes].
    public let slopes: [[Double]]

    /// - Precondition: a positive number of each class, and a slope of each class for every normalization.
    public init(nominal: [Double], slopes: [[Double]] = []) {
        let classes = BenchmarkClass.allCases.count
        precondition(
            nominal.count == classes && nominal.allSatisfy { $0 > 0 && $0.isFinite }
                && slopes.allSatisfy { $0.count == classes },
            "yields \(nominal) with slopes \(slopes) of \(classes) classes")
        self.nominal = nominal
        self.slopes = slopes
    }

    /// Equally frequent classes, without normalizations.
    public static let equal = BenchmarkYields(nominal: [0.5, 0.5])

    /// N_c(θ), shape [classes].
    ///
    /// - Precondition: a value for every normalization.
    public func expected(_ theta: [Double]) -> [Double] {
        precondition(theta.count == slopes.count, "\(theta.count) values for \(slopes.count) normalizations")
        return nominal.indices.map { kind in
            nominal[kind] * exp(zip(slopes, theta).reduce(0) { $0 + $1.0[kind] * $1.1 })
        }
    }

    /// f_c(θ) of A and B.
    func fractions(_ theta: [Double]) -> (Double, Double) {
        let expected = expected(theta)
        let total = expected[0] + expected[1]
        return (expected[0] / total, expected[1] / total)
    }
}
