import Foundation

/// How one normalization θ moves the expected events of every class.
///
/// The responses of all normalizations add up in ln N_c (``Yields``). A new law is one type that conforms, and its place
/// in `Yields.laws`.
public protocol YieldResponse: Sendable, Codable, Equatable {
    /// What artifacts call the law.
    static var law: String { get }

    /// The name of θ.
    var name: String { get }

    /// C, the number of classes.
    var classes: Int { get }

    /// ln N_c(θ) − ln N_c⁰, 0 at θ = 0.
    func logFactor(of classIndex: Int, at theta: Double) -> Double

    /// ∂ ln N_c/∂θ.
    func slope(of classIndex: Int, at theta: Double) -> Double

    /// ∂² ln N_c/∂θ².
    func curvature(of classIndex: Int, at theta: Double) -> Double
}

/// A log-normal uncertainty of the yields: N_c is multiplied by (1 + σ)^{M_c θ} (arXiv:2602.13184).
public struct LogNormalResponse: YieldResponse {
    public static let law = "log-normal"

    /// The name of θ.
    public let name: String
    /// σ: a relative uncertainty, 0.1 for ten percent.
    public let uncertainty: Double
    /// M_c: which classes it moves, and in which direction; shape [classes].
    public let response: [Double]

    /// With these values.
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
