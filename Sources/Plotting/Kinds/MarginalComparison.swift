import Foundation
import Statistics

/// One-dimensional histograms of data against the model, each with the ratio data / model below it.
///
/// Data carry Poisson intervals (Garwood's below ten events). The band of the model, if given, shows its finite
/// statistics; it is centred on the line above, and on 1 below.
public struct MarginalComparison: Sendable {
    let histograms: [Histogram]
    let modelName: RichText
    let columns: Int?
    let ratioReach: Double?

    /// - Parameters:
    ///   - histograms: one a panel.
    ///   - modelName: the name of the model in the legend.
    ///   - columns: panels in a row; nil for up to three.
    ///   - ratioReach: half the height of the ratio's window about 1; nil to derive it from the data, the same for all
    ///     panels.
    public init(
        histograms: [Histogram], modelName: RichText = "Model", columns: Int? = nil, ratioReach: Double? = nil
    ) {
        self.histograms = histograms
        self.modelName = modelName
        self.columns = columns
        self.ratioReach = ratioReach
    }

    /// - Throws: ``PlottingError/shape(_:)`` where there is no histogram.
    public func figure() throws(PlottingError) -> Figure {
        guard !histograms.isEmpty else { throw .shape("a comparison of marginals needs a histogram") }
        let reach = ratioReach ?? automaticReach
        let inRow = columns ?? Figure.columns(of: histograms.count)
        return Figure(
            title: title, alternativeText: alternativeText,
            panels: histograms.map { panel($0, reach: reach, inRow: inRow) },
            columns: inRow, sharesLegend: histograms.count > 1, data: data)
    }

    // MARK: Panels

    private func panel(_ histogram: Histogram, reach: Double, inRow: Int) -> Panel {
        let edges = histogram.counts.observed.edges
        return Panel(
            x: Axis(histogram.variable, unit: histogram.unit, limits: edges[0]...edges[edges.count - 1]),
            y: countAxis(histogram), marks: mainMarks(histogram),
            lower: Panel.Lower(
                y: Axis("Data / model", limits: (1 - reach)...(1 + reach)),
                marks: ratioMarks(histogram)),
            note: histogram.counts.note,
            mayGrowForLegend: true, aspect: histograms.count == 1 ? 0.92 : (inRow > 2 ? 1.32 : 1.12))
    }

    private func countAxis(_ histogram: Histogram) -> Axis {
        let counts = histogram.counts
        let title = Axis.eventsTitle(edges: counts.observed.edges, unit: histogram.unit)
        let tops = counts.observed.points().map(\.upper) + counts.model + histogram.references.flatMap(\.values)
        let high = tops.filter { $0.isFinite && $0 > 0 }.max() ?? 1
        return Axis(title, limits: Axis.window(from: 0, to: 1.08 * high))
    }

    private static let modelStyle = StrokeStyle(.colour(Palette.model), width: 1.4)

    /// Smaller where panels are.
    private var dataStyle: MarkerStyle { histograms.count > 1 ? MarkerStyle.data.limited(to: 2.8) : .data }

    private func style(_ kind: Reference.Kind) -> StrokeStyle {
        switch kind {
        case .truth: StrokeStyle(.colour(Palette.truth), width: 1.1, dash: StrokeStyle.dashed)
        case .prefit: StrokeStyle(.colour(Palette.prefit), width: 1, dash: StrokeStyle.dashDotted)
        }
    }

    private func role(_ kind: Reference.Kind) -> String {
        kind == .truth ? "truth" : "prefit"
    }

    private func mainMarks(_ histogram: Histogram) -> [Mark] {
        let counts = histogram.counts
        let edges = counts.observed.edges
        let unscaled = [Double](repeating: 1, count: counts.observed.bins)
        var marks = counts.band(over: unscaled, role: "model band", legend: "Model stat. unc.")
        for reference in histogram.references {
            marks.append(
                Mark(
                    role(reference.kind), .steps(edges: edges, values: reference.values, style(reference.kind)),
                    legend: reference.name, legendOrder: 3))
        }
        marks.append(
            Mark(
                "model", .steps(edges: edges, values: counts.model, Self.modelStyle), legend: modelName,
                legendOrder: 1))
        marks.append(Mark("data", .points(counts.observed.points(), dataStyle), legend: "Data"))
        return marks
    }

    private func ratioMarks(_ histogram: Histogram) -> [Mark] {
        let counts = histogram.counts
        var marks = counts.band(over: counts.model, role: "ratio band", legend: nil)
        marks.append(Mark("unity", .horizontal(1, StrokeStyle(.foreground, width: 0.7, dash: StrokeStyle.dashed))))
        for reference in histogram.references {
            let values = zip(reference.values, counts.model).map { $1 > 0 ? $0 / $1 : .nan }
            marks.append(
                Mark(
                    role(reference.kind),
                    .steps(edges: counts.observed.edges, values: values, style(reference.kind))))
        }
        marks.append(Mark("ratio", .points(ratioPoints(histogram), dataStyle)))
        return marks
    }

    /// Data over model with the data's own interval; bins without data or expectation have no ratio.
    private func ratioPoints(_ histogram: Histogram) -> [Mark.ErrorPoint] {
        histogram.counts.observed.points(dividedBy: histogram.counts.model, skippingEmpty: true)
    }

    private var automaticReach: Double { RatioWindow.reach(points: histograms.flatMap(ratioPoints)) }

    // MARK: Words and numbers

    private var sentences: [String] {
        histograms.map { histogram in
            let chi = histogram.counts.chiSquared
            return
                "\(histogram.variable.plain): χ² \(NumberText.fixed(chi.value, decimals: 1)) in \(NumberText.counted(chi.bins, "bin"))"
        }
    }

    private var title: String {
        "Data against \(modelName.plain): " + sentences.joined(separator: "; ")
    }

    private var alternativeText: String {
        let events = histograms.map(\.counts.observed.extent)
        var text = "Histograms of Data against \(modelName.plain) with their ratio. "
        text += zip(sentences, events).map { "\($0), \($1)" }.joined(separator: ". ") + "."
        for histogram in histograms {
            text += histogram.counts.omissionWords.map { " \(histogram.variable.plain): \($0)." }.joined()
        }
        return text
    }

    private var data: FigureData {
        FigureData(
            values: histograms.map { ("chi-squared \($0.variable.plain)", $0.counts.chiSquared.value) },
            tables: histograms.enumerated().map { index, histogram in
                var columns = histogram.counts.observed.columns(named: "data")
                columns.append(.init("model", histogram.counts.model))
                if let unc = histogram.counts.modelUncertainty { columns.append(.init("model uncertainty", unc)) }
                columns += histogram.references.map { .init($0.name.plain, $0.values) }
                return .init(
                    histograms.count > 1 ? "\(index + 1) \(histogram.variable.plain)" : histogram.variable.plain,
                    columns)
            })
    }
}
