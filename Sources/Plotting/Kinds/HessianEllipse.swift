import Foundation
import Statistics

/// The covariance of two nuisances from the Hessian at the best fit: its 68 % ellipse and principal axes over the scan's
/// own contour.
///
/// The ellipse is the curve ½ΔνᵀHΔν = 2.30/2, which is the 68 % contour if the likelihood is a parabola. An axis
/// extends from −σ_k to +σ_k along its direction, and so ends inside of the ellipse, which lies at 1.52 σ_k.
public struct HessianEllipse: Sendable {
    /// A principal direction; with more nuisances than two, its part in this plane.
    public struct Mode: Sendable, Equatable {
        let name: RichText
        /// σ_k times the components of the unit eigenvector.
        let x: Double
        let y: Double
        let sigma: Double

        /// - Parameters:
        ///   - name: the name of the direction in the legend.
        ///   - x: σ_k times the component of the unit eigenvector along x.
        ///   - y: the same along y.
        ///   - sigma: σ_k, the standard deviation along the direction.
        public init(name: RichText, x: Double, y: Double, sigma: Double) {
            self.name = name
            self.x = x
            self.y = y
            self.sigma = sigma
        }
    }

    let xNuisance: RichText
    let yNuisance: RichText
    let best: Point
    /// Standard deviations and correlation of the pair, all others profiled; nil where H is not positive definite.
    let covariance: Covariance?
    let modes: [Mode]
    let scan: ScalarGrid?
    let truth: Point?
    let anchor: Point?

    /// Standard deviations and correlation of a pair of nuisances, all others profiled.
    public struct Covariance: Sendable, Equatable {
        let sigmaX: Double
        let sigmaY: Double
        let correlation: Double

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
        var modes: [Mode] {
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

    /// - Parameters:
    ///   - xNuisance: names the x axis.
    ///   - yNuisance: names the y axis.
    ///   - best: the point of the Hessian.
    ///   - covariance: nil where the Hessian is not positive definite.
    ///   - modes: the modes of the whole Hessian; nil for those of the pair's covariance.
    ///   - scan: −2Δln L on a grid, for its 68 % contour.
    ///   - truth: the true values, if they are known.
    ///   - anchor: ν⁰, the point about which the residual is expanded.
    public init(
        xNuisance: RichText, yNuisance: RichText, best: Point, covariance: Covariance?, modes: [Mode]? = nil,
        scan: ScalarGrid? = nil, truth: Point? = nil, anchor: Point? = nil
    ) {
        self.xNuisance = xNuisance
        self.yNuisance = yNuisance
        self.best = best
        self.covariance = covariance
        self.modes = covariance == nil ? [] : modes ?? covariance?.modes ?? []
        self.scan = scan
        self.truth = truth
        self.anchor = anchor
    }

    /// The figure; without a covariance it shows the scan's contour and states the reason.
    public func figure() -> Figure {
        let contour = scan.map { ContourLines(of: $0, at: LikelihoodPlane.level68) }
        let window = window(contour)
        let panel = Panel(
            x: Axis(xNuisance, limits: window.x), y: Axis(yNuisance, limits: window.y), marks: marks(contour),
            note: covariance == nil ? "Hessian not positive definite: no ellipse" : "axes end at ±*σ*_{k}",
            aspect: 0.95, keepsAspect: true)
        return Figure(title: title, alternativeText: alternativeText(contour), panels: [panel], data: data(contour))
    }

    var outline: [Point]? {
        covariance.map {
            LikelihoodPlane.ReferenceEllipse(
                name: "Hessian", centre: best, sigmaX: $0.sigmaX, sigmaY: $0.sigmaY, correlation: $0.correlation
            ).outline(level: LikelihoodPlane.level68)
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
        let ink: Ink = .colour(Palette.series(1))
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
}
