import Derivatives

/// A systematic effect of the benchmark, by the name that reports use.
public enum BenchmarkNuisance: String, CaseIterable, Sendable, Codable {
    /// Displaces the kinematics and the mean of the score.
    case shift
    /// Stretches one axis of both and compresses the other.
    case squeeze
    /// Turns the kinematics; acts only where its scale is not 0.
    case rotation
}

/// ν: a value for each nuisance, in units of its prior's standard deviation.
public struct BenchmarkNuisances: Sendable, Equatable, Codable {
    /// ν_shift.
    public var shift: Double
    /// ν_squeeze.
    public var squeeze: Double
    /// ν_rot.
    public var rotation: Double

    /// With these values.
    public init(shift: Double = 0, squeeze: Double = 0, rotation: Double = 0) {
        self.shift = shift
        self.squeeze = squeeze
        self.rotation = rotation
    }

    /// Values in the order of `nuisances`, 0 for those not named.
    ///
    /// - Precondition: as many values as nuisances.
    public init(_ values: [Double], of nuisances: [BenchmarkNuisance]) {
        precondition(values.count == nuisances.count, "\(values.count) values for \(nuisances.count) nuisances")
        self.init()
        for (nuisance, value) in zip(nuisances, values) { self[nuisance] = value }
    }

    /// The values of some nuisances, in their order.
    public func values(of nuisances: [BenchmarkNuisance]) -> [Double] {
        nuisances.map { self[$0] }
    }

    /// No systematic effect.
    public static let nominal = BenchmarkNuisances()

    /// The ν at which the data of the paper were made.
    public static let paperTruth = BenchmarkNuisances(shift: 0.5, squeeze: -0.5)

    /// The value of one nuisance.
    public subscript(nuisance: BenchmarkNuisance) -> Double {
        get {
            switch nuisance {
            case .shift: shift
            case .squeeze: squeeze
            case .rotation: rotation
            }
        }
        set {
            switch nuisance {
            case .shift: shift = newValue
            case .squeeze: squeeze = newValue
            case .rotation: rotation = newValue
            }
        }
    }
}

/// ν as scalars that may carry derivatives: the argument of every formula of the benchmark.
struct NuisanceScalars<Scalar: DifferentiableScalar> {
    let shift: Scalar
    let squeeze: Scalar
    let rotation: Scalar
}

extension NuisanceScalars<Double> {
    init(_ nu: BenchmarkNuisances) {
        self.init(shift: nu.shift, squeeze: nu.squeeze, rotation: nu.rotation)
    }
}

extension NuisanceScalars<SecondOrder3> {
    /// ν with derivatives with respect to the chosen nuisances, the others held fixed.
    ///
    /// - Parameter free: variable number k of the derivatives is `free[k]`.
    init(_ nu: BenchmarkNuisances, free: [BenchmarkNuisance]) {
        func scalar(_ nuisance: BenchmarkNuisance) -> SecondOrder3 {
            guard let variable = free.firstIndex(of: nuisance) else { return SecondOrder3(nu[nuisance]) }
            return SecondOrder3(nu[nuisance], variable: variable)
        }
        self.init(shift: scalar(.shift), squeeze: scalar(.squeeze), rotation: scalar(.rotation))
    }
}
