import Foundation

/// The covariance of two nuisances from the Hessian at the best fit: its 68 % ellipse and principal axes over the scan's
/// own contour.
///
/// The ellipse is where ½ΔνᵀHΔν reaches 2.30/2, so it is the 68 % contour if the likelihood is a parabola. An axis
/// reaches from −σ_k to +σ_k along its direction, and so ends inside of the ellipse, which lies at 1.52 σ_k.
public struct HessianEllipse: Sendable {
    /// A principal direction; with more nuisances than two, its part in this plane.
    public struct Mode: Sendable, Equatable {
        public let name: RichText
        /// σ_k times the components of the unit eigenvector.
        public let x: Double
        public let y: Double
        public let sigma: Double

        public init(name: RichText, x: Double, y: Double, sigma: Double) {
            self.name = name
            self.x = x
            self.y = y
            self.sigma = sigma
        }
    }

    public let xNuisance: RichText
    public let yNuisance: RichText
    public let best: Point
    /// Standard deviations and correlation of the pair, all others profiled; nil where H is not positive definite.
    public let covariance: Covariance?
    public let modes: [Mode]
    /// −2Δln L on a grid, for its 68 % contour.
    public let scan: ScalarGrid?
    public let truth: Point?
    public let anchor: Point?
    public let heading: RichText?
    public let partial: String?

    public struct Covariance: Sendable, Equatable {
        public let sigmaX: Double
        public let sigmaY: Double
        public let correlation: Double

        /// - Throws: ``PlottingError/shape(_:)`` unless both widths are positive and the correlation lies inside −1…1.
        public init(sigmaX: Double, sigmaY: Double, correlation: Double) throws(PlottingError) {
            guard sigmaX > 0, sigmaY > 0, sigmaX.isFinite, sigmaY.isFinite, abs(correlation) < 1 else {
                throw .shape(
                    "a covariance of widths \(sigmaX), \(sigmaY) and correlation \(correlation) is not positive definite"
                )
            }
            self.sigmaX = sigmaX
            self.sigmaY = sigmaY
            self.correlation = correlation
        }

        /// Both eigenvectors, the widest first.
        public var modes: [Mode] {
            let (a, b, d) = (sigmaX * sigmaX, correlation * sigmaX * sigmaY, sigmaY * sigmaY)
            let angle = 0.5 * atan2(2 * b, a - d)
            let middle = (a + d) / 2
            let half = hypot((a - d) / 2, b)
            // The small eigenvalue from the determinant: the difference would lose its digits.
            let values = [middle + half, (a * d - b * b) / (middle + half)]
            return values.enumerated().map { index, value in
                let turned = angle + (index == 0 ? 0 : .pi / 2)
                let sigma = max(0, value).squareRoot()
                return Mode(
                    name: RichText("mode \(index + 1)"), x: sigma * cos(turned), y: sigma * sin(turned), sigma: sigma)
            }
        }
    }

    /// - Parameter modes: of the whole Hessian; nil: those of the pair's own covariance.
    public init(
        xNuisance: RichText, yNuisance: RichText, best: Point, covariance: Covariance?, modes: [Mode]? = nil,
        scan: ScalarGrid? = nil, truth: Point? = nil, anchor: Point? = nil, heading: RichText? = nil,
        partial: String? = nil
    ) {
        self.xNuisance = xNuisance
        self.yNuisance = yNuisance
        self.best = best
        self.covariance = covariance
        self.modes = covariance == nil ? [] : modes ?? covariance?.modes ?? []
        self.scan = scan
        self.truth = truth
        self.anchor = anchor
        self.heading = heading
        self.partial = partial
    }

    public func figure() -> Figure {
        let contour = scan.map { ContourLines(of: $0, at: LikelihoodScan2D.level68) }
        let window = window(contour)
        let panel = Panel(
            x: Axis(xNuisance, limits: window.x), y: Axis(yNuisance, limits: window.y), marks: marks(contour),
            heading: heading,
            note: partial.map { RichText("partial: \($0)") }
                ?? (covariance == nil ? "Hessian not positive definite: no ellipse" : "axes end at ±*σ*_{k}"),
            aspect: 0.95, keepsAspect: true)
        return Figure(title: title, alternativeText: alternativeText(contour), panels: [panel], data: data(contour))
    }

    var outline: [Point]? {
        covariance.map {
            LikelihoodScan2D.ReferenceEllipse(
                name: "Hessian", centre: best, sigmaX: $0.sigmaX, sigmaY: $0.sigmaY, correlation: $0.correlation
            ).outline(level: LikelihoodScan2D.level68)
        }
    }

    /// Ellipse, contour and points, with one scale for both axes where neither would be squeezed: axes stand at right
    /// angles only so.
    private func window(_ contour: ContourLines?) -> (x: ClosedRange<Double>, y: ClosedRange<Double>) {
        let points =
            (outline ?? []) + (contour?.lines.flatMap(\.points) ?? []) + [truth, anchor].compactMap { $0 } + [best]
        var (x, y) = (
            Axis.limits(holding: points.map(\.x), margin: 0.16), Axis.limits(holding: points.map(\.y), margin: 0.16)
        )
        let (width, height) = (x.upperBound - x.lowerBound, (y.upperBound - y.lowerBound) / 0.95)
        if max(width, height) < 3 * min(width, height) {
            let side = max(width, height)
            func widened(_ range: ClosedRange<Double>, to length: Double) -> ClosedRange<Double> {
                let middle = (range.lowerBound + range.upperBound) / 2
                return (middle - length / 2)...(middle + length / 2)
            }
            (x, y) = (widened(x, to: side), widened(y, to: 0.95 * side))
        }
        return (x, y)
    }

