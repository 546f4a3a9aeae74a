import Plotting
import Report
import Statistics

/// What the page says of a training.
extension TrainDirective {
    static func present(_ options: Options, _ result: Result, _ context: PresentationContext) throws -> [Fragment] {
        let nuisances = result.nuisances.map(\.rawValue).joined(separator: ", ")
        let what =
            result.nuisances.isEmpty
            ? result.density.symbol
            : options[from] == nil
                ? "the residual of \(result.density.symbol)"
                : "\(result.density.symbol) and its response to \(nuisances)"
        let gap = PDGRounding(result.gap.value, error: result.gap.error).plain
        let templates = result.gaps.values.count - (options[alsoAt]?.points.count ?? 0)
        let end = result.end == .plateau ? ", ended on a plateau" : ""
        let kept =
            result.bestStep < result.steps ? "; kept are the weights of step \(NumberText.count(result.bestStep))" : ""
        let extent =
            templates > 1 ? ", the largest of \(templates) templates (\(result.gap.point.words))" : ""
        let origin =
            options[from].map { "taken from \($0.name)" }
            ?? "\(NumberText.count(result.steps)) steps of \(NumberText.count(options[batch])) events\(end)\(kept)"
        return [
            .note(
                "\(NumberText.count(result.parameters)) parameters of \(what), \(origin). Gap to the true density on "
                    + "\(NumberText.count(options[validation] / result.gaps.values.count)) events never trained on: \(gap) nats an event"
                    + "\(extent).")
        ]
    }
}
