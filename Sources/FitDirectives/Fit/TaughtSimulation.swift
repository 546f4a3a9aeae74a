import Flows
import Inference
import Report
import Samples

/// The simulated events that the densities of a fit were trained on, source by source.
struct TaughtSimulation {
    /// Which events of which sample.
    struct Source: Hashable {
        /// The sample's cell.
        let cell: String
        let number: Int
    }

    /// What a density learnt from one source.
    struct Use: Equatable {
        /// How much what it learnt there counts at ν̂.
        let weight: Double
        /// ν at which it learnt this, in the order of the density's nuisances.
        let nuisances: [Double]
        /// Whether it is that of the base flow.
        let isBase: Bool
    }

    /// One source.
    struct Taught {
        let source: Source
        /// Where in nuisance space its events lie.
        let at: NuisancePoint
        let events: TaughtEvents
        /// The number of different events that the trainings used; the smallest one of several trainings.
        var seen: Int
        /// The uses in densities; empty for events that only count for a yield.
        var uses: [Use]
    }

    /// In the order of the trainings, the base first.
    private(set) var taught: [Taught] = []
    /// The nuisances of the densities, in their order.
    private let nuisances: [String]
    private let limit: Int

    private init(_ nuisances: [String], limit: Int) {
        (self.nuisances, self.limit) = (nuisances, limit)
    }

    /// Why the events are not known, as the continuation of a sentence after "because".
    struct Unknown: Error {
        let reason: String
    }

    /// The events of one density.
    ///
    /// - Parameters:
    ///   - cell: the cell of the training.
    ///   - flow: the trained flow.
    ///   - point: ν̂, in the order of `nuisances`.
    ///   - limit: the largest number of events of a source to return.
    /// - Throws: `Unknown`; `CellFailure` where a sample cannot be read.
    init(
        _ cell: CellReference, _ flow: Flow, nuisances: [String], at point: [Double], limit: Int,
        samples: SampleShelf, _ context: RunContext
    ) throws {
        self.init(nuisances, limit: limit)
        let options = context.options(cell)
        guard let base = options[TrainDirective.base] else {
            let whole = try samples.sample(options[TrainDirective.sample])
            try addBase(cell, whole, context) { _ in 1 }
            return
        }
        let templates = try samples.sample(options[TrainDirective.sample]).shiftedPart
        let positions = try Self.positions(cell, templates, context)
        let found = templates.points.indices.map { templates.taughtEvents(point: $0, limit: limit) }
        guard let layer = flow.maps.first?.residualLayers.first else {
            throw Unknown(reason: "the residual of '\(cell.label)' is no polynomial")
        }
        let polynomial = ResponsePolynomial(layer)
        let values = templates.points.map { $0.values(of: nuisances) }
        var left: [Int: Double] = [:]
        var shifted: [(place: Int, events: TaughtEvents, weight: Double)] = []
        for eventClass in templates.schema.classes.indices {
            let own = found.enumerated().compactMap { place, all in
                all.first { $0.eventClass == eventClass }.map { (place, $0) }
            }
            let weights = polynomial.weights(of: own.map { values[$0.0] }, at: point)
            left[eventClass] = 1 - weights.reduce(0, +)
            shifted += zip(own, weights).map { ($0.0, $0.1, $1) }
        }
        let whole = try samples.sample(context.options(base)[TrainDirective.sample])
        try addBase(base, whole, context) { left[$0] ?? 1 }
        for (place, events, weight) in shifted {
            add(
                events, of: options[TrainDirective.sample].label, at: templates.points[place],
                seen: events.seen(positions: positions),
                Use(weight: weight, nuisances: values[place], isBase: false))
        }
    }

    /// A base flow learns its classes from all points of its sample alike; as a rule that is one.
    ///
    /// - Parameter weight: how much it counts at ν̂, by class.
    private mutating func addBase(
        _ cell: CellReference, _ whole: any EventSample, _ context: RunContext, weight: (Int) -> Double
    ) throws {
        let sample = whole.nominalPart
        let positions = try Self.positions(cell, sample, context)
        for (place, point) in sample.points.enumerated() {
            for events in sample.taughtEvents(point: place, limit: limit) {
                add(
                    events, of: context.options(cell)[TrainDirective.sample].label, at: point,
                    seen: events.seen(positions: positions),
                    Use(
                        weight: weight(events.eventClass) / Double(sample.points.count),
                        nuisances: nuisances.map { _ in 0 }, isBase: true))
            }
        }
    }

    /// Positions of batches at a point up to the weights that are kept.
    private static func positions(
        _ cell: CellReference, _ sample: any EventSample, _ context: RunContext
    ) throws -> Double {
        let options = context.options(cell)
        guard options[TrainDirective.from] == nil else {
            throw Unknown(reason: "'\(cell.label)' comes from a file, which does not hold what it was trained on")
        }
        let step = try context.result(TrainDirective.self, of: cell).bestStep
        guard step > 0 else { throw Unknown(reason: "'\(cell.label)' kept the weights that it began with") }
        return Double(step) * Double(options[TrainDirective.batch]) / Double(sample.points.count)
    }

    private mutating func add(
        _ events: TaughtEvents, of cell: String, at point: NuisancePoint, seen: Int, _ use: Use?
    ) {
        let source = Source(cell: cell, number: events.source)
        if let known = taught.firstIndex(where: { $0.source == source }) {
            taught[known].seen = min(taught[known].seen, seen)
            taught[known].uses += use.map { [$0] } ?? []
        } else {
            taught.append(
                Taught(source: source, at: point, events: events, seen: seen, uses: use.map { [$0] } ?? []))
        }
    }

    /// The index of the events of one class and point of a cell, which are added if necessary; nil without such events.
    mutating func place(of eventClass: Int, at point: NuisancePoint, _ sample: any EventSample, cell: String) -> Int? {
        guard let place = sample.points.firstIndex(of: point),
            let events = sample.taughtEvents(point: place, limit: limit).first(where: { $0.eventClass == eventClass })
        else { return nil }
        let source = Source(cell: cell, number: events.source)
        if let known = taught.firstIndex(where: { $0.source == source }) { return known }
        add(events, of: cell, at: point, seen: events.available, nil)
        return taught.count - 1
    }

    /// The same without some of the classes.
    func only(classes isIncluded: (Int) -> Bool) -> TaughtSimulation {
        var some = self
        some.taught.removeAll { !isIncluded($0.events.eventClass) }
        return some
    }

    /// Both densities as a single density of x and y, if they were trained on the same events at the same points;
    /// otherwise nil.
    func joined(_ other: TaughtSimulation) -> TaughtSimulation? {
        guard taught.count == other.taught.count else { return nil }
        var joined = self
        for (place, own) in taught.enumerated() {
            let match = other.taught[place]
            guard own.source == match.source, own.uses.count == match.uses.count,
                zip(own.uses, match.uses).allSatisfy({
                    $0.nuisances == $1.nuisances && abs($0.weight - $1.weight) < 1e-9
                })
            else { return nil }
            joined.taught[place].seen = min(own.seen, match.seen)
        }
        return joined
    }
}

/// Samples of cells, each read once.
final class SampleShelf {
    private let context: RunContext
    private var samples: [String: any EventSample] = [:]

    init(_ context: RunContext) { self.context = context }

    func sample(_ reference: CellReference) throws -> any EventSample {
        if let known = samples[reference.label] { return known }
        let sample = try SampleCell(reference, context).sample
        samples[reference.label] = sample
        return sample
    }
}
