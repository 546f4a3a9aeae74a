/// −2Δln L against one nuisance, exact with its slope at some points and a cubic between them (Hermite).
public struct SampledCurve: Sendable, Codable, Equatable {
    /// Ascending.
    public let x: [Double]
    /// −2Δln L at ``x``.
    public let deviance: [Double]
    /// Its slope at ``x``.
    public let slope: [Double]

    /// - Precondition: at least two points, with a value and a slope each.
    public init(x: [Double], deviance: [Double], slope: [Double]) {
        precondition(
            x.count > 1 && deviance.count == x.count && slope.count == x.count,
            "\(x.count) points with \(deviance.count) values and \(slope.count) slopes")
        self.x = x
        self.deviance = deviance
        self.slope = slope
    }

    /// Outside of the points the last cubic goes on.
    public func value(at position: Double) -> Double {
        let right = x.dropFirst().firstIndex { $0 >= position } ?? x.count - 1
        let (left, width) = (right - 1, x[right] - x[right - 1])
        let t = (position - x[left]) / width
        let u = 1 - t
        let ends = (1 + 2 * t) * u * u * deviance[left] + t * t * (1 + 2 * u) * deviance[right]
        return ends + t * u * width * (u * slope[left] - t * slope[right])
    }
}
