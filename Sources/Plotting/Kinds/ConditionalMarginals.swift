/// Base-flow closure: the distribution of one variable in bins of another, truth sample against model, with ratios.
///
/// Every panel is normalized to unit area by the truth's own total, so that all share one axis; model and truth are
/// divided by the same number, so that the ratio truth / model below shows differences of normalization, too.
public struct ConditionalMarginals: Sendable {
    /// One bin of the conditioning variable.
    public struct Bin: Sendable, Equatable {
        /// What is selected: "0 < *x*_{1} < 0.5".
        let range: RichText
        let counts: ModelledCounts

        /// - Parameters:
        ///   - range: the selection, "0 < *x*_{1} < 0.5".
        ///   - counts: events of the truth and the model's expectation.
        public init(range: RichText, counts: ModelledCounts) {
            self.range = range
            self.counts = counts
        }
    }

    let bins: [Bin]
    let layout: ClosureLayout

    /// A panel for each bin.
    public init(bins: [Bin], layout: ClosureLayout) {
        self.bins = bins
        self.layout = layout
    }

    /// - Throws: ``PlottingError/shape(_:)`` where there is no bin.
    public func figure() throws(PlottingError) -> Figure {
        guard !bins.isEmpty else { throw .shape("conditional marginals need a bin of the condition") }
        let ratios = bins.flatMap { $0.counts.observed.points(dividedBy: $0.counts.model, skippingEmpty: true) }
        return Figure(
            title: title, alternativeText: alternativeText,
            panels: layout.panels(
                bins.map { bin in
                    .init(
                        counts: bin.counts, heading: bin.range, remark: nil, lines: [], marks: mainMarks(bin.counts),
                        ratioMarks: ratioMarks(bin.counts))
                }, ratio: "Truth/model", reach: RatioWindow.reach(points: ratios)),
            columns: min(layout.columns, bins.count), sharesX: true, sharesY: true, sharesLegend: bins.count > 1,
            data: data)
    }

    // MARK: Marks

    private func mainMarks(_ counts: ModelledCounts) -> [Mark] {
        let norms = counts.observed.densityNorms
        return counts.band(over: norms, role: "model band", legend: "Model stat. unc.") + [
            Mark(
                "model",
                .steps(
                    edges: counts.observed.edges, values: counts.density(counts.model),
                    StrokeStyle(.colour(Palette.model), width: 1.4)), legend: layout.modelName, legendOrder: 1),
            Mark("truth", .points(counts.observed.points(dividedBy: norms), .truthSample), legend: "Truth sample"),
        ]
    }

    private func ratioMarks(_ counts: ModelledCounts) -> [Mark] {
        let points = counts.observed.points(dividedBy: counts.model, skippingEmpty: true)
        return counts.band(over: counts.model, role: "ratio band", legend: nil) + [
            Mark("unity", .horizontal(1, StrokeStyle(.foreground, width: 0.7, dash: StrokeStyle.dashed))),
            Mark("ratio", .points(points, .truthSample)),
        ]
    }
}
