import Foundation

@testable import Inference

/// Yields that bend with θ: ln N_c moves by a_c θ + b_c θ².
public struct QuadraticResponse: LogarithmicResponse {
    public static let law = "quadratic"

    /// The name of θ.
    public let name: String
    /// a_c, shape [classes].
    public let linear: [Double]
    /// b_c, shape [classes].
    public let quadratic: [Double]

    /// - Parameters:
    ///   - up: N_c(1)/N_c⁰, shape [classes].
    ///   - down: N_c(−1)/N_c⁰, likewise.
    /// - Precondition: equally many positive numbers.
    public init(name: String, up: [Double], down: [Double]) {
        precondition(up.count == down.count && (up + down).allSatisfy { $0 > 0 }, "'\(name)': \(up) and \(down)")
        self.name = name
        linear = zip(up, down).map { log($0 / $1) / 2 }
        quadratic = zip(up, down).map { log($0 * $1) / 2 }
    }

    public var classes: Int { linear.count }

    public func logFactor(of classIndex: Int, at theta: Double) -> Double {
        (linear[classIndex] + quadratic[classIndex] * theta) * theta
    }

    public func slope(of classIndex: Int, at theta: Double) -> Double {
        linear[classIndex] + 2 * quadratic[classIndex] * theta
    }

    public func curvature(of classIndex: Int, at theta: Double) -> Double { 2 * quadratic[classIndex] }
}
