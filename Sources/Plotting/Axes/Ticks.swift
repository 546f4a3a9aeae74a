import Foundation
import Statistics

/// The ticks of an axis: labelled major ones, bare minor ones, and the power of ten taken out of the labels.
struct Ticks: Sendable, Equatable {
    struct Major: Sendable, Equatable {
        let value: Double
        let label: RichText
    }

    let major: [Major]
    let minor: [Double]
    /// Labels are to be read × 10^exponent.
    let exponent: Int

    /// Ticks at 1, 2 or 5 × 10ⁿ (linear) or at powers of ten (logarithmic), at most `count` of them labelled.
    ///
    /// On a logarithmic axis of less than two decades, 2 and 5 are labelled too.
    /// An axis of categories labels them all.
    static func choose(for axis: Axis, atMost count: Int) -> Ticks {
        if !axis.names.isEmpty {
            let named = axis.names.enumerated().map { Major(value: Double($0.offset), label: $0.element) }
            return Ticks(major: named, minor: [], exponent: 0)
        }
        return switch axis.scale {
        case .linear: linear(axis.limits, atMost: max(2, count))
        case .logarithmic: logarithmic(axis.limits, atMost: max(2, count))
        }
    }

    /// The same ticks, with labels only at every `step`-th one; the others become minor ticks.
    func labelling(every step: Int, from first: Int) -> Ticks {
        let kept = major.enumerated().filter { $0.offset % step == first }.map(\.element)
        let bare = major.enumerated().filter { $0.offset % step != first }.map(\.element.value)
        return Ticks(major: kept, minor: (minor + bare).sorted(), exponent: exponent)
    }

    // MARK: Linear

    private static func linear(_ limits: ClosedRange<Double>, atMost count: Int) -> Ticks {
        let range = limits.upperBound - limits.lowerBound
        let slack = 1e-9 * range
        var power = Int(floor(log10(range / Double(count)))) - 1
        while true {
            for mantissa in [1, 2, 5] {
                let indices = multiples(of: mantissa, power: power, in: limits, slack: slack)
                if indices.count <= count {
                    return linear(indices, mantissa: mantissa, power: power, limits: limits, slack: slack)
                }
            }
            power += 1
        }
    }

    private static func multiples(
        of mantissa: Int, power: Int, in limits: ClosedRange<Double>, slack: Double
    ) -> ClosedRange<Int> {
        let step = Double(mantissa) * pow(10, Double(power))
        let first = Int(ceil((limits.lowerBound - slack) / step))
        let last = Int(floor((limits.upperBound + slack) / step))
        return first...max(first, last)
    }

    /// `index` × mantissa × 10^power, rounded once only.
    private static func value(_ index: Int, _ mantissa: Int, _ power: Int) -> Double {
        let scaled = Double(index * mantissa)
        return power >= 0 ? scaled * pow(10, Double(power)) : scaled / pow(10, Double(-power))
    }

    private static func linear(
        _ indices: ClosedRange<Int>, mantissa: Int, power: Int, limits: ClosedRange<Double>, slack: Double
    ) -> Ticks {
        let values = indices.map { value($0, mantissa, power) }
        let largest = values.map { abs($0) }.max() ?? 0
        let order = largest > 0 ? Int(floor(log10(largest) + 1e-12)) : 0
        var exponent = 0
        if order >= 4 {
            exponent = order / 3 * 3
        } else if order <= -3 || power < -4 && order < 0 {
            exponent = order
        }
        let decimals = max(0, exponent - power)
        let major = values.map { value in
            Major(
                value: value, label: RichText(NumberText.fixed(value / pow(10, Double(exponent)), decimals: decimals)))
        }
        // Five parts, or four of two: minor steps stay 1, 2 or 5 × 10ⁿ themselves.
        let (minorMantissa, minorPower) = mantissa == 1 ? (2, power - 1) : mantissa == 2 ? (5, power - 1) : (1, power)
        let parts = mantissa == 2 ? 4 : 5
        let minorIndices = multiples(of: minorMantissa, power: minorPower, in: limits, slack: slack)
        let minor = minorIndices.filter { $0 % parts != 0 }.map { Self.value($0, minorMantissa, minorPower) }
        return Ticks(major: major, minor: minor, exponent: exponent)
    }

    // MARK: Logarithmic

    private static func logarithmic(_ limits: ClosedRange<Double>, atMost count: Int) -> Ticks {
        let (low, high) = (limits.lowerBound * (1 - 1e-9), limits.upperBound * (1 + 1e-9))
        let decades = log10(limits.upperBound / limits.lowerBound)
        let first = Int(floor(log10(low)))
        let last = Int(floor(log10(high)))
        func inside(_ value: Double) -> Bool { value >= low && value <= high }
        func number(_ mantissa: Int, _ power: Int) -> Double { value(1, mantissa, power) }

        if decades < 1 {
            // A logarithmic axis this short reads like a linear one, except for the spacing.
            return linear(limits, atMost: count)
        }
        let labelled = decades < 2 ? [1, 2, 5] : [1]
        var stride = 1
        let labels = (first...last).filter { inside(number(1, $0)) }.count
        while (labels + stride - 1) / stride > count, labelled.count == 1 { stride += 1 }
        if stride > 10 { stride = [20, 50, 100].first { $0 >= stride } ?? 200 }
        var major: [Major] = []
        var minor: [Double] = []
        for power in first...last {
            for mantissa in 1...9 where inside(number(mantissa, power)) {
                let value = number(mantissa, power)
                if labelled.contains(mantissa), power % stride == 0 {
                    major.append(
                        Major(value: value, label: logarithmicLabel(mantissa, power, few: labelled.count == 3)))
                } else if stride == 1 || stride <= 10 && mantissa == 1 {
                    minor.append(value)
                }
            }
        }
        return Ticks(major: major, minor: minor, exponent: 0)
    }

    private static func logarithmicLabel(_ mantissa: Int, _ power: Int, few: Bool) -> RichText {
        if few, (-3...3).contains(power) {
            return RichText(NumberText.fixed(value(1, mantissa, power), decimals: max(0, -power)))
        }
        return mantissa == 1 ? RichText.power(ofTen: power) : RichText("\(mantissa)×") + RichText.power(ofTen: power)
    }
}
