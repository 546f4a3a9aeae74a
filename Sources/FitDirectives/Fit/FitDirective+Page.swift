import Inference
import Report
import Statistics

/// What the page says of a fit.
extension FitDirective {
    static func present(_ options: Options, _ result: Result, _ context: PresentationContext) throws -> [Fragment] {
        if options[from] != nil { return [.note(ImportedTransfer.note(options, result))] }
        let best = result.order.compactMap { name in
            result.nuisances[name].map { nuisance in
                guard let sigma = nuisance.sigma else { return "\(name) = \(NumberText.significant(nuisance.best))" }
                return "\(name) = \(PDGRounding(nuisance.best, error: sigma).plain)"
            }
        }
        let extent =
            "to \(NumberText.count(result.events)) events, T in \(NumberText.count(result.steps)) steps"
        guard !best.isEmpty else { return [.note("T fitted \(extent), no nuisance profiled.")] }
        var sentences = [
            "T and \(result.order.joined(separator: ", ")) fitted together \(extent): \(best.joined(separator: "; ")), with the "
                + "σ that is left where T is free."
        ]
        let spreads = result.order.compactMap { name in
            result.nuisances[name]?.members.map { spread in
                "\(name) \(PDGRounding(spread.deviation, error: spread.deviationError).plain)"
            }
        }
        if !spreads.isEmpty {
            sentences.append(
                "\(result.members.values.count) members, each fitted to Poisson(1) weights of the same events; their best "
                    + "fits spread by \(spreads.joined(separator: ", ")).")
        }
        return [.note(sentences.joined(separator: " "))]
    }
}
