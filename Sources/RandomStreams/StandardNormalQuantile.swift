/// The inverse of the standard normal cumulative distribution, to about 1 part in 10¹⁶.
///
/// Three rational approximations: Wichura 1988, "The percentage points of the normal distribution", Applied
/// Statistics 37, 477, algorithm AS 241 (PPND16), doi:10.2307/2347330.
///
/// - Parameter probability: a number in the open interval (0, 1).
/// - Returns: z with Φ(z) = `probability`.
/// - Complexity: one division for 85 % of the interval, else also a logarithm and a root; about 5 ns.
@inlinable
public func standardNormalQuantile(_ probability: Double) -> Double {
    let offset = probability - 0.5
    if offset.magnitude <= 0.425 {
        let r = 0.180625 - offset * offset
        let numerator =
            ((((((2.5090809287301226727e+3 * r + 3.3430575583588128105e+4) * r + 6.7265770927008700853e+4) * r
                + 4.5921953931549871457e+4) * r + 1.3731693765509461125e+4) * r + 1.9715909503065514427e+3) * r
                + 1.3314166789178437745e+2) * r + 3.3871328727963666080
        let denominator =
            ((((((5.2264952788528545610e+3 * r + 2.8729085735721942674e+4) * r + 3.9307895800092710610e+4) * r
                + 2.1213794301586595867e+4) * r + 5.3941960214247511077e+3) * r + 6.8718700749205790830e+2) * r
                + 4.2313330701600911252e+1) * r + 1
        return offset * numerator / denominator
    }
    return standardNormalTailQuantile(probability)
}

/// The outer 15 % of ``standardNormalQuantile(_:)``.
@usableFromInline
func standardNormalTailQuantile(_ probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "a quantile needs a probability in (0, 1), not \(probability)")
    let tail = min(probability, 1 - probability)
    let depth = (-naturalLogarithm(tail)).squareRoot()
    let magnitude: Double
    if depth <= 5 {
        let r = depth - 1.6
        let numerator =
            ((((((7.74545014278341407640e-4 * r + 2.27238449892691845833e-2) * r + 2.41780725177450611770e-1) * r
                + 1.27045825245236838258) * r + 3.64784832476320460504) * r + 5.76949722146069140550) * r
                + 4.63033784615654529590) * r + 1.42343711074968357734
        let denominator =
            ((((((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r + 1.51986665636164571966e-2) * r
                + 1.48103976427480074590e-1) * r + 6.89767334985100004550e-1) * r + 1.67638483018380384940) * r
                + 2.05319162663775882187) * r + 1
        magnitude = numerator / denominator
    } else {
        let r = depth - 5
        let numerator =
            ((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 1.24266094738807843860e-3) * r
                + 2.65321895265761230930e-2) * r + 2.96560571828504891230e-1) * r + 1.78482653991729133580) * r
                + 5.46378491116411436990) * r + 6.65790464350110377720
        let denominator =
            ((((((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r + 1.84631831751005468180e-5) * r
                + 7.86869131145613259100e-4) * r + 1.48753612908506148525e-2) * r + 1.36929880922735805310e-1) * r
                + 5.99832206555887937690e-1) * r + 1
        magnitude = numerator / denominator
    }
    return probability < 0.5 ? -magnitude : magnitude
}
