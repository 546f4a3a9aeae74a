import Foundation
import Statistics

/// Histograms of the pulls of toys, a panel for each nuisance, compared with the unit Gaussian that they follow if
/// value and error are right.
///
/// A mean different from 0 is a bias; a width above 1 means that quoted errors are too small. Both are shown with their
/// errors, s/√n and s/√(2(n − 1)). The numbers of toys without a pull, and of pulls beyond the window, are stated.
public struct PullDistribution: Sendable {
    /// The pulls of one nuisance: a panel.
    public struct Series: Sendable, Equatable {
        let name: RichText
        /// One a toy; what is not finite is a toy that gave none.
        let pulls: [Double]

        /// One pull for each toy; not finite for a toy without a pull.
        public init(name: RichText, pulls: [Double]) {
            self.name = name
            self.pulls = pulls
        }
    }

    let series: [Series]
    let failed: Int

    /// `failed` toys had no fit and are not in the series.
    public init(series: [Series], failed: Int = 0) {
        self.series = series
        self.failed = failed
    }

    /// - Throws: ``PlottingError/shape(_:)`` where there is no series.
    public func figure() throws(PlottingError) -> Figure {
        guard !series.isEmpty else { throw .shape("a distribution of pulls needs a nuisance") }
        return Figure(
            title: title, alternativeText: alternativeText, panels: series.map(panel),
            columns: min(3, series.count), sharesLegend: series.count > 1, data: data)
    }

    // MARK: Moments

    private func moments(_ item: Series) -> SampleMoments { SampleMoments(item.pulls.filter(\.isFinite)) }
    private func mean(_ moments: SampleMoments) -> PDGRounding { PDGRounding(moments.mean, error: moments.meanError) }
    private func width(_ moments: SampleMoments) -> PDGRounding {
        PDGRounding(moments.deviation, error: moments.deviationError)
    }
    private func found(_ item: Series) -> Int { item.pulls.count(where: \.isFinite) }
    private func missing(_ item: Series) -> Int { item.pulls.filter { !$0.isFinite }.count }
    private func beyond(_ item: Series) -> Int { item.pulls.filter { $0.isFinite && abs($0) > reach }.count }

    /// What a pull is, printed along the axis.
    private let formula: RichText = "(*ν̂* − *ν*_{true}) / *σ*"
    /// The window is −reach…reach.
    private let reach = 4.0
    private static let step = 0.5

    private var edges: [Double] {
        let half = Int((reach / Self.step).rounded(.up))
        return (-half...half).map { Double($0) * Self.step }
    }

    private func counts(_ item: Series) -> [Double] {
        let edges = edges
        var counts = Array(repeating: 0.0, count: edges.count - 1)
        for pull in item.pulls where pull.isFinite && abs(pull) <= edges[edges.count - 1] {
            counts[min(counts.count - 1, Int((pull - edges[0]) / Self.step))] += 1
        }
        return counts
    }

    // MARK: Marks

    private func panel(_ item: Series) -> Panel {
        let moments = moments(item)
        let counts = counts(item)
        let edges = edges
        // An empty bin has no point: half of it would lie outside of the frame.
        let points = counts.indices.filter { counts[$0] > 0 }.map { index in
            let interval = PoissonInterval(count: counts[index])
            return Mark.ErrorPoint(
                x: (edges[index] + edges[index + 1]) / 2, y: counts[index], lower: interval.lower,
                upper: interval.upper)
        }
        let scale = Double(found(item)) * Self.step / (2 * Double.pi).squareRoot()
        let (left, right) = (edges[0], edges[edges.count - 1])
        let curve = (0...160).map { index in
            let x = left + (right - left) * Double(index) / 160
            return Point(x, scale * exp(-x * x / 2))
        }
        let high = max(1, scale, points.map(\.upper).max() ?? 1)
        let top = (series.count > 1 ? 1.75 : 1.5) * high
        var lines = [RichText("no pull")]
        if found(item) > 0 {
            lines = [
                RichText("mean ") + RichText(mean(moments)), RichText("width ") + RichText(width(moments)),
            ]
        }
        var marks: [Mark] = []
        if found(item) > 0 {
            marks.append(
                Mark(
                    "unit Gaussian", .line(curve, StrokeStyle(.colour(Palette.model), width: 1.4)),
                    legend: "Unit Gaussian", legendOrder: 1))
            let style = series.count > 1 ? MarkerStyle.data.limited(to: 2.8) : .data
            marks.append(Mark("data", .points(points, style), legend: "Toys"))
        }
        for (index, line) in lines.enumerated() {
            marks.append(
                Mark(
                    "moments",
                    .text(
                        line, at: Point(left, top), TextAnchor(.leading, .baseline),
                        offset: Size(width: 5, height: 14 + 11 * Double(index)))))
        }
        return Panel(
            x: Axis(formula, limits: left...right),
            y: Axis("Toys / \(NumberText.significant(Self.step))", limits: 0...top),
            marks: marks, heading: item.name, note: note(item), mayGrowForLegend: true,
            aspect: series.count > 1 ? 0.95 : 0.72)
    }

    private func note(_ item: Series) -> RichText {
        var words = [NumberText.counted(found(item), "toy")]
        let lost = missing(item) + failed
        if lost > 0 { words.append("\(lost) failed") }
        if beyond(item) > 0 { words.append("\(beyond(item)) beyond") }
        return RichText(words.joined(separator: ", "))
    }

    // MARK: Words and numbers

    private var title: String {
        series.map { item in
            let moments = moments(item)
            guard found(item) > 1 else { return "\(item.name.plain): \(NumberText.counted(found(item), "pull"))" }
            return "\(item.name.plain): mean of pulls \(mean(moments).plain), width \(width(moments).plain)"
        }.joined(separator: "; ")
    }

    private var alternativeText: String {
        var text = "Histograms of the pulls \(formula.plain) of toys against the unit Gaussian. \(title)."
        for item in series {
            text += " \(item.name.plain): \(NumberText.counted(found(item), "toy")), \(missing(item)) without a pull, "
            text += "\(beyond(item)) beyond ±\(NumberText.significant(reach))."
        }
        if failed > 0 { text += " \(NumberText.counted(failed, "toy")) failed." }
        return text
    }

    private var data: FigureData {
        let edges = edges
        var values: [(String, Double)] = [("failed", Double(failed))]
        for item in series {
            let moments = moments(item)
            let name = item.name.plain
            values += [
                ("\(name) mean", moments.mean), ("\(name) mean error", moments.meanError),
                ("\(name) width", moments.deviation), ("\(name) width error", moments.deviationError),
                ("\(name) without pull", Double(missing(item))), ("\(name) beyond window", Double(beyond(item))),
            ]
        }
        return FigureData(
            values: values,
            tables: series.flatMap { item in
                [
                    FigureData.Table("pulls of \(item.name.plain)", [.init("pull", item.pulls)]),
                    FigureData.Table(
                        "histogram of \(item.name.plain)",
                        [
                            .init("lower edge", Array(edges.dropLast())),
                            .init("upper edge", Array(edges.dropFirst())), .init("toys", counts(item)),
                        ]),
                ]
            })
    }
}
