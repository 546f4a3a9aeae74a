import Foundation

/// A value with its errors, rounded as the Particle Data Group does.
///
/// If the three leading digits of the error lie between 100 and 354, two digits are kept; between 355 and 949, one;
/// between 950 and 999, it is rounded up to 1000 and two are kept (PDG, Introduction, §5.3). The value gets the same
/// last decimal place. For asymmetric errors, the one that needs more decimals determines those of both, so that
/// neither loses digits.
///
/// Below 10⁻⁵ and from 10⁷ on, value and errors share a power of ten. If the rule requires more digits than float64 has
/// for the largest of them, each is written separately.
public struct PDGRounding: Sendable, Equatable {
    /// The value, with `−` for minus; to be multiplied by 10 to the ``exponent``.
    public let value: String
    /// The upper error likewise, without sign; nil for an open bound.
    public let upper: String?
    /// The lower error likewise.
    public let lower: String?
    /// The exponent of the power of ten that value and errors share; 0 where they are written out.
    public let exponent: Int
    /// The number of decimals; if negative, the last digits before the decimal point are zero.
    public let decimals: Int
    private let isFinerThanNumbers: Bool

    /// More significant digits are none of a float64.
    private static let mostDigits = 16

    /// A value with the same error on both sides, given without sign. If the error is zero or not finite, the rule does
    /// not apply, and the value gets three significant digits.
    public init(_ value: Double, error: Double) {
        self.init(value, lower: error, upper: error)
    }

    /// A value with the distances of its bounds below and above, each nil for an open bound.
    public init(_ value: Double, lower: Double?, upper: Double?) {
        let errors = [lower, upper].compactMap { $0 }
        let order = ([value] + errors).compactMap(Self.order).max() ?? 0
        let places = errors.compactMap { Self.decimals(forError: $0) }.max()
        let isFiner = places.map { $0 + order >= Self.mostDigits } ?? false
        let exponent = isFiner || (-5...6).contains(order) ? 0 : order
        // Without any error there is no rule: three significant digits.
        let decimals = places.map { $0 + exponent } ?? max(0, 2 - order + exponent)
        func text(_ number: Double, digits: Int) -> String {
            isFiner
                ? NumberText.significant(number, digits: digits, padded: digits == 2)
                : Self.rounded(Self.scaled(number, by: exponent), decimals: decimals)
        }
        self.exponent = exponent
        self.decimals = decimals
        isFinerThanNumbers = isFiner
        self.value = text(value, digits: Self.mostDigits)
        self.upper = upper.map { text($0, digits: 2) }
        self.lower = lower.map { text($0, digits: 2) }
    }

    /// The decimals that the rule keeps for an error; nil for zero and for values that are not finite.
    public static func decimals(forError error: Double) -> Int? {
        guard var order = order(error) else { return nil }
        var leading = (scaled(abs(error), by: order - 2) * (1 + 1e-12)).rounded()
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

    /// The power of ten of the first digit; nil for zero or what is not finite.
    private static func order(_ number: Double) -> Int? {
        number.isFinite && number != 0 ? Int(floor(log10(abs(number)))) : nil
    }

    /// Over a power of ten that need not be a float64 itself.
    private static func scaled(_ number: Double, by exponent: Int) -> Double {
        guard abs(exponent) > 300 else { return number / pow(10, Double(exponent)) }
        let half = exponent / 2
        return number / pow(10, Double(half)) / pow(10, Double(exponent - half))
    }

    private static func rounded(_ number: Double, decimals: Int) -> String {
        guard decimals < 0, number.isFinite else { return NumberText.fixed(number, decimals: decimals) }
        let unit = pow(10, Double(-decimals))
        return NumberText.fixed((number / unit).rounded() * unit, decimals: 0)
    }

    /// Another number with the same decimals as the value, with the power of ten written out.
    public func text(_ number: Double) -> String {
        if isFinerThanNumbers { return NumberText.significant(number, digits: Self.mostDigits) }
        return NumberText.fixed(Self.scaled(number, by: exponent), decimals: decimals) + power
    }

    /// " × 10⁻⁷", to be written after value and errors; empty without a power.
    public var power: String { exponent == 0 ? "" : NumberText.power(of: exponent) }

    /// `0.482 +0.011 −0.010`, `0.482 ± 0.011`, `(4.82 ± 0.11) × 10⁻⁷`, or `0.482 +0.011, lower bound open`.
    public var plain: String {
        func whole(_ text: String) -> String { exponent == 0 ? text : "(\(text))\(power)" }
        switch (upper, lower) {
        case (let upper?, let lower?):
            return whole(upper == lower ? "\(value) ± \(upper)" : "\(value) +\(upper) −\(lower)")
        case (let upper?, nil): return whole("\(value) +\(upper)") + ", lower bound open"
        case (nil, let lower?): return whole("\(value) −\(lower)") + ", upper bound open"
        case (nil, nil): return "\(value)\(power), both bounds open"
        }
    }
}
