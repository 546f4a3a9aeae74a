import Inference
import Report
import Samples

/// How many events a fit expects of every class, and what moves that.
extension FitDirective {
    /// Those of the author; else Σw of simulation, where it is known; else those of the sample. Templates say how
    /// they respond to nuisances, and 'normalization' how to others.
    ///
    /// - Parameter expected: the number of events that fractions refer to; by default that of the sample.
    static func yields(
        _ options: Options, _ context: RunContext, sample: any EventSample, expected: Int?
    ) throws -> Yields {
        let simulated = try simulatedYields(options, context)
        let normalizations = options[normalization].sorted { $0.key < $1.key }.map { name, group in
            LogNormalResponse(
                name: name, uncertainty: group[NormalizationGroup.uncertainty],
                response: group[NormalizationGroup.response] ?? sample.schema.classes.map { _ in 1 })
        }
        return Yields(
            nominal: options[yields] ?? nominal(simulated, sample, expected: expected),
            sources: (simulated.map(templates) ?? []) + normalizations)
    }

    private static func nominal(
        _ simulated: TemplateYields?, _ sample: any EventSample, expected: Int?
    ) -> [Double] {
        guard let simulated, let sums = simulated.nominal, sums.count == sample.schema.classes.count else {
            return sample.yields(of: expected ?? sample.dataCount)
        }
        guard !simulated.isWeighted else { return sums }
        // Events without weights give the fraction of each class, and not the expected number.
        let total = expected.map(Double.init) ?? sample.dataset.total
        let all = sums.reduce(0, +)
        return sums.map { total * $0 / all }
    }

    private static func templates(_ simulated: TemplateYields) -> [any YieldResponse] {
        simulated.nuisances.map { name in
            TemplateResponse(name: name, curves: simulated.logFactors(of: name).map { TemplateResponse.Curve($0) })
        }
    }

    /// How far the templates that move yields reach, by nuisance.
    static func yieldReach(_ options: Options, _ context: RunContext) throws -> [String: TemplateReach.Range] {
        guard let simulated = try simulatedYields(options, context) else { return [:] }
        return TemplateReach(simulated.templates.map(\.point), of: simulated.nuisances).nuisances.values
    }

    /// The yields of the simulation of p(x|c, ν), that of its base included; nil where there are none.
    private static func simulatedYields(_ options: Options, _ context: RunContext) throws -> TemplateYields? {
        let trained = context.options(options[kinematics])
        let base = trained[TrainDirective.base].map { context.options($0) }
        let known = try [trained, base].compactMap(\.self).compactMap {
            try context.yields($0[TrainDirective.sample])
        }
        guard let first = known.first else { return nil }
        return known.dropFirst().reduce(first) { $0.merging($1) }
    }
}
