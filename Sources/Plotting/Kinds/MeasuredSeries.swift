import Foundation
import Statistics

/// Measurements against a size: a line with points for each series, on logarithmic axes; or against named categories,
/// as points in a row for each category.
///
/// Values that a logarithmic axis cannot show (zeros, negative numbers, NaN, the end of a bar at 0 or below), and
/// missing values, are left out of the picture and counted beside the legend, by kind.
public struct MeasuredSeries: Sendable {
    /// One measured number.
    public struct Measurement: Sendable, Codable, Equatable {
        /// A size, or the index of a category, counted from 0 at the top.
        public let x: Double
        /// The number, in the unit of the axis; nil for a missing value.
        public let y: Double?
        /// Half the length of the error bar; 0 for none.
        public let spread: Double

        /// - Parameters:
        ///   - x: the size, or the index of a category, counted from 0 at the top.
        ///   - y: the number, nil if it is missing; only positive ones can be drawn, because the axis is logarithmic.
        ///   - spread: half the length of the error bar, in units of y; 0 for none. A bar that reaches 0 leaves the
        ///     frame, and is counted.
        public init(x: Double, y: Double?, spread: Double = 0) {
            self.x = x
            self.y = y
            self.spread = spread
        }
    }

    /// Measurements of one kind, in one colour.
    public struct Series: Sendable, Codable, Equatable {
        let name: String
        let measurements: [Measurement]

        /// The name is that in the legend.
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
    ///   - series: each with its own colour and marker.
    ///   - categories: names of the categories, from the top; empty where x is a size.
    ///   - sizeName: names the axis of sizes.
    ///   - valueName: names the axis of numbers.
    ///   - unit: the unit of the numbers.
    ///   - hasProportion: whether to draw a line of proportionality to the size, through the measurement of the
    ///     smallest size.
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

    /// - Throws: ``PlottingError/shape(_:)`` if no point can be drawn, or a category has no name.
    public func figure() throws(PlottingError) -> Figure {
        var undrawn = UndrawnPoints()
        // Of each series the measurements between two that have no place: no line leads across such a one.
        let runs = series.map { one in
            one.measurements.map { undrawn.has(x: $0.x, sizeScale, y: $0.y, .logarithmic) ? Placed($0) : nil }
                .split { $0 == nil }.map { $0.compactMap { $0 } }
        }
        let drawn = runs.map { $0.flatMap { $0 } }
        for one in drawn.joined() where one.spread > 0 {
            undrawn.hasBar(from: one.y - one.spread, to: one.y + one.spread, .logarithmic)
        }
        let note = undrawn.words()
        let isCrowded = Axis.linesOfNames(categories) * Double(categories.count) > Self.mostRows
        let crowd =
            isCrowded
            ? RichText(
                "\(NumberText.counted(categories.count, "category", "categories")), of which not every name has room")
            : nil
        let remarks = [note, undrawn.barWords, crowd].compactMap { $0 }
        if !categories.isEmpty {
            let places = Set(categories.indices.map(Double.init))
            guard drawn.joined().allSatisfy({ places.contains($0.x) }) else {
                throw .shape(
                    "a measurement belongs to none of the \(NumberText.counted(categories.count, "category", "categories"))"
                )
            }
        }
        let all = drawn.flatMap { $0 }
        guard let values = Self.limits(all.flatMap { [$0.y, $0.y - $0.spread, $0.y + $0.spread] }),
            let sizes = Self.limits(categories.isEmpty ? all.map(\.x) : [1])
        else {
            throw .shape(
                note.map { "nothing can be drawn on a logarithmic axis: \($0.plain)" } ?? "there is no measurement")
        }
        let value = Axis(valueName, unit: unit, scale: .logarithmic, limits: values)
        let panel: Panel
        if categories.isEmpty {
            panel = Panel(
                x: Axis(sizeName, scale: .logarithmic, limits: sizes), y: value,
                marks: (hasProportion ? proportion(all) : []) + lines(runs), legend: .outside, remarks: remarks,
                aspect: 0.62)
        } else {
            panel = Panel(
                x: value, y: Axis(names: categories.reversed().map { RichText($0) }), marks: rows(drawn),
                legend: series.count > 1 || !remarks.isEmpty ? .outside : .hidden, remarks: remarks,
                aspect: Self.aspect(rows: Axis.linesOfNames(categories) * Double(categories.count)))
        }
        return Figure(
            title: title, alternativeText: alternativeText + remarks.map { " \($0.plain)." }.joined(),
            panels: [panel], data: data)
    }

    /// Rows of names in a figure that is still looked at as a whole.
    private static let mostRows = 120.0

    /// Few rows stand wide apart, many as close as their names can be read.
    private static func aspect(rows: Double) -> Double {
        max(min(1.2, 0.14 + 0.07 * rows), 0.036 * min(rows, mostRows))
    }

    private var sizeScale: Axis.Scale { categories.isEmpty ? .logarithmic : .linear }

    /// A factor of 1.5 around all positive values, more where they span many decades; nil where there is none.
    private static func limits(_ values: [Double]) -> ClosedRange<Double>? {
        let positive = values.filter { $0.isFinite && $0 >= 1 / Axis.largest }
        guard let low = positive.min(), let high = positive.max().map({ min($0, Axis.largest) }) else { return nil }
        let factor = max(1.5, exp(0.03 * (log(high) - log(low))))
        return max(low / factor, 1e-307)...min(high * factor, 1e307)
    }

    // MARK: Marks

    /// A measurement that has a place on the axes.
    private struct Placed {
        let x: Double
        let y: Double
        let spread: Double

        init?(_ measurement: Measurement) {
            guard let number = measurement.y else { return nil }
            (x, y, spread) = (measurement.x, number, measurement.spread)
        }
    }

