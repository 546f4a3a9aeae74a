import Foundation

/// Expected events of every class, with log-normal normalization uncertainties.
///
/// N_c(θ) = N_c⁰ · Π_l (1 + σ_l)^{M_cl θ_l}, f_c = N_c / ΣN; θ_l ~ N(0, 1) (arXiv:2602.13184).
public struct Yields: Sendable, Codable, Equatable {
    /// N_c⁰, one entry a class.
    public let nominal: [Double]
    public let sources: [NormalizationSource]

    public init(nominal: [Double], sources: [NormalizationSource] = []) {
        precondition(nominal.allSatisfy { $0 > 0 }, "yields must be positive, not \(nominal)")
        precondition(sources.allSatisfy { $0.response.count == nominal.count }, "a response for every class")
        self.nominal = nominal
        self.sources = sources
    }

    public var classes: Int { nominal.count }

    /// N_c(θ).
    public func expected(_ theta: [Double]) -> [Double] {
        nominal.indices.map { c in
            nominal[c] * exp(zip(sources, theta).reduce(0) { $0 + $1.0.logResponse(of: c) * $1.1 })
        }
    }
}

/// One log-normal uncertainty of the yields.
public struct NormalizationSource: Sendable, Codable, Equatable {
    public let name: String
    /// σ_l: a relative uncertainty, 0.1 for ten percent.
    public let uncertainty: Double
    /// M_cl: which classes it moves, and in which direction.
    public let response: [Double]

    public init(name: String, uncertainty: Double, response: [Double]) {
        self.name = name
        self.uncertainty = uncertainty
        self.response = response
    }

    /// ∂ ln N_c / ∂θ.
    func logResponse(of classIndex: Int) -> Double { response[classIndex] * log1p(uncertainty) }
}
