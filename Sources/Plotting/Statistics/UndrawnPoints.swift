import Statistics

/// Counts the points and the ends of error bars that an axis has no place for, so that a figure can say so.
struct UndrawnPoints: Sendable, Equatable {
    private var total = 0
    /// By what is the matter with them.
    private var counts: [Reason: Int] = [:]
    private var bars = 0
    /// Bars of points that are drawn, by what is the matter with their end.
    private var cutBars: [Reason: Int] = [:]

    private enum Reason: CaseIterable {
        case missing, zero, negative, notANumber, infinite, beyond

        func words(_ count: Int) -> String {
            switch self {
            case .missing: "\(count) without a value"
            case .zero: "\(count) zero\(count == 1 ? "" : "s")"
            case .negative: "\(count) negative"
            case .notANumber: "\(count) NaN"
            case .infinite: "\(count) infinite"
            case .beyond: "\(count) beyond 10^{±300}"
            }
        }

        /// The words for ends of bars.
        func endWords(_ count: Int) -> String {
            let ends = "\(count) end\(count == 1 ? "s" : "")"
            return switch self {
            case .missing: "\(ends) nowhere"
            case .zero: "\(ends) at 0"
            case .negative: "\(ends) below 0"
            case .notANumber: "\(ends) at NaN"
            case .infinite: "\(ends) at infinity"
            case .beyond: "\(ends) beyond 10^{±300}"
            }
        }
    }

    /// Counts a point.
    ///
    /// - Parameters: its coordinates (y is nil for a missing value), and the scales of their axes.
    /// - Returns: whether it can be drawn.
    mutating func has(x: Double, _ xScale: Axis.Scale, y: Double?, _ yScale: Axis.Scale) -> Bool {
        total += 1
        guard let reason = y.map({ Self.reason($0, yScale) ?? Self.reason(x, xScale) }) ?? .missing else { return true }
        counts[reason, default: 0] += 1
        return false
    }

    /// Counts the error bar of a point that is drawn: if its axis cannot show an end, the bar is drawn to the edge of
    /// the frame like a long bar.
    mutating func hasBar(from lower: Double, to upper: Double, _ scale: Axis.Scale) {
        bars += 1
        guard let reason = Self.reason(lower, scale) ?? Self.reason(upper, scale) else { return }
        cutBars[reason, default: 0] += 1
    }

    private static func reason(_ value: Double, _ scale: Axis.Scale) -> Reason? {
        if value.isNaN { return .notANumber }
        if value.isInfinite { return .infinite }
        if abs(value) > Axis.largest { return .beyond }
        guard scale == .logarithmic else { return nil }
        if value == 0 { return .zero }
        if value < 0 { return .negative }
        return value < 1 / Axis.largest ? .beyond : nil
    }

    /// "3 of 20 points not drawn", for figures whose description states the rest; nil if all are drawn.
    var brief: RichText? {
        let missing = counts.values.reduce(0, +)
        return missing > 0
            ? RichText("\(NumberText.count(missing)) of \(NumberText.count(total)) points not drawn") : nil
    }

    /// "3 of 20 points are not on this axis: 2 zeros, 1 NaN"; nil if all are drawn.
    ///
    /// - Parameter noun: the noun in singular and plural.
    func words(_ noun: (one: String, many: String) = ("point", "points")) -> RichText? {
        let missing = counts.values.reduce(0, +)
        guard missing > 0 else { return nil }
        let reasons = Reason.allCases.compactMap { reason in counts[reason].map(reason.words) }
        return RichText(
            "\(NumberText.count(missing)) of \(NumberText.count(total)) \(total == 1 ? noun.one : noun.many) "
                + "\(missing == 1 ? "is" : "are") not on this axis: \(reasons.joined(separator: ", "))")
    }

    /// "2 of 20 error bars leave this axis: 1 ends at 0, 1 ends below 0"; nil if all end on it.
    var barWords: RichText? {
        let cut = cutBars.values.reduce(0, +)
        guard cut > 0 else { return nil }
        let reasons = Reason.allCases.compactMap { reason in cutBars[reason].map(reason.endWords) }
        return RichText(
            "\(NumberText.count(cut)) of \(NumberText.count(bars)) error bar\(bars == 1 ? "" : "s") "
                + "\(cut == 1 ? "leaves" : "leave") this axis: \(reasons.joined(separator: ", "))")
    }
}
