import Foundation
import Statistics

/// Where points of a plane go: arrows from y to y′ over a density, side by side with one window and one scale.
///
/// For the transfer field of T against the true distortion, principal modes at ±1σ, or a response and its cross term.
public struct DisplacementField: Sendable {
    /// What is known of a place, drawn beneath the arrows.
    public enum Backdrop: Sendable, Equatable {
        /// Lines around the smallest regions that hold 20, 40, 60, 80 and 95 % of the density.
        case contours
        /// The density itself in colours, one scale for all panels.
        case heatMap
    }

    let xVariable: RichText
    let yVariable: RichText
    /// Of both variables, and so of a length in their plane.
    let unit: RichText?
    let panels: [Panel]
    let backdrop: Backdrop
    /// How many times longer than on the axes every arrow is drawn.
    let magnification: Double
    /// The length that the legend's arrow stands for; nil: a round one, about that of the longer arrows.
    let keyLength: Double?
    /// Panels in a row.
    let columns: Int
    /// Windows of the axes; nil: the densities' grids, or all arrows.
    let xLimits: ClosedRange<Double>?
    let yLimits: ClosedRange<Double>?
    let partial: String?

    /// - Parameters:
    ///   - unit: of both variables, and so of a length in their plane.
    ///   - backdrop: how the density is drawn beneath the arrows.
    ///   - magnification: how many times longer than on the axes every arrow is drawn.
    ///   - keyLength: the length that the legend's arrow stands for; nil: a round one, about that of the longer arrows.
    ///   - columns: panels in a row.
    ///   - xLimits: window of x; nil: the densities' grids, or all arrows.
    ///   - yLimits: window of y, likewise.
    ///   - partial: says how far a computation has come that still runs; nil once it is complete.
    public init(
        xVariable: RichText, yVariable: RichText, unit: RichText? = nil, panels: [Panel],
        backdrop: Backdrop = .contours, magnification: Double = 1, keyLength: Double? = nil, columns: Int = 3,
        xLimits: ClosedRange<Double>? = nil, yLimits: ClosedRange<Double>? = nil, partial: String? = nil
    ) {
        self.xVariable = xVariable
        self.yVariable = yVariable
        self.unit = unit
        self.panels = panels
        self.backdrop = backdrop
        self.magnification = magnification
        self.keyLength = keyLength
        self.columns = columns
        self.xLimits = xLimits
        self.yLimits = yLimits
        self.partial = partial
    }

    /// - Throws: ``PlottingError/shape(_:)`` where there is no panel, or a magnification is not positive.
    public func figure() throws(PlottingError) -> Figure {
        guard !panels.isEmpty else { throw .shape("a field of displacements needs a panel") }
        guard ([magnification] + panels.map(\.magnification)).allSatisfy({ $0.isFinite && $0 > 0 }) else {
            throw .shape("arrows are magnified by positive numbers")
        }
        let grids = panels.compactMap(\.density)
        let hasMap = backdrop == .heatMap && !grids.isEmpty
        let ends = panels.flatMap { panel in panel.fields.flatMap { scaled($0, in: panel) } }
            .flatMap { [$0.tail, $0.head] }
        let x = Axis(xVariable, unit: unit, limits: xLimits ?? limits(ends.map(\.x), grids.flatMap(\.x), hasMap))
        let y = Axis(yVariable, unit: unit, limits: yLimits ?? limits(ends.map(\.y), grids.flatMap(\.y), hasMap))
        let key = key(within: x.limits.upperBound - x.limits.lowerBound)
        return Figure(
            title: title, alternativeText: alternativeText, panels: panels.map { drawn($0, x: x, y: y, key: key) },
            columns: min(columns, panels.count), sharesX: true, sharesY: true, sharesLegend: panels.count > 1,
            sharesColourBar: hasMap, data: data)
    }

    /// All of the densities, and of the arrows as they are drawn; a map in colours has no room beside it.
    private func limits(_ ends: [Double], _ grid: [Double], _ hasMap: Bool) -> ClosedRange<Double> {
        guard let low = grid.min(), let high = grid.max() else { return Axis.limits(holding: ends) }
        let isInside = ends.allSatisfy { !$0.isFinite || (low...high).contains($0) }
        return hasMap || isInside
            ? Axis.limits(holding: grid, margin: 0) : Axis.limits(holding: grid + ends, margin: 0.02)
    }

    // MARK: Panels

