import Statistics

extension RichText {
    /// `10^{−3}`; 1 and 10 stay themselves.
    public static func power(ofTen exponent: Int) -> RichText {
        switch exponent {
        case 0: "1"
        case 1: "10"
        default: RichText("10^{\(exponent < 0 ? "−" : "")\(abs(exponent))}")
        }
    }

    /// A value with its errors: `0.482^{+0.011}_{−0.010}`; equal errors as `0.482 ± 0.011`; an open bound says so, and so
    /// do two.
    public init(_ rounding: PDGRounding) {
        let (value, upper, lower) = (rounding.value, rounding.upper, rounding.lower)
        if let upper, upper == lower {
            self.init("\(value) ± \(upper)")
        } else if upper == nil, lower == nil {
            self.init("\(value) (open)")
        } else {
            self.init("\(value)^{\(upper.map { "+\($0)" } ?? "open")}_{\(lower.map { "−\($0)" } ?? "open")}")
        }
    }
}
