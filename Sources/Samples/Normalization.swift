import Foundation

/// A log-normal uncertainty of expected events, and the θ at which the events of a sample were made (METHOD §4):
///
///     N_c(θ) = N_c⁰ · Π_l (1 + σ_l)^{M_cl θ_l}
public struct Normalization: Codable, Sendable, Hashable {
    /// Its name in files, options and results.
    public let name: String
    /// σ: the relative change by one standard deviation of θ.
    public let uncertainty: Double
    /// M_c: the strength and direction of the change of each class; shape [classes].
    public let response: [Double]
    /// The true θ, in units of its prior's standard deviation.
    public let theta: Double

    /// - Precondition: the uncertainty is positive.
    public init(_ name: String, uncertainty: Double, response: [Double], theta: Double = 0) {
        precondition(uncertainty > 0 && uncertainty.isFinite, "'\(name)' has an uncertainty of \(uncertainty)")
        self.name = name
        self.uncertainty = uncertainty
        self.response = response
        self.theta = theta
    }

    /// ∂ ln N_c/∂θ, the same at every θ, shape [classes].
    public var slopes: [Double] { response.map { $0 * log1p(uncertainty) } }
}

extension [Normalization] {
    /// N_c at the true θ of all normalizations, shape [classes].
    ///
    /// - Parameter nominal: N_c⁰.
    public func expected(_ nominal: [Double]) -> [Double] {
        nominal.enumerated().map { kind, count in
            count * exp(reduce(0) { $0 + $1.slopes[kind] * $1.theta })
        }
    }
}
