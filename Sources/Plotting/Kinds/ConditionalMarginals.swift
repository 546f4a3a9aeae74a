/// Base-flow closure: the distribution of one variable in bins of another, truth sample against model, with ratios.
///
/// Every panel is normalized to unit area by the truth's own total, so that all share one axis; model and truth are
/// divided by the same number, and the ratio truth / model below keeps what normalization differs.
public struct ConditionalMarginals: Sendable {
    /// One bin of the conditioning variable.
    public struct Bin: Sendable, Equatable {
        /// What is selected: "0 < *x*_{1} < 0.5".
        public let range: RichText
        public let truth: EventCounts
        /// Expected events per bin, normalized as the truth's counts; NaN where missing.
        public let model: [Double]
        /// Statistical uncertainty of `model`, ± events per bin.
        public let modelUncertainty: [Double]?

        /// - Throws: ``PlottingError/shape(_:)`` unless there is one expectation a bin.
        public init(
            range: RichText, truth: EventCounts, model: [Double], modelUncertainty: [Double]? = nil
        ) throws(PlottingError) {
            guard model.count == truth.bins, modelUncertainty.map({ $0.count == truth.bins }) ?? true else {
                throw .shape("the bin \(range.plain) has \(truth.bins) counts and \(model.count) expectations")
            }
            self.range = range
            self.truth = truth
            self.model = model
            self.modelUncertainty = modelUncertainty
        }
    }

    public let variable: RichText
    public let unit: RichText?
    public let bins: [Bin]
    public let truthName: RichText
    public let modelName: RichText
    /// Panels in a row.
    public let columns: Int
    /// Half the height of the ratio's window about 1; nil: from the truth's errors, one for all panels.
    public let ratioReach: Double?
    public let partial: String?

    public init(
        variable: RichText, unit: RichText? = nil, bins: [Bin], truthName: RichText = "Truth sample",
        modelName: RichText = "Model", columns: Int = 3, ratioReach: Double? = nil, partial: String? = nil
    ) {
        self.variable = variable
        self.unit = unit
        self.bins = bins
        self.truthName = truthName
        self.modelName = modelName
        self.columns = columns
        self.ratioReach = ratioReach
        self.partial = partial
    }

    /// - Throws: ``PlottingError/shape(_:)`` where there is no bin.
    public func figure() throws(PlottingError) -> Figure {
        guard !bins.isEmpty else { throw .shape("conditional marginals need a bin of the condition") }
        let edges = bins.flatMap(\.truth.edges)
        let x = Axis(variable, unit: unit, limits: (edges.min() ?? 0)...(edges.max() ?? 1))
        let y = Axis("Density", unit: unit.map { RichText("1/\($0.markup)") }, limits: 0...(1.1 * highest))
        let ratios = bins.flatMap { $0.truth.points(dividedBy: $0.model, skippingEmpty: true) }
        let reach = ratioReach ?? RatioWindow.reach(points: ratios)
        let ratio = Axis("Truth/model", limits: (1 - reach)...(1 + reach))
        return Figure(
            title: title, alternativeText: alternativeText, panels: bins.map { panel($0, x: x, y: y, ratio: ratio) },
            columns: min(columns, bins.count), sharesX: true, sharesY: true, sharesLegend: bins.count > 1, data: data)
    }

    // MARK: Panels

    private var highest: Double {
        let tops = bins.flatMap { bin -> [Double] in
            let model = zip(bin.model, bin.truth.densityNorms).map { $1 > 0 ? $0 / $1 : .nan }
            return bin.truth.points(dividedBy: bin.truth.densityNorms).map(\.upper) + model
        }
        // One event in a bin of its own reaches far above everything else.
        let high = tops.filter { $0.isFinite && $0 > 0 }.max()
        return high ?? 1
    }

    private func panel(_ bin: Bin, x: Axis, y: Axis, ratio: Axis) -> Panel {
        Panel(
            x: x, y: y, marks: mainMarks(bin), lower: Panel.Lower(y: ratio, marks: ratioMarks(bin)),
            heading: bin.range, note: partial.map { RichText("partial: \($0)") } ?? note(bin),
            mayGrowForLegend: true, aspect: bins.count == 1 ? 0.92 : 1.6)
    }

    private func note(_ bin: Bin) -> RichText {
        guard bin.truth.total > 0 else { return "no events" }
        let chi = bin.truth.chiSquared(against: bin.model, uncertainty: bin.modelUncertainty)
        guard chi.bins > 0 else { return "no model" }
        return RichText("*χ*²/bins = \(NumberText.fixed(chi.value, decimals: 1))/\(chi.bins)")
    }

    private func mainMarks(_ bin: Bin) -> [Mark] {
        let norms = bin.truth.densityNorms
        func density(_ values: [Double]) -> [Double] { zip(values, norms).map { $1 > 0 ? $0 / $1 : .nan } }
        var marks: [Mark] = []
        if let uncertainty = bin.modelUncertainty {
            marks.append(
                Mark(
                    "model band",
                    .binBand(
                        edges: bin.truth.edges, lower: density(zip(bin.model, uncertainty).map(-)),
                        upper: density(zip(bin.model, uncertainty).map(+)), .solid(.statisticalBand)),
                    legend: "Model stat. unc.", legendOrder: 2))
        }
        marks.append(
            Mark(
                "model",
                .steps(
                    edges: bin.truth.edges, values: density(bin.model),
                    StrokeStyle(.colour(Palette.model), width: 1.4)),
                legend: modelName, legendOrder: 1))
        marks.append(Mark("truth", .points(bin.truth.points(dividedBy: norms), .truthSample), legend: truthName))
        return marks
    }

    private func ratioMarks(_ bin: Bin) -> [Mark] {
        var marks: [Mark] = []
        if let uncertainty = bin.modelUncertainty {
            let width = zip(uncertainty, bin.model).map { $1 > 0 ? $0 / $1 : .nan }
            marks.append(
                Mark(
                    "ratio band",
                    .binBand(
                        edges: bin.truth.edges, lower: width.map { 1 - $0 }, upper: width.map { 1 + $0 },
                        .solid(.statisticalBand))))
        }
        marks.append(Mark("unity", .horizontal(1, StrokeStyle(.foreground, width: 0.7, dash: StrokeStyle.dashed))))
        let points = bin.truth.points(dividedBy: bin.model, skippingEmpty: true)
        marks.append(Mark("ratio", .points(points, .truthSample)))
        return marks
    }
}
