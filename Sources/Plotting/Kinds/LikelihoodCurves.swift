import Statistics

/// −2Δln L against one nuisance: for a single scan, or of the members of an ensemble and their combinations.
///
/// A single scan shows the profiled curve (all other nuisances refitted at every point), the slice (all others at their
/// best fit), which never lies below it, and the 68 % interval shaded. Members are thin and 35 % opaque, their
/// combination is thick; several combinations or scans are drawn over one another. The points where a curve crosses the
/// levels 1 and 3.84 are the bounds of the 68 % and the 95 % interval of one parameter. A bound outside of the window
/// is open: it is drawn as an arrow out of the window, never as a number.
public struct LikelihoodCurves: Sendable {
    /// −2Δln L of the 68 % and of the 95 % interval of one parameter.
    static let level68 = ConfidenceLevel.oneSigma.deviance(degreesOfFreedom: 1)
    static let level95 = ConfidenceLevel.ninetyFivePercent.deviance(degreesOfFreedom: 1)
    /// Lower end of the axis: room for markers at 0.
    private static let lowest = -0.4
    /// Upper end of the axis, where nothing lower will do.
    private static let highest = 6.4

    let nuisance: RichText
    let series: [Series]
    let truth: Double?
    let anchor: Double?

    /// - Parameters:
    ///   - nuisance: its symbol, which names the axis.
    ///   - series: one a scan.
    ///   - truth: the true value, if it is known.
    ///   - anchor: ν⁰, the point about which the residual is expanded.
    public init(nuisance: RichText, series: [Series], truth: Double? = nil, anchor: Double? = nil) {
        self.nuisance = nuisance
        self.series = series
        self.truth = truth
        self.anchor = anchor
    }

    /// - Throws: ``PlottingError/shape(_:)`` if no curve has at least two points.
    public func figure() throws(PlottingError) -> Figure {
        let panel = try panel()
        return Figure(title: title, alternativeText: alternativeText, panels: [panel], data: data)
    }

    /// Several nuisances side by side: with one legend and a shared axis of −2Δln L, and with each best fit above its
    /// frame.
    ///
    /// - Throws: ``PlottingError/shape(_:)`` without scans, and for a scan without a curve.
    public static func figure(of scans: [LikelihoodCurves]) throws(PlottingError) -> Figure {
        guard !scans.isEmpty else { throw .shape("a row of scans needs a scan") }
        var panels: [Panel] = []
        for scan in scans { panels.append(try scan.panel(inRow: true)) }
        let tables = scans.flatMap { scan in
            scan.data.tables.map { FigureData.Table("\(scan.nuisance.plain) \($0.name)", $0.columns) }
        }
        let values = scans.flatMap { scan in
            scan.data.values.map { ("\(scan.nuisance.plain) \($0.name)", $0.values[0]) }
        }
        return Figure(
            title: scans.map(\.title).joined(separator: "; "),
            alternativeText: scans.map(\.alternativeText).joined(separator: " "), panels: panels,
            columns: min(3, scans.count), sharesY: true, sharesLegend: true,
            data: FigureData(values: values, tables: tables))
    }

    /// The scan, if it is the only one and has no members: only then its interval is shaded.
    var single: Series? { series.count == 1 && series[0].members.isEmpty ? series[0] : nil }

    /// - Parameter inRow: whether it stands beside others and shares their legend; the best fit is quoted above the frame.
    private func panel(inRow: Bool = false) throws(PlottingError) -> Panel {
        let curves = series.flatMap { $0.members + $0.curves }
        let xs = curves.flatMap(\.x).filter(\.isFinite)
        guard let left = xs.min(), let right = xs.max(), left < right else {
            throw .shape("the scan of \(nuisance.plain) needs a curve")
        }
        // 3.84 must show, with air above; a flat likelihood must look flat.
        let reach = 1.05 * (curves.flatMap(\.y).filter(\.isFinite).max() ?? 0)
        let top = inRow || single == nil ? Self.highest : min(max(reach, 4.6), Self.highest)
        let quoted = inRow ? single.map { nuisance + " = " + RichText($0.quoted) } : nil
        return Panel(
            x: Axis(nuisance, limits: Axis.window(from: left, to: right)),
            y: Axis("−2Δln *L*", limits: Self.lowest...top),
            marks: marks(left: left, right: right, inRow: inRow), heading: quoted,
            note: inRow ? undrawn.brief : nil,
            sideLabels: [.init(value: Self.level68, text: "68 %"), .init(value: Self.level95, text: "95 %")],
            remarks: inRow ? [] : undrawn.words().map { [$0] } ?? [],
            aspect: inRow ? 0.95 : 0.72)
    }

    /// Points of the curves that are not numbers.
    var undrawn: UndrawnPoints {
        var undrawn = UndrawnPoints()
        for curve in series.flatMap(\.curves) {
            for point in curve.points { _ = undrawn.has(x: point.x, .linear, y: point.y, .linear) }
        }
        return undrawn
    }

    // MARK: Marks

