import Foundation
import Statistics

/// −2Δln L in the plane of two nuisances: contours at 2.30 (68 %) and 5.99 (95 %) for two parameters.
///
/// A contour in the plane projects wider than the interval of one parameter: its shadow on an axis is where the
/// profiled curve passes 2.30, and not 1.
public struct LikelihoodScan2D: Sendable {
    /// A likelihood known in closed form, drawn as its own 68 % contour about a centre.
    public struct ReferenceEllipse: Sendable, Equatable {
        public let name: RichText
        public let centre: Point
        /// Standard deviations of the two nuisances, and their correlation.
        public let sigmaX: Double
        public let sigmaY: Double
        public let correlation: Double

        public init(name: RichText, centre: Point, sigmaX: Double, sigmaY: Double, correlation: Double) {
            self.name = name
            self.centre = centre
            self.sigmaX = sigmaX
            self.sigmaY = sigmaY
            self.correlation = correlation
        }

        /// The outline on which −2Δln L has the value `level`; closed.
        func outline(level: Double, corners: Int = 180) -> [Point] {
            let scale = level.squareRoot()
            let rest = max(0, 1 - correlation * correlation).squareRoot()
            return (0...corners).map { index in
                let angle = 2 * Double.pi * Double(index % corners) / Double(corners)
                return Point(
                    centre.x + scale * sigmaX * cos(angle),
                    centre.y + scale * sigmaY * (correlation * cos(angle) + rest * sin(angle)))
            }
        }
    }

    /// Levels of −2Δln L for two parameters.
    public static let level68 = ConfidenceLevel.oneSigma.deviance(degreesOfFreedom: 2)
    public static let level95 = ConfidenceLevel.ninetyFivePercent.deviance(degreesOfFreedom: 2)
    /// "2.30 (68 %) and 5.99 (95 %)".
    static let levels = [ConfidenceLevel.oneSigma, .ninetyFivePercent].map { level in
        "\(NumberText.fixed(level.deviance(degreesOfFreedom: 2), decimals: 2)) (\(level.label))"
    }.joined(separator: " and ")

    public let xNuisance: RichText
    public let yNuisance: RichText
    /// −2Δln L on a dense grid, NaN where it was not computed.
    public let grid: ScalarGrid
    public let best: Point
    /// The 1-D profiled 68 % intervals, for the quoted values.
    public let xInterval: ScanInterval?
    public let yInterval: ScanInterval?
    public let truth: Point?
    public let anchor: Point?
    public let ellipses: [ReferenceEllipse]
    /// Whether −2Δln L is shown as a heat map, up to `heatMapMaximum`.
    public let hasHeatMap: Bool
    public let heatMapMaximum: Double
    public let heading: RichText?
    public let partial: String?
    /// Contours at 2.30 and 5.99 that were traced otherwise, in place of the grid's.
    public let traced: (inner: ContourLines, outer: ContourLines)?
    /// −2Δln L at the truth, where it is known better than from the grid.
    public let devianceAtTruth: Double?

    public init(
        xNuisance: RichText, yNuisance: RichText, grid: ScalarGrid, best: Point, xInterval: ScanInterval? = nil,
        yInterval: ScanInterval? = nil, truth: Point? = nil, anchor: Point? = nil,
        ellipses: [ReferenceEllipse] = [], hasHeatMap: Bool = false, heatMapMaximum: Double = 12,
        heading: RichText? = nil, partial: String? = nil, traced: (inner: ContourLines, outer: ContourLines)? = nil,
        devianceAtTruth: Double? = nil
    ) {
        self.traced = traced
        self.devianceAtTruth = devianceAtTruth
        self.xNuisance = xNuisance
        self.yNuisance = yNuisance
        self.grid = grid
        self.best = best
        self.xInterval = xInterval
        self.yInterval = yInterval
        self.truth = truth
        self.anchor = anchor
        self.ellipses = ellipses
        self.hasHeatMap = hasHeatMap
        self.heatMapMaximum = heatMapMaximum
        self.heading = heading
        self.partial = partial
    }

