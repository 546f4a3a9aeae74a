import Inference
import Plotting
import Report

/// A scan by Newton's method that a figure draws: its curves and contours, as the artifact of its cell holds them.
struct SampledLikelihood {
    private let scan: SampledScan
    private let result: Value

    /// Whether the scan that a figure draws goes by Newton's method, as far as the document tells.
    static func isDrawn(_ options: Options, _ document: DocumentContext) -> Bool {
        guard let scan = document.options(options[PlotDirective.of][0]) else { return false }
        let names = ScannedEnsemble.profiledNames(scan[ScanDirective.fit], document)
        return ScanDirective.isNewton(scan, nuisances: names.count)
    }

    /// It holds the curves of the nuisances that it names, and no others.
    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard let scan = document.options(options[PlotDirective.of][0]), isDrawn(options, document) else { return [] }
        let (wanted, held) = (options[ScannedLikelihood.nuisances], scan[ScanDirective.nuisances])
        guard !wanted.isEmpty, wanted != held else { return [] }
        return [
            options.error(
                "'\(options[PlotDirective.of][0].label)' goes by Newton's method, and holds the curves of "
                    + held.joined(separator: ", "), at: ScannedLikelihood.nuisances,
                remedy: "name the figure's nuisances in the scan")
        ]
    }

    /// nil where the cell scanned a surface.
    init?(_ options: Options, _ context: PresentationContext) throws {
        let reference = options[PlotDirective.of][0]
        guard let artifact = context.artifact(reference),
            let scan = try artifact.result[path: "sampled"]?.decoded(as: SampledScan.self)
        else { return nil }
        self.scan = scan
        result = artifact.result
    }

    var curves: [LikelihoodCurves] {
        get throws {
            try scan.nuisances.indices.map { index in
                let (low, high) = (scan.lower[index], scan.upper[index])
                let x = (0...200).map { low + (high - low) * Double($0) / 200 }
                return LikelihoodCurves(
                    nuisance: symbol(index),
                    series: [
                        LikelihoodCurves.Series(
                            profiled: try LikelihoodCurves.Curve(x: x, y: x.map(scan.profiles[index].value)),
                            slice: try LikelihoodCurves.Curve(x: x, y: x.map(scan.slices[index].value)),
                            best: scan.bestFit[index], interval68: interval(index, ""),
                            interval95: interval(index, "95-"))
                    ], truth: number(index, "truth"))
            }
        }
    }

    /// Of a scan that shows two nuisances.
    func plane() throws -> LikelihoodPlane {
        guard scan.contours.count == 2 else {
            throw CellFailure("the scan traced no contours", advice: "Name two nuisances in it.")
        }
        let truth = number(0, "truth").flatMap { x in number(1, "truth").map { Point(x, $0) } }
        return LikelihoodPlane(
            xNuisance: symbol(0), yNuisance: symbol(1),
            series: [
                LikelihoodPlane.Series(
                    deviance: .traced(
                        inner: lines(scan.contours[0]), outer: lines(scan.contours[1]),
                        x: scan.lower[0]...scan.upper[0], y: scan.lower[1]...scan.upper[1],
                        atTruth: scan.devianceAtTruth),
                    best: Point(scan.bestFit[0], scan.bestFit[1]), xInterval: interval(0, ""),
                    yInterval: interval(1, ""))
            ], truth: truth,
            partial: scan.contours.contains { $0.line?.isComplete == false }
                ? "a contour was not traced to its end" : nil)
    }

    private func lines(_ contour: SampledScan.Contour) -> ContourLines {
        guard let line = contour.line else { return ContourLines(level: contour.level, lines: [], exits: []) }
        let points = line.points.map { Point($0[0], $0[1]) }
        let ends = line.isClosed ? [] : [points[0], points[points.count - 1]]
        return ContourLines(
            level: contour.level, lines: [ContourLines.Line(points: points, isClosed: line.isClosed)],
            exits: ends.map { ContourLines.Exit(point: $0, edge: edge(nearest: $0)) })
    }

    /// The edge of the window at which an open line ends.
    private func edge(nearest point: Point) -> Mark.Edge {
        let distances: [(Mark.Edge, Double)] = [
            (.left, (point.x - scan.lower[0]) / (scan.upper[0] - scan.lower[0])),
            (.right, (scan.upper[0] - point.x) / (scan.upper[0] - scan.lower[0])),
            (.bottom, (point.y - scan.lower[1]) / (scan.upper[1] - scan.lower[1])),
            (.top, (scan.upper[1] - point.y) / (scan.upper[1] - scan.lower[1])),
        ]
        return distances.min { $0.1 < $1.1 }?.0 ?? .left
    }

    private func symbol(_ index: Int) -> RichText { RichText("*ν*_{\(scan.nuisances[index])}") }

    private func number(_ index: Int, _ key: String) -> Double? {
        result[path: "\(scan.nuisances[index]).\(key)"]?.double
    }

    private func interval(_ index: Int, _ prefix: String) -> LikelihoodCurves.Interval {
        LikelihoodCurves.Interval(lower: number(index, prefix + "lower"), upper: number(index, prefix + "upper"))
    }
}