    // MARK: Marks

    private func marks(_ contour: ContourLines?) -> [Mark] {
        var marks: [Mark] = []
        if let contour {
            marks.append(
                Mark(
                    "contour 68 %",
                    .contour(contour, StrokeStyle(.colour(Palette.model), width: 1.4), label: nil),
                    legend: "Scan, 68 %", legendOrder: 3))
        }
        let ink: Ink = .colour(Palette.six[3])
        if let outline {
            marks.append(
                Mark(
                    "ellipse", .line(outline, StrokeStyle(ink, width: 1.2, dash: StrokeStyle.dashDotted)),
                    legend: "Hessian, 68 %", legendOrder: 4))
        }
        for (index, mode) in modes.enumerated() where mode.x.isFinite && mode.y.isFinite {
            let ends = [-1.0, 1.0].map { Point(best.x + $0 * mode.x, best.y + $0 * mode.y) }
            let dash = index == 0 ? [] : StrokeStyle.dashed
            marks.append(
                Mark(
                    "axis \(index + 1)", .line(ends, StrokeStyle(ink, width: 1.2, dash: dash)),
                    legend: mode.name
                        + RichText(": *σ*_{\(index + 1)} = \(NumberText.significant(mode.sigma, digits: 3))"),
                    legendOrder: 5 + index))
        }
        if let anchor {
            marks.append(
                Mark(
                    "anchor", .points([.init(x: anchor.x, y: anchor.y)], .anchor), legend: "Anchor *ν*⁰", legendOrder: 2
                ))
        }
        marks.append(Mark("best fit", .points([.init(x: best.x, y: best.y)], .bestFit), legend: "Best fit"))
        if let truth {
            marks.append(
                Mark("truth", .points([.init(x: truth.x, y: truth.y)], .truth), legend: "Truth", legendOrder: 1))
        }
        return marks
    }

    // MARK: Words and numbers

    private func number(_ value: Double) -> String { NumberText.significant(value, digits: 3) }

    private var title: String {
        guard let covariance else {
            return "the Hessian at the best fit is not positive definite: no ellipse"
        }
        let widths = modes.map { "\($0.name.plain) \(number($0.sigma))" }.joined(separator: ", ")
        return
            "σ(\(xNuisance.plain)) \(number(covariance.sigmaX)), σ(\(yNuisance.plain)) \(number(covariance.sigmaY)), "
            + "correlation \(NumberText.fixed(covariance.correlation, decimals: 2)); σ of \(widths)"
    }

    /// −2Δln L of the parabola at a point.
    private func height(at point: Point) -> Double? {
        guard let covariance else { return nil }
        let u = (point.x - best.x) / covariance.sigmaX
        let v = (point.y - best.y) / covariance.sigmaY
        let r = covariance.correlation
        return (u * u - 2 * r * u * v + v * v) / (1 - r * r)
    }

    private func alternativeText(_ contour: ContourLines?) -> String {
        var text = "68 % ellipse and principal axes of the Hessian in the plane of \(xNuisance.plain) and "
        text += "\(yNuisance.plain). \(title). Best fit (\(NumberText.significant(best.x)), "
        text += "\(NumberText.significant(best.y)))."
        if let contour, contour.leavesWindow { text += " The scan's 68 % contour leaves its window: it is open." }
        if let contour, contour.lines.isEmpty { text += " The scan's 68 % contour does not lie in its window." }
        if let contour, let covariance, !contour.leavesWindow, contour.enclosedArea > 0 {
            let rest = (1 - covariance.correlation * covariance.correlation).squareRoot()
            let area = Double.pi * LikelihoodScan2D.level68 * covariance.sigmaX * covariance.sigmaY * rest
            text +=
                " The ellipse's area is \(NumberText.fixed(area / contour.enclosedArea, decimals: 2)) times that of "
            text += "the scan's 68 % contour."
        }
        if let truth, let height = height(at: truth) {
            let isInside = height <= LikelihoodScan2D.level68
            text += " The truth lies \(isInside ? "inside" : "outside") the ellipse, at −2Δln L "
            text += "\(NumberText.significant(height, digits: 3))."
        }
        if let partial { text += " Partial: \(partial)." }
        return text
    }

    private func data(_ contour: ContourLines?) -> FigureData {
        var values: [(String, Double)] = [
            ("best fit x", best.x), ("best fit y", best.y), ("sigma x", covariance?.sigmaX ?? .nan),
            ("sigma y", covariance?.sigmaY ?? .nan), ("correlation", covariance?.correlation ?? .nan),
        ]
        if let truth { values += [("truth x", truth.x), ("truth y", truth.y)] }
        if let anchor { values += [("anchor x", anchor.x), ("anchor y", anchor.y)] }
        let ellipse = outline ?? []
        var tables = [
            FigureData.Table(
                "modes",
                [
                    .init("sigma", modes.map(\.sigma)), .init("sigma times x component", modes.map(\.x)),
                    .init("sigma times y component", modes.map(\.y)),
                ]),
            .init(
                "ellipse 68 %", [.init(xNuisance.plain, ellipse.map(\.x)), .init(yNuisance.plain, ellipse.map(\.y))]),
        ]
        if let contour {
            let points = contour.lines.flatMap(\.points)
            tables.append(
                .init(
                    "contour 68 %", [.init(xNuisance.plain, points.map(\.x)), .init(yNuisance.plain, points.map(\.y))]))
        }
        return FigureData(values: values, tables: tables)
    }
}
