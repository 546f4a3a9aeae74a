import Foundation
import Statistics

/// −2Δln L against one nuisance: the slice, with all others at their best fit, and the profiled curve, with all others
/// refitted at every point.
///
/// The profiled curve never lies above the slice. Where it passes 1 and 3.84 are the bounds of the 68 % and
/// the 95 % interval; a bound outside of the window is open: drawn as an arrow, never as a number.
public struct LikelihoodScan1D: Sendable {
    /// −2Δln L at ascending values of the nuisance.
    public struct Curve: Sendable, Equatable {
        public let x: [Double]
        public let y: [Double]

        /// - Throws: ``PlottingError/shape(_:)`` unless lengths agree and there are two points or more.
        public init(x: [Double], y: [Double]) throws(PlottingError) {
            guard x.count == y.count, x.count >= 2 else {
                throw .shape("a scan of \(x.count) points was given \(y.count) values")
            }
            self.x = x
            self.y = y
        }

        var points: [Point] { zip(x, y).map { Point($0, $1) } }
    }

    /// Levels of −2Δln L for one parameter.
    public static let level68 = ConfidenceLevel.oneSigma.deviance(degreesOfFreedom: 1)
    public static let level95 = ConfidenceLevel.ninetyFivePercent.deviance(degreesOfFreedom: 1)
    /// Lower end of the axis: room for markers at 0.
    private static let lowest = -0.4

    public let nuisance: RichText
    public let unit: RichText?
    public let slice: Curve?
    public let profiled: Curve?
    public let best: Double
    public let interval68: ScanInterval
    public let interval95: ScanInterval
    public let truth: Double?
    public let anchor: Double?
    public let heading: RichText?
    public let partial: String?

    /// - Parameter anchor: ν⁰, the point that the residual is expanded about.
    public init(
        nuisance: RichText, unit: RichText? = nil, slice: Curve?, profiled: Curve?, best: Double,
        interval68: ScanInterval, interval95: ScanInterval, truth: Double? = nil, anchor: Double? = nil,
        heading: RichText? = nil, partial: String? = nil
    ) {
        self.nuisance = nuisance
        self.unit = unit
        self.slice = slice
        self.profiled = profiled
        self.best = best
        self.interval68 = interval68
        self.interval95 = interval95
        self.truth = truth
        self.anchor = anchor
        self.heading = heading
        self.partial = partial
    }

    /// - Throws: ``PlottingError/shape(_:)`` where neither curve is given.
    public func figure() throws(PlottingError) -> Figure {
        Figure(title: title, alternativeText: alternativeText, panels: [try panel()], data: data)
    }

    /// Several nuisances side by side: one legend, shared −2Δln L, each best fit quoted above its frame.
    ///
    /// - Throws: ``PlottingError/shape(_:)`` where there is no scan, or one without a curve.
    public static func figure(of scans: [LikelihoodScan1D], columns: Int? = nil) throws(PlottingError) -> Figure {
        guard !scans.isEmpty else { throw .shape("a row of scans needs a scan") }
        var panels: [Panel] = []
        for scan in scans { panels.append(try scan.panel(quotesAbove: true)) }
        let tables = scans.flatMap { scan in
            scan.data.tables.map { FigureData.Table("\(scan.nuisance.plain) \($0.name)", $0.columns) }
        }
        let values = scans.flatMap { scan in
            scan.data.values.map { ("\(scan.nuisance.plain) \($0.name)", $0.values[0]) }
        }
        return Figure(
            title: scans.map(\.title).joined(separator: "; "),
            alternativeText: scans.map(\.alternativeText).joined(separator: " "), panels: panels,
            columns: columns ?? min(3, scans.count), sharesY: true, sharesLegend: true,
            data: FigureData(values: values, tables: tables))
    }

    /// The panel alone, to stand beside others.
    ///
    /// - Parameter quotesAbove: quotes the best fit above the frame and not in the legend, so that panels can share it.
    public func panel(quotesAbove: Bool = false) throws(PlottingError) -> Panel {
        let curves = [slice, profiled].compactMap { $0 }
        let xs = curves.flatMap(\.x).filter(\.isFinite)
        guard let left = xs.min(), let right = xs.max(), left < right else {
            throw .shape("a scan needs a slice or a profiled curve")
        }
        let highest = curves.flatMap(\.y).filter(\.isFinite).max() ?? 0
        // 3.84 must show, with air above; a flat likelihood must look flat.
        let top = quotesAbove ? 6.4 : min(max(highest * 1.05, 4.6), 6.4)
        return Panel(
            x: Axis(nuisance, unit: unit, limits: left...right),
            y: Axis("−2Δln *L*", limits: Self.lowest...top),
            marks: marks(left: left, right: right, quotesAbove: quotesAbove),
            heading: quotesAbove ? heading ?? nuisance + " = " + RichText(interval68.quoted(about: best)) : heading,
            note: partial.map { RichText("partial: \($0)") },
            sideLabels: [.init(value: Self.level68, text: "68 %"), .init(value: Self.level95, text: "95 %")],
            aspect: quotesAbove ? 0.95 : 0.72)
    }

