import Foundation
import Statistics

/// −2Δln L against one nuisance for the members of an ensemble and for their combination; several combinations or scans
/// may lie over one another.
///
/// Members are thin and 35 % opaque, the combination is thick. The levels 1 and 3.84 bound the 68 % and the 95 % interval
/// of one parameter; a bound outside of the window is open, and has no number.
public struct EnsembleScan1D: Sendable {
    /// One way to combine, or one scan.
    public struct Series: Sendable, Equatable {
        public let name: RichText
        public let members: [LikelihoodScan1D.Curve]
        public let combined: LikelihoodScan1D.Curve
        public let best: Double
        public let interval68: ScanInterval
        public let interval95: ScanInterval

        public init(
            name: RichText, members: [LikelihoodScan1D.Curve] = [], combined: LikelihoodScan1D.Curve, best: Double,
            interval68: ScanInterval, interval95: ScanInterval
        ) {
            self.name = name
            self.members = members
            self.combined = combined
            self.best = best
            self.interval68 = interval68
            self.interval95 = interval95
        }

        var quoted: PDGRounding { interval68.quoted(about: best) }
    }

    private static let lowest = -0.4
    private static let highest = 6.4

    public let nuisance: RichText
    public let unit: RichText?
    public let series: [Series]
    public let truth: Double?
    /// ν⁰, the point that the residual is expanded about.
    public let anchor: Double?
    public let heading: RichText?
    public let partial: String?

    public init(
        nuisance: RichText, unit: RichText? = nil, series: [Series], truth: Double? = nil, anchor: Double? = nil,
        heading: RichText? = nil, partial: String? = nil
    ) {
        self.nuisance = nuisance
        self.unit = unit
        self.series = series
        self.truth = truth
        self.anchor = anchor
        self.heading = heading
        self.partial = partial
    }

    /// - Throws: ``PlottingError/shape(_:)`` where there is no series, or none with a window.
    public func figure() throws(PlottingError) -> Figure {
        let (left, right) = try limits()
        let panel = Panel(
            x: Axis(nuisance, unit: unit, limits: left...right),
            y: Axis("−2Δln *L*", limits: Self.lowest...Self.highest), marks: marks(left: left, right: right),
            heading: heading, note: partial.map { RichText("partial: \($0)") },
            sideLabels: [
                .init(value: LikelihoodScan1D.level68, text: "68 %"),
                .init(value: LikelihoodScan1D.level95, text: "95 %"),
            ])
        return Figure(title: title, alternativeText: alternativeText, panels: [panel], data: data)
    }

    private func limits() throws(PlottingError) -> (Double, Double) {
        let xs = series.flatMap { $0.members.flatMap(\.x) + $0.combined.x }.filter(\.isFinite)
        guard let left = xs.min(), let right = xs.max(), left < right else {
            throw .shape("an ensemble's scan of \(nuisance.plain) needs a combined curve")
        }
        return (left, right)
    }

    // MARK: Marks

    /// Colour and dash of a series: the first solid in the colour of fits.
    private func style(_ index: Int, width: Double, opacity: Double = 1) -> StrokeStyle {
        let dashes = [[], StrokeStyle.dashed, StrokeStyle.dashDotted, StrokeStyle.dotted]
        let ink: Ink = .colour(Palette.series(index, of: series.count))
        let isThin = opacity < 1
        return StrokeStyle(
            isThin ? .faded(ink, opacity) : ink, width: width, dash: isThin ? [] : dashes[index % dashes.count],
            roundCaps: index == 0)
    }

    private func marks(left: Double, right: Double) -> [Mark] {
        var marks = [
            Mark("level 68 %", .horizontal(LikelihoodScan1D.level68, StrokeStyle(.muted, width: 0.6))),
            Mark(
                "level 95 %",
                .horizontal(LikelihoodScan1D.level95, StrokeStyle(.muted, width: 0.6, dash: StrokeStyle.dashed))),
        ]
        if let truth, truth >= left, truth <= right {
            let style = StrokeStyle(.colour(Palette.truth), width: 1.1, dash: StrokeStyle.dashed)
            marks.append(
                Mark(
                    "truth", .vertical(truth, style), legend: RichText("Truth \(NumberText.significant(truth))"),
                    legendOrder: 6))
        }
        for (index, item) in series.enumerated() {
            let entry = series.count == 1 ? "Members (\(item.members.count))" : "Members"
            for member in item.members {
                marks.append(
                    Mark(
                        "member", .line(member.points, style(index, width: 0.8, opacity: 0.35)),
                        legend: RichText(entry), legendOrder: 5))
            }
        }
        for (index, item) in series.enumerated() {
            // Several name their values one by one; of one alone, the star carries it.
            let name = series.count == 1 ? item.name : item.name + ": " + RichText(item.quoted)
            marks.append(
                Mark(
                    "combined", .line(item.combined.points, style(index, width: 1.8)), legend: name,
                    legendOrder: index < 4 ? index : 4))
            marks += bounds(item, index)
        }
        if let anchor, anchor >= left, anchor <= right {
            marks.append(
                Mark(
                    "anchor", .points([.init(x: anchor, y: 0)], .anchor), legend: "Anchor *ν*⁰", legendOrder: 8,
                    overlapsFrame: true))
        }
        for (index, item) in series.enumerated() where item.best.isFinite {
            let ink: Ink = series.count == 1 ? .foreground : .colour(Palette.series(index, of: series.count))
            marks.append(
                Mark(
                    "best fit",
                    .points(
                        [.init(x: item.best, y: 0)],
                        MarkerStyle(.star, size: MarkerStyle.bestFit.size - (series.count == 1 ? 0 : 1), ink: ink)),
                    legend: series.count == 1 ? "Best fit " + RichText(item.quoted) : "Best fits", legendOrder: 7,
                    overlapsFrame: true))
        }
        return marks
    }

    /// A dot where the combined curve passes a level; arrows out of the window only where a single one is shown.
    private func bounds(_ item: Series, _ index: Int) -> [Mark] {
        let dot = MarkerStyle(.circle, size: 3.4, ink: .colour(Palette.series(index, of: series.count)))
        let levels = [
            ("68 %", item.interval68, LikelihoodScan1D.level68), ("95 %", item.interval95, LikelihoodScan1D.level95),
        ]
        return levels.flatMap { name, interval, level in
            [(interval.lower, Mark.Edge.left), (interval.upper, Mark.Edge.right)].compactMap { bound, edge in
                switch bound {
                case .at(let value): return Mark("bound \(name)", .points([.init(x: value, y: level)], dot))
                case .open:
                    guard series.count == 1 else { return nil }
                    return Mark("bound \(name) open", .edgeArrow(edge, at: level, label: "open", .foreground))
                }
            }
        }
    }
}
