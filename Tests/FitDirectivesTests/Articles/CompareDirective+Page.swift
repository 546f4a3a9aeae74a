import Report
import Statistics

@testable import FitDirectives

extension CompareDirective {
    static func present(_ options: Options, _ result: Result, _ context: PresentationContext) throws -> [Fragment] {
        let rows = result.nuisances.values.sorted { $0.key < $1.key }.map { name, comparison in
            [
                name, NumberText.significant(comparison.difference, digits: 3, signed: true),
                comparison.inSigma.map { NumberText.fixed($0, decimals: 2, signed: true) } ?? "open",
            ]
        }
        return [
            .table(Table(header: ["nuisance", "difference", "in σ"], rows: rows, alignment: [.left, .right, .right]))
        ]
    }
}
