/// A number of a result or of a claim, compared without rounding.
///
/// Every float64 and every integer of 64 bits is one; beyond 2⁵³ float64 has no place for all integers, so that 2⁵³ and
/// 2⁵³ + 1 would be equal there.
enum ExactNumber: Sendable {
    case integer(Int)
    /// A float64; NaN is neither less than, nor equal to, nor greater than any number.
    case number(Double)

    /// nil where the value is not a number.
    init?(_ value: Value) {
        switch value {
        case .integer(let integer): self = .integer(integer)
        case .number(let number): self = .number(number)
        default: return nil
        }
    }

    /// As float64: an integer beyond 2⁵³ may be rounded.
    var double: Double {
        switch self {
        case .integer(let integer): Double(integer)
        case .number(let number): number
        }
    }

    /// The form in results: an integer becomes a float64 if that has exactly its value, so that 5 and 5.0 are the same.
    var canonical: Value {
        switch self {
        case .integer(let integer): Double(exactly: integer).map(Value.number) ?? .integer(integer)
        case .number(let number): .number(number)
        }
    }

    /// The order relative to another number: −1 below, 0 equal, 1 above; nil if one is NaN.
    func order(to other: ExactNumber) -> Int? {
        switch (self, other) {
        case (.integer(let left), .integer(let right)): left < right ? -1 : left > right ? 1 : 0
        case (.number(let left), .number(let right)): left < right ? -1 : left > right ? 1 : left == right ? 0 : nil
        case (.integer(let left), .number(let right)): Self.order(left, to: right)
        case (.number(let left), .integer(let right)): Self.order(right, to: left).map { -$0 }
        }
    }

    private static func order(_ integer: Int, to number: Double) -> Int? {
        if number.isNaN { return nil }
        if number >= 0x1p63 { return -1 }
        if number < -0x1p63 { return 1 }
        let whole = number.rounded(.towardZero)
        if integer != Int(whole) { return integer < Int(whole) ? -1 : 1 }
        return number == whole ? 0 : number > whole ? -1 : 1
    }

    static func < (left: ExactNumber, right: ExactNumber) -> Bool { left.order(to: right) == -1 }
    static func <= (left: ExactNumber, right: ExactNumber) -> Bool { left.order(to: right).map { $0 <= 0 } ?? false }

    static prefix func - (number: ExactNumber) -> ExactNumber {
        switch number {
        case .integer(.min): .number(0x1p63)
        case .integer(let integer): .integer(-integer)
        case .number(let number): .number(-number)
        }
    }

    /// The sum of two numbers: exact if both are integers and the sum has 64 bits, otherwise rounded to float64.
    func adding(_ other: ExactNumber) -> ExactNumber {
        guard let left = whole, let right = other.whole else { return .number(double + other.double) }
        let (sum, overflows) = left.addingReportingOverflow(right)
        return overflows ? .number(double + other.double) : .integer(sum)
    }

    /// The quotient of two numbers: exact if both numbers and the quotient are integers, otherwise with the precision
    /// of float64.
    func divided(by other: ExactNumber) -> ExactNumber {
        guard let left = whole, let right = other.whole, right != 0, right != -1 || left != .min else {
            return .number(double / other.double)
        }
        let (quotient, remainder) = left.quotientAndRemainder(dividingBy: right)
        return remainder == 0 ? .integer(quotient) : .number(Double(quotient) + Double(remainder) / Double(right))
    }

    /// The distance of two numbers: exact between integers, otherwise rounded to float64.
    func distance(to other: ExactNumber) -> ExactNumber {
        guard let left = whole, let right = other.whole else { return .number((double - other.double).magnitude) }
        let distance = UInt(bitPattern: max(left, right)) &- UInt(bitPattern: min(left, right))
        return Int(exactly: distance).map(ExactNumber.integer) ?? .number(Double(distance))
    }

    /// The integer, where it is one of 64 bits.
    private var whole: Int? {
        switch self {
        case .integer(let integer): integer
        case .number(let number): Int(exactly: number)
        }
    }
}
