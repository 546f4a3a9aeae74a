import FlowReference
import Foundation
import Samples

/// One class of ``ThreeClassSample`` at one ν = (scale, width, slope, offset).
///
/// x given c is normal, feature after feature: with standard normal n,
///
///     x₀ = m₀ + w₀n₀,  x₁ = m₁ + ρ(x₀ − m₀) + w₁n₁,  x₂ = m₂ + 0.3(x₁ − m₁) + w₂n₂,
///     m = μ_c + ν_scale·a_c,  wⱼ = σ_cj·exp(ν_width·b_cj),  ρ = r_c + 0.15·ν_slope.
///
/// y given x and c is normal, its mean linear in x:
///
///     y = v_c + 0.5·x₀ − 0.4·x₂ + ν_offset·o_c + 0.1·ν_scale·x₁ + t_c·exp(0.1·ν_width)·n₃.
///
/// The distortion of data is affine in y and knows no ν: D(y) = exp(h)·y + d, h = g_c·x₁/(1 + x₁²), d = 0.3·g_c·x₀.
struct ThreeClassLaw<Scalar: ReferenceScalar> {
    private let parameters: ClassParameters
    private let mean: [Scalar]
    /// wⱼ.
    private let widths: [Scalar]
    private let slope: Scalar
    private let scoreScale: Scalar
    private let scoreOffset: Scalar
    /// Of the score.
    let scoreWidth: Scalar
    /// ln of the densities' maxima.
    private let featurePeak: Scalar
    private let scorePeak: Scalar

    /// All classes at one ν, in the order of the schema.
    static func all(at nu: [Scalar]) -> [ThreeClassLaw] {
        ClassParameters.all.map { ThreeClassLaw($0, at: nu) }
    }

    private init(_ parameters: ClassParameters, at nu: [Scalar]) {
        self.parameters = parameters
        let (scale, width) = (nu[0], nu[1])
        mean = zip(parameters.center, parameters.shift).map { Scalar($0) + scale * Scalar($1) }
        widths = zip(parameters.spread, parameters.stretch).map { Scalar($0) * (width * Scalar($1)).exponential }
        slope = Scalar(parameters.slope) + nu[2] * Scalar(0.15)
        scoreScale = scale * Scalar(0.1)
        scoreOffset = nu[3] * Scalar(parameters.scoreShift)
        scoreWidth = Scalar(parameters.scoreSpread) * (width * Scalar(0.1)).exponential
        let normalization: Double = -0.5 * log(2 * Double.pi)
        featurePeak = widths.reduce(Scalar(3 * normalization)) { $0 - $1.logarithm }
        scorePeak = Scalar(normalization) - scoreWidth.logarithm
    }

    /// ln p(x|c, ν).
    func logDensity(x: [Double]) -> Scalar {
        let offsets = zip(x, mean).map { Scalar($0) - $1 }
        let first = offsets[0] / widths[0]
        let second = (offsets[1] - slope * offsets[0]) / widths[1]
        let third = (offsets[2] - Scalar(0.3) * offsets[1]) / widths[2]
        let square: Scalar = first.squared + second.squared + third.squared
        return featurePeak - Scalar(0.5) * square
    }

    /// ln p(y|x, c, ν) without the distortion.
    func logDensity(y: Double, x: [Double]) -> Scalar {
        let pull = (Scalar(y) - scoreMean(x)) / scoreWidth
        return scorePeak - Scalar(0.5) * pull.squared
    }

    /// ln p(y|x, c, ν) of the score as it is, distorted or not.
    func logDensity(y: Double, x: [Double], isDistorted: Bool) -> Scalar {
        guard isDistorted else { return logDensity(y: y, x: x) }
        let distortion = distortion(x)
        return logDensity(y: distortion.inverse(y), x: x) - Scalar(distortion.logDeterminant)
    }

