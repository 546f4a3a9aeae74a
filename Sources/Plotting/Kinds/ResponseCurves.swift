/// The response of a residual to one nuisance: scales exp(s) and translations t against ν at chosen points.
///
/// At the anchor ν⁰ a residual is the identity, and every curve passes its panel's identity there.
public struct ResponseCurves: Sendable {
    /// The response at one point (x, c, y).
    public struct Curve: Sendable, Equatable {
        let name: RichText
        /// One value a nuisance; NaN where missing.
        let values: [Double]
        let truth: [Double]?

        /// - Parameters:
        ///   - name: the name of the point in the legend.
        ///   - values: one value for each node of the grid; NaN where missing.
        ///   - truth: the true response at the same nodes, if it is known.
        public init(name: RichText, values: [Double], truth: [Double]? = nil) {
            self.name = name
            self.values = values
            self.truth = truth
        }
    }

    /// One quantity; curves of the same name have one colour in all panels.
    public struct Panel: Sendable, Equatable {
        /// "exp(*s*_{1})", at the end of the axis.
        let quantity: RichText
        let unit: RichText?
        let identity: Double
        let curves: [Curve]
        let heading: RichText?

        /// - Parameters:
        ///   - quantity: the title of the axis, "exp(*s*_{1})".
        ///   - unit: of the quantity; nil for a pure number.
        ///   - identity: its value without a response: 1 for exp(s), 0 for t.
        ///   - curves: one a point.
        ///   - heading: stands above the frame.
        public init(
            quantity: RichText, unit: RichText? = nil, identity: Double, curves: [Curve], heading: RichText? = nil
        ) {
            self.quantity = quantity
            self.unit = unit
            self.identity = identity
            self.curves = curves
            self.heading = heading
        }
    }

    let nuisance: RichText
    /// Where all curves are evaluated; finite and ascending.
    let grid: [Double]
    let panels: [Panel]
    let anchor: Double
    /// Values of the nuisance that were trained on.
    let templates: [Double]
    let columns: Int

    /// - Parameters:
    ///   - nuisance: its symbol, which names the axis.
    ///   - grid: values of the nuisance at which all curves are evaluated; finite and ascending.
    ///   - panels: one a quantity.
    ///   - anchor: ν⁰, where the residual is the identity.
    ///   - templates: values of the nuisance that were used in the training; marked on the axis.
    ///   - columns: panels in a row.
    /// - Throws: ``PlottingError/shape(_:)`` unless the grid ascends and every curve has one value for each node.
    public init(
        nuisance: RichText, grid: [Double], panels: [Panel], anchor: Double = 0, templates: [Double] = [],
        columns: Int = 2
    ) throws(PlottingError) {
        guard grid.count >= 2, grid.allSatisfy(\.isFinite), zip(grid, grid.dropFirst()).allSatisfy(<) else {
            throw .shape("response curves need two or more finite, ascending values of \(nuisance.plain)")
        }
        guard !panels.isEmpty else { throw .shape("response curves need a panel") }
        for curve in panels.flatMap(\.curves) {
            let counts = [curve.values.count] + (curve.truth.map { [$0.count] } ?? [])
            guard counts.allSatisfy({ $0 == grid.count }) else {
                throw .shape("the response at \(curve.name.plain) has \(counts) values at \(grid.count) nuisances")
            }
        }
        self.nuisance = nuisance
        self.grid = grid
        self.panels = panels
        self.anchor = anchor
        self.templates = templates
        self.columns = columns
    }

    /// The figure, a panel for each quantity.
    public func figure() -> Figure {
        Figure(
            title: title, alternativeText: alternativeText, panels: panels.map(drawn),
            columns: min(columns, panels.count), sharesX: true, sharesLegend: panels.count > 1, data: data)
    }

    // MARK: Panels

    /// The names of the points in the order of their first appearance.
    var names: [RichText] {
        panels.flatMap(\.curves).reduce(into: []) { names, curve in
            if !names.contains(curve.name) { names.append(curve.name) }
        }
    }

    private func drawn(_ panel: Panel) -> Plotting.Panel {
        let values = panel.curves.flatMap { $0.values + ($0.truth ?? []) } + [panel.identity]
        let isMissing = !panel.curves.contains { $0.values.contains(where: \.isFinite) }
        return Plotting.Panel(
            x: Axis(nuisance, limits: grid[0]...grid[grid.count - 1]),
            y: Axis(panel.quantity, unit: panel.unit, limits: Axis.limits(holding: values, margin: 0.09)),
            marks: marks(panel), heading: panel.heading,
            note: isMissing ? "no response" : undrawn(panel).brief,
            mayGrowForLegend: true, aspect: panels.count == 1 ? 0.75 : 0.8)
    }

    func undrawn(_ panel: Panel) -> UndrawnPoints {
        var undrawn = UndrawnPoints()
        for curve in panel.curves {
            for (x, y) in zip(grid, curve.values) { _ = undrawn.has(x: x, .linear, y: y, .linear) }
        }
        return undrawn
    }

    private func marks(_ panel: Panel) -> [Mark] {
        var marks = [
            Mark("identity", .horizontal(panel.identity, StrokeStyle(.grid, width: 0.7, dash: StrokeStyle.dashed))),
            Mark("anchor line", .vertical(anchor, StrokeStyle(.grid, width: 0.7))),
        ]
        let names = names
        func line(_ values: [Double]) -> [Point] { zip(grid, values).map(Point.init) }
        for curve in panel.curves {
            let index = names.firstIndex(of: curve.name) ?? 0
            let style = StrokeStyle(
                .colour(Palette.series(index)), width: 1.3,
                dash: StrokeStyle.dash(round: Palette.round(index)))
            marks.append(
                Mark("response \(curve.name.plain)", .line(line(curve.values), style), legend: curve.name))
        }
        for curve in panel.curves {
            guard let truth = curve.truth else { continue }
            let style = StrokeStyle(.colour(Palette.truth), width: 1, dash: StrokeStyle.dashed)
            marks.append(Mark("truth", .line(line(truth), style), legend: "Truth", legendOrder: 1))
        }
        if !templates.isEmpty {
            let values = panel.curves.flatMap { $0.values + ($0.truth ?? []) } + [panel.identity]
            let floor = Axis.limits(holding: values, margin: 0.09).lowerBound
            marks.append(
                Mark(
                    "templates",
                    .points(
                        templates.map { .init(x: $0, y: floor) }, MarkerStyle(.triangleUp, size: 4.6, ink: .foreground)),
                    legend: "Trained templates", legendOrder: 3, overlapsFrame: true))
        }
        marks.append(
            Mark(
                "anchor", .points([.init(x: anchor, y: panel.identity)], MarkerStyle.anchor.limited(to: 7)),
                legend: "Anchor *ν*⁰", legendOrder: 2))
        return marks
    }
}
