import Inference
import Report
import Samples

/// How many events a fit expects of every class, and what moves that.
extension FitDirective {
    /// The yields given by the author; otherwise Σw of the simulation, if it is known; otherwise the yields of the
    /// sample. Their response to nuisances follows from templates and from 'normalization'.
    ///
    /// - Parameter expected: the number of events to which fractions refer; by default that of the sample.
    static func yields(
        _ options: Options, _ context: RunContext, sample: any EventSample, expected: Int?
    ) throws -> Yields {
        let simulated = try simulatedYields(options, context)
        let all = sample.schema.classes.map(\.name)
        let named = options.classes(among: all)
        /// Numbers of the named classes, in the order of the schema, with 0 for the others.
        func spread(_ values: [Double]) -> [Double] {
            all.map { name in named.firstIndex(of: name).map { values[$0] } ?? 0 }
        }
        let normalizations = options[normalization].sorted { $0.key < $1.key }.map { name, group in
            group.law(name, response: group[NormalizationGroup.response].map(spread) ?? all.map { _ in 1 })
        }
        return Yields(
            nominal: options[yields].map(spread)
                ?? nominal(simulated, sample, expected: expected, of: all.map(named.contains)),
            sources: (simulated.map(templates) ?? []) + normalizations)
    }

    /// - Parameter isNamed: which classes the data hold.
    private static func nominal(
        _ simulated: TemplateYields?, _ sample: any EventSample, expected: Int?, of isNamed: [Bool]
    ) -> [Double] {
        guard let simulated, let sums = simulated.nominal, sums.count == isNamed.count else {
            let yields = sample.yields(of: expected ?? sample.dataCount)
            return isNamed.contains(false) ? shares(yields, of: isNamed, total: yields.reduce(0, +)) : yields
        }
        if simulated.isWeighted { return zip(sums, isNamed).map { $1 ? $0 : 0 } }
        // Events without weights give the fraction of each class, and not the expected number.
        return shares(sums, of: isNamed, total: expected.map(Double.init) ?? sample.dataset.total)
    }

    /// A total in the shares of the classes that are named; in equal ones where those are all 0.
    private static func shares(_ values: [Double], of isNamed: [Bool], total: Double) -> [Double] {
        let named = zip(values, isNamed).map { $1 ? $0 : 0 }
        let sum = named.reduce(0, +)
        guard sum > 0 else { return isNamed.map { $0 ? total / Double(isNamed.count { $0 }) : 0 } }
        return named.map { total * $0 / sum }
    }

    private static func templates(_ simulated: TemplateYields) -> [any YieldResponse] {
        simulated.nuisances.map { name in
            TemplateResponse(name: name, curves: simulated.logFactors(of: name).map { TemplateResponse.Curve($0) })
        }
    }

    /// The range of the templates that change yields, by nuisance.
    static func yieldReach(_ options: Options, _ context: RunContext) throws -> [String: TemplateReach.Range] {
        guard let simulated = try simulatedYields(options, context) else { return [:] }
        return TemplateReach(simulated.templates.map(\.point), of: simulated.nuisances).nuisances.values
    }

    /// The yields of the simulation of p(x|c, ν), including that of its base; nil where they are not known.
    static func simulatedYields(_ options: Options, _ context: RunContext) throws -> TemplateYields? {
        let known = try yieldCells(options, context).compactMap { try context.yields($0) }
        guard let first = known.first else { return nil }
        return known.dropFirst().reduce(first) { $0.merging($1) }
    }

    /// The cells whose samples may give the yields of the simulation; the first one with yields is used.
    static func yieldCells(_ options: Options, _ context: RunContext) -> [CellReference] {
        let trained = context.options(options[kinematics])
        let base = trained[TrainDirective.base].map { context.options($0) }
        return [trained, base].compactMap { $0?[TrainDirective.sample] }
    }
}

extension Options {
    /// The classes that a fit's data contain, in the order of its lists.
    ///
    /// - Parameter all: the classes of the data's schema.
    func classes(among all: [String]) -> [String] {
        let named = self[FitDirective.classes]
        return named.isEmpty ? all : named
    }
}
