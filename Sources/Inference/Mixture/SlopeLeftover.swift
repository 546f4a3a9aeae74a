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

    /// −g for the coordinates of a space, 0 for other nuisances.
    func gradient(in space: NuisanceSpace) -> [Double] {
        space.profiled.map { name in nuisances.firstIndex(of: name).map { -slope[$0] } ?? 0 }
    }

    /// −g·(ν − ν̂); terms of fixed nuisances are constants, and left out.
    func value(at point: [Double], in space: NuisanceSpace) -> Double {
        zip(space.profiled, point).reduce(0) { sum, next in
            nuisances.firstIndex(of: next.0).map { sum - slope[$0] * (next.1 - center[$0]) } ?? sum
        }
    }
}
