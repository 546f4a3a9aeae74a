import Inference
import Report
import Samples

/// Which simulated events the yields of a fit were counted with, and what a change of their Σw does to ν̂.
struct YieldStatistics {
    /// nil where simulation says nothing of the yields.
    private let simulated: TemplateYields?
    /// The cells of the simulation, and what each says by itself.
    private let cells: [(cell: CellReference, yields: TemplateYields)]
    private let yields: Yields
    private let theta: [Double]
    private let schema: SampleSchema
    /// Whether N_c⁰ are those of the simulation.
    private let areNominal: Bool

    init(_ options: Options, _ context: RunContext, _ yields: Yields, theta: [Double], schema: SampleSchema) throws {
        (self.yields, self.theta, self.schema) = (yields, theta, schema)
        simulated = try FitDirective.simulatedYields(options, context)
        cells = try FitDirective.yieldCells(options, context).compactMap { cell in
            try context.yields(cell).map { (cell, $0) }
        }
        areNominal = options[FitDirective.yields] == nil && simulated?.nominal?.count == schema.classes.count
    }

    /// One class at one point.
    struct Count: Hashable {
        let eventClass: Int
        let point: NuisancePoint
    }

    /// The indices of the events that determine yields, by class and point, among those of a simulation; missing ones
    /// are added.
    func places(in simulation: inout TaughtSimulation, _ shelf: SampleShelf) throws -> [Count: Int] {
        var places: [Count: Int] = [:]
        for eventClass in schema.classes.indices where yields.nominal[eventClass] > 0 {
            for point in [.nominal] + knots(of: eventClass).map(\.point) {
                let name = schema.classes[eventClass].name
                let known = cells.first { $0.yields.templates.contains { $0.name == name && $0.point == point } }
                guard let cell = known?.cell else { continue }
                places[Count(eventClass: eventClass, point: point)] = simulation.place(
                    of: eventClass, at: point, try shelf.sample(cell), cell: cell.label)
            }
        }
        return places
    }

    /// The templates that say how the yield of a class moves, with ∂ ln N_c/∂ ln Σw of each at θ̂.
    private func knots(of eventClass: Int) -> [(point: NuisancePoint, weight: Double)] {
        guard let simulated else { return [] }
        return zip(yields.sources, theta).flatMap { source, theta -> [(NuisancePoint, Double)] in
            guard let response = source as? TemplateResponse, simulated.nuisances.contains(response.name) else {
                return []
            }
            let curve = response.curves[eventClass]
            return zip(curve.knots, curve.weights(at: theta)).filter { $0.0 != 0 }.map {
                (NuisancePoint([response.name: $0]), $1)
            }
        }
    }

    /// The change of the slope of ln L by δ ln Σw of each source, by its index; shape [profiled].
    ///
    /// ln N_c = ln N_c⁰ + Σ over templates of weight · (ln Σw_t − ln Σw_0). Events without weights determine only
    /// fractions, so that the sum of all N_c⁰ stays.
    ///
    /// - Parameters:
    ///   - places: of ``places(in:_:)``.
    ///   - expected: N_c at θ̂.
    ///   - meanScore: E_c[S] by class, shape [profiled].
    func effects(_ places: [Count: Int], expected: [Double], meanScore: [Int: [Double]]) -> [Int: [Double]] {
        guard let simulated else { return [:] }
        let slopes = meanScore.reduce(into: [Int: [Double]]()) { slopes, own in
            slopes[own.key] = own.value.map { expected[own.key] * $0 }
        }
        let nominalTotal = yields.nominal.reduce(0, +)
        let whole = slopes.values.reduce(into: [Double]()) { sum, own in
            sum = sum.isEmpty ? own : zip(sum, own).map(+)
        }
        var effects: [Int: [Double]] = [:]
        func add(_ eventClass: Int, _ point: NuisancePoint, _ effect: [Double]) {
            guard let place = places[Count(eventClass: eventClass, point: point)] else { return }
            effects[place] = effects[place].map { zip($0, effect).map(+) } ?? effect
        }
        for (eventClass, slope) in slopes.sorted(by: { $0.key < $1.key }) {
            if areNominal {
                let share = simulated.isWeighted ? 0 : yields.nominal[eventClass] / nominalTotal
                add(eventClass, .nominal, zip(slope, whole).map { $0 - share * $1 })
            }
            for (point, weight) in knots(of: eventClass) {
                add(eventClass, point, slope.map { weight * $0 })
                add(eventClass, .nominal, slope.map { -weight * $0 })
            }
        }
        return effects
    }
}
