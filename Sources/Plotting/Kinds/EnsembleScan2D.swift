import Foundation

/// −2Δln L in the plane of two nuisances: members' 68 % contours, thin, beneath the contours of their combination; several
/// combinations or scans may lie over one another.
///
/// Levels are 2.30 (68 %, solid) and 5.99 (95 %, dashed) of two parameters. On request a map shows B_eff, how many members
/// the combination rests on at each point.
public struct EnsembleScan2D: Sendable {
    /// One way to combine, or one scan; grids of −2Δln L, NaN where not computed.
    public struct Series: Sendable, Equatable {
        public let name: RichText
        public let members: [ScalarGrid]
        public let combined: ScalarGrid
        public let best: Point
        /// The 1-D profiled 68 % intervals, for the quoted values.
        public let xInterval: ScanInterval?
        public let yInterval: ScanInterval?

        public init(
            name: RichText, members: [ScalarGrid] = [], combined: ScalarGrid, best: Point,
            xInterval: ScanInterval? = nil, yInterval: ScanInterval? = nil
        ) {
            self.name = name
            self.members = members
            self.combined = combined
            self.best = best
            self.xInterval = xInterval
            self.yInterval = yInterval
        }
    }

    public let xNuisance: RichText
    public let yNuisance: RichText
    public let series: [Series]
    public let truth: Point?
    public let anchor: Point?
    public let ellipses: [LikelihoodScan2D.ReferenceEllipse]
    /// B_eff = (Σw)²/Σw² on a grid, shown as a map from 1 to the number of members.
    public let effectiveMembers: ScalarGrid?
    public let heading: RichText?
    public let partial: String?

    public init(
        xNuisance: RichText, yNuisance: RichText, series: [Series], truth: Point? = nil, anchor: Point? = nil,
        ellipses: [LikelihoodScan2D.ReferenceEllipse] = [], effectiveMembers: ScalarGrid? = nil,
        heading: RichText? = nil, partial: String? = nil
    ) {
        self.xNuisance = xNuisance
        self.yNuisance = yNuisance
        self.series = series
        self.truth = truth
        self.anchor = anchor
        self.ellipses = ellipses
        self.effectiveMembers = effectiveMembers
        self.heading = heading
        self.partial = partial
    }

    /// - Throws: ``PlottingError/shape(_:)`` where there is no series.
    public func figure() throws(PlottingError) -> Figure {
        guard !series.isEmpty else { throw .shape("an ensemble's scan in the plane needs a combined grid") }
        let xs = series.flatMap(\.combined.x)
        let ys = series.flatMap(\.combined.y)
        let contours = series.map {
            Contours(
                inner: ContourLines(of: $0.combined, at: LikelihoodScan2D.level68),
                outer: ContourLines(of: $0.combined, at: LikelihoodScan2D.level95),
                members: $0.members.map { ContourLines(of: $0, at: LikelihoodScan2D.level68) })
        }
        let panel = Panel(
            x: Axis(xNuisance, limits: Axis.limits(holding: xs, margin: 0)),
            y: Axis(yNuisance, limits: Axis.limits(holding: ys, margin: 0)), marks: marks(contours), heading: heading,
            note: partial.map { RichText("partial: \($0)") } ?? note(contours), aspect: 0.95, keepsAspect: true,
            colourBar: effectiveMembers == nil ? nil : scale)
        return Figure(
            title: title, alternativeText: alternativeText(contours), panels: [panel], data: data(contours))
    }

    /// The lines of one series.
    struct Contours {
        let inner: ContourLines
        let outer: ContourLines
        let members: [ContourLines]
    }

    // MARK: Marks

    /// Dark where many members count, so that the contours, which lie there, read well.
    private var scale: ColourScale {
        let most = max(2, series.map(\.members.count).max() ?? 2)
        return ColourScale(.cividis, range: 1...Double(most), title: "*B*_{eff}", isReversed: true)
    }

    private func note(_ contours: [Contours]) -> RichText? {
        let isOpen68 = contours.contains { $0.inner.leavesWindow }
        let isOpen95 = contours.contains { $0.outer.leavesWindow }
        let open = (isOpen68 ? ["68 %"] : []) + (isOpen95 ? ["95 %"] : [])
        return open.isEmpty
            ? nil : RichText("\(open.joined(separator: " and ")) contour\(open.count > 1 ? "s" : "") open")
    }

    private func ink(_ index: Int) -> Ink {
        // On the map's own colours white reads best, rimmed.
        if effectiveMembers != nil, series.count == 1 { return MarkPainter.mapInk }
        return .colour(Palette.series(index, of: series.count))
    }

    private func marks(_ contours: [Contours]) -> [Mark] {
        var marks: [Mark] = []
        if let effectiveMembers { marks.append(Mark("effective members", .heatMap(effectiveMembers, scale))) }
        for (index, ellipse) in ellipses.enumerated() {
            let dash = index == 0 ? StrokeStyle.dashDotted : StrokeStyle.dotted
            marks.append(
                Mark(
                    "reference ellipse",
                    .line(
                        ellipse.outline(level: LikelihoodScan2D.level68),
                        StrokeStyle(.colour(Palette.truth), width: 1, dash: dash)), legend: ellipse.name,
                    legendOrder: 10))
        }
        for (index, lines) in contours.enumerated() {
            let name: RichText =
                series.count == 1 ? RichText("Members (\(lines.members.count)), 68 %") : "Members, 68 %"
            let style = StrokeStyle(.faded(ink(index), effectiveMembers == nil ? 0.35 : 0.6), width: 0.8)
            for line in lines.members.flatMap(\.lines) {
                let points = line.isClosed ? line.points + line.points.prefix(1) : line.points
                marks.append(Mark("member", .line(points, style), legend: name, legendOrder: 9))
            }
        }
        // Labels stand on the last series, which nothing is drawn over.
        for (index, lines) in contours.enumerated() {
            let isLabelled = index == contours.count - 1
            marks.append(
                Mark(
                    "contour 68 %",
                    .contour(lines.inner, StrokeStyle(ink(index), width: 1.6), label: isLabelled ? "68 %" : nil),
                    legend: series[index].name, legendOrder: 3))
            marks.append(
                Mark(
                    "contour 95 %",
                    .contour(
                        lines.outer, StrokeStyle(ink(index), width: 1.3, dash: StrokeStyle.dashed),
                        label: isLabelled ? "95 %" : nil)))
        }
        return marks + points
    }

    private var points: [Mark] {
        var marks: [Mark] = []
        if let anchor {
            marks.append(
                Mark(
                    "anchor", .points([.init(x: anchor.x, y: anchor.y)], .anchor), legend: "Anchor *ν*⁰",
                    legendOrder: 2))
        }
        for (index, item) in series.enumerated() {
            let own: Ink = series.count == 1 ? .foreground : ink(index)
            marks.append(
                Mark(
                    "best fit",
                    .points(
                        [.init(x: item.best.x, y: item.best.y)],
                        MarkerStyle(.star, size: MarkerStyle.bestFit.size - (series.count == 1 ? 0 : 1), ink: own)),
                    legend: series.count == 1 ? "Best fit" : "Best fits"))
        }
        if let truth {
            marks.append(
                Mark("truth", .points([.init(x: truth.x, y: truth.y)], .truth), legend: "Truth", legendOrder: 1))
        }
        return marks
    }
}
