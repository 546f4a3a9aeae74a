import Report
import Samples
import Statistics

/// How far ν̂ of a fit scatters because its densities and yields were learnt from a finite number of simulated events.
struct SimulationStatistics: ResultGroup {
    let nuisances: ResultsByName<ProfiledNuisances, Nuisance>
    let samples: ResultsByNumber<SimulatedSamples, Sample>
    let perExpected: Double

    static let meanings = [
        "nuisances": "By nuisance.",
        "samples": "The simulated events, one a class and point of nuisance space, in the order of the trainings.",
        "per-expected":
            "Effective nominal events for one that the fit expects, of the class that has the fewest.",
    ]

    /// Of one nuisance.
    struct Nuisance: ResultGroup {
        let error: Double
        let share: Double
        let total: Double

        static let meanings = [
            "error":
                "How far ν̂ would scatter over simulations as large as this one, the data the same, in the units of ν; to "
                + "first order, of densities that follow their events.",
            "share": "The same in σ of the fit, which does not include it.",
            "total": "√(σ² + error²): σ with it.",
        ]
    }

    /// Simulated events of one class at one point.
    struct Sample: ResultGroup {
        let eventClass: String
        let at: ResultsByName<SampleNuisances, Double>
        let events: Int
        let effective: Double
        let perExpected: Double
        let weight: Double
        let used: Int

        static let meanings = [
            "event-class": "Of the events.", "at": "Their point.",
            "events": "Different events that the densities were trained on.",
            "effective": "(Σw)²/Σw² of these.",
            "per-expected": "Of these for one event of the class that the fit expects.",
            "weight":
                "How much what was learnt here counts at ν̂; those of a class are 1 together, 0 where only its yield counts.",
            "used": "The events that this was computed with.",
        ]

        var isNominal: Bool { at.point == .nominal }
    }

    /// - Parameters:
    ///   - errors: shape [profiled].
    ///   - sigmas: σ of the fit, likewise.
    ///   - names: the names of the profiled nuisances.
    init(errors: [Double], sigmas: [Double], names: [String], samples: [Sample]) {
        nuisances = ResultsByName(
            names.enumerated().map { index, name in
                let (error, sigma) = (errors[index], sigmas[index])
                return (
                    name,
                    Nuisance(
                        error: error, share: error / sigma, total: (sigma * sigma + error * error).squareRoot())
                )
            })
        self.samples = ResultsByNumber(samples)
        let nominal = samples.filter(\.isNominal)
        perExpected = (nominal.isEmpty ? samples : nominal).map(\.perExpected).min() ?? .nan
    }
}

/// Simulated events by class and point, counted from 0.
enum SimulatedSamples: ResultNames { static let placeholder = "SAMPLE" }

extension FitDirective {
    /// The statistics of the simulation, or why they are not known.
    static func simulation(
        _ options: Options, _ fit: MemberSummary, _ measurement: ([[Double]]) -> SimulationMeasurement
    ) throws -> (known: SimulationStatistics?, missing: String?) {
        guard options[from] == nil else { return (nil, "T and ν̂ come from a file") }
        guard !fit.bestFit.isEmpty else { return (nil, "no nuisance is profiled") }
        guard let covariance = fit.convergence?.covariance, fit.bestFit.allSatisfy(\.isFinite) else {
            return (nil, "the fit has no σ")
        }
        do {
            return (try measurement(covariance).statistics(), nil)
        } catch let unknown as TaughtSimulation.Unknown {
            return (nil, unknown.reason)
        }
    }

    /// Whether the statistics are unknown because a file replaces a training, or not needed because no nuisance is
    /// profiled.
    static func isSimulationUnknown(_ options: Options, _ document: DocumentContext) -> Bool {
        let score = options[transfer] == .none ? options[score] : nil
        let trainings = [options[kinematics], score].compactMap { $0.flatMap { document.options($0) } }
        let bases = trainings.compactMap { $0[TrainDirective.base].flatMap { document.options($0) } }
        return options[from] != nil || (trainings + bases).contains { $0[TrainDirective.from] != nil }
            || profiledNames(options, document).isEmpty
    }

    /// The nuisances of the simulation.
    static func simulatedNuisances(_ options: Options, _ document: DocumentContext) -> [String]? {
        document.options(options[kinematics]).flatMap { document.outline($0[TrainDirective.sample]) }?
            .schema.nuisanceNames
    }

    /// The statistics on the page.
    static func simulationWords(_ result: Result) -> [Fragment] {
        guard !result.order.isEmpty else { return [] }
        guard let simulation = result.simulation else {
            return result.simulationMissing.map {
                [.note("What the finite simulation adds to σ is not available, because \($0).")]
            } ?? []
        }
        let shares = result.order.compactMap { name in
            simulation.nuisances[name].map {
                "\(name) \(NumberText.significant($0.error, digits: 2)) "
                    + "(\(NumberText.significant($0.share, digits: 2)) σ)"
            }
        }
        let most = simulation.samples.values.map(\.used).max() ?? 0
        return [
            .note(
                "Not in σ: another simulation of as many events would move ν̂ by \(shares.joined(separator: ", ")), to first "
                    + "order; computed with up to \(NumberText.count(most)) events a class and point."),
            .table(simulationTable(simulation, result.classOrder)),
        ]
    }

    /// By class, the point with the fewest events for what it counts.
    private static func simulationTable(_ simulation: SimulationStatistics, _ classes: [String]) -> Table {
        let rows = classes.compactMap { name -> [String]? in
            let own = simulation.samples.values.filter { $0.eventClass == name }
            guard let nominal = own.first(where: \.isNominal) ?? own.first else { return nil }
            // The variance that a sample brings goes as the square of what it counts.
            let weakest = own.filter { !$0.isNominal && $0.weight != 0 }.max {
                $0.weight * $0.weight / $0.effective < $1.weight * $1.weight / $1.effective
            }
            func effective(_ sample: SimulationStatistics.Sample) -> String {
                NumberText.count(Int(sample.effective.rounded()))
            }
            func ratio(_ sample: SimulationStatistics.Sample) -> String {
                NumberText.significant(sample.perExpected, digits: 2)
            }
            return [name, effective(nominal), ratio(nominal)]
                + (weakest.map { ["\(effective($0)) at \($0.at.point.words)", ratio($0)] } ?? ["–", "–"])
        }
        return Table(
            header: ["class", "nominal", "per expected event", "weakest template", "per expected event"],
            rows: rows,
            alignment: [.left, .right, .right, .right, .right],
            note:
                "Different simulated events that the densities were trained on, (Σw)²/Σw² of them, and how many there are for one "
                + "event of the class that the fit expects.")
    }
}