    public var contour68: ContourLines { traced?.inner ?? ContourLines(of: grid, at: Self.level68) }
    public var contour95: ContourLines { traced?.outer ?? ContourLines(of: grid, at: Self.level95) }

    public func figure() -> Figure {
        let (inner, outer) = (contour68, contour95)
        let words = Words(scan: self, inner: inner, outer: outer)
        return Figure(
            title: words.title, alternativeText: words.alternativeText, panels: [panel(inner, outer)],
            data: data(inner, outer))
    }

    // MARK: Marks

    private var scale: ColourScale {
        ColourScale(
            .viridis, range: 0...heatMapMaximum, title: "−2Δln *L*", isClippedAbove: true)
    }

    private func panel(_ inner: ContourLines, _ outer: ContourLines) -> Panel {
        let last = (x: grid.x.count - 1, y: grid.y.count - 1)
        return Panel(
            x: Axis(xNuisance, limits: grid.x[0]...grid.x[last.x]),
            y: Axis(yNuisance, limits: grid.y[0]...grid.y[last.y]), marks: marks(inner, outer), heading: heading,
            note: partial.map { RichText("partial: \($0)") } ?? note(inner, outer),
            aspect: 0.95, keepsAspect: true,
            colourBar: hasHeatMap ? scale : nil)
    }

    private func note(_ inner: ContourLines, _ outer: ContourLines) -> RichText {
        let open = [("68 %", inner), ("95 %", outer)].filter { $0.1.leavesWindow }.map(\.0)
        if open.isEmpty { return "contours project wider than 1-D intervals" }
        return RichText("\(open.joined(separator: " and ")) contour\(open.count > 1 ? "s" : "") open")
    }

    private func marks(_ inner: ContourLines, _ outer: ContourLines) -> [Mark] {
        var marks: [Mark] = []
        if hasHeatMap { marks.append(Mark("heat map", .heatMap(grid, scale))) }
        // On the map's own colours only white reads everywhere.
        let ink: Ink = hasHeatMap ? MarkPainter.mapInk : .colour(Palette.model)
        for (index, ellipse) in ellipses.enumerated() {
            let dash = index == 0 ? StrokeStyle.dashDotted : StrokeStyle.dotted
            let style = StrokeStyle(.colour(Palette.truth), width: 1, dash: dash)
            marks.append(
                Mark(
                    "reference ellipse", .line(ellipse.outline(level: Self.level68), style), legend: ellipse.name,
                    legendOrder: 4))
        }
        // A contour that is small in its window has no room for its name, and names itself in the legend instead.
        let isSmall = inner.extent.map { extent in
            let window = grid.x[grid.x.count - 1] - grid.x[0]
            return extent.x.upperBound - extent.x.lowerBound < 0.2 * window
        }
        let styles = [StrokeStyle(ink, width: 1.4), StrokeStyle(ink, width: 1.2, dash: StrokeStyle.dashed)]
        for (name, contour, style) in [("68 %", inner, styles[0]), ("95 %", outer, styles[1])] {
            let label = RichText(name)
            marks.append(
                Mark(
                    "contour \(name)", .contour(contour, style, label: isSmall == true ? nil : label),
                    legend: isSmall == true ? label : nil, legendOrder: 3))
        }
        if let anchor {
            marks.append(
                Mark(
                    "anchor", .points([.init(x: anchor.x, y: anchor.y)], .anchor), legend: "Anchor *ν*⁰",
                    legendOrder: 2))
        }
        marks.append(Mark("best fit", .points([.init(x: best.x, y: best.y)], .bestFit), legend: "Best fit"))
        if let truth {
            marks.append(
                Mark(
                    "truth", .points([.init(x: truth.x, y: truth.y)], .truth), legend: "Truth",
                    legendOrder: 1))
        }
        return marks
    }

