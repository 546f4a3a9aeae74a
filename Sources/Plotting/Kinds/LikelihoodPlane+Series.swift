import Foundation

/// What is drawn in the plane: scans with their best fits, their lines, and ellipses beside them.
extension LikelihoodPlane {
    /// The known form of −2Δln L in the plane.
    public enum Deviance: Sendable, Equatable {
        /// Values on a dense grid, NaN where it was not computed.
        case grid(ScalarGrid)
        /// Contours at 2.30 and 5.99 that were traced without a grid, in their window; and the value at the truth, if
        /// it is known.
        case traced(
            inner: ContourLines, outer: ContourLines, x: ClosedRange<Double>, y: ClosedRange<Double>, atTruth: Double?)

        var x: ClosedRange<Double> {
            switch self {
            case .grid(let grid): grid.x[0]...grid.x[grid.x.count - 1]
            case .traced(_, _, let x, _, _): x
            }
        }

        var y: ClosedRange<Double> {
            switch self {
            case .grid(let grid): grid.y[0]...grid.y[grid.y.count - 1]
            case .traced(_, _, _, let y, _): y
            }
        }

        /// The value at the truth; NaN outside of the window, and if it is not known.
        func value(atTruth truth: Point) -> Double {
            switch self {
            case .grid(let grid): grid.value(atX: truth.x, y: truth.y)
            case .traced(_, _, _, _, let value): value ?? .nan
            }
        }
    }

    /// One scan, or one way to combine the members of an ensemble.
    public struct Series: Sendable, Equatable {
        let name: RichText
        let deviance: Deviance
        let members: [ScalarGrid]
        let best: Point
        let xInterval: LikelihoodCurves.Interval?
        let yInterval: LikelihoodCurves.Interval?

        /// - Parameters:
        ///   - name: the name of the contours in a legend of several series.
        ///   - deviance: −2Δln L, on a grid or as contours.
        ///   - members: −2Δln L of every member, each relative to its own maximum; NaN where it was not computed.
        ///   - best: the best fit of both nuisances.
        ///   - xInterval: the profiled 68 % interval of one parameter, with which the best fit is quoted.
        ///   - yInterval: the same of the second nuisance.
        public init(
            name: RichText = "", deviance: Deviance, members: [ScalarGrid] = [], best: Point,
            xInterval: LikelihoodCurves.Interval? = nil, yInterval: LikelihoodCurves.Interval? = nil
        ) {
            self.name = name
            self.deviance = deviance
            self.members = members
            self.best = best
            self.xInterval = xInterval
            self.yInterval = yInterval
        }
    }

    /// A likelihood known in closed form, drawn as its 68 % contour around a centre.
    public struct ReferenceEllipse: Sendable, Equatable {
        let name: RichText
        let centre: Point
        let sigmaX: Double
        let sigmaY: Double
        let correlation: Double

        /// - Parameters:
        ///   - name: its name in the legend.
        ///   - centre: its maximum, in units of the nuisances.
        ///   - sigmaX: standard deviation of the nuisance along x, profiled over the other.
        ///   - sigmaY: the same along y.
        ///   - correlation: of both, −1…1.
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

    /// The lines of one series.
    struct Contours {
        let inner: ContourLines
        let outer: ContourLines
        let members: [ContourLines]

        init(_ series: Series) {
            switch series.deviance {
            case .grid(let grid):
                inner = ContourLines(of: grid, at: level68)
                outer = ContourLines(of: grid, at: level95)
            case .traced(let inner, let outer, _, _, _):
                (self.inner, self.outer) = (inner, outer)
            }
            members = series.members.map { ContourLines(of: $0, at: level68) }
        }

        /// The contours with the names of their levels.
        var named: [(name: String, lines: ContourLines)] { [("68 %", inner), ("95 %", outer)] }
    }
}