    /// Of y given x, without the distortion.
    func scoreMean(_ x: [Double]) -> Scalar {
        let fixed: Double = 0.5 * x[0] - 0.4 * x[2]
        let moving: Scalar = scoreScale * Scalar(x[1])
        return scoreOffset + Scalar(parameters.scoreCenter + fixed) + moving
    }

    func distortion(_ x: [Double]) -> ThreeClassDistortion {
        let strength = parameters.distortion
        return ThreeClassDistortion(
            logDeterminant: strength * x[1] / (1 + x[1] * x[1]), translation: 0.3 * strength * x[0])
    }
}

/// D(y) = exp(h)·y + d at one class and x.
struct ThreeClassDistortion {
    /// h = ln ∂D/∂y.
    let logDeterminant: Double
    /// d.
    let translation: Double

    func forward(_ y: Double) -> Double { exp(logDeterminant) * y + translation }
    func inverse(_ y: Double) -> Double { (y - translation) * exp(-logDeterminant) }
}

extension ThreeClassLaw<Double> {
    static let schema = SampleSchema(
        features: [
            SampleSchema.Quantity("energy", symbol: "*E*", unit: "GeV"), SampleSchema.Quantity("angle", symbol: "*θ*"),
            SampleSchema.Quantity("mass", symbol: "*m*", unit: "GeV"),
        ],
        scores: [SampleSchema.Quantity("tag", symbol: "*t*")],
        classes: [
            SampleSchema.EventClass("signal", label: "signal"), SampleSchema.EventClass("peak", label: "peaking"),
            SampleSchema.EventClass("flat", label: "flat"),
        ],
        nuisances: ["scale", "width", "slope", "offset"].map {
            SampleSchema.Quantity($0, symbol: "*ν*_{\($0)}")
        })

    /// f_c, the probabilities of the classes; they add up to 1.
    static let shares = ClassParameters.all.map(\.share)

    /// p(x|c, ν) by its mean and covariance.
    var features: NormalLaw {
        NormalLaw(
            mean: mean,
            cholesky: [
                [widths[0]], [slope * widths[0], widths[1]],
                [0.3 * slope * widths[0], 0.3 * widths[1], widths[2]],
            ])
    }

    /// p(y|x, c, ν) without the distortion, by its mean and width.
    func score(_ x: [Double]) -> NormalLaw {
        NormalLaw(mean: [scoreMean(x)], cholesky: [[scoreWidth]])
    }
}

/// The constants of one class.
private struct ClassParameters {
    let share: Double
    /// μ and a.
    let center: [Double]
    let shift: [Double]
    /// σ and b.
    let spread: [Double]
    let stretch: [Double]
    /// r.
    let slope: Double
    /// v, o and t.
    let scoreCenter: Double
    let scoreShift: Double
    let scoreSpread: Double
    /// g.
    let distortion: Double

    static let all = [
        ClassParameters(
            share: 0.25, center: [0.8, 0, 0.6], shift: [0.15, 0, 0.1], spread: [0.5, 0.8, 0.4],
            stretch: [0.1, 0, 0.15], slope: 0.4, scoreCenter: 0.5, scoreShift: 0.12, scoreSpread: 0.6, distortion: 0.4),
        ClassParameters(
            share: 0.35, center: [-0.6, 0.5, -0.2], shift: [0.2, -0.1, 0], spread: [0.7, 0.5, 0.6],
            stretch: [0, 0.12, 0.1], slope: -0.3, scoreCenter: -0.4, scoreShift: -0.1, scoreSpread: 0.8,
            distortion: -0.3),
        ClassParameters(
            share: 0.4, center: [0, -0.4, -0.5], shift: [-0.1, 0.15, 0.12], spread: [1.1, 0.9, 1],
            stretch: [0.08, 0.08, 0], slope: 0.1, scoreCenter: 0, scoreShift: 0.15, scoreSpread: 0.9, distortion: 0.2),
    ]
}
