import Foundation
import Statistics

/// Marginals of data and of a model whose parameters a reader may move: the model at the best fit, which stays fixed,
/// the moved model, its classes, and the ratio of data to the moved model.
///
/// The figure itself shows the best fit, where both models are equal. A page's script redraws the moved lines, which it
/// finds by the names of their series: ``Names``.
public struct ExploredDistributions: Sendable {
    let histograms: [Histogram]
    let ratioReach: Double

    /// The names of the lines in the legend, as plain text, by which a script finds them.
    public enum Names {
        /// The moved model.
        public static let model = "Model at ν"
        /// The fixed model.
        public static let bestFit = "Model at ν̂"
        /// The events.
        public static let data = "Data"
    }

    /// The events of one variable and their expectation.
    public struct Histogram: Sendable, Equatable {
        let variable: RichText
        let unit: RichText?
        let observed: EventCounts
        let bestFit: [Double]
        let classes: [ClassLine]
        let highest: Double

        /// - Parameters:
        ///   - variable: its symbol, which names the axis.
        ///   - unit: of the variable; nil for a pure number.
        ///   - observed: the events.
        ///   - bestFit: expected events per bin.
        ///   - classes: the part of each class; empty for a single class.
        ///   - highest: the largest expectation of a bin for any position of the model.
        /// - Throws: ``PlottingError/shape(_:)`` unless there is one expectation for each bin.
        public init(
            variable: RichText, unit: RichText? = nil, observed: EventCounts, bestFit: [Double], classes: [ClassLine],
            highest: Double
        ) throws(PlottingError) {
            let lengths = [bestFit.count] + classes.map(\.values.count)
            guard lengths.allSatisfy({ $0 == observed.bins }) else {
                throw .shape("the histogram of \(variable.plain) has \(observed.bins) bins, its lines \(lengths)")
            }
            self.variable = variable
            self.unit = unit
            self.observed = observed
            self.bestFit = bestFit
            self.classes = classes
            self.highest = highest
        }
    }

    /// A class and its expected events per bin.
    public struct ClassLine: Sendable, Equatable {
        let name: String
        let values: [Double]

        /// With these values.
        public init(name: String, values: [Double]) {
            self.name = name
            self.values = values
        }
    }

    /// - Parameters:
    ///   - histograms: one a panel.
    ///   - ratioReach: half the height of the ratio's window about 1; nil to derive it from the data.
    public init(histograms: [Histogram], ratioReach: Double? = nil) {
        self.histograms = histograms
        self.ratioReach =
            ratioReach ?? RatioWindow.reach(points: histograms.flatMap { $0.observed.points(dividedBy: $0.bestFit) })
    }

    /// - Throws: ``PlottingError/shape(_:)`` where there is no histogram.
    public func figure() throws(PlottingError) -> Figure {
        guard !histograms.isEmpty else { throw .shape("distributions to explore need a histogram") }
        return Figure(
            title: title, alternativeText: alternativeText, panels: histograms.map(panel),
            columns: Figure.columns(of: histograms.count), sharesLegend: histograms.count > 1, data: data)
    }

    // MARK: Panels

    private func panel(_ histogram: Histogram) -> Panel {
        let edges = histogram.observed.edges
        let tops = histogram.observed.points().map(\.upper) + [histogram.highest]
        let high = max(1e-9, tops.filter(\.isFinite).max() ?? 1)
        return Panel(
            x: Axis(histogram.variable, unit: histogram.unit, limits: edges[0]...edges[edges.count - 1]),
            y: Axis(
                Axis.eventsTitle(edges: edges, unit: histogram.unit), limits: Axis.window(from: 0, to: 1.08 * high)),
            marks: marks(histogram),
            lower: Panel.Lower(
                y: Axis("Data / model", limits: (1 - ratioReach)...(1 + ratioReach)), marks: ratioMarks(histogram)),
            mayGrowForLegend: true, aspect: histograms.count == 1 ? 0.92 : 1.12)
    }

    private static let modelStyle = StrokeStyle(.colour(Palette.model), width: 1.4)
    private static let bestFitStyle = StrokeStyle(.muted, width: 1, dash: StrokeStyle.dashDotted)
    private var dataStyle: MarkerStyle { histograms.count > 1 ? MarkerStyle.data.limited(to: 2.8) : .data }

    private func classStyle(_ index: Int) -> StrokeStyle {
        // The first colour is the model's.
        StrokeStyle(
            .colour(Palette.series(index + 1)), width: 1, dash: StrokeStyle.dash(round: Palette.round(index + 1)))
    }

    private func marks(_ histogram: Histogram) -> [Mark] {
        let edges = histogram.observed.edges
        let classes = histogram.classes.enumerated().map { index, line in
            Mark(
                "class", .steps(edges: edges, values: line.values, classStyle(index)),
                legend: RichText(line.name), legendOrder: 4)
        }
        return classes + [
            Mark(
                "model", .steps(edges: edges, values: histogram.bestFit, Self.modelStyle),
                legend: RichText(Names.model), legendOrder: 1),
            Mark(
                "best fit", .steps(edges: edges, values: histogram.bestFit, Self.bestFitStyle),
                legend: RichText(Names.bestFit), legendOrder: 2),
            Mark("data", .points(histogram.observed.points(), dataStyle), legend: RichText(Names.data)),
        ]
    }

    private func ratioMarks(_ histogram: Histogram) -> [Mark] {
        [
            Mark("unity", .horizontal(1, StrokeStyle(.foreground, width: 0.7, dash: StrokeStyle.dashed))),
            Mark(
                "ratio",
                .points(histogram.observed.points(dividedBy: histogram.bestFit, skippingEmpty: true), dataStyle)),
        ]
    }

    // MARK: Words and numbers

    private var title: String {
        "Data and model at the best fit: "
            + histograms.map { histogram in
                let chi = histogram.observed.chiSquared(against: histogram.bestFit)
                return
                    "\(histogram.variable.plain) χ² \(NumberText.fixed(chi.value, decimals: 1)) in \(NumberText.counted(chi.bins, "bin"))"
            }.joined(separator: "; ")
    }

    private var alternativeText: String {
        "Histograms of data beside the expectation at the best fit, in all and by class, and their ratio. On a page with "
            + "scripts, sliders move the nuisance parameters and the expectation with them. \(title)."
    }

    private var data: FigureData {
        FigureData(
            values: [],
            tables: histograms.map { histogram in
                .init(
                    histogram.variable.plain,
                    histogram.observed.columns(named: "data") + [.init("best fit", histogram.bestFit)]
                        + histogram.classes.map { .init($0.name, $0.values) })
            })
    }
}