    private func ink(_ index: Int) -> Ink { .colour(Palette.series(index)) }

    /// Where colours repeat, another outline distinguishes the series.
    private func marker(_ index: Int, first: Marker, size: Double) -> MarkerStyle {
        MarkerStyle(.outline(round: Palette.round(index), first: first), size: size, ink: ink(index))
    }

    private func lines(_ runs: [[[Placed]]]) -> [Mark] {
        zip(series, runs).enumerated().flatMap { index, item in
            let (one, runs) = item
            let lines = runs.map { run in
                Mark(
                    "line", .line(run.map { Point($0.x, $0.y) }, StrokeStyle(.faded(ink(index), 0.6), width: 1)),
                    partOf: one.name.isEmpty ? nil : RichText(one.name))
            }
            return lines + [
                Mark(
                    "measurement",
                    .points(
                        runs.joined().map {
                            .init(x: $0.x, y: $0.y, lower: $0.y - $0.spread, upper: $0.y + $0.spread)
                        }, marker(index, first: .circle, size: 4)),
                    legend: one.name.isEmpty ? nil : RichText(one.name))
            ]
        }
    }

    private func rows(_ drawn: [[Placed]]) -> [Mark] {
        zip(series, drawn).enumerated().flatMap { index, item in
            let (one, measurements) = item
            let shift = shift(index)
            func row(_ measurement: Placed) -> Double { Double(categories.count - 1) - measurement.x + shift }
            let spreads = measurements.filter { $0.spread > 0 }.map { measurement in
                Mark(
                    "spread",
                    .line(
                        [-1, 1].map { side in
                            let end = measurement.y + side * measurement.spread
                            return Point(min(Axis.largest, max(-Axis.largest, end)), row(measurement))
                        },
                        StrokeStyle(ink(index), width: 1)), partOf: one.name.isEmpty ? nil : RichText(one.name))
            }
            return spreads + [
                Mark(
                    "measurement",
                    .points(
                        measurements.map { .init(x: $0.y, y: row($0)) },
                        marker(index, first: index == 0 ? .circle : .diamond, size: 5)),
                    legend: one.name.isEmpty ? nil : RichText(one.name))
            ]
        }
    }

    /// Of several series the first stands highest in a row, so that none hides another.
    private func shift(_ index: Int) -> Double {
        let step = min(0.16, 0.6 / Double(series.count))
        return step * (Double(series.count - 1) / 2 - Double(index))
    }

    private func proportion(_ all: [Placed]) -> [Mark] {
        guard let first = all.min(by: { $0.x < $1.x }), let last = all.map(\.x).max(), last > first.x else { return [] }
        let style = StrokeStyle(.muted, width: 0.9, dash: StrokeStyle.dashed)
        return [
            Mark(
                "proportion", .line([Point(first.x, first.y), Point(last, first.y * last / first.x)], style),
                legend: "In proportion", legendOrder: 9)
        ]
    }

    // MARK: Words and numbers

    private func number(_ value: Double?) -> String {
        value.map { NumberText.significant($0, digits: 3) } ?? "no value"
    }

    /// More than this are counted and not named one by one.
    private static let mostNamed = 60

    private static func list(_ items: [String], separator: String) -> String {
        let more = items.count - mostNamed
        return items.prefix(mostNamed).joined(separator: separator) + (more > 0 ? "\(separator)and \(more) more" : "")
    }

    private func sentence(_ one: Series) -> String {
        let subject = one.name.isEmpty ? "" : "\(one.name): "
        if !categories.isEmpty {
            let items = one.measurements.prefix(Self.mostNamed + 1).map { measurement in
                "\(category(measurement)) \(number(measurement.y))"
            }
            let all = items + Array(repeating: "", count: max(0, one.measurements.count - items.count))
            return subject + Self.list(all, separator: ", ")
        }
        guard let first = one.measurements.first, let last = one.measurements.last else {
            return "\(subject)nothing"
        }
        if one.measurements.count == 1 { return "\(subject)\(number(first.y)) at \(number(first.x))" }
        let ends = [first, last].map { "\(number($0.y)) at \(number($0.x))" }
        return subject + ends.joined(separator: ", ") + extent(one)
    }

    /// How many points there are besides the two that are named, and at how many sizes where some share one.
    private func extent(_ one: Series) -> String {
        let points = one.measurements.count
        guard points > 2 else { return "" }
        let sizes = Set(one.measurements.map(\.x)).count
        let places = sizes < points ? " at \(NumberText.count(sizes)) size\(sizes == 1 ? "" : "s")" : ""
        return " (\(NumberText.count(points)) points\(places))"
    }

    /// The name of a measurement's category; empty where it has none.
    private func category(_ measurement: Measurement) -> String {
        guard let place = Int(exactly: measurement.x), categories.indices.contains(place) else { return "" }
        return categories[place]
    }

    private var title: String { Self.list(series.map(sentence), separator: "; ") }

    private var alternativeText: String {
        let unit = unit.map { " in \($0.plain)" } ?? ""
        return categories.isEmpty
            ? "\(valueName.plain)\(unit) against \(sizeName.isEmpty ? "the size" : sizeName.plain). \(title)."
            : "\(valueName.plain)\(unit). \(title)."
    }

    private var data: FigureData {
        FigureData(
            tables: series.map { one in
                let names = categories.isEmpty ? [] : [FigureData.Column("name", texts: one.measurements.map(category))]
                return .init(
                    one.name,
                    names + [
                        .init("x", one.measurements.map(\.x)), .init("y", one.measurements.map { $0.y ?? .nan }),
                        .init("spread", one.measurements.map(\.spread)),
                    ])
            })
    }
}
