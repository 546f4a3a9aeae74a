import Inference
import Report

/// What the page says of a fit.
extension FitDirective {
    static func present(_ options: Options, _ result: Result, _ context: PresentationContext) throws -> [Fragment] {
        if options[from] != nil { return [.note(ImportedTransfer.note(options, result))] }
        let best = result.order.compactMap { name in
            result.nuisances[name].map { nuisance in
                "\(name) = \(Format.number(nuisance.best)) (moved by "
                    + "\(Format.number(abs(nuisance.moved ?? .nan), significant: 1)) in the last tenth)"
            }
        }
        let extent = "to \(Format.count(result.events)) events in \(Format.count(result.steps)) steps"
        guard !best.isEmpty else { return [.note("T fitted \(extent), no nuisance profiled.")] }
        var sentences = [
            "T and \(result.order.joined(separator: ", ")) fitted together \(extent): \(best.joined(separator: "; "))."
        ]
        let spreads = result.order.compactMap { name in
            result.nuisances[name]?.members.map { spread in
                "\(name) \(Format.number(spread.deviation, significant: 2)) ± "
                    + Format.number(spread.deviationError, significant: 1)
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
