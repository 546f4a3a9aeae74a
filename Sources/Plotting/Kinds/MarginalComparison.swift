import Foundation

/// One-dimensional histograms of data against the model, each with the ratio data / model below it.
///
/// Data carry Poisson intervals (Garwood's below ten events). The band of the model, where given, is its own finite
/// statistics; it stands about the line above, and about 1 below.
public struct MarginalComparison: Sendable {
    public let histograms: [Histogram]
    public let dataName: RichText
    public let modelName: RichText
    public let uncertaintyName: RichText
    /// Panels in a row; nil: up to three.
    public let columns: Int?
    public let hasLogarithmicCounts: Bool
    /// Half the height of the ratio's window about 1; nil: from the data, one for all panels.
    public let ratioReach: Double?
    public let partial: String?

    public init(
        histograms: [Histogram], dataName: RichText = "Data", modelName: RichText = "Model",
        uncertaintyName: RichText = "Model stat. unc.", columns: Int? = nil, hasLogarithmicCounts: Bool = false,
        ratioReach: Double? = nil, partial: String? = nil
    ) {
        self.histograms = histograms
        self.dataName = dataName
        self.modelName = modelName
        self.uncertaintyName = uncertaintyName
        self.columns = columns
        self.hasLogarithmicCounts = hasLogarithmicCounts
        self.ratioReach = ratioReach
        self.partial = partial
    }

    /// - Throws: ``PlottingError/shape(_:)`` where there is no histogram.
    public func figure() throws(PlottingError) -> Figure {
        guard !histograms.isEmpty else { throw .shape("a comparison of marginals needs a histogram") }
        let reach = ratioReach ?? automaticReach
        let inRow = columns ?? (histograms.count == 4 ? 2 : min(3, histograms.count))
        return Figure(
            title: title, alternativeText: alternativeText,
            panels: histograms.map { panel($0, reach: reach, inRow: inRow) },
            columns: inRow, sharesLegend: histograms.count > 1, data: data)
    }

    // MARK: Panels

    private func panel(_ histogram: Histogram, reach: Double, inRow: Int) -> Panel {
        let edges = histogram.edges
        let chi = histogram.chiSquared
        let note: RichText? =
            chi.bins > 0 ? RichText("*χ*²/bins = \(NumberText.fixed(chi.value, decimals: 1))/\(chi.bins)") : nil
        return Panel(
            x: Axis(histogram.variable, unit: histogram.unit, limits: edges[0]...edges[edges.count - 1]),
            y: countAxis(histogram), marks: mainMarks(histogram),
            lower: Panel.Lower(
                y: Axis(RichText("\(dataName.markup) / model"), limits: (1 - reach)...(1 + reach)),
                marks: ratioMarks(histogram)),
            heading: histogram.heading, note: partial.map { RichText("partial: \($0)") } ?? note,
            mayGrowForLegend: true, aspect: histograms.count == 1 ? 0.92 : (inRow > 2 ? 1.32 : 1.12))
    }

    private func countAxis(_ histogram: Histogram) -> Axis {
        let title = Axis.eventsTitle(edges: histogram.edges, unit: histogram.unit)
        let tops = zip(histogram.counts, histogram.model).map { count, model in
            max(PoissonInterval(count: count).upper, model.isFinite ? model : 0)
        }
        let high = max(tops.max() ?? 1, histogram.references.flatMap(\.values).filter(\.isFinite).max() ?? 0)
        if hasLogarithmicCounts {
            let lowest = (histogram.counts + histogram.model).filter { $0 > 0 }.min() ?? 0.5
            return Axis(title, scale: .logarithmic, limits: max(0.3, min(0.5 * lowest, high / 10))...(2 * high))
        }
        return Axis(title, limits: 0...(1.08 * high))
    }

    private static let modelStyle = StrokeStyle(.colour(Palette.model), width: 1.4)

    /// Smaller where panels are.
    private var dataStyle: MarkerStyle { histograms.count > 1 ? MarkerStyle.data.limited(to: 2.8) : .data }

    private func style(_ kind: Reference.Kind) -> StrokeStyle {
        switch kind {
        case .truth: StrokeStyle(.colour(Palette.truth), width: 1.1, dash: StrokeStyle.dashed)
        case .prefit: StrokeStyle(.colour(Palette.six[4]), width: 1, dash: StrokeStyle.dashDotted)
        }
    }

    private func role(_ kind: Reference.Kind) -> String {
        kind == .truth ? "truth" : "prefit"
    }

