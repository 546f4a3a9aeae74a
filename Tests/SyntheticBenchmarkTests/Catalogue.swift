@testable import SyntheticBenchmark

/// The settings and ν at which the laws are held.
enum Catalogue {
    /// Every effect at work, none of them at a round number.
    static let everything = BenchmarkSettings(
        shiftScale: 0.31, yShiftScale: 0.27, squeezeScale: 0.22, ySqueezeScale: 0.17, rotScale: 0.4,
        shiftDir: SIMD2(0.6, 0.8), strength: 0.23, distShift: 0.7, distSqueeze: 0.9)

    static let models = [BenchmarkModel(), BenchmarkModel(settings: everything)]

    static let nuisances = [
        BenchmarkNuisances.nominal, .paperTruth, BenchmarkNuisances(shift: -1.3, squeeze: 0.8, rotation: 0.6),
    ]

    /// Points inside and in the tails.
    static let points: [SIMD2<Double>] = [
        SIMD2(0.1, -0.2), SIMD2(-1.4, 0.9), SIMD2(2.5, -1.1), SIMD2(0, 0), SIMD2(-4, 3),
    ]
}

/// The trapezoidal rule over a square, which converges faster than any power of the step for smooth densities that
/// vanish at the border.
func integrate(from low: Double, to high: Double, steps: Int, _ function: (SIMD2<Double>) -> Double) -> Double {
    let step = (high - low) / Double(steps)
    var sum = 0.0
    for row in 0...steps {
        for column in 0...steps {
            sum += function(SIMD2(low + Double(row) * step, low + Double(column) * step))
        }
    }
    return sum * step * step
}

extension BenchmarkModel {
    /// ln p(x, y | ν); with `distorted`, of the score that the data show.
    func trueLogDensity(x: SIMD2<Double>, y: SIMD2<Double>, at nu: BenchmarkNuisances, distorted: Bool) -> Double {
        logMixture(
            MixtureResponse(at: NuisanceScalars(nu), settings: settings).logDensities(x, y, distorted: distorted),
            fractions: (0.5, 0.5))
    }

    /// ln p(x | ν).
    func trueLogDensityX(_ x: SIMD2<Double>, at nu: BenchmarkNuisances) -> Double {
        logMixture(
            MixtureResponse(at: NuisanceScalars(nu), settings: settings).logDensitiesX(x), fractions: (0.5, 0.5))
    }
}
