import Foundation
import Statistics

/// The width of an interval against the number of combined members, a panel for each nuisance.
///
/// A point is the mean over subsets of that size, and its bar their spread. The width should rise from "distortion
/// known", the width for a fixed distortion, towards "x alone", the width for a distortion that is free at every ν.
public struct ConvergenceCurves: Sendable {
    /// Width σ from subsets of one size.
    public struct Size: Sendable, Equatable {
        let members: Int
        let width: Double
        /// Ends of the bar over subsets; both equal to `width` where there is one subset only.
        let lower: Double
        let upper: Double

        /// - Parameters:
        ///   - members: the number of combined members; at least one.
        ///   - width: σ, the mean over subsets, in the nuisance's own units; NaN where it is not known.
        ///   - lower: lower end of the bar over subsets; equal to `width` with a single subset.
        ///   - upper: its upper end.
        public init(members: Int, width: Double, lower: Double, upper: Double) {
            self.members = members
            self.width = width
            self.lower = lower
            self.upper = upper
        }
    }

    /// A width that is known in closed form, drawn as a line.
    public struct Reference: Sendable, Equatable {
        let name: RichText
        let width: Double

        /// The width is σ, in the nuisance's own units.
        public init(name: RichText, width: Double) {
            self.name = name
            self.width = width
        }
    }

    /// The widths of one nuisance: a panel.
    public struct Series: Sendable, Equatable {
        let nuisance: RichText
        let sizes: [Size]
        let references: [Reference]

        /// - Parameters:
        ///   - nuisance: its symbol, which names the panel.
        ///   - sizes: in any order.
        ///   - references: widths that are drawn as lines.
        public init(nuisance: RichText, sizes: [Size], references: [Reference] = []) {
            self.nuisance = nuisance
            self.sizes = sizes.sorted { $0.members < $1.members }
            self.references = references
        }
    }

    let series: [Series]

    /// - Parameters:
    public init(series: [Series]) {
        self.series = series
    }

    /// - Throws: ``PlottingError/shape(_:)`` without series, and for a series without sizes of at least one member.
    public func figure() throws(PlottingError) -> Figure {
        guard !series.isEmpty, series.allSatisfy({ !$0.sizes.isEmpty && $0.sizes[0].members >= 1 }) else {
            throw .shape("the convergence of an ensemble needs subsets of one member or more")
        }
        return Figure(
            title: title, alternativeText: alternativeText, panels: series.map(panel),
            columns: min(3, series.count), sharesLegend: series.count > 1, data: data)
    }

    // MARK: Marks

    private func panel(_ item: Series) -> Panel {
        let most = item.sizes.map(\.members).max() ?? 1
        let heights = item.sizes.flatMap { [$0.lower, $0.upper, $0.width] } + item.references.map(\.width)
        let highest = heights.filter(\.isFinite).max() ?? 1
        // Four or more, so that ticks stay at whole numbers.
        return Panel(
            x: Axis("Members", limits: 0...(Double(max(3, most)) + 1)),
            y: Axis(
                RichText("*σ*(\(item.nuisance.markup))"),
                limits: Axis.window(from: 0, to: highest > 0 ? 1.22 * highest : 1)),
            marks: marks(item), note: note(item),
            mayGrowForLegend: true, aspect: series.count > 1 ? 0.9 : 0.72)
    }

    private func note(_ item: Series) -> RichText? {
        let missing = item.sizes.filter { !$0.width.isFinite }.map { String($0.members) }
        return missing.isEmpty ? nil : RichText("no width at \(missing.joined(separator: ", "))")
    }

    private func marks(_ item: Series) -> [Mark] {
        // As contours and curves have them.
        let dashes = [StrokeStyle.dashDotted, StrokeStyle.dotted, StrokeStyle.dashed]
        var marks = item.references.enumerated().map { index, reference in
            Mark(
                "reference",
                .horizontal(
                    reference.width,
                    StrokeStyle(.colour(Palette.truth), width: 1.2, dash: dashes[index % dashes.count])),
                legend: series.count > 1
                    ? reference.name
                    : reference.name + " " + RichText(NumberText.significant(reference.width, digits: 3)),
                legendOrder: 1)
        }
        let ink: Ink = .colour(Palette.model)
        let points = item.sizes.map { Point(Double($0.members), $0.width) }
        marks.append(
            Mark(
                "width line", .line(points, StrokeStyle(.faded(ink, 0.5), width: 1)), partOf: "Mean, s.d. over subsets")
        )
        marks.append(
            Mark(
                "width",
                .points(
                    item.sizes.map { .init(x: Double($0.members), y: $0.width, lower: $0.lower, upper: $0.upper) },
                    MarkerStyle(.circle, size: 4.4, ink: ink, lineWidth: 1.1)), legend: "Mean, s.d. over subsets"))
        return marks
    }

    // MARK: Words and numbers

    private func number(_ value: Double) -> String { NumberText.significant(value, digits: 3) }

    private func sentence(_ item: Series) -> String {
        guard let last = item.sizes.last(where: \.width.isFinite), let first = item.sizes.first(where: \.width.isFinite)
        else { return "σ(\(item.nuisance.plain)): no width" }
        var text = "σ(\(item.nuisance.plain)) \(number(first.width)) with \(first.members) "
        text += "member\(first.members == 1 ? "" : "s"), \(number(last.width)) with \(last.members)"
        if !item.references.isEmpty {
            text += "; " + item.references.map { "\($0.name.plain) \(number($0.width))" }.joined(separator: ", ")
        }
        return text
    }

    private var title: String { series.map(sentence).joined(separator: "; ") }

    private var alternativeText: String {
        var text =
            "Width of the 68 % interval against the number of members combined (Mean, s.d. over subsets). \(title)."
        for item in series {
            let missing = item.sizes.filter { !$0.width.isFinite }.map { String($0.members) }
            if !missing.isEmpty {
                text += " \(item.nuisance.plain): no width for \(missing.joined(separator: ", ")) members."
            }
        }
        return text
    }

    private var data: FigureData {
        FigureData(
            values: series.flatMap { item in
                item.references.map { ("\(item.nuisance.plain) \($0.name.plain)", $0.width) }
            },
            tables: series.map { item in
                .init(
                    item.nuisance.plain,
                    [
                        .init("members", item.sizes.map { Double($0.members) }),
                        .init("width", item.sizes.map(\.width)), .init("lower", item.sizes.map(\.lower)),
                        .init("upper", item.sizes.map(\.upper)),
                    ])
            })
    }
}
