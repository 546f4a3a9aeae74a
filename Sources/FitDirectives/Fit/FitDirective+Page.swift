import Inference
import Report
import Statistics

/// What the page says of a fit.
extension FitDirective {
    static func present(_ options: Options, _ result: Result, _ context: PresentationContext) throws -> [Fragment] {
        let others =
            simulationWords(result)
            + (result.order.contains(where: result.yields.areMoved) ? [Fragment.table(table(result))] : [])
        if options[from] != nil { return [.note(ImportedTransfer.note(options, result))] + others }
        let best = result.order.compactMap { name in
            result.nuisances[name].map { nuisance in
                guard let sigma = nuisance.sigma else { return "\(name) = \(NumberText.significant(nuisance.best))" }
                return "\(name) = \(PDGRounding(nuisance.best, error: sigma).plain)"
            }
        }
        if options[transfer] == .none {
            let observables = options[score] == nil ? "x alone" : "x and y together"
            return [.note(withoutTransfer(result, best, of: observables))] + others
        }
        let extent =
            "to \(NumberText.counted(result.events, "event")), T in \(NumberText.counted(result.steps, "step"))"
        let identity = result.identity.map { [sentence($0)] } ?? []
        guard !best.isEmpty else {
            return [.note((["T fitted \(extent), no nuisance profiled."] + identity).joined(separator: " "))]
        }
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
                "\(NumberText.counted(result.members.values.count, "member")), each fitted to Poisson(1) weights of the same events; their best "
                    + "fits spread by \(spreads.joined(separator: ", ")).")
        }
        return [.note((sentences + identity).joined(separator: " "))] + others
    }

    /// Yields before and after the fit.
    private static func table(_ result: Result) -> Table {
        Table(
            header: ["class", "expected before", "fitted", "change"],
            rows: result.classOrder.compactMap { name in
                guard let yields = result.classes[name] else { return nil }
                return [
                    name, NumberText.significant(yields.before),
                    yields.sigma.map { PDGRounding(yields.fitted, error: $0).plain }
                        ?? NumberText.significant(yields.fitted),
                    NumberText.fixed(100 * (yields.fitted / yields.before - 1), decimals: 1, signed: true) + " %",
                ]
            }, alignment: [.left, .right, .right, .right],
            note:
                "Events that are expected with all nuisances at 0 and free factors at 1, and at the best fit, with the standard deviation that "
                + "nuisances leave; the Poisson scatter of the data is not in it.")
    }

    /// The sentences on a fit without T.
    ///
    /// - Parameter observables: "x and y together".
    private static func withoutTransfer(_ result: Result, _ best: [String], of observables: String) -> String {
        let events = "\(NumberText.counted(result.events, "event")) without any T"
        guard !best.isEmpty else { return "\(events), no nuisance profiled." }
        var text =
            "\(result.order.joined(separator: ", ")) fitted to \(events): \(best.joined(separator: "; ")), with the σ of "
            + "\(observables)."
        let tensions = result.order.compactMap { name in
            result.nuisances[name]?.tension.map { "\(name) \(NumberText.significant($0, digits: 2, signed: true))" }
        }
        if !tensions.isEmpty {
            text +=
                " ν̂ less that of x alone, in the σ of this difference: \(tensions.joined(separator: ", "))."
        }
        let spreads = result.order.compactMap { name in
            result.nuisances[name]?.members.map {
                "\(name) \(PDGRounding($0.deviation, error: $0.deviationError).plain)"
            }
        }
        if !spreads.isEmpty {
            text +=
                " The best fits of \(NumberText.counted(result.members.values.count, "member")) spread by \(spreads.joined(separator: ", "))."
        }
        return text
    }

    /// How far T is from the identity.
    private static func sentence(_ identity: TransferDisplacement) -> String {
        func percent(_ part: Double) -> String { "\(NumberText.significant(100 * part, digits: 2)) %" }
        let moved = "T moves a score by \(percent(identity.displacement)) of its spread in the data (r.m.s.)"
        guard identity.displacement > 0 else { return "T is the identity." }
        guard let noise = identity.noise, let excess = identity.excess else {
            return moved + "; members would show how much of it is statistical noise."
        }
        guard excess > noise else {
            return moved
                + ", its statistical noise alone by \(percent(noise)): these events distinguish it from the identity by no "
                + "more than its noise."
        }
        return moved + ", its statistical noise alone by \(percent(noise)): \(percent(excess)) lie beyond."
    }
}