    /// `truth (0.5, −0.5) inside the 68 % contour`: where it lies on a grid of −2Δln L.
    ///
    /// - Parameter deviance: the value at the truth, where it is known better.
    static func place(of truth: Point, in grid: ScalarGrid, deviance: Double? = nil) -> String {
        let place = "truth (\(NumberText.significant(truth.x)), \(NumberText.significant(truth.y)))"
        let height = deviance ?? grid.value(atX: truth.x, y: truth.y)
        guard height.isFinite else { return "\(place) outside of the scanned window" }
        if height <= level68 { return "\(place) inside the 68 % contour" }
        return "\(place) \(height <= level95 ? "inside" : "outside") the 95 % contour"
    }

    // MARK: Numbers

    private func data(_ inner: ContourLines, _ outer: ContourLines) -> FigureData {
        var values: [(String, Double)] = [("best fit x", best.x), ("best fit y", best.y)]
        if let truth { values += [("truth x", truth.x), ("truth y", truth.y)] }
        if let anchor { values += [("anchor x", anchor.x), ("anchor y", anchor.y)] }
        let nodes = grid.y.indices.flatMap { j in grid.x.indices.map { i in (grid.x[i], grid.y[j], grid[i, j]) } }
        var tables =
            traced != nil
            ? []
            : [
                FigureData.Table(
                    "minus two delta log likelihood",
                    [
                        .init(xNuisance.plain, nodes.map(\.0)), .init(yNuisance.plain, nodes.map(\.1)),
                        .init("value", nodes.map(\.2)),
                    ])
            ]
        for (name, contour) in [("contour 68 %", inner), ("contour 95 %", outer)] {
            let rows = contour.lines.enumerated().flatMap { number, line in
                line.points.map { (Double(number + 1), $0.x, $0.y) }
            }
            tables.append(
                .init(
                    name,
                    [
                        .init("line", rows.map(\.0)), .init(xNuisance.plain, rows.map(\.1)),
                        .init(yNuisance.plain, rows.map(\.2)),
                    ]))
        }
        return FigureData(values: values, tables: tables)
    }
}

/// The sentences of a scan in the plane.
private struct Words {
    let scan: LikelihoodScan2D
    let inner: ContourLines
    let outer: ContourLines

    private func value(_ name: RichText, _ best: Double, _ interval: ScanInterval?) -> String {
        "\(name.plain) \(interval.map { $0.quoted(about: best).plain } ?? NumberText.significant(best, digits: 3))"
    }

    private var truthPlace: String? {
        scan.truth.map { LikelihoodScan2D.place(of: $0, in: scan.grid, deviance: scan.devianceAtTruth) }
    }

    var title: String {
        let best = [
            value(scan.xNuisance, scan.best.x, scan.xInterval), value(scan.yNuisance, scan.best.y, scan.yInterval),
        ]
        return (["best fit " + best.joined(separator: ", ")] + (truthPlace.map { [$0] } ?? [])).joined(separator: "; ")
    }

    var alternativeText: String {
        var text = "Contours of −2Δln L at \(LikelihoodScan2D.levels) in the plane of \(scan.xNuisance.plain) and "
        text += "\(scan.yNuisance.plain). \(title)."
        for (name, contour) in [("68 %", inner), ("95 %", outer)] {
            if contour.lines.isEmpty {
                text += " The \(name) contour does not lie in the window."
            } else if contour.leavesWindow {
                text += " The \(name) contour leaves the window: it is open."
            }
        }
        if !scan.ellipses.isEmpty {
            text += " For comparison, 68 % ellipses known in closed form: "
            text += scan.ellipses.map(\.name.plain).joined(separator: "; ") + "."
        }
        text += " A 2-D contour projects wider than the 1-D interval."
        if let partial = scan.partial { text += " Partial: \(partial)." }
        return text
    }
}
