import Plotting
import Report

/// The toys of a `coverage` cell, as figures read them.
struct ToyResults {
    let toys: [ToyExperiment.Result]
    let nuisances: [String]
    let result: Value

    static let cells = PlotCells("coverage", help: "The toys.")

    init(_ options: Options, _ context: PresentationContext) throws {
        let reference = options[PlotDirective.of][0]
        guard let result = context.artifact(reference)?.result, let toys = result[path: "toys"] else {
            throw CellFailure("there are no toys of '\(reference.label)' to draw")
        }
        self.toys = try toys.decoded(as: [ToyExperiment.Result].self)
        self.result = result
        nuisances = result[path: "nuisances"]?.array?.compactMap(\.string) ?? []
        guard !nuisances.isEmpty else {
            throw CellFailure("every toy of '\(reference.label)' failed", advice: "See why in the table of that cell.")
        }
    }

    /// Toys without a measurement.
    var failed: Int { toys.count { $0.measurement == nil } }

    static func symbol(_ name: String) -> RichText { RichText("*ν*_{\(name)}") }

    /// The nuisances whose coverage is tested, as the document alone tells.
    static func names(_ options: Options, _ document: DocumentContext) -> [String]? {
        guard let coverage = document.options(options[PlotDirective.of][0]),
            let source = document.options(coverage[CoverageDirective.of])
        else { return nil }
        return LikelihoodSource(coverage[CoverageDirective.of], options: source).nuisances(document)
    }
}
