/// The strengths of each systematic effect and of the data distortion.
///
/// The synthetic benchmark of arXiv:2602.13184 and arXiv:2606.30489. Scales are per unit of the nuisance, which has
/// a standard normal prior.
public struct BenchmarkSettings: Sendable, Equatable, Codable {
    /// Displacement of the kinematics by the shift.
    public let shiftScale: Double

    /// Displacement of the score's mean by the shift.
    public let yShiftScale: Double

    /// Logarithm of the factor by which the squeeze stretches the kinematics.
    public let squeezeScale: Double

    /// Logarithm of the factor by which the squeeze stretches the score's standard deviations.
    public let ySqueezeScale: Double

    /// Angle in radians by which the rotation turns the kinematics; 0 leaves that nuisance out.
    public let rotScale: Double

    /// Direction of the kinematic shift, a unit vector.
    public let shiftDir: SIMD2<Double>

    /// Size of the rotation in the data distortion.
    public let strength: Double

    /// Relative growth of the distortion's rotation with the shift.
    public let distShift: Double

    /// Relative growth of the distortion's shear with the squeeze.
    public let distSqueeze: Double

    /// Settings; by default as in the paper.
    ///
    /// - Precondition: every number is finite and `shiftDir` is not zero; it is scaled to length 1.
    public init(
        shiftScale: Double = 0.3, yShiftScale: Double = 0.3, squeezeScale: Double = 0.2, ySqueezeScale: Double = 0.2,
        rotScale: Double = 0, shiftDir: SIMD2<Double> = SIMD2(1, 0), strength: Double = 0.2, distShift: Double = 0,
        distSqueeze: Double = 0
    ) {
        let length = (shiftDir * shiftDir).sum().squareRoot()
        precondition(length > 0 && length.isFinite, "the shift needs a direction, not \(shiftDir)")
        let numbers = [
            shiftScale, yShiftScale, squeezeScale, ySqueezeScale, rotScale, strength, distShift, distSqueeze,
        ]
        precondition(numbers.allSatisfy(\.isFinite), "the settings are finite numbers, not \(numbers)")
        self.shiftScale = shiftScale
        self.yShiftScale = yShiftScale
        self.squeezeScale = squeezeScale
        self.ySqueezeScale = ySqueezeScale
        self.rotScale = rotScale
        self.shiftDir = shiftDir / length
        self.strength = strength
        self.distShift = distShift
        self.distSqueeze = distSqueeze
    }

    /// The settings of the paper.
    public static let paper = BenchmarkSettings()

    /// The nuisances that act: shift and squeeze, and rotation where it has a scale.
    public var nuisances: [BenchmarkNuisance] {
        rotScale == 0 ? [.shift, .squeeze] : [.shift, .squeeze, .rotation]
    }
}