    private func ink(_ index: Int) -> Ink { .colour(Palette.series(index)) }

    private func marks(left: Double, right: Double, inRow: Bool) -> [Mark] {
        var marks: [Mark] = []
        if let single {
            let shade = [single.interval68.lower ?? left, single.interval68.upper ?? right]
            marks.append(
                Mark(
                    "interval 68 %",
                    .band(
                        shade.map { .init(x: $0, lower: Self.lowest, upper: Self.level68) }, .solid(.statisticalBand)),
                    legend: "68 % interval", legendOrder: 2))
        }
        marks.append(Mark("level 68 %", .horizontal(Self.level68, StrokeStyle(.muted, width: 0.6))))
        marks.append(
            Mark("level 95 %", .horizontal(Self.level95, StrokeStyle(.muted, width: 0.6, dash: StrokeStyle.dashed))))
        if let truth, truth >= left, truth <= right {
            let style = StrokeStyle(.colour(Palette.truth), width: 1.1, dash: StrokeStyle.dashed)
            marks.append(
                Mark(
                    "truth", .vertical(truth, style),
                    legend: inRow ? "Truth" : RichText("Truth \(NumberText.significant(truth))"),
                    legendOrder: single == nil ? 6 : 9))
        } else if let truth, truth.isFinite {
            // Beyond the window: an arrow to it instead of silence.
            marks.append(
                Mark(
                    "truth beyond window",
                    .edgeArrow(
                        truth < left ? .left : .right, at: 0.5 * (Self.level68 + Self.level95),
                        label: RichText("truth \(NumberText.significant(truth))"), .colour(Palette.truth))))
        }
        for (index, item) in series.enumerated() {
            let entry = series.count == 1 ? "Members (\(item.members.count))" : "Members"
            let style = StrokeStyle(.faded(ink(index), 0.35), width: 0.8, roundCaps: index == 0)
            marks += item.members.map {
                Mark("member", .line($0.points, style), legend: RichText(entry), legendOrder: 5)
            }
        }
        for (index, item) in series.enumerated() { marks += curves(item, index) + bounds(item, index) }
        if let anchor, anchor >= left, anchor <= right {
            marks.append(
                Mark(
                    "anchor", .points([.init(x: anchor, y: 0)], .anchor), legend: "Anchor *ν*⁰", legendOrder: 8,
                    overlapsFrame: true))
        }
        for (index, item) in series.enumerated() where item.best.isFinite {
            let isOnly = series.count == 1
            let star = MarkerStyle(
                .star, size: MarkerStyle.bestFit.size - (isOnly ? 0 : 1), ink: isOnly ? .foreground : ink(index))
            let legend = isOnly ? (inRow ? "Best fit" : "Best fit " + RichText(item.quoted)) : "Best fits"
            marks.append(
                Mark(
                    "best fit", .points([.init(x: item.best, y: 0)], star), legend: legend, legendOrder: 7,
                    overlapsFrame: true))
        }
        return marks
    }

    /// Lines that lie on each other are told by dashes, too; where colours repeat, by other ones.
    private static func dash(_ index: Int) -> [Double] {
        StrokeStyle.dash(round: index % Palette.colours.count + Palette.round(index))
    }

    private func curves(_ item: Series, _ index: Int) -> [Mark] {
        var marks: [Mark] = []
        if let profiled = item.profiled {
            let style = StrokeStyle(
                ink(index), width: single == nil ? 1.8 : 1.4, dash: Self.dash(index), roundCaps: index == 0)
            marks.append(
                Mark("profiled", .line(profiled.points, style), legend: entry(item), legendOrder: min(index, 4)))
        }
        // Above the profiled curve, which hides it where the nuisances are uncorrelated.
        if let slice = item.slice {
            let style = StrokeStyle(.muted, width: 0.9, dash: StrokeStyle.dashDotted)
            marks.append(Mark("slice", .line(slice.points, style), legend: "Slice, others fixed", legendOrder: 1))
        }
        return marks
    }

    /// Several name their values one by one; of one alone, the star carries it.
    private func entry(_ item: Series) -> RichText {
        series.count == 1 ? item.name : item.name + ": " + RichText(item.quoted)
    }

    /// A dot where the profiled curve passes a level; arrows out of the window only where a single one is shown.
    private func bounds(_ item: Series, _ index: Int) -> [Mark] {
        let dot = MarkerStyle(.circle, size: single == nil ? 3.4 : 3.2, ink: ink(index))
        let levels = [("68 %", item.interval68, Self.level68), ("95 %", item.interval95, Self.level95)]
        return levels.flatMap { name, interval, level in
            [(interval.lower, Mark.Edge.left), (interval.upper, Mark.Edge.right)].compactMap { bound, edge in
                if let bound {
                    return Mark("bound \(name)", .points([.init(x: bound, y: level)], dot), partOf: entry(item))
                }
                guard series.count == 1 else { return nil }
                return Mark("bound \(name) open", .edgeArrow(edge, at: level, label: "open", .foreground))
            }
        }
    }
}
