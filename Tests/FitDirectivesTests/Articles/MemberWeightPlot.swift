import Plotting
import Report

@testable import FitDirectives

/// `kind: member-weights`: the weight of every member at the point of a Hessian.
enum MemberWeightPlot: PlotKind {
    static let name = "member-weights"
    static let summary = "How much every member of an ensemble counts at the point of a Hessian."
    static let cells = PlotCells(HessianDirective.verb, help: "The Hessian of an ensemble.")
    static let size = PlotDirective.Size.column

    struct Numbers: ResultGroup {
        let weights: ResultsByNumber<EnsembleMembers, Double>
        let effectiveMembers: Double

        static let meanings = [
            "weights": "w_b of every member.", "effective-members": "B_eff = (Σw)²/Σw².",
        ]
    }

    static func names(of kind: any ResultNames.Type, _ options: Options, _ document: DocumentContext) -> [String]? {
        document.options(options[PlotDirective.of][0]).flatMap { HessianDirective.names(of: kind, $0, document) }
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> Numbers {
        let hessian = try context.result(HessianDirective.self, of: options[PlotDirective.of][0])
        guard hessian.weights.values.contains(where: { $0 > 0 }) else {
            throw CellFailure("no member has a weight", advice: "Look at the outcome of the Hessian.")
        }
        return Numbers(weights: hessian.weights, effectiveMembers: hessian.effectiveMembers)
    }

    static func figure(_ options: Options, _ numbers: Numbers) throws -> Figure {
        let weights = numbers.weights.values
        return try MeasuredSeries(
            series: [.init(name: "Members", measurements: weights.enumerated().map { .init(x: Double($0), y: $1) })],
            categories: weights.indices.map { "member \($0)" }, sizeName: "", valueName: "Weight"
        ).figure()
    }
}