    // MARK: Marks

    private func marks(left: Double, right: Double, quotesAbove: Bool) -> [Mark] {
        var marks: [Mark] = []
        let shade = (interval68.lower.value ?? left, interval68.upper.value ?? right)
        marks.append(
            Mark(
                "interval 68 %",
                .band(
                    [shade.0, shade.1].map { .init(x: $0, lower: Self.lowest, upper: Self.level68) },
                    .solid(.statisticalBand)), legend: "68 % interval", legendOrder: 3))
        marks.append(Mark("level 68 %", .horizontal(Self.level68, StrokeStyle(.muted, width: 0.6))))
        marks.append(
            Mark("level 95 %", .horizontal(Self.level95, StrokeStyle(.muted, width: 0.6, dash: StrokeStyle.dashed))))
        if let truth, truth >= left, truth <= right {
            let style = StrokeStyle(.colour(Palette.truth), width: 1.1, dash: StrokeStyle.dashed)
            marks.append(
                Mark(
                    "truth", .vertical(truth, style),
                    legend: quotesAbove ? "Truth" : RichText("Truth \(NumberText.significant(truth))"),
                    legendOrder: 6))
        }
        if let profiled {
            let style = StrokeStyle(.colour(Palette.model), width: 1.4, roundCaps: true)
            marks.append(Mark("profiled", .line(profiled.points, style), legend: "Profiled", legendOrder: 1))
        }
        // Above the profiled curve, which it hides behind where the nuisances are uncorrelated.
        if let slice {
            let style = StrokeStyle(.muted, width: 0.9, dash: StrokeStyle.dashDotted)
            marks.append(Mark("slice", .line(slice.points, style), legend: "Slice, others fixed", legendOrder: 2))
        }
        marks += bounds(interval68, level: Self.level68, name: "bound 68 %")
        marks += bounds(interval95, level: Self.level95, name: "bound 95 %")
        if let anchor, anchor >= left, anchor <= right {
            marks.append(
                Mark(
                    "anchor", .points([.init(x: anchor, y: 0)], .anchor), legend: "Anchor *ν*⁰", legendOrder: 5,
                    overlapsFrame: true))
        }
        let quoted = interval68.quoted(about: best)
        marks.append(
            Mark(
                "best fit", .points([.init(x: best, y: 0)], .bestFit),
                legend: quotesAbove ? "Best fit" : "Best fit " + RichText(quoted),
                legendOrder: 4,
                overlapsFrame: true))
        return marks
    }

    /// A dot where the curve passes the level; an arrow out of the window where it does not.
    private func bounds(_ interval: ScanInterval, level: Double, name: String) -> [Mark] {
        let dot = MarkerStyle(.circle, size: 3.2, ink: .colour(Palette.model))
        return [(interval.lower, Mark.Edge.left), (interval.upper, Mark.Edge.right)].map { bound, edge in
            switch bound {
            case .at(let value): Mark(name, .points([.init(x: value, y: level)], dot))
            case .open: Mark("\(name) open", .edgeArrow(edge, at: level, label: "open", .foreground))
            }
        }
    }

    // MARK: Words and numbers

    /// The range of the curves.
    private var window: ClosedRange<Double> {
        let xs = [slice, profiled].compactMap { $0 }.flatMap(\.x).filter(\.isFinite)
        return min(xs.min() ?? best, best)...max(xs.max() ?? best, best)
    }

    private var title: String {
        var text = "\(nuisance.plain): best fit \(interval68.quoted(about: best).plain)"
        if let truth {
            let place = ScanInterval.place(of: truth, in68: interval68, in95: interval95, window: window)
            text += ", truth \(NumberText.significant(truth)) \(place)"
        }
        return text
    }

    private var alternativeText: String {
        let curves = [slice.map { _ in "the slice" }, profiled.map { _ in "the profiled curve" }].compactMap { $0 }
        var text = "−2Δln L against \(nuisance.plain): \(curves.joined(separator: " and ")). \(title); "
        let decimals = interval68.quoted(about: best).decimals
        text += interval68.sentence("68 %", decimals: decimals) + ", "
        text += interval95.sentence("95 %", decimals: decimals) + "."
        if let anchor { text += " The expansion anchor is at \(NumberText.significant(anchor))." }
        if let partial { text += " Partial: \(partial)." }
        return text
    }

    private var data: FigureData {
        var values: [(String, Double)] = [("best fit", best)]
        for (name, interval) in [("68 %", interval68), ("95 %", interval95)] {
            values.append(("\(name) lower", interval.lower.value ?? .nan))
            values.append(("\(name) upper", interval.upper.value ?? .nan))
        }
        if let truth { values.append(("truth", truth)) }
        if let anchor { values.append(("anchor", anchor)) }
        let curves = [("slice", slice), ("profiled", profiled)].compactMap { name, curve in
            curve.map {
                FigureData.Table(name, [.init(nuisance.plain, $0.x), .init("minus two delta log likelihood", $0.y)])
            }
        }
        return FigureData(values: values, tables: curves)
    }
}
