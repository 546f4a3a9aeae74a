import Statistics

/// −2Δln L in the plane of two nuisances: for a single scan, or of the members of an ensemble and their combinations.
///
/// Contours are drawn at 2.30 (68 %, solid) and 5.99 (95 %, dashed), the levels of two parameters, each named on its
/// line. Members show their 68 % contours, thin, beneath those of the combination; several combinations or scans are
/// drawn over one another. The projection of a contour is wider than the interval of one parameter: it ends where the
/// profiled curve is 2.30, and not 1.
public struct LikelihoodPlane: Sendable {
    /// The quantity of the colour map beneath the contours.
    public enum Map: Sendable, Equatable {
        /// −2Δln L of the first series, from its grid; values above the limit have the colour of the limit.
        case deviance(upTo: Double = 12)
        /// B_eff = (Σw)²/Σw², the effective number of members of the combination at each point, from 1 to their number.
        case effectiveMembers(ScalarGrid)
    }

    /// −2Δln L of the 68 % and of the 95 % contour of two parameters.
    static let level68 = ConfidenceLevel.oneSigma.deviance(degreesOfFreedom: 2)
    static let level95 = ConfidenceLevel.ninetyFivePercent.deviance(degreesOfFreedom: 2)
    /// "2.30 (68 %) and 5.99 (95 %)".
    static let levels = [ConfidenceLevel.oneSigma, .ninetyFivePercent].map { level in
        "\(NumberText.fixed(level.deviance(degreesOfFreedom: 2), decimals: 2)) (\(level.label))"
    }.joined(separator: " and ")

    let xNuisance: RichText
    let yNuisance: RichText
    let series: [Series]
    let truth: Point?
    let anchor: Point?
    let ellipses: [ReferenceEllipse]
    let map: Map?
    let partial: String?

    /// - Parameters:
    ///   - xNuisance: names the x axis.
    ///   - yNuisance: names the y axis.
    ///   - series: one a scan or a combination.
    ///   - truth: the true values, if they are known.
    ///   - anchor: ν⁰, the point about which the residual is expanded.
    ///   - ellipses: ellipses of covariances, in addition to the contours.
    ///   - map: the quantity of the colour map beneath the contours.
    ///   - partial: for a computation that still runs, its progress.
    public init(
        xNuisance: RichText, yNuisance: RichText, series: [Series], truth: Point? = nil, anchor: Point? = nil,
        ellipses: [ReferenceEllipse] = [], map: Map? = nil, partial: String? = nil
    ) {
        self.xNuisance = xNuisance
        self.yNuisance = yNuisance
        self.series = series
        self.truth = truth
        self.anchor = anchor
        self.ellipses = ellipses
        self.map = map
        self.partial = partial
    }

    /// - Throws: ``PlottingError/shape(_:)`` where there is no series.
    public func figure() throws(PlottingError) -> Figure {
        guard !series.isEmpty else { throw .shape("a scan in the plane needs a grid or contours") }
        let contours = series.map(Contours.init)
        return Figure(
            title: title, alternativeText: alternativeText(contours), panels: [panel(contours)], data: data(contours))
    }

    /// The scan, if it is the only one and has no members.
    var single: Series? { series.count == 1 && series[0].members.isEmpty ? series[0] : nil }

    private func panel(_ contours: [Contours]) -> Panel {
        let (xs, ys) = (series.map(\.deviance.x), series.map(\.deviance.y))
        return Panel(
            x: Axis(xNuisance, limits: Axis.limits(holding: xs.flatMap { [$0.lowerBound, $0.upperBound] }, margin: 0)),
            y: Axis(yNuisance, limits: Axis.limits(holding: ys.flatMap { [$0.lowerBound, $0.upperBound] }, margin: 0)),
            marks: marks(contours),
            note: partial.map { RichText("partial: \($0)") } ?? note(contours), aspect: 0.95, keepsAspect: true,
            colourBar: heat?.scale)
    }

    private func note(_ contours: [Contours]) -> RichText? {
        let open = ["68 %", "95 %"].filter { name in
            contours.contains { $0.named.contains { $0.name == name && $0.lines.leavesWindow } }
        }
        if open.isEmpty { return single == nil ? nil : "contours project wider than 1-D intervals" }
        return RichText("\(open.joined(separator: " and ")) contour\(open.count > 1 ? "s" : "") open")
    }

