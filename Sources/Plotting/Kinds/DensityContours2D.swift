import Statistics

/// Densities of two variables, shown by the regions that contain 68 % and 95 % of their mass, model against truth.
///
/// A contour here bounds the smallest region of its mass inside of the window (highest density first), and is not an
/// interval of a parameter.
public struct DensityContours2D: Sendable {
    /// The densities under one condition.
    public struct Panel: Sendable {
        let heading: RichText
        let isUntrained: Bool
        /// Densities in any normalization; NaN where missing.
        let model: ScalarGrid
        let truth: ScalarGrid?

        /// - Parameters:
        ///   - heading: a class, or the nuisances: "*ν* = (+1, 0)".
        ///   - isUntrained: whether these nuisances were not used in the training; stated above the frame.
        ///   - model: the density in any normalization; NaN where missing.
        ///   - truth: the true one, likewise.
        public init(heading: RichText, isUntrained: Bool = false, model: ScalarGrid, truth: ScalarGrid? = nil) {
            self.heading = heading
            self.isUntrained = isUntrained
            self.model = model
            self.truth = truth
        }
    }

    /// The probabilities that the contours of a density enclose, with their labels.
    public static let masses = [ConfidenceLevel.oneSigma, .ninetyFivePercent].map {
        (name: $0.label, fraction: $0.probability)
    }

    let xVariable: RichText
    let yVariable: RichText
    let xUnit: RichText?
    let yUnit: RichText?
    let panels: [Panel]
    /// Panels in a row.
    let columns: Int

    /// `columns` panels are placed in a row.
    public init(
        xVariable: RichText, yVariable: RichText, xUnit: RichText? = nil, yUnit: RichText? = nil, panels: [Panel],
        columns: Int = 3
    ) {
        self.xVariable = xVariable
        self.yVariable = yVariable
        self.xUnit = xUnit
        self.yUnit = yUnit
        self.panels = panels
        self.columns = columns
    }

    /// - Throws: ``PlottingError/shape(_:)`` where there is no panel.
    public func figure() throws(PlottingError) -> Figure {
        guard !panels.isEmpty else { throw .shape("contours of densities need a density") }
        let grids = panels.flatMap { [$0.model] + ($0.truth.map { [$0] } ?? []) }
        let x = Axis(xVariable, unit: xUnit, limits: Axis.limits(holding: grids.flatMap(\.x), margin: 0))
        let y = Axis(yVariable, unit: yUnit, limits: Axis.limits(holding: grids.flatMap(\.y), margin: 0))
        let closures = panels.map(Closure.init)
        let words = Words(contours: self, closures: closures)
        return Figure(
            title: words.title, alternativeText: words.alternativeText,
            panels: zip(panels, closures).map { drawn($0, $1, x: x, y: y) },
            columns: min(columns, panels.count), sharesX: true, sharesY: true, sharesLegend: panels.count > 1,
            data: data(closures))
    }

    /// The contours of a panel, and how much of the truth the model's regions hold.
    struct Closure {
        let model: [ContourLines?]
        let truth: [ContourLines?]
        /// Fractions of the truth's mass inside of the model's regions; NaN without a truth or a model.
        let held: [Double]

        init(_ panel: Panel) {
            let own = DensityMass(panel.model)
            let levels = masses.map { own.level(holding: $0.fraction) }
            model = levels.map { $0.map { ContourLines(of: panel.model, at: $0) } }
            guard let grid = panel.truth else {
                truth = masses.map { _ in nil }
                held = masses.map { _ in .nan }
                return
            }
            let mass = DensityMass(grid)
            truth = masses.map { mass.level(holding: $0.fraction).map { ContourLines(of: grid, at: $0) } }
            held = levels.map { $0.map { mass.fraction(where: panel.model, isAtLeast: $0) } ?? .nan }
        }
    }

    // MARK: Panels

    private func drawn(_ panel: Panel, _ closure: Closure, x: Axis, y: Axis) -> Plotting.Panel {
        Plotting.Panel(
            x: x, y: y, marks: marks(closure),
            heading: panel.heading,
            note: note(closure, isUntrained: panel.isUntrained),
            aspect: 0.95, keepsAspect: true)
    }

    private func note(_ closure: Closure, isUntrained: Bool) -> RichText? {
        if closure.model.allSatisfy({ $0 == nil }) { return "no density" }
        let values = closure.held.filter(\.isFinite)
        guard values.count == Self.masses.count else { return isUntrained ? "untrained" : nil }
        // What the model calls 68 % and 95 % holds this much of the truth.
        return RichText(
            (isUntrained ? "untrained, " : "") + "truth inside: "
                + values.map { NumberText.fixed(100 * $0, decimals: 1) }.joined(separator: ", ") + " %")
    }

    /// The truth lies on top, dashed: a model that follows it shows in its gaps.
    private func marks(_ closure: Closure) -> [Mark] {
        var marks: [Mark] = []
        for (index, contour) in closure.model.enumerated() {
            guard let contour else { continue }
            let name = Self.masses[index].name
            marks.append(
                Mark(
                    "model \(name)",
                    .contour(contour, StrokeStyle(.colour(Palette.model), width: 1.4), label: RichText(name)),
                    legend: "Model", legendOrder: 0))
        }
        for (index, contour) in closure.truth.enumerated() {
            guard let contour else { continue }
            marks.append(
                Mark(
                    "truth \(Self.masses[index].name)",
                    .contour(
                        contour, StrokeStyle(.colour(Palette.truth), width: 1.4, dash: [2.4, 4.2]), label: nil),
                    legend: "Truth", legendOrder: 1))
        }
        return marks
    }
}
