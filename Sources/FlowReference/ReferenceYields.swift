import Foundation

/// The expected number of events of each class: N_c(θ) = N_c⁰ · Π_l (1+σ_l)^{M_cl θ_l}.
public struct ReferenceYields: Sendable {
    /// ln N_c⁰, shape [classes].
    public let logNominal: [Double]
    /// ln(1+σ_l), shape [normalization nuisances].
    public let logFactors: [Double]
    /// M, shape [classes][normalization nuisances].
    public let matrix: [[Double]]

    /// `matrix` is M; zeros where nil.
    public init(logNominal: [Double], logFactors: [Double] = [], matrix: [[Double]]? = nil) {
        self.logNominal = logNominal
        self.logFactors = logFactors
        self.matrix = matrix ?? logNominal.map { _ in logFactors.map { _ in 0 } }
    }

    /// ln N_c(θ), shape [classes].
    @inlinable public func logYields<S: ReferenceScalar>(_ theta: [S]) -> [S] {
        zip(logNominal, matrix).map { nominal, row in
            var logYield = S(nominal)
            for index in theta.indices {
                logYield.add(row[index] * logFactors[index], times: theta[index])
            }
            return logYield
        }
    }

    /// ln f_c(θ) = ln N_c − ln Σ N, shape [classes].
    @inlinable public func logFractions<S: ReferenceScalar>(_ theta: [S]) -> [S] {
        let logYields = logYields(theta)
        let logTotal = logYields.logSumExp
        return logYields.map { $0 - logTotal }
    }
}
