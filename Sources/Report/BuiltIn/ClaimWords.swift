import Foundation
import Statistics

/// A measured number and what is required of it in words, with digits enough to see on which side of the limit it lies.
///
/// As a rule the number is written as the author's format has it. Where that would show it on another side of a limit than
/// it is on, it gets as many digits as it takes. Limits have all digits that their author gave them.
struct ClaimWords {
    let measured: String
    let required: String

    /// - Parameter format: the author's; without one the number has four significant digits, an integer all its digits.
    init(_ number: ExactNumber, _ criterion: Claim.Criterion, _ format: NumberFormat?) {
        let limits = criterion.limits
        let isPlain = limits.allSatisfy { limit in
            number.order(to: limit) == Self.shown(number, format).order(to: limit)
        }
        if criterion.isWithinRounding(number) {
            measured = "\(Self.whole(number)), off by \(Self.whole(criterion.distance(of: number)))"
            required = criterion.words(Self.whole, tolerance: Self.whole)
        } else if isPlain {
            measured = format == nil && Self.isLongInteger(number) ? Self.whole(number) : number.value.formatted(format)
            required = criterion.words(Self.whole, tolerance: Self.whole)
        } else if let finer = Self.finer(format, number, limits) {
            measured = finer.string(number)
            // With as many digits where these are all that a limit has.
            required = criterion.words(
                { Self.shown($0, finer).order(to: $0) == 0 ? finer.string($0) : Self.whole($0) }, tolerance: Self.whole)
        } else {
            measured = Self.whole(number)
            required = criterion.words(Self.whole, tolerance: Self.whole)
        }
    }

    // MARK: What a text shows

    /// The number that a text in the format shows.
    private static func shown(_ number: ExactNumber, _ format: NumberFormat?) -> ExactNumber {
        if case .integer(let integer) = number, format?.showsWhole(integer) ?? true { return number }
        return .number((format ?? NumberFormat(.significant, 4)).rounded(number.double))
    }

    // MARK: More digits

    /// The first format with more digits that shows the number on its own side of every limit; nil where no 15 digits do, which
    /// are as many as float64 has of every decimal number.
    private static func finer(
        _ format: NumberFormat?, _ number: ExactNumber, _ limits: [ExactNumber]
    ) -> NumberFormat? {
        let format = format ?? NumberFormat(.significant, 4)
        return (min(format.digits, 15)...15).lazy.map { NumberFormat(format, digits: $0) }.first { finer in
            limits.allSatisfy { limit in
                let order = number.order(to: limit)
                return order == shown(number, finer).order(to: limit)
                    && order == shown(number, finer).order(to: shown(limit, finer))
            }
        }
    }

    /// A whole number that is written out, zeros in place of what is rounded off would be taken for digits.
    private static func isLongInteger(_ number: ExactNumber) -> Bool {
        guard case .number(let double) = number, let integer = Int(exactly: double) else { return false }
        return integer.magnitude >= 1_000_000_000_000_000
    }

    /// All digits: those of an integer, or as many as are needed to read back the same float64.
    static func whole(_ number: ExactNumber) -> String {
        guard case .number(let double) = number else { return number.value.formatted() }
        if isLongInteger(number), let integer = Int(exactly: double) { return Value.integer(integer).formatted() }
        let digits = (1...17).first { NumberFormat(.significant, $0).rounded(double) == double }
        return NumberText.significant(double, digits: digits ?? 17)
    }
}

extension ExactNumber {
    fileprivate var value: Value {
        switch self {
        case .integer(let integer): .integer(integer)
        case .number(let number): .number(number)
        }
    }
}

extension Claim.Criterion {
    /// The numbers that decide: the value lies on one side of each or on the other.
    fileprivate var limits: [ExactNumber] {
        switch self {
        case .below(let bound), .above(let bound): [bound]
        case .absoluteBelow(let bound): [bound, -bound]
        case .between(let low, let high): [low, high]
        case .equals(let expected, let tolerance) where tolerance.order(to: .integer(0)) == 0: [expected]
        case .equals(let expected, let tolerance):
            [expected.adding(-tolerance), expected.adding(tolerance)]
        case .truth: []
        }
    }

    /// Whether the rounding of a difference decides and not the numbers: 0.31 − 0.3 is more than 0.01 in float64,
    /// though 0.3 + 0.01 is 0.31 there.
    fileprivate func isWithinRounding(_ number: ExactNumber) -> Bool {
        guard case .equals = self, limits.count == 2 else { return false }
        return holds(number) != (limits[0] <= number && number <= limits[1])
    }

    /// How far a number is from the one that is expected.
    fileprivate func distance(of number: ExactNumber) -> ExactNumber {
        if case .equals(let expected, _) = self { number.distance(to: expected) } else { .number(.nan) }
    }
}

extension NumberFormat {
    fileprivate init(_ format: NumberFormat, digits: Int) {
        self.init(format.style, digits, sign: format.sign, grouping: format.grouping)
    }

    fileprivate func string(_ number: ExactNumber) -> String {
        switch number {
        case .integer(let integer): string(integer)
        case .number(let number): string(number)
        }
    }

    /// Whether it writes all digits of an integer.
    fileprivate func showsWhole(_ integer: Int) -> Bool {
        let count = String(integer.magnitude).count
        return switch style {
        case .decimals, .percent: true
        case .significant: digits >= count
        case .exponent: digits >= count - 1 && Double(exactly: integer) != nil
        }
    }

    /// The number that its text shows, rounded to the digits of the format.
    fileprivate func rounded(_ number: Double) -> Double {
        let text =
            switch style {
            case .decimals: String(format: "%.\(digits)f", number)
            case .percent: String(format: "%.\(digits + 2)f", number)
            case .significant: String(format: "%.\(max(digits, 1) - 1)e", number)
            case .exponent: String(format: "%.\(digits)e", number)
            }
        return Double(text) ?? number
    }
}
