import Foundation

/// A value with its errors, rounded as the Particle Data Group does.
///
/// If the three leading digits of the error lie between 100 and 354, two digits are kept; between 355 and 949, one;
/// between 950 and 999, it is rounded up to 1000 and two are kept (PDG, Introduction, §5.3). The value gets the same
/// last decimal place. Of asymmetric errors the one that asks for more decimals decides for both, so that neither
/// loses digits.
public struct PDGRounding: Sendable, Equatable {
    /// With `−` for minus.
    public let value: String
    /// Without sign; nil where the bound is open.
    public let upper: String?
    /// The same of the lower side.
    public let lower: String?
    /// Places after the decimal point; negative: the last places before it are zero.
    public let decimals: Int

    /// - Parameter error: of both sides, without sign. Where it is zero or not finite there is no rule, and the value
    ///   gets three significant digits.
    public init(_ value: Double, error: Double) {
        self.init(value, lower: error, upper: error)
    }

    /// - Parameters:
    ///   - lower: distance of the lower bound below the value; nil where the bound is open.
    ///   - upper: distance of the upper bound above the value; nil where the bound is open.
    public init(_ value: Double, lower: Double?, upper: Double?) {
        let places = [lower, upper].compactMap { $0 }.compactMap { Self.decimals(forError: $0) }
        // Without any error there is no rule: three significant digits.
        let order = value == 0 || !value.isFinite ? 0 : Int(floor(log10(abs(value))))
        let decimals = places.max() ?? max(0, 2 - order)
        self.decimals = decimals
        self.value = Self.rounded(value, decimals: decimals)
        self.upper = upper.map { Self.rounded($0, decimals: decimals) }
        self.lower = lower.map { Self.rounded($0, decimals: decimals) }
    }

    /// The decimals that the rule keeps for an error; nil for zero or what is not finite.
    public static func decimals(forError error: Double) -> Int? {
        let size = abs(error)
        guard size.isFinite, size > 0 else { return nil }
        var order = Int(floor(log10(size)))
        var leading = (size / pow(10, Double(order - 2)) * (1 + 1e-12)).rounded()
        if leading < 100 {
            order -= 1
            leading = 100
        } else if leading >= 1000 {
            order += 1
            leading = 100
        }
        // 950…999 become 1000, whose two digits end in the same place as the one digit of 355…949.
        return leading <= 354 ? 1 - order : -order
    }

    private static func rounded(_ number: Double, decimals: Int) -> String {
        guard decimals < 0, number.isFinite else { return NumberText.fixed(number, decimals: decimals) }
        let unit = pow(10, Double(-decimals))
        return NumberText.fixed((number / unit).rounded() * unit, decimals: 0)
    }

    /// `0.482 +0.011 −0.010`, `0.482 ± 0.011`, or `0.482 +0.011, lower bound open`.
    public var plain: String {
        switch (upper, lower) {
        case (let upper?, let lower?):
            return upper == lower ? "\(value) ± \(upper)" : "\(value) +\(upper) −\(lower)"
        case (let upper?, nil): return "\(value) +\(upper), lower bound open"
        case (nil, let lower?): return "\(value) −\(lower), upper bound open"
        case (nil, nil): return "\(value), both bounds open"
        }
    }
}
