import Foundation

/// The change of the expected events of every class by one normalization θ.
///
/// The factors of all normalizations multiply N_c⁰ (``Yields``). A new law is one type that conforms to this protocol, or to
/// ``LogarithmicResponse`` where its factors are always positive, and its place in `Yields.laws`.
public protocol YieldResponse: Sendable, Codable, Equatable {
    /// The name of the law in artifacts.
    static var law: String { get }

    /// The name of θ.
    var name: String { get }

    /// C, the number of classes.
    var classes: Int { get }

    /// The θ at which every class has its nominal yield, and at which fits begin.
    var nominal: Double { get }

    /// The factor on N_c⁰ at θ, with derivatives; 1 at ``nominal``. Its case is the same at every θ.
    func factor(of classIndex: Int, at theta: Double) -> YieldFactor
}

/// A factor on a yield, with its first two derivatives in θ.
public enum YieldFactor: Sendable, Equatable {
    /// The exponential of a value.
    case exponential(value: Double, slope: Double, bend: Double)
    /// The value itself, which may be 0 or negative.
    case plain(value: Double, slope: Double, bend: Double)
}

/// A law whose factors are positive at every θ, and defined by their logarithm.
public protocol LogarithmicResponse: YieldResponse {
    /// ln N_c(θ) − ln N_c⁰, 0 at θ = 0.
    func logFactor(of classIndex: Int, at theta: Double) -> Double

    /// ∂ ln N_c/∂θ.
    func slope(of classIndex: Int, at theta: Double) -> Double

    /// ∂² ln N_c/∂θ².
    func curvature(of classIndex: Int, at theta: Double) -> Double
}

extension LogarithmicResponse {
    public var nominal: Double { 0 }

    public func factor(of classIndex: Int, at theta: Double) -> YieldFactor {
        .exponential(
            value: logFactor(of: classIndex, at: theta), slope: slope(of: classIndex, at: theta),
            bend: curvature(of: classIndex, at: theta))
    }
}

/// A log-normal uncertainty of the yields: N_c is multiplied by (1 + σ)^{M_c θ} (arXiv:2602.13184).
public struct LogNormalResponse: LogarithmicResponse {
    public static let law = "log-normal"

    /// The name of θ.
    public let name: String
    /// σ: a relative uncertainty, 0.1 for ten percent.
    public let uncertainty: Double
    /// M_c: the classes that it changes, and the direction of the change; shape [classes].
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

/// A factor μ on the yields, such as a signal strength: N_c is multiplied by 1 + M_c (μ − 1), which is μ for M_c = 1.
///
/// μ may be 0 or negative. ln L of a mixture is then well defined as long as the density of every event, summed over
/// its classes, stays positive.
public struct LinearResponse: YieldResponse {
    public static let law = "linear"

    /// The name of μ.
    public let name: String
    /// M_c: 1 for a class with this factor, 0 for a class without; shape [classes].
    public let response: [Double]

    /// With these values.
    public init(name: String, response: [Double]) {
        self.name = name
        self.response = response
    }

    public var classes: Int { response.count }

    public var nominal: Double { 1 }

    public func factor(of classIndex: Int, at theta: Double) -> YieldFactor {
        .plain(value: 1 + response[classIndex] * (theta - 1), slope: response[classIndex], bend: 0)
    }
}