    private func mainMarks(_ histogram: Histogram) -> [Mark] {
        let edges = histogram.edges
        var marks: [Mark] = []
        if let unc = histogram.modelUncertainty {
            marks.append(
                Mark(
                    "model band",
                    .binBand(
                        edges: edges, lower: zip(histogram.model, unc).map(-), upper: zip(histogram.model, unc).map(+),
                        .solid(.statisticalBand)),
                    legend: uncertaintyName, legendOrder: 2))
        }
        for reference in histogram.references {
            marks.append(
                Mark(
                    role(reference.kind), .steps(edges: edges, values: reference.values, style(reference.kind)),
                    legend: reference.name, legendOrder: 3))
        }
        marks.append(
            Mark(
                "model", .steps(edges: edges, values: histogram.model, Self.modelStyle), legend: modelName,
                legendOrder: 1))
        let points = histogram.counts.indices.map { index in
            let interval = PoissonInterval(count: histogram.counts[index])
            return Mark.ErrorPoint(
                x: (edges[index] + edges[index + 1]) / 2, y: histogram.counts[index], lower: interval.lower,
                upper: interval.upper)
        }
        marks.append(Mark("data", .points(points, dataStyle), legend: dataName))
        return marks
    }

    private func ratioMarks(_ histogram: Histogram) -> [Mark] {
        let edges = histogram.edges
        let model = histogram.model
        func relative(_ values: [Double]) -> [Double] { zip(values, model).map { $1 > 0 ? $0 / $1 : .nan } }
        var marks: [Mark] = []
        if let unc = histogram.modelUncertainty {
            let width = zip(unc, model).map { $1 > 0 ? $0 / $1 : 0 }
            marks.append(
                Mark(
                    "ratio band",
                    .binBand(
                        edges: edges, lower: width.map { 1 - $0 }, upper: width.map { 1 + $0 }, .solid(.statisticalBand)
                    )))
        }
        marks.append(Mark("unity", .horizontal(1, StrokeStyle(.foreground, width: 0.7, dash: StrokeStyle.dashed))))
        for reference in histogram.references {
            marks.append(
                Mark(
                    role(reference.kind),
                    .steps(edges: edges, values: relative(reference.values), style(reference.kind))))
        }
        marks.append(Mark("ratio", .points(ratioPoints(histogram), dataStyle)))
        return marks
    }

    /// Data over model with the data's own interval; bins without data or expectation have no ratio.
    private func ratioPoints(_ histogram: Histogram) -> [Mark.ErrorPoint] {
        histogram.counts.indices.compactMap { index in
            let (count, model) = (histogram.counts[index], histogram.model[index])
            guard model > 0, count > 0 else { return nil }
            let interval = PoissonInterval(count: count)
            return Mark.ErrorPoint(
                x: (histogram.edges[index] + histogram.edges[index + 1]) / 2, y: count / model,
                lower: interval.lower / model, upper: interval.upper / model)
        }
    }

    private var automaticReach: Double { RatioWindow.reach(points: histograms.flatMap(ratioPoints)) }

    // MARK: Words and numbers

    private var sentences: [String] {
        histograms.map { histogram in
            let chi = histogram.chiSquared
            return "\(histogram.variable.plain): χ² \(NumberText.fixed(chi.value, decimals: 1)) in \(chi.bins) bins"
        }
    }

    private var title: String {
        "\(dataName.plain) against \(modelName.plain): " + sentences.joined(separator: "; ")
    }

    private var alternativeText: String {
        let events = histograms.map { NumberText.grouped(Int($0.counts.reduce(0, +).rounded())) }
        var text = "Histograms of \(dataName.plain) against \(modelName.plain) with their ratio. "
        text += zip(sentences, events).map { "\($0), \($1) events in the window" }.joined(separator: ". ") + "."
        if let partial { text += " Partial: \(partial)." }
        return text
    }

    private var data: FigureData {
        FigureData(
            values: histograms.map { ("chi-squared \($0.variable.plain)", $0.chiSquared.value) },
            tables: histograms.enumerated().map { index, histogram in
                let intervals = histogram.counts.map { PoissonInterval(count: $0) }
                var columns: [FigureData.Column] = [
                    .init("lower edge", Array(histogram.edges.dropLast())),
                    .init("upper edge", Array(histogram.edges.dropFirst())),
                    .init("data", histogram.counts), .init("data lower", intervals.map(\.lower)),
                    .init("data upper", intervals.map(\.upper)), .init("model", histogram.model),
                ]
                if let unc = histogram.modelUncertainty { columns.append(.init("model uncertainty", unc)) }
                columns += histogram.references.map { .init($0.name.plain, $0.values) }
                return .init(
                    histograms.count > 1 ? "\(index + 1) \(histogram.variable.plain)" : histogram.variable.plain,
                    columns)
            })
    }
}
