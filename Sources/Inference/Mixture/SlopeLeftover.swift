/// The part of the slope of ln L at ν̂ that a T at its maximum would not have: a linear term, which is subtracted.
///
/// By the envelope theorem, with T free at every ν the slope of ln L at ν̂ is that of x alone. If the training of T
/// ended before the maximum, T adds a slope g = ∂ ln L/∂ν, which moves the best fit of a scan away from that of the
/// fit. To first order in the error of T, ln L − g·(ν − ν̂) is the likelihood of a T at its maximum: the value at ν̂
/// and the curvature stay.
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
