import Inference
import Plotting
import Report
import Statistics

/// `kind: toy-contours`: the 68 % contours of toys in the plane of the first two nuisances, over one another.
///
/// Whether a contour holds the truth follows from −2Δln L at the truth, not from the line. With more than two nuisances
/// toys have that number for all of them jointly only, and the figure does not say it.
enum ToyContourPlot: PlotKind {
    static let name = "toy-contours"
    static let summary = "The 68 % contours and best fits of toys, laid over one another around the truth."
    static let cells = ToyNumbers.cells
    static let size = PlotDirective.Size.column

    struct Numbers: ResultGroup {
        let nuisances: [String]
        let truth: [Double]
        let toys: [Toy]
        let failed: Int

        static let meanings = [
            "nuisances": "The two nuisances.", "truth": "Where the toys were made.",
            "toys": "Those with a measurement.",
            "failed": "Toys without one.",
        ]
    }

    struct Toy: ResultGroup {
        let best: [Double]
        let contour: Contour?
        let holdsTruth: Bool?

        static let meanings = [
            "best": "ν̂ of both.", "contour": "The line of 68.27 %; absent where none was found.",
            "holds-truth": "Whether the region holds the truth; absent where there are more nuisances than two.",
        ]
    }

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard let names = ToyNumbers.names(options, document), names.count < 2 else { return [] }
        return [
            options.error(
                "contours need two nuisances, the toys have one", at: PlotDirective.of, "0",
                remedy: "draw toys of a fit that profiles two, or 'kind: pull-distribution'")
        ]
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> Numbers {
        let result = try ToyNumbers.read(options, context)
        let measured = result.toys.values.compactMap(\.measurement)
        guard result.order.count >= 2, let first = measured.first else {
            throw CellFailure(
                "contours need two nuisances with a truth",
                advice: "Draw toys that measured two, or 'kind: pull-distribution'.")
        }
        return Numbers(
            nuisances: Array(result.order.prefix(2)), truth: first.nuisances.prefix(2).map(\.truth),
            toys: measured.map { toy in
                Toy(
                    best: toy.nuisances.prefix(2).map(\.best), contour: toy.contour,
                    holdsTruth: toy.nuisances.count == 2 ? toy.jointDeviance <= toy.jointLevels.oneSigma : nil)
            }, failed: result.failed)
    }

    static let missingContours = HealthCheck(
        "missing-contours", .doubtful, "Toys without a measurement or without a whole contour.")
    static let healthChecks = [missingContours]

    static func health(_ options: Options, _ numbers: Numbers) -> [Finding] {
        let open = numbers.toys.count { toy in toy.contour.map { !$0.isClosed } ?? true }
        guard open + numbers.failed > 0 else { return [] }
        return [
            Finding(
                missingContours,
                "Of \(NumberText.counted(numbers.toys.count + numbers.failed, "toy")) \(numbers.failed) \(numbers.failed == 1 ? "has" : "have") no measurement, and \(open) no "
                    + "whole contour.",
                remedy: "See the findings of the 'coverage' cell.")
        ]
    }

    static func figure(_ options: Options, _ numbers: Numbers) throws -> Figure {
        ToyContours(
            xNuisance: ToyNumbers.symbol(numbers.nuisances[0]), yNuisance: ToyNumbers.symbol(numbers.nuisances[1]),
            truth: Point(numbers.truth[0], numbers.truth[1]),
            toys: numbers.toys.map { toy in
                let lines = (toy.contour.map { [$0] } ?? []).map { line in
                    let points = line.points.map { Point($0[0], $0[1]) }
                    return line.isClosed ? points + points.prefix(1) : points
                }
                return ToyContours.Toy(
                    best: Point(toy.best[0], toy.best[1]), contour: lines, holdsTruth: toy.holdsTruth)
            }, failed: numbers.failed
        ).figure()
    }
}
