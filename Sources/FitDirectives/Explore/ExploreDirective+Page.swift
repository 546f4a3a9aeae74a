import Foundation
import Plotting
import Report
import Statistics

/// What the page shows: the figures at ν̂, and where scripts run, sliders that move them.
extension ExploreDirective {
    static func present(_ options: Options, _ result: Result, _ context: PresentationContext) throws -> [Fragment] {
        let drawn = try figures(result).map { figure, width in
            let figure = figure.withLegendsOutside()
            let wide = try figure.laidOut(width: width)
            let narrow = width == .column ? nil : try figure.laidOut(width: .column)
            return Fragment.figure(
                Picture(
                    svg: wide.element(), narrow: narrow?.element(isLike: wide), stylesheet: FigureStylesheet.ofPages,
                    alt: context.alt ?? wide.alternativeText, remark: wide.missingGlyphs))
        }
        guard context.isExplorable else { return drawn }
        let data = try ExplorerData(result).script
        return [
            .html("<div class=\"explore\" data-figure=\"\(context.label)_figure\" hidden>\(data)</div>")
        ] + drawn + [.note(words(result))]
    }

    /// The series of the arrows, in the words of the legend.
    static let arrowName = "From *ν̂* to *ν*"

    /// How far what the sliders show can be trusted.
    private static func words(_ result: Result) -> String {
        func number(_ value: Double) -> String { NumberText.significant(value, digits: 2) }
        return
            "The sliders interpolate between \(result.points) points of ν. At \(result.checks) points in between, expected "
            + "events are wrong by at most \(number(result.countsError)) σ of the data in a bin, −2Δln L by at most "
            + "\(number(result.devianceError))"
            + (result.morphing.map {
                ", arrows, drawn \(NumberText.significant($0.magnification, digits: 2)) times as long as they are, by at most "
                    + "\(number(100 * $0.error)) % of their panel's width."
            } ?? ".")
    }

    /// The distributions first, as the page's script expects them; then −2Δln L against each nuisance, and its plane.
    private static func figures(_ result: Result) throws -> [(Figure, FigureWidth)] {
        let isSingleClass = result.histograms.first?.classes.count == 1
        let centre = result.nuisances.map { 2 * ($0.best - $0.low) / ($0.high - $0.low) - 1 }
        let distributions = ExploredDistributions(
            histograms: try result.histograms.map { histogram in
                try ExploredDistributions.Histogram(
                    variable: histogram.variable.text, unit: histogram.variable.unitText,
                    observed: EventCounts(
                        edges: histogram.edges, counts: histogram.counts, beyond: histogram.beyond),
                    bestFit: histogram.bestFit,
                    classes: isSingleClass
                        ? []
                        : histogram.classes.map { one in
                            .init(name: one.name, values: one.bins.map { max(0, $0.value(at: centre)) })
                        }, highest: histogram.highest)
            })
        var figures = [(try distributions.figure(), FigureWidth.full)]
        if let curves = result.curves { figures.append((try CurvePlot.drawing(curves), .full)) }
        if let contours = result.contours { figures.append((try ContourPlot.drawing(contours), .column)) }
        if let morphing = result.morphing {
            let figure = try FieldPanel.figure(
                morphing.panels, morphing.variables, columns: 2, magnification: morphing.magnification)
            let title = "Where scores go when ν leaves ν̂"
            figures.append(
                (
                    figure.withoutNotes().saying(
                        title: title,
                        alternativeText:
                            "\(title): arrows over the density of the data's scores, a panel a class. At ν̂ "
                            + "nothing moves. On a page with scripts they follow the sliders."), .full
                ))
        }
        return figures
    }
}
