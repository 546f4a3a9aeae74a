import Foundation
import Statistics

/// Marginals of data after the fit, each with the line of the best fit, its uncertainty bands and the ratio data / best
/// fit.
///
/// Statistical band blue, systematic orange, total grey and hatched; the legend states what each includes, and a band
/// that is not given is not drawn. Data carry Poisson intervals (Garwood's below ten events).
public struct PostFitBands: Sendable {
    let histograms: [Histogram]
    let names: Names
    let columns: Int?
    let ratioReach: Double?
    let partial: String?

    /// The names of lines and bands, which state what each band includes.
    public struct Names: Sendable, Equatable {
        let bestFit: RichText
        let statistical: RichText
        let systematic: RichText
        let total: RichText

        /// The names of the line and the bands in the legend; they should state what each band includes.
        public init(
            bestFit: RichText = "Best fit", statistical: RichText = "Stat.: members at *ν̂*",
            systematic: RichText = "Syst.: *ν* on its 68 % contour",
            total: RichText = "Total: every member, every *ν*"
        ) {
            self.bestFit = bestFit
            self.statistical = statistical
            self.systematic = systematic
            self.total = total
        }
    }

    /// - Parameters:
    ///   - histograms: one a panel.
    ///   - names: the names of data, fit and bands in the legend.
    ///   - columns: panels in a row; nil for up to three.
    ///   - ratioReach: half the height of the ratio's window about 1; nil to derive it from data and bands, the same
    ///     for all panels.
    ///   - partial: for a computation that still runs, its progress.
    public init(
        histograms: [Histogram], names: Names = Names(), columns: Int? = nil,
        ratioReach: Double? = nil, partial: String? = nil
    ) {
        self.histograms = histograms
        self.names = names
        self.columns = columns
        self.ratioReach = ratioReach
        self.partial = partial
    }

    /// - Throws: ``PlottingError/shape(_:)`` where there is no histogram.
    public func figure() throws(PlottingError) -> Figure {
        guard !histograms.isEmpty else { throw .shape("post-fit panels need a histogram") }
        let reach = ratioReach ?? automaticReach
        let inRow = columns ?? Figure.columns(of: histograms.count)
        return Figure(
            title: title, alternativeText: alternativeText,
            panels: histograms.map { panel($0, reach: reach, inRow: inRow) }, columns: inRow,
            sharesLegend: histograms.count > 1, data: data)
    }

    // MARK: Panels

    private func panel(_ histogram: Histogram, reach: Double, inRow: Int) -> Panel {
        let edges = histogram.observed.edges
        let chi = histogram.chiSquared.map {
            "*χ*²/ndf\u{A0}=\u{A0}\(NumberText.fixed($0.value, decimals: 1))/\($0.degreesOfFreedom)"
        }
        let words = [partial.map { "partial: \($0)" } ?? chi].compactMap { $0 } + histogram.omissions
        return Panel(
            x: Axis(histogram.variable, unit: histogram.unit, limits: edges[0]...edges[edges.count - 1]),
            y: countAxis(histogram), marks: mainMarks(histogram),
            lower: Panel.Lower(
                y: Axis("Data / fit", limits: (1 - reach)...(1 + reach)),
                marks: ratioMarks(histogram)),
            note: words.isEmpty ? nil : RichText(words.joined(separator: ", ")),
            mayGrowForLegend: true, aspect: histograms.count == 1 ? 0.92 : (inRow > 2 ? 1.32 : 1.12))
    }

    private func countAxis(_ histogram: Histogram) -> Axis {
        let title = Axis.eventsTitle(edges: histogram.observed.edges, unit: histogram.unit)
        let tops = histogram.observed.points().map(\.upper) + histogram.bands.flatMap(\.band.upper)
        let high = max(1e-9, (tops + histogram.bestFit).filter(\.isFinite).max() ?? 1)
        return Axis(title, limits: Axis.window(from: 0, to: 1.08 * high))
    }

    /// Smaller where panels are.
    private var dataStyle: MarkerStyle { histograms.count > 1 ? MarkerStyle.data.limited(to: 2.8) : .data }

    private func bandMarks(_ histogram: Histogram, relative: Bool) -> [Mark] {
        histogram.bands.map { kind, band in
            func scaled(_ values: [Double]) -> [Double] {
                relative ? zip(values, histogram.bestFit).map { $1 > 0 ? $0 / $1 : .nan } : values
            }
            let (role, filling, name, order): (String, Mark.Filling, RichText, Int) =
                switch kind {
                case .statistical: ("statistical band", .solid(.statisticalBand), names.statistical, 2)
                case .systematic: ("systematic band", .solid(.systematicBand), names.systematic, 3)
                case .total: ("total band", .hatched(.totalBand), names.total, 4)
                }
            return Mark(
                relative ? "ratio \(role)" : role,
                .binBand(
                    edges: histogram.observed.edges, lower: scaled(band.lower), upper: scaled(band.upper), filling),
                legend: name, legendOrder: order)
        }
    }

    private func mainMarks(_ histogram: Histogram) -> [Mark] {
        var marks = bandMarks(histogram, relative: false)
        marks.append(
            Mark(
                "best fit",
                .steps(
                    edges: histogram.observed.edges, values: histogram.bestFit,
                    StrokeStyle(.colour(Palette.model), width: 1.4)), legend: names.bestFit, legendOrder: 1))
        marks.append(Mark("data", .points(points(histogram, relative: false), dataStyle), legend: "Data"))
        return marks
    }

    private func ratioMarks(_ histogram: Histogram) -> [Mark] {
        var marks = bandMarks(histogram, relative: true)
        marks.append(Mark("unity", .horizontal(1, StrokeStyle(.foreground, width: 0.7, dash: StrokeStyle.dashed))))
        marks.append(Mark("ratio", .points(points(histogram, relative: true), dataStyle)))
        return marks
    }

    /// Data, or data over the best fit; bins without data or expectation have no ratio.
    private func points(_ histogram: Histogram, relative: Bool) -> [Mark.ErrorPoint] {
        relative
            ? histogram.observed.points(dividedBy: histogram.bestFit, skippingEmpty: true)
            : histogram.observed.points()
    }

    /// Seven of ten ratios: bands, not tails, are what is looked at, and a point beyond stands as a triangle on the edge.
    private var automaticReach: Double {
        RatioWindow.reach(points: histograms.flatMap { points($0, relative: true) }, part: 0.7)
    }
}
