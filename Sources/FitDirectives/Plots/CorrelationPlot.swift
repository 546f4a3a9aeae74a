import Plotting
import Report

/// `kind: correlations`: the correlation matrix of the nuisances, from the Hessian.
enum CorrelationPlot: PlotKind {
    static let name = "correlations"
    static let summary = "The correlation matrix of the nuisances, from a Hessian."
    static let cells = HessianResult.cells
    static let size = PlotDirective.Size.column

    static func figure(_ options: Options, _ artifact: Artifact, _ context: PresentationContext) throws
        -> Plotting.Figure
    {
        let hessian = try HessianResult(options, context)
        let names = hessian.nuisances
        return try CorrelationMatrix(
            names: names.map { RichText("*ν*_{\($0)}") },
            values: names.flatMap { row in names.map { hessian.correlation(row, $0) } },
            heading: hessian.isPositiveDefinite ? nil : "Hessian not positive definite"
        ).figure()
    }
}