    private func drawn(_ panel: Panel, x: Axis, y: Axis, key: Double?) -> Plotting.Panel {
        let heading =
            panel.magnification == 1
            ? panel.heading
            : panel.heading + RichText(", arrows ×\(NumberText.significant(panel.magnification, digits: 2))")
        return Plotting.Panel(
            x: x, y: y, marks: marks(panel, key: key), heading: heading,
            note: partial.map { RichText("partial: \($0)") } ?? note(panel), aspect: 0.95, keepsAspect: true,
            colourBar: backdrop == .heatMap && panel.density != nil ? scale : nil)
    }

    private func note(_ panel: Panel) -> RichText? {
        let summary = Summary(panel)
        guard let first = summary.fields.first, first.mean.isFinite else { return "no displacement" }
        let suffix = unit.map { " " + $0.markup } ?? ""
        let number = NumberText.significant(summary.error?.mean ?? first.mean, digits: 2)
        return RichText((summary.error == nil ? "mean length " : "mean error ") + number + suffix)
    }

    private var scale: ColourScale {
        let top = panels.compactMap(\.density).flatMap(\.values).filter(\.isFinite).max() ?? 1
        return ColourScale(.cividis, range: 0...(top > 0 ? top : 1), title: "Density")
    }

    private func marks(_ panel: Panel, key: Double?) -> [Mark] {
        var marks: [Mark] = []
        let hasMap = backdrop == .heatMap && panel.density != nil
        if let density = panel.density {
            marks += hasMap ? [Mark("density", .heatMap(density, scale))] : contours(density)
        }
        let casing: Ink = hasMap ? MarkPainter.mapRim : .paper
        // The truth lies on top, thin: a model that follows it leaves a rim on both sides.
        let ordered = panel.fields.filter { $0.kind != .truth } + panel.fields.filter { $0.kind == .truth }
        for field in ordered {
            marks.append(
                Mark(
                    field.role,
                    .arrows(
                        scaled(field, in: panel), style(field, onMap: hasMap),
                        casing: field.kind == .truth ? .faded(.paper, 0) : casing),
                    legend: field.name, legendOrder: field.kind == .truth ? 1 : 0))
        }
        if let key {
            let text = RichText(NumberText.significant(key, digits: 2) + (unit.map { " " + $0.markup } ?? ""))
            marks.append(
                Mark(
                    "scale arrow",
                    .keyArrow(length: key * magnification, StrokeStyle(.foreground, width: 1.1)),
                    legend: panels.contains { $0.magnification != 1 } ? text + " (×1)" : text, legendOrder: 2))
        }
        return marks
    }

    private func style(_ field: Field, onMap: Bool) -> StrokeStyle {
        switch field.kind {
        case .model: StrokeStyle(onMap ? MarkPainter.mapInk : .colour(Palette.model), width: 1.4)
        case .truth: StrokeStyle(.colour(Palette.truth), width: 0.6)
        case .series(let index): StrokeStyle(.colour(Palette.series(index, of: 6)), width: 1.1)
        }
    }

    private func scaled(_ field: Field, in panel: Panel) -> [Mark.Displacement] {
        let factor = magnification * panel.magnification
        return field.displacements.filter(\.isFinite).map {
            let head = Point(
                $0.tail.x + factor * ($0.head.x - $0.tail.x), $0.tail.y + factor * ($0.head.y - $0.tail.y))
            return Mark.Displacement(tail: $0.tail, head: head)
        }
    }

    private static let masses = [0.2, 0.4, 0.6, 0.8, 0.95]

    private func contours(_ density: ScalarGrid) -> [Mark] {
        let mass = DensityMass(density)
        return Self.masses.compactMap { fraction in
            mass.level(holding: fraction).map { level in
                Mark(
                    "density",
                    .contour(ContourLines(of: density, at: level), StrokeStyle(.grid, width: 0.7), label: nil),
                    legend: "Density (20, 40, 60, 80, 95 %)", legendOrder: 3)
            }
        }
    }

    /// The largest 1, 2 or 5 × 10ⁿ not above the 90th percentile of the lengths, or one that is drawn long enough to have
    /// a shaft; nil where nothing moves.
    ///
    /// - Parameter window: the width of a frame.
    private func key(within window: Double) -> Double? {
        if let keyLength { return keyLength }
        let lengths = panels.filter { $0.magnification == 1 }.flatMap(\.fields).flatMap(\.displacements)
            .map(\.length).filter { $0.isFinite && $0 > 0 }.sorted()
        guard !lengths.isEmpty else { return nil }
        let usual = lengths[min(lengths.count - 1, Int(0.9 * Double(lengths.count)))]
        let wanted = max(usual, 0.2 * window / magnification)
        let power = pow(10, floor(log10(wanted)))
        return ([5.0, 2, 1].first { $0 * power <= wanted } ?? 1) * power
    }
}
