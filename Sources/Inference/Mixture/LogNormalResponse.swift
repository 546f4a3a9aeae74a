import Foundation

/// A log-normal uncertainty of the yields: N_c is multiplied by (1 + σ)^{M_c θ} (arXiv:2602.13184).
public struct LogNormalResponse: YieldResponse {
    public static let law = "log-normal"

    /// The name of θ.
    public let name: String
    /// σ: a relative uncertainty, 0.1 for ten percent.
    public let uncertainty: Double
    /// M_c: which classes it moves, and in which direction; shape [classes].
    public let response: [Double]

    public init(name: String, uncertainty: Double, response: [Double]) {
        self.name = name
        self.uncertainty = uncertainty
        self.response = response
    }

    public var classes: Int { response.count }

    public func logFactor(of classIndex: Int, at theta: Double) -> Double { slope(of: classIndex, at: theta) * theta }

    public func slope(of classIndex: Int, at theta: Double) -> Double { response[classIndex] * log1p(uncertainty) }

    public func curvature(of classIndex: Int, at theta: Double) -> Double { 0 }
}
