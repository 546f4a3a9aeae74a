/// One of the two classes of events, equally frequent; their systematic effects are mirror images.
public enum BenchmarkClass: UInt8, CaseIterable, Sendable, Codable {
    /// Its effects have the sign −1.
    case a = 0
    /// Its effects have the sign +1.
    case b = 1

    /// Its name on pages and in figures.
    public var name: String { self == .a ? "A" : "B" }

    /// s in the formulas: −1 for A, +1 for B.
    public var sign: Double { self == .a ? -1 : 1 }

    /// μ_c, the nominal centroid of the kinematics.
    public var centroid: SIMD2<Double> { SIMD2(0.5 * sign, 0) }

    /// σ_c, the nominal standard deviations of the kinematics.
    public var spread: SIMD2<Double> { self == .a ? SIMD2(0.9, 0.6) : SIMD2(0.6, 0.4) }
}
