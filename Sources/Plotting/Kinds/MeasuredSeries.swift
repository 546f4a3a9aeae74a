import Foundation
import Statistics

/// Measurements against a size: one line with points a series, on logarithmic axes; or against named categories, a row
/// each, as points.
public struct MeasuredSeries: Sendable {
    /// One measured number.
    public struct Measurement: Sendable, Codable, Equatable {
        /// A size, or a category's place, counted from 0 at the top.
        public let x: Double
        /// The number, in the unit of the axis.
        public let y: Double
        /// Half the length of the error bar; 0 for none.
        public let spread: Double

        /// - Parameters:
        ///   - x: the size, or the place of a category, counted from 0 at the top.
        ///   - y: the number; only positive ones can be drawn, since the axis is logarithmic.
        ///   - spread: half the length of the error bar, in units of y; 0 for none.
        public init(x: Double, y: Double, spread: Double = 0) {
            self.x = x
            self.y = y
            self.spread = spread
        }
    }

    /// Measurements of one kind, in one colour.
    public struct Series: Sendable, Codable, Equatable {
        let name: String
        let measurements: [Measurement]

        /// - Parameter name: what the legend calls it.
        public init(name: String, measurements: [Measurement]) {
            self.name = name
            self.measurements = measurements
        }
    }

    let series: [Series]
    /// Names of the categories; empty where x is a size.
    let categories: [String]
    let sizeName: RichText
    let valueName: RichText
    let unit: RichText?
    /// Draws, through the first measurement of all, what grows in proportion to the size.
    let hasProportion: Bool

    /// - Parameters:
    ///   - categories: names of the categories, from the top; empty where x is a size.
    ///   - sizeName: names the axis of sizes.
    ///   - valueName: names the axis of numbers.
    ///   - unit: of the numbers.
    ///   - hasProportion: draws, through the measurement of the smallest size, what grows in proportion to the size.
    public init(
        series: [Series], categories: [String] = [], sizeName: RichText, valueName: RichText, unit: RichText? = nil,
        hasProportion: Bool = false
    ) {
        self.series = series
        self.categories = categories
        self.sizeName = sizeName
        self.valueName = valueName
        self.unit = unit
        self.hasProportion = hasProportion
    }

    /// - Throws: ``PlottingError/shape(_:)`` where nothing is positive and finite.
    public func figure() throws(PlottingError) -> Figure {
        let all = series.flatMap(\.measurements).filter { $0.y.isFinite && $0.y > 0 && $0.x.isFinite }
        guard let values = Self.limits(all.flatMap { [$0.y, $0.y - $0.spread, $0.y + $0.spread] }) else {
            throw .shape("measurements need one positive value")
        }
        let value = { Axis(valueName, unit: unit, scale: .logarithmic, limits: $0) }
        let panel: Panel
        if categories.isEmpty {
            guard let sizes = Self.limits(all.map(\.x)) else { throw .shape("sizes must be positive") }
            panel = Panel(
                x: Axis(sizeName, scale: .logarithmic, limits: sizes), y: value(values),
                marks: (hasProportion ? proportion(all) : []) + lines, legend: .outside, aspect: 0.62)
        } else {
            panel = Panel(
                x: value(values), y: Axis(names: categories.reversed().map { RichText($0) }), marks: rows,
                legend: series.count > 1 ? .outside : .hidden,
                aspect: min(1.2, 0.14 + 0.07 * Double(categories.count)))
        }
        return Figure(title: title, alternativeText: alternativeText, panels: [panel], data: data)
    }

    /// A factor of 1.5 around all positive values.
    private static func limits(_ values: [Double]) -> ClosedRange<Double>? {
        let positive = values.filter { $0.isFinite && $0 > 0 }
        guard let low = positive.min(), let high = positive.max() else { return nil }
        return low / 1.5...high * 1.5
    }

    // MARK: Marks

    private func ink(_ index: Int) -> Ink { .colour(Palette.series(index, of: max(2, series.count))) }

    private var lines: [Mark] {
        series.enumerated().flatMap { index, one in
            [
                Mark(
                    "line",
                    .line(one.measurements.map { Point($0.x, $0.y) }, StrokeStyle(.faded(ink(index), 0.6), width: 1))),
                Mark(
                    "measurement",
                    .points(
                        one.measurements.map {
                            .init(x: $0.x, y: $0.y, lower: $0.spread, upper: $0.spread)
                        }, MarkerStyle(.circle, size: 4, ink: ink(index))), legend: RichText(one.name)),
            ]
        }
    }

    private var rows: [Mark] {
        series.enumerated().flatMap { index, one in
            func row(_ measurement: Measurement) -> Double { Double(categories.count - 1) - measurement.x }
            let spreads = one.measurements.filter { $0.spread > 0 }.map { measurement in
                Mark(
                    "spread",
                    .line(
                        [-1, 1].map { Point(measurement.y + $0 * measurement.spread, row(measurement)) },
                        StrokeStyle(ink(index), width: 1)))
            }
            return spreads + [
                Mark(
                    "measurement",
                    .points(
                        one.measurements.map { .init(x: $0.y, y: row($0)) },
                        MarkerStyle(index == 0 ? .circle : .diamond, size: 5, ink: ink(index))),
                    legend: RichText(one.name))
            ]
        }
    }

    private func proportion(_ all: [Measurement]) -> [Mark] {
        guard let first = all.min(by: { $0.x < $1.x }), let last = all.map(\.x).max(), last > first.x else { return [] }
        let style = StrokeStyle(.muted, width: 0.9, dash: StrokeStyle.dashed)
        return [
            Mark(
                "proportion", .line([Point(first.x, first.y), Point(last, first.y * last / first.x)], style),
                legend: "In proportion", legendOrder: 9)
        ]
    }

    // MARK: Words and numbers

    private func number(_ value: Double) -> String { NumberText.significant(value, digits: 3) }

    private func sentence(_ one: Series) -> String {
        if !categories.isEmpty {
            return one.name + ": "
                + one.measurements.map { "\(categories[Int($0.x)]) \(number($0.y))" }.joined(separator: ", ")
        }
        guard let first = one.measurements.first, let last = one.measurements.last else {
            return "\(one.name): nothing"
        }
        return "\(one.name): \(number(first.y)) at \(number(first.x)), \(number(last.y)) at \(number(last.x))"
    }

    private var title: String { series.map(sentence).joined(separator: "; ") }

    private var alternativeText: String {
        let unit = unit.map { " in \($0.plain)" } ?? ""
        return categories.isEmpty
            ? "\(valueName.plain)\(unit) against \(sizeName.plain). \(title)." : "\(valueName.plain)\(unit). \(title)."
    }

    private var data: FigureData {
        FigureData(
            tables: series.map { one in
                .init(
                    one.name,
                    [
                        .init("x", one.measurements.map(\.x)), .init("y", one.measurements.map(\.y)),
                        .init("spread", one.measurements.map(\.spread)),
                    ])
            })
    }
}
