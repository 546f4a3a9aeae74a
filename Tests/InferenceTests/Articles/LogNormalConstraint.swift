import Foundation

@testable import Inference

/// A positive nuisance known within a factor: −½ (ln(ν/median)/width)² − ln ν, up to a constant.
public struct LogNormalConstraint: Constraint {
    /// Its name.
    public let nuisance: String
    /// Half of the distribution lies below.
    public let median: Double
    /// The standard deviation of ln ν.
    public let width: Double

    /// - Precondition: median and width are positive.
    public init(_ nuisance: String, median: Double, width: Double) {
        precondition(median > 0 && width > 0, "a constraint of '\(nuisance)' with median \(median), width \(width)")
        self.nuisance = nuisance
        self.median = median
        self.width = width
    }

    public var nuisances: [String] { [nuisance] }

    /// ln(ν/median)/width.
    private func distance(_ nu: Double) -> Double { log(nu / median) / width }

    public func value(at values: [Double]) -> Double {
        let nu = values[0]
        return nu > 0 ? -(distance(nu) * distance(nu) / 2) - log(nu) : -.infinity
    }

    public func gradient(at values: [Double]) -> [Double] { [-(distance(values[0]) / width + 1) / values[0]] }

    public func hessian(at values: [Double]) -> [[Double]] {
        let nu = values[0]
        return [[(distance(nu) / width + 1 - 1 / (width * width)) / (nu * nu)]]
    }
}
