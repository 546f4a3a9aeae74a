#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The synthetic benchmark: two classes with kinematics x and a score y, both with exactly known densities.
///
/// arXiv:2602.13184 and arXiv:2606.30489. A class is A or B with probability ½; x is normal given the class, y is
/// normal given x and the class, and the data distortion D is linear in y. All logarithms are natural.
public struct BenchmarkModel: Sendable, Equatable {
    /// The strengths of the effects.
    public let settings: BenchmarkSettings

    /// With these values.
    public init(settings: BenchmarkSettings = .paper) {
        self.settings = settings
    }

    /// p(x | c, ν) by its mean and covariance.
    public func kinematics(_ kind: BenchmarkClass, at nu: BenchmarkNuisances) -> BivariateNormal {
        KinematicResponse(kind, at: NuisanceScalars(nu), settings: settings).normal
    }

    /// p(y | x, c, ν), without the distortion, by its mean and covariance.
    public func score(_ x: SIMD2<Double>, _ kind: BenchmarkClass, at nu: BenchmarkNuisances) -> BivariateNormal {
        scoreResponse(kind, at: nu).normal(ScoreShape(x: x, settings: settings))
    }

    /// The data distortion D at one x, class and ν.
    public func distortion(_ x: SIMD2<Double>, _ kind: BenchmarkClass, at nu: BenchmarkNuisances) -> Distortion {
        Distortion(response: scoreResponse(kind, at: nu), shape: ScoreShape(x: x, settings: settings))
    }

    /// ln p(x | c, ν).
    public func logDensityX(_ x: SIMD2<Double>, _ kind: BenchmarkClass, at nu: BenchmarkNuisances) -> Double {
        KinematicResponse(kind, at: NuisanceScalars(nu), settings: settings).logDensity(x)
    }

    /// ln p(y | x, c, ν); with `distorted`, of the observed score, D(y).
    public func logDensityY(
        _ y: SIMD2<Double>, x: SIMD2<Double>, _ kind: BenchmarkClass, at nu: BenchmarkNuisances, distorted: Bool
    ) -> Double {
        let response = scoreResponse(kind, at: nu)
        let shape = ScoreShape(x: x, settings: settings)
        return distorted
            ? response.logDensityOfDistorted(y, shape: shape) : response.logDensity((y.x, y.y), shape: shape)
    }

    private func scoreResponse(_ kind: BenchmarkClass, at nu: BenchmarkNuisances) -> ScoreResponse<Double> {
        ScoreResponse(kind, at: NuisanceScalars(nu), settings: settings)
    }
}
