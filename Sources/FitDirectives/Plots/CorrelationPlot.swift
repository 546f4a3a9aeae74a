import Plotting
import Report

/// `kind: correlations`: the correlation matrix of the nuisances, from the Hessian.
enum CorrelationPlot: PlotKind {
    static let name = "correlations"
    static let summary = "The correlation matrix of the nuisances, from a Hessian."
    static let cells = PlotCells("hessian", help: "The Hessian.")
    static let size = PlotDirective.Size.column

    struct Numbers: ResultGroup {
        let order: [String]
        let correlation: [[Double]]?

        static let meanings = [
            "order": "The nuisances.",
            "correlation": "Their correlation matrix; absent where the Hessian is not positive definite.",
        ]
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> Numbers {
        let hessian = try context.result(HessianDirective.self, of: options[PlotDirective.of][0])
        return Numbers(order: hessian.order, correlation: hessian.correlation)
    }

    static let healthChecks = [HealthCheck.noCovariance]

    static func health(_ options: Options, _ numbers: Numbers) -> [Finding] {
        guard numbers.correlation == nil else { return [] }
        return [
            Finding(
                .noCovariance, "The Hessian is not positive definite: there are no correlations.",
                remedy: "See the findings of the 'hessian' cell.")
        ]
    }

    static func figure(_ options: Options, _ numbers: Numbers) throws -> Figure {
        let count = numbers.order.count
        return try CorrelationMatrix(
            names: numbers.order.map { RichText("*ν*_{\($0)}") },
            values: numbers.correlation.map { Array($0.joined()) } ?? Array(repeating: .nan, count: count * count),
            heading: numbers.correlation == nil ? "Hessian not positive definite" : nil
        ).figure()
    }
}
