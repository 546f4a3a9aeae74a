/// A nuisance measured elsewhere with a normal error: −½ ((ν − mean)/width)².
///
/// With mean 0 and width 1, a nuisance in units of its own uncertainty: −½ν² (arXiv:2602.13184).
public struct NormalConstraint: Constraint {
    /// Its name.
    public let nuisance: String
    /// The value at which the constraint is highest.
    public let mean: Double
    /// One standard deviation.
    public let width: Double

    /// - Precondition: the width is positive.
    public init(_ nuisance: String, mean: Double = 0, width: Double = 1) {
        precondition(width > 0, "a constraint of '\(nuisance)' with a width of \(width)")
        self.nuisance = nuisance
        self.mean = mean
        self.width = width
    }

    public var nuisances: [String] { [nuisance] }

    public func value(at values: [Double]) -> Double {
        let distance = (values[0] - mean) / width
        return -(distance * distance / 2)
    }

    public func gradient(at values: [Double]) -> [Double] { [-(values[0] - mean) / (width * width)] }

    public func hessian(at values: [Double]) -> [[Double]] { [[-1 / (width * width)]] }
}
