/// Residual closure: at every template the marginal of one variable, nominal, truth and model, and their ratios to the
/// nominal, in which the systematic variation stands and the model is to follow it.
public struct TemplateClosure: Sendable {
    /// One point of the nuisances.
    public struct Template: Sendable, Equatable {
        /// "*ν*_{shift} = +1".
        public let heading: RichText
        /// Whether these nuisances were never trained on; said beside the heading.
        public let isUntrained: Bool
        public let truth: EventCounts
        /// Expected events per bin at these nuisances, and at the nominal ones; normalized as the truth's counts.
        public let model: [Double]
        public let nominal: [Double]
        /// Statistical uncertainty of `model`, ± events per bin.
        public let modelUncertainty: [Double]?

        /// - Throws: ``PlottingError/shape(_:)`` unless every column has one entry a bin.
        public init(
            heading: RichText, isUntrained: Bool = false, truth: EventCounts, model: [Double], nominal: [Double],
            modelUncertainty: [Double]? = nil
        ) throws(PlottingError) {
            let columns = [model, nominal] + (modelUncertainty.map { [$0] } ?? [])
            guard columns.allSatisfy({ $0.count == truth.bins }) else {
                throw .shape(
                    "the template \(heading.plain) has \(truth.bins) bins, but columns of \(columns.map(\.count)) entries"
                )
            }
            self.heading = heading
            self.isUntrained = isUntrained
            self.truth = truth
            self.model = model
            self.nominal = nominal
            self.modelUncertainty = modelUncertainty
        }
    }

    public let variable: RichText
    public let unit: RichText?
    public let templates: [Template]
    public let truthName: RichText
    public let modelName: RichText
    /// Panels in a row.
    public let columns: Int
    /// Half the height of the ratio's window about 1; nil: from variations and errors, one for all panels.
    public let ratioReach: Double?
    public let partial: String?

    public init(
        variable: RichText, unit: RichText? = nil, templates: [Template], truthName: RichText = "Template truth",
        modelName: RichText = "Model", columns: Int = 4, ratioReach: Double? = nil, partial: String? = nil
    ) {
        self.variable = variable
        self.unit = unit
        self.templates = templates
        self.truthName = truthName
        self.modelName = modelName
        self.columns = columns
        self.ratioReach = ratioReach
        self.partial = partial
    }

    /// - Throws: ``PlottingError/shape(_:)`` where there is no template.
    public func figure() throws(PlottingError) -> Figure {
        guard !templates.isEmpty else { throw .shape("a closure of templates needs a template") }
        let edges = templates.flatMap(\.truth.edges)
        let x = Axis(variable, unit: unit, limits: (edges.min() ?? 0)...(edges.max() ?? 1))
        let y = Axis("Density", unit: unit.map { RichText("1/\($0.markup)") }, limits: 0...(1.1 * highest))
        let reach = ratioReach ?? automaticReach
        let ratio = Axis("/ nominal", limits: (1 - reach)...(1 + reach))
        return Figure(
            title: title, alternativeText: alternativeText,
            panels: templates.map { panel($0, x: x, y: y, ratio: ratio) }, columns: min(columns, templates.count),
            sharesX: true, sharesY: true, sharesLegend: templates.count > 1, data: data)
    }

    // MARK: Panels

    private func density(_ values: [Double], _ template: Template) -> [Double] {
        zip(values, template.truth.densityNorms).map { $1 > 0 ? $0 / $1 : .nan }
    }

    private var highest: Double {
        let tops = templates.flatMap { template in
            template.truth.points(dividedBy: template.truth.densityNorms).map(\.upper)
                + density(template.model, template) + density(template.nominal, template)
        }
        return tops.filter { $0.isFinite && $0 > 0 }.max() ?? 1
    }

    private var automaticReach: Double {
        let points = templates.flatMap { $0.truth.points(dividedBy: $0.nominal, skippingEmpty: true) }
        let lines = templates.flatMap { template in
            zip(template.model, template.nominal).filter { $1 >= 4 * EventCounts.measurable }.map { $0 / $1 }
        }
        return RatioWindow.reach(points: points, lines: lines)
    }

    private func panel(_ template: Template, x: Axis, y: Axis, ratio: Axis) -> Panel {
        Panel(
            x: x, y: y, marks: mainMarks(template), lower: Panel.Lower(y: ratio, marks: ratioMarks(template)),
            heading: template.isUntrained ? template.heading + ", never trained on" : template.heading,
            note: partial.map { RichText("partial: \($0)") } ?? note(template), mayGrowForLegend: true,
            aspect: templates.count == 1 ? 0.92 : 1.6)
    }

    private func note(_ template: Template) -> RichText {
        guard template.truth.total > 0 else { return "no events" }
        let chi = template.truth.chiSquared(against: template.model, uncertainty: template.modelUncertainty)
        guard chi.bins > 0 else { return "no model" }
        return RichText("*χ*²/bins = \(NumberText.fixed(chi.value, decimals: 1))/\(chi.bins)")
    }

    private static let modelStyle = StrokeStyle(.colour(Palette.model), width: 1.4)
    private static let nominalStyle = StrokeStyle(.muted, width: 0.9, dash: StrokeStyle.dashDotted)

    private func mainMarks(_ template: Template) -> [Mark] {
        let edges = template.truth.edges
        return band(template, over: template.truth.densityNorms, role: "model band", isNamed: true) + [
            Mark(
                "nominal", .steps(edges: edges, values: density(template.nominal, template), Self.nominalStyle),
                legend: "Nominal", legendOrder: 3),
            Mark(
                "model", .steps(edges: edges, values: density(template.model, template), Self.modelStyle),
                legend: modelName, legendOrder: 1),
            Mark(
                "truth", .points(template.truth.points(dividedBy: template.truth.densityNorms), .truthSample),
                legend: truthName),
        ]
    }

    private func ratioMarks(_ template: Template) -> [Mark] {
        let values = zip(template.model, template.nominal).map { $1 > 0 ? $0 / $1 : .nan }
        return band(template, over: template.nominal, role: "ratio band", isNamed: false) + [
            Mark("unity", .horizontal(1, Self.nominalStyle)),
            Mark("model ratio", .steps(edges: template.truth.edges, values: values, Self.modelStyle)),
            Mark(
                "truth ratio",
                .points(template.truth.points(dividedBy: template.nominal, skippingEmpty: true), .truthSample)),
        ]
    }

    private func band(_ template: Template, over norms: [Double], role: String, isNamed: Bool) -> [Mark] {
        guard let uncertainty = template.modelUncertainty else { return [] }
        func scaled(_ sign: Double) -> [Double] {
            template.model.indices.map {
                norms[$0] > 0 ? (template.model[$0] + sign * uncertainty[$0]) / norms[$0] : .nan
            }
        }
        let shape = Mark.Shape.binBand(
            edges: template.truth.edges, lower: scaled(-1), upper: scaled(1), .solid(.statisticalBand))
        return [Mark(role, shape, legend: isNamed ? "Model stat. unc." : nil, legendOrder: 2)]
    }
}
