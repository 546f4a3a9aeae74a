import Inference
import Plotting
import Report
import Statistics

/// The contours of a scan in the plane of two nuisances, as figures keep and draw them.
struct TracedContours: ResultGroup {
    let contour68: Contour?
    let contour95: Contour?
    let x: NuisanceWindow
    let y: NuisanceWindow
    let devianceAtTruth: Double?

    static let meanings = [
        "contour-68": "The line of 68.27 %, pairs of both nuisances; absent where none was found.",
        "contour-95": "The line of 95 %.", "x": "Where the first nuisance was looked at.",
        "y": "Where the second was.", "deviance-at-truth": "−2Δln L at the truth of both, all others profiled.",
    ]

    /// - Throws: `CellFailure` where the scan traced no contour of these two nuisances.
    init(_ scan: ScannedLikelihood) throws {
        let names = scan.names
        guard let plane = scan.result.planes.first(where: { Set($0.nuisances) == Set(names) }),
            let x = scan.result.window[names[0]], let y = scan.result.window[names[1]]
        else { throw CellFailure("the scan traced no contours of these nuisances", advice: "Name both in it.") }
        let isTurned = plane.nuisances != names
        contour68 = isTurned ? plane.contour68?.turned : plane.contour68
        contour95 = isTurned ? plane.contour95?.turned : plane.contour95
        self.x = x
        self.y = y
        devianceAtTruth = plane.devianceAtTruth
    }

    /// The sentence for a contour that is not closed.
    var partial: String? {
        [contour68, contour95].contains { $0?.isComplete == false } ? "a contour was not traced to its end" : nil
    }

    var plotted: LikelihoodPlane.Deviance {
        .traced(
            inner: lines(contour68, .oneSigma), outer: lines(contour95, .ninetyFivePercent), x: x.range, y: y.range,
            atTruth: devianceAtTruth)
    }

    private func lines(_ contour: Contour?, _ level: ConfidenceLevel) -> ContourLines {
        let level = level.deviance(degreesOfFreedom: 2)
        guard let contour else { return ContourLines(level: level, lines: [], exits: []) }
        let points = contour.points.map { Point($0[0], $0[1]) }
        let ends = contour.isClosed ? [] : [points[0], points[points.count - 1]]
        return ContourLines(
            level: level, lines: [ContourLines.Line(points: points, isClosed: contour.isClosed)],
            exits: ends.map { ContourLines.Exit(point: $0, edge: edge(nearest: $0)) })
    }

    /// The edge of the window at which an open line ends.
    private func edge(nearest point: Point) -> Mark.Edge {
        let distances: [(Mark.Edge, Double)] = [
            (.left, (point.x - x.lower) / (x.upper - x.lower)), (.right, (x.upper - point.x) / (x.upper - x.lower)),
            (.bottom, (point.y - y.lower) / (y.upper - y.lower)), (.top, (y.upper - point.y) / (y.upper - y.lower)),
        ]
        return distances.min { $0.1 < $1.1 }?.0 ?? .left
    }
}

extension Contour {
    /// With both nuisances exchanged.
    fileprivate var turned: Contour {
        Contour(points: points.map { [$0[1], $0[0]] }, isClosed: isClosed, isComplete: isComplete)
    }
}