    // MARK: Marks

    /// The map's values and colours.
    private var heat: (role: String, grid: ScalarGrid, scale: ColourScale)? {
        switch map {
        case nil: return nil
        case .deviance(let highest):
            guard case .grid(let grid)? = series.first?.deviance else { return nil }
            return (
                "heat map", grid,
                ColourScale(.viridis, range: 0...highest, title: "−2Δln *L*", isClippedAbove: true)
            )
        case .effectiveMembers(let grid):
            // Dark where many members count, so that the contours, which lie there, read well.
            let most = max(2, series.map(\.members.count).max() ?? 2)
            return (
                "effective members", grid,
                ColourScale(.cividis, range: 1...Double(most), title: "*B*_{eff}", isReversed: true)
            )
        }
    }

    private func ink(_ index: Int) -> Ink {
        // On the map's own colours only white reads everywhere; it is rimmed.
        if heat != nil, series.count == 1 { return MarkPainter.mapInk }
        return .colour(Palette.series(index))
    }

    private func marks(_ contours: [Contours]) -> [Mark] {
        var marks: [Mark] = []
        if let heat { marks.append(Mark(heat.role, .heatMap(heat.grid, heat.scale))) }
        for (index, ellipse) in ellipses.enumerated() {
            let dash = index == 0 ? StrokeStyle.dashDotted : StrokeStyle.dotted
            let style = StrokeStyle(.colour(Palette.truth), width: 1.3, dash: dash)
            marks.append(
                Mark(
                    "reference ellipse", .line(ellipse.outline(level: Self.level68), style), legend: ellipse.name,
                    legendOrder: 10))
        }
        for (index, lines) in contours.enumerated() {
            let name: RichText =
                series.count == 1 ? RichText("Members (\(lines.members.count)), 68 %") : "Members, 68 %"
            let style = StrokeStyle(.faded(ink(index), heat == nil ? 0.35 : 0.6), width: 0.8)
            for line in lines.members.flatMap(\.lines) {
                let points = line.isClosed ? line.points + line.points.prefix(1) : line.points
                marks.append(Mark("member", .line(points, style), legend: name, legendOrder: 9))
            }
        }
        for (index, lines) in contours.enumerated() { marks += contour(lines, index) }
        return marks + points
    }

    private func contour(_ contours: Contours, _ index: Int) -> [Mark] {
        // A single contour that is small in its window has no room for its name, and names itself in the legend instead.
        // Of several, labels stand on the last series, which nothing is drawn over.
        let window = series[index].deviance.x
        let isSmall = contours.inner.extent.map { extent in
            extent.x.upperBound - extent.x.lowerBound < 0.2 * (window.upperBound - window.lowerBound)
        }
        let isNamedInLegend = single != nil && isSmall == true
        let isLabelled = !isNamedInLegend && index == series.count - 1
        let styles =
            single == nil
            ? [StrokeStyle(ink(index), width: 1.6), StrokeStyle(ink(index), width: 1.3, dash: StrokeStyle.dashed)]
            : [StrokeStyle(ink(index), width: 1.4), StrokeStyle(ink(index), width: 1.2, dash: StrokeStyle.dashed)]
        let seriesName = single == nil ? series[index].name : nil
        return zip(contours.named, zip(styles, [seriesName, nil])).map { contour, drawn in
            let label = RichText(contour.name)
            return Mark(
                "contour \(contour.name)", .contour(contour.lines, drawn.0, label: isLabelled ? label : nil),
                legend: isNamedInLegend ? label : drawn.1, legendOrder: 3, partOf: seriesName)
        }
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
            let isOnly = series.count == 1
            let star = MarkerStyle(
                .star, size: MarkerStyle.bestFit.size - (isOnly ? 0 : 1), ink: isOnly ? .foreground : ink(index))
            marks.append(
                Mark(
                    "best fit", .points([.init(x: item.best.x, y: item.best.y)], star),
                    legend: isOnly ? "Best fit" : "Best fits"))
        }
        if let truth {
            marks.append(
                Mark("truth", .points([.init(x: truth.x, y: truth.y)], .truth), legend: "Truth", legendOrder: 1))
        }
        return marks
    }
}
