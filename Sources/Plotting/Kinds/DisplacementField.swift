import Foundation
import Statistics

/// Displacements of points of a plane: arrows from y to y′ over a density, in panels with the same window and scale.
///
/// For the transfer field of T against the true distortion, principal modes at ±1σ, or a response and its cross term.
public struct DisplacementField: Sendable {
    let xVariable: RichText
    let yVariable: RichText
    let unit: RichText?
    let panels: [Panel]
    let magnification: Double
    let columns: Int

    /// - Parameters:
    ///   - xVariable: names the x axis.
    ///   - yVariable: names the y axis.
    ///   - unit: of both variables, and so of a length in their plane.
    ///   - panels: panels in the order of reading.
    ///   - magnification: the factor by which every arrow is lengthened relative to the axes.
    ///   - columns: panels in a row.
    public init(
        xVariable: RichText, yVariable: RichText, unit: RichText? = nil, panels: [Panel], magnification: Double = 1,
        columns: Int = 3
    ) {
        self.xVariable = xVariable
        self.yVariable = yVariable
        self.unit = unit
        self.panels = panels
        self.magnification = magnification
        self.columns = columns
    }

    /// - Throws: ``PlottingError/shape(_:)`` without panels, and if a magnification is not positive.
    public func figure() throws(PlottingError) -> Figure {
        guard !panels.isEmpty else { throw .shape("a field of displacements needs a panel") }
        guard ([magnification] + panels.map(\.magnification)).allSatisfy({ $0.isFinite && $0 > 0 }) else {
            throw .shape("arrows are magnified by positive numbers")
        }
        let grids = panels.compactMap(\.density)
        let ends = panels.flatMap { panel in panel.fields.flatMap { scaled($0, in: panel) } }
            .flatMap { [$0.tail, $0.head] }
        let x = Axis(xVariable, unit: unit, limits: limits(ends.map(\.x), grids.flatMap(\.x)))
        let y = Axis(yVariable, unit: unit, limits: limits(ends.map(\.y), grids.flatMap(\.y)))
        let key = key(within: x.limits.upperBound - x.limits.lowerBound)
        return Figure(
            title: title, alternativeText: alternativeText, panels: panels.map { drawn($0, x: x, y: y, key: key) },
            columns: min(columns, panels.count), sharesX: true, sharesY: true, sharesLegend: panels.count > 1,
            data: data)
    }

    /// All of the densities, and of the arrows as they are drawn.
    private func limits(_ ends: [Double], _ grid: [Double]) -> ClosedRange<Double> {
        guard let low = grid.min(), let high = grid.max() else { return Axis.limits(holding: ends) }
        let isInside = ends.allSatisfy { !$0.isFinite || (low...high).contains($0) }
        return isInside
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
            note: note(panel), aspect: 0.95, keepsAspect: true)
    }

    private func note(_ panel: Panel) -> RichText? {
        let summary = Summary(panel)
        guard let first = summary.fields.first, first.mean.isFinite else { return "no displacement" }
        let suffix = unit.map { " " + $0.markup } ?? ""
        let number = NumberText.significant(summary.error?.mean ?? first.mean, digits: 2)
        let lost = panel.fields.flatMap(\.displacements).count { !$0.isFinite }
        return RichText(
            (summary.error == nil ? "mean length " : "mean error ") + number + suffix
                + (lost > 0 ? ", \(NumberText.counted(lost, "arrow")) unknown" : ""))
    }

    private func marks(_ panel: Panel, key: Double?) -> [Mark] {
        var marks = panel.density.map(contours) ?? []
        // The truth lies on top, thin: a model that follows it leaves a rim on both sides.
        let ordered = panel.fields.filter { $0.kind != .truth } + panel.fields.filter { $0.kind == .truth }
        for field in ordered {
            marks.append(
                Mark(
                    field.role,
                    .arrows(
                        scaled(field, in: panel), style(field),
                        casing: field.kind == .truth ? .faded(.paper, 0) : .paper),
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

    private func style(_ field: Field) -> StrokeStyle {
        switch field.kind {
        case .model: StrokeStyle(.colour(Palette.model), width: 1.4)
        case .truth: StrokeStyle(.colour(Palette.truth), width: 0.6)
        case .series(let index): StrokeStyle(.colour(Palette.series(index)), width: 1.1)
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
        let lengths = panels.filter { $0.magnification == 1 }.flatMap(\.fields).flatMap(\.displacements)
            .map(\.length).filter { $0.isFinite && $0 > 0 }.sorted()
        guard !lengths.isEmpty else { return nil }
        let usual = lengths[min(lengths.count - 1, Int(0.9 * Double(lengths.count)))]
        let wanted = max(usual, 0.2 * window / magnification)
        let power = pow(10, floor(log10(wanted)))
        return ([5.0, 2, 1].first { $0 * power <= wanted } ?? 1) * power
    }
}
