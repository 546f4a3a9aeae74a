/// What the slope of ln L has at ν̂ that a T at its maximum would not leave: a linear term, which is taken off.
///
/// With T free at every ν, ln L has at ν̂ the slope of that of x alone, by the envelope theorem. A T that a training left
/// short of its maximum adds g = ∂ ln L/∂ν of its own, which moves the best fit of a scan beside that of the fit. To first
/// order in what T misses, ln L − g·(ν − ν̂) is what T at its maximum would give: the value at ν̂ and the curvature stay.
public struct SlopeLeftover: Codable, Sendable, Equatable {
    /// Names of nuisances.
    public let nuisances: [String]
    /// ν̂, shape [nuisances].
    public let center: [Double]
    /// g, likewise.
    public let slope: [Double]

    /// - Precondition: as many numbers as names.
    public init(nuisances: [String], center: [Double], slope: [Double]) {
        precondition(
            center.count == nuisances.count && slope.count == nuisances.count,
            "\(center.count) places and \(slope.count) slopes of \(nuisances)")
        self.nuisances = nuisances
        self.center = center
        self.slope = slope
    }
}
