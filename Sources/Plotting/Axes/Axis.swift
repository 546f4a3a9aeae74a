import Statistics

/// One axis of a panel: what it shows, its unit and its window.
struct Axis: Sendable, Equatable {
    enum Scale: Sendable, Equatable {
        case linear
        case logarithmic
    }

    /// The quantity, set at the axis' end.
    let title: RichText
    /// Set in brackets after the title; nil for a pure number.
    let unit: RichText?
    let scale: Scale
    let limits: ClosedRange<Double>
    /// Of an axis of categories: the names of the values 0, 1, 2, …, all labelled and without tick lines; else empty.
    let names: [RichText]

    /// - Precondition: finite limits of positive width; positive ones on a logarithmic axis.
    init(
        _ title: RichText, unit: RichText? = nil, scale: Scale = .linear, limits: ClosedRange<Double>,
        names: [RichText] = []
    ) {
        precondition(
            limits.lowerBound.isFinite && limits.upperBound.isFinite && limits.lowerBound < limits.upperBound,
            "axis limits \(limits)")
        precondition(scale == .linear || limits.lowerBound > 0, "logarithmic axis from \(limits.lowerBound)")
        self.title = title
        self.unit = unit
        self.scale = scale
        self.limits = limits
        self.names = names
    }

    /// An axis of categories at the positions 0, 1, 2, …, half a step wider on both sides.
    ///
    /// - Precondition: at least one name.
    init(_ title: RichText = "", names: [RichText]) {
        precondition(!names.isEmpty, "an axis without categories")
        self.init(title, limits: -0.5...(Double(names.count) - 0.5), names: names)
    }

    /// The number of lines that long names of categories take beside the frame, which determines the height of their
    /// rows.
    static func linesOfNames(_ names: [String]) -> Double {
        min(3, max(1, (Double(names.map(\.count).max() ?? 0) / 24).rounded(.up)))
    }

    /// The title with its unit, and the power of ten that the labels omit, if any.
    func titleText(exponent: Int = 0) -> RichText {
        var text = title
        if let unit { text = text + " [" + unit + "]" }
        if exponent != 0 { text = text + " (×" + RichText.power(ofTen: exponent) + ")" }
        return text
    }

    func with(limits: ClosedRange<Double>) -> Axis {
        Axis(title, unit: unit, scale: scale, limits: limits, names: names)
    }

    /// No axis goes beyond this in either direction, nor a logarithmic one below its inverse: ticks and their steps then
    /// have room in a number.
    static let largest = 1e300

    /// Limits that include all finite values, widened on both sides by a fraction of their range.
    static func limits(holding values: some Sequence<Double>, margin: Double = 0.05) -> ClosedRange<Double> {
        let finite = values.filter(\.isFinite)
        guard let low = finite.min(), let high = finite.max() else { return 0...1 }
        let whole = window(from: low, to: high)
        if whole.lowerBound < low || whole.upperBound > high { return whole }
        let pad = margin * (whole.upperBound - whole.lowerBound)
        return (whole.lowerBound - pad)...(whole.upperBound + pad)
    }

    /// Limits from one value to another; wider if these are equal, or differ only in their last digits, and never wider
    /// than an axis can be.
    ///
    /// - Precondition: `low` ≤ `high`.
    static func window(from low: Double, to high: Double) -> ClosedRange<Double> {
        let (low, high) = (max(-largest, min(largest, low)), max(-largest, min(largest, high)))
        let isOne = high - low < 1e-12 * max(abs(low), abs(high)) || high - low < 1 / largest
        let pad = isOne ? max(abs(low) * 0.1, 0.5) : 0
        return (low - pad)...(high + pad)
    }

    /// The title of the axis of a histogram's counts: events per bin, with the width of the bins if it is the same for
    /// all.
    static func eventsTitle(edges: [Double], unit: RichText?) -> RichText {
        let widths = zip(edges, edges.dropFirst()).map { $1 - $0 }
        guard widths.allSatisfy({ abs($0 - widths[0]) < 1e-6 * widths[0] }) else { return "Events / bin" }
        if widths[0] == 1, unit == nil { return "Events" }
        let title = RichText("Events / \(NumberText.significant(widths[0], digits: 2))")
        return unit.map { title + " " + $0 } ?? title
    }
}
