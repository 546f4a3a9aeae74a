import Inference
import Plotting
import Report

/// `kind: toy-contours`: the 68 % contours of toys in the plane of the first two nuisances, over one another.
///
/// Whether a contour holds the truth is told by −2Δln L at the truth, not by the line. With more nuisances than two the
/// toys keep it for all of them jointly, and the figure leaves it open.
enum ToyContourPlot: PlotKind {
    static let name = "toy-contours"
    static let summary = "The 68 % contours and best fits of toys, laid over one another around the truth."
    static let cells = ToyResults.cells
    static let size = PlotDirective.Size.column

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard let names = ToyResults.names(options, document), names.count < 2 else { return [] }
        return [options.error("contours need two nuisances, the toys have one", at: PlotDirective.of, "0")]
    }

    static func figure(_ options: Options, _ artifact: Artifact, _ context: PresentationContext) throws
        -> Plotting.Figure
    {
        let results = try ToyResults(options, context)
        let measured = results.toys.compactMap(\.measurement)
        guard results.nuisances.count >= 2, let first = measured.first else {
            throw CellFailure("contours need two nuisances with a truth")
        }
        return ToyContours(
            xNuisance: ToyResults.symbol(results.nuisances[0]), yNuisance: ToyResults.symbol(results.nuisances[1]),
            truth: Point(first.nuisances[0].truth, first.nuisances[1].truth),
            toys: measured.map { toy in
                let lines = (toy.contour.map { [$0] } ?? []).map { line in
                    let points = line.points.map { Point($0[0], $0[1]) }
                    return line.isClosed ? points + points.prefix(1) : points
                }
                return ToyContours.Toy(
                    best: Point(toy.nuisances[0].best, toy.nuisances[1].best), contour: lines,
                    holdsTruth: toy.nuisances.count == 2 ? toy.jointDeviance <= toy.jointLevels.oneSigma : nil)
            }, failed: results.failed
        ).figure()
    }
}
