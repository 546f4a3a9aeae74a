/// Residual closure: at every template the marginal of one variable, nominal, truth and model, and their ratios to the
/// nominal, which show the systematic variation that the model should follow.
public struct TemplateClosure: Sendable {
    /// Mean of ln p_true − ln p_model at one point of the nuisances, nats an event, with its standard error.
    public struct Gap: Sendable, Equatable {
        let value: Double
        let error: Double

        /// - Parameters: both in nats an event.
        public init(value: Double, error: Double) {
            self.value = value
            self.error = error
        }
    }

    /// One point of the nuisances.
    public struct Template: Sendable, Equatable {
        /// "*ν*_{shift} = +1".
        let heading: RichText
        let isUntrained: Bool
        let counts: ModelledCounts
        /// Expected events per bin at the nominal nuisances, normalized as the truth's counts.
        let nominal: [Double]
        let gap: Gap?

        /// - Parameters:
        ///   - heading: the nuisances, "*ν*_{shift} = +1".
        ///   - isUntrained: whether these nuisances were not used in the training; stated beside χ².
        ///   - counts: events of the truth at these nuisances and the model's expectation.
        ///   - nominal: expected events per bin at the nominal nuisances, normalized like the truth's counts.
        ///   - gap: the gap of the whole density, if it is known.
        /// - Throws: ``PlottingError/shape(_:)`` unless the nominal expectation has one entry for each bin.
        public init(
            heading: RichText, isUntrained: Bool = false, counts: ModelledCounts, nominal: [Double], gap: Gap? = nil
        ) throws(PlottingError) {
            guard nominal.count == counts.observed.bins else {
                throw .shape(
                    "the template \(heading.plain) has \(counts.observed.bins) bins, but \(nominal.count) nominal ones")
            }
            self.heading = heading
            self.isUntrained = isUntrained
            self.counts = counts
            self.nominal = nominal
            self.gap = gap
        }
    }

    let templates: [Template]
    let layout: ClosureLayout

    /// One panel a template.
    public init(templates: [Template], layout: ClosureLayout) {
        self.templates = templates
        self.layout = layout
    }

    /// - Throws: ``PlottingError/shape(_:)`` where there is no template.
    public func figure() throws(PlottingError) -> Figure {
        guard !templates.isEmpty else { throw .shape("a closure of templates needs a template") }
        let panels = layout.panels(
            templates.map { template in
                .init(
                    counts: template.counts, heading: template.heading,
                    remark: template.isUntrained ? "untrained" : nil,
                    lines: template.counts.density(template.nominal), marks: mainMarks(template),
                    ratioMarks: ratioMarks(template))
            }, ratio: "Ratio to nominal", reach: automaticReach)
        return Figure(
            title: title, alternativeText: alternativeText, panels: panels,
            columns: min(layout.columns, templates.count), sharesX: true, sharesY: true,
            sharesLegend: templates.count > 1, data: data)
    }

    private var automaticReach: Double {
        let points = templates.flatMap { $0.counts.observed.points(dividedBy: $0.nominal, skippingEmpty: true) }
        let lines = templates.flatMap { template in
            zip(template.counts.model, template.nominal).filter { $1 >= 4 * EventCounts.measurable }.map { $0 / $1 }
        }
        return RatioWindow.reach(points: points, lines: lines)
    }

    // MARK: Marks

    private static let modelStyle = StrokeStyle(.colour(Palette.model), width: 1.4)
    private static let nominalStyle = StrokeStyle(.muted, width: 0.9, dash: StrokeStyle.dashDotted)

    private func mainMarks(_ template: Template) -> [Mark] {
        let counts = template.counts
        let (edges, norms) = (counts.observed.edges, counts.observed.densityNorms)
        return counts.band(over: norms, role: "model band", legend: "Model stat. unc.") + [
            Mark(
                "nominal", .steps(edges: edges, values: counts.density(template.nominal), Self.nominalStyle),
                legend: "Nominal", legendOrder: 3),
            Mark(
                "model", .steps(edges: edges, values: counts.density(counts.model), Self.modelStyle),
                legend: layout.modelName, legendOrder: 1),
            Mark("truth", .points(counts.observed.points(dividedBy: norms), .truthSample), legend: "Truth sample"),
        ]
    }

    private func ratioMarks(_ template: Template) -> [Mark] {
        let counts = template.counts
        let values = zip(counts.model, template.nominal).map { $1 > 0 ? $0 / $1 : .nan }
        let points = counts.observed.points(dividedBy: template.nominal, skippingEmpty: true)
        return counts.band(over: template.nominal, role: "ratio band", legend: nil) + [
            Mark("unity", .horizontal(1, Self.nominalStyle)),
            Mark("model ratio", .steps(edges: counts.observed.edges, values: values, Self.modelStyle)),
            Mark("truth ratio", .points(points, .truthSample)),
        ]
    }
}
