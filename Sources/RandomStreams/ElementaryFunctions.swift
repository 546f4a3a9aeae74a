/// The natural logarithm by additions, multiplications and one division, and so the same bits on every platform.
///
/// With x = 2ᵉ·m, m in [√½, √2), ln m = 2 artanh((m − 1)/(m + 1)) by its power series.
///
/// - Parameter x: a positive, finite, normal number.
/// - Returns: ln x, within 2 units in the last place of the larger of its two parts.
@usableFromInline
func naturalLogarithm(_ x: Double) -> Double {
    var exponent = Double(x.exponent)
    var mantissa = x.significand
    if mantissa > 1.4142135623730951 {
        mantissa *= 0.5
        exponent += 1
    }
    let ratio = (mantissa - 1) / (mantissa + 1)
    let square = ratio * ratio
    // |ratio| ≤ 0.1716, so the first term left out, square¹²/25, is below 2⁻⁶⁰ of the sum.
    let upper = (((1.0 / 23 * square + 1.0 / 21) * square + 1.0 / 19) * square + 1.0 / 17) * square + 1.0 / 15
    let middle = (((upper * square + 1.0 / 13) * square + 1.0 / 11) * square + 1.0 / 9) * square + 1.0 / 7
    let series = ((middle * square + 1.0 / 5) * square + 1.0 / 3) * square + 1
    // ln 2 in two parts: the product of the upper one, which has 33 bits, and a binary exponent is exact.
    return exponent * 0x1.62e42fee00000p-1 + (2 * ratio * series + exponent * 0x1.a39ef35793c76p-33)
}

/// e^(−x) by additions, multiplications and one division, and so the same bits on every platform.
///
/// The power series at x/64, then squared six times.
///
/// - Parameter x: a number in 0 … 16.
/// - Returns: e^(−x), to a relative error below 64 · 2⁻⁵².
@usableFromInline
func exponentialOfNegative(_ x: Double) -> Double {
    precondition(x >= 0 && x <= 16, "the series holds in 0 … 16, not at \(x)")
    let r = x * -0x1p-6
    // |r| ≤ ¼, so the first term left out, r¹⁴/14!, is below 2⁻⁶⁴.
    let upper = (((r / 6_227_020_800 + 1.0 / 479_001_600) * r + 1.0 / 39_916_800) * r + 1.0 / 3_628_800) * r
    let middle = (((upper + 1.0 / 362_880) * r + 1.0 / 40_320) * r + 1.0 / 5040) * r + 1.0 / 720
    var series = (((((middle * r + 1.0 / 120) * r + 1.0 / 24) * r + 1.0 / 6) * r + 0.5) * r + 1) * r + 1
    for _ in 0..<6 {
        series *= series
    }
    return series
}
