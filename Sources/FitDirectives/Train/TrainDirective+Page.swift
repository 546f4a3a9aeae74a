import Plotting
import Report
import Statistics

/// What the page says of a training.
extension TrainDirective {
    static func present(_ options: Options, _ result: Result, _ context: PresentationContext) throws -> [Fragment] {
        let nuisances = result.nuisances.joined(separator: ", ")
        let what =
            result.nuisances.isEmpty
            ? result.density.symbol
            : options[from] == nil
                ? "the residual of \(result.density.symbol)"
                : "\(result.density.symbol) and its response to \(nuisances)"
        let end = result.end == .plateau ? ", ended on a plateau" : ""
        let kept =
            result.bestStep < result.steps ? "; kept are the weights of step \(NumberText.count(result.bestStep))" : ""
        let origin =
            options[from].map { "taken from \($0.name)" }
            ?? "\(NumberText.counted(result.steps, "step")) of \(NumberText.counted(options[batch], "event"))\(end)\(kept)"
        return [
            .note(
                "\(NumberText.counted(result.parameters, "parameter")) of \(what), \(origin). \(quality(result))")
        ] + (result.bias.map { [.table(table($0, result.nuisances))] } ?? [])
    }

    /// The gap to the truth, or the loss where that is not known.
    private static func quality(_ result: Result) -> String {
        guard let gap = result.gap, let gaps = result.gaps?.values else {
            return "Mean −ln p of \(NumberText.counted(result.validationEvents, "event")) never trained on: "
                + "\(NumberText.significant(result.validation)) nats an event."
        }
        let rounded = PDGRounding(gap.value, error: gap.error).plain
        let extent =
            gaps.count > 1
            ? ", the largest of \(NumberText.counted(gaps.count, "point")) (\(gap.point.point.words))" : ""
        return
            "Gap to the true density on \(NumberText.counted(gap.events, "event")) never trained on: "
            + "\(rounded) nats an event\(extent)."
    }
}
