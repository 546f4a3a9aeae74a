import Flows
import Inference
import Report
import Samples

/// Measures how far ν̂ of a fit scatters because its densities and yields were learnt from a finite simulation.
struct SimulationMeasurement {
    private let options: Options
    private let context: RunContext
    private let mixture: Mixture
    private let space: NuisanceSpace
    /// ν̂ of all shapes and θ̂ of all normalizations.
    private let place: (nuisances: [Double], theta: [Double])
    private let covariance: [[Double]]
    private let score: IntensityScore
    /// Those whose response to ν counts in the fit.
    private let densities: [(density: ConditionalDensity, cell: CellReference, flow: Flow)]
    private let shelf: SampleShelf

    /// Products of a parameter and an event that are affordable: some seconds of two cores.
    private static let work = 2e10
    /// Events of a source, if there are as many.
    private static let affordable = 1000...EventBlock.mostIdentities

    /// - Parameters:
    ///   - mixture: the densities, without T.
    ///   - point: ν̂, in the order of `space`.
    ///   - covariance: the covariance of ν̂, shape [profiled, profiled].
    init(
        _ options: Options, mixture: Mixture, space: NuisanceSpace, point: [Double], covariance: [[Double]],
        _ context: RunContext
    ) {
        (self.options, self.context, self.mixture, self.space) = (options, context, mixture, space)
        self.covariance = covariance
        place = space.expand(point)
        score = IntensityScore(yields: mixture.yields, space: space, point: point)
        // A T that is free at every ν leaves the scores nothing to say of ν.
        let scores = options[FitDirective.transfer] == .none ? options[FitDirective.score] : nil
        densities =
            [(.features, options[FitDirective.kinematics], mixture.kinematics)]
            + (scores.map { [(.scores, $0, mixture.score)] } ?? [])
        shelf = SampleShelf(context)
    }

    /// - Throws: `TaughtSimulation.Unknown` where it cannot be determined, `CellFailure` where a sample cannot be read.
    func statistics() throws -> SimulationStatistics {
        let schema = try SampleCell(options[FitDirective.data], context).sample.schema
        let simulated = try shelf.sample(context.options(densities[0].cell)[TrainDirective.sample]).schema
        let responses = SimulatedResponses(
            mixture: mixture, densities: densities.map { ($0.density, $0.flow) }, schema: schema,
            nuisances: place.nuisances, score: score, workers: context.workers())
        let yields = try YieldStatistics(options, context, mixture.yields, theta: place.theta, schema: schema)
        var groups: [[SimulatedSet]] = []
        var rows: [SimulationStatistics.Sample] = []
        for (index, simulation) in try simulations().enumerated() {
            var simulation = simulation
            let counts = index == 0 ? try yields.places(in: &simulation, shelf) : [:]
            let taught = simulation.taught
            let shared = SharedSources(taught)
            let found = try zip(taught, shared.given).map { try responses.source($0, given: $1) }
            let means = Dictionary(
                zip(taught, found).compactMap { own, source in source.meanScore.map { (own.events.eventClass, $0) } },
                uniquingKeysWith: { first, _ in first })
            let effects = yields.effects(counts, expected: score.expected, meanScore: means)
            let sets = taught.indices.map { number in
                let (own, given) = (taught[number], shared.given[number])
                let eventClass = own.events.eventClass
                return SimulatedSet(
                    weights: found[number].weights,
                    responses: found[number].responses(
                        expected: score.expected[eventClass], profiled: covariance.count),
                    yield: effects[number] ?? covariance.map { _ in 0 },
                    identities: Array(own.events.identities.prefix(given)), trained: own.seen,
                    counted: max(own.seen, own.events.total))
            }
            groups += shared.groups.map { $0.map { sets[$0] } }
            rows += zip(taught, sets).map { row($0, $1, simulated) }
        }
        let error = SimulationError(groups, covariance: covariance)
        guard error.deviations.allSatisfy(\.isFinite) else {
            throw TaughtSimulation.Unknown(reason: "the densities are not finite at their own simulated events")
        }
        return SimulationStatistics(
            errors: error.deviations, sigmas: covariance.indices.map { covariance[$0][$0].squareRoot() },
            names: space.profiled, samples: rows)
    }

    /// What the densities learnt, of the classes that the data hold: of x and y together where both densities learnt the
    /// same from the same events. Otherwise an event has a part in one of them only: what it would do to both is more than
    /// that, and the two added up are an upper bound.
    private func simulations() throws -> [TaughtSimulation] {
        let limit = try mostEvents()
        let learnt = try densities.map { density in
            try TaughtSimulation(
                density.cell, density.flow, nuisances: mixture.nuisances, at: place.nuisances, limit: limit,
                samples: shelf, context
            ).only { score.expected[$0] != 0 }
        }
        return learnt.count == 2 ? learnt[0].joined(learnt[1]).map { [$0] } ?? learnt : learnt
    }

    /// How many events of a source are looked at, by the size of the networks and the number of sources.
    private func mostEvents() throws -> Int {
        let parameters = densities.reduce(0) { sum, density in
            density.flow.maps.reduce(sum) { $0 + $1.parameters.count }
        }
        let points = try densities.map {
            try shelf.sample(context.options($0.cell)[TrainDirective.sample]).points.count
        }.reduce(1, +)
        // A gradient takes about three times the work of a density.
        let evaluations = points * mixture.classes * (4 * mixture.classes + 1)
        let most = Self.work / Double(max(1, parameters * evaluations))
        return max(Self.affordable.lowerBound, Int(min(most, Double(Self.affordable.upperBound))))
    }

    private func row(
        _ taught: TaughtSimulation.Taught, _ set: SimulatedSet, _ schema: SampleSchema
    ) -> SimulationStatistics.Sample {
        SimulationStatistics.Sample(
            eventClass: schema.classes[taught.events.eventClass].name, at: ResultsByName(taught.at, of: schema),
            events: set.trained, effective: set.effective,
            perExpected: set.effective / abs(score.expected[taught.events.eventClass]),
            weight: taught.uses.reduce(0) { $0 + $1.weight }, used: set.weights.count)
    }
}
