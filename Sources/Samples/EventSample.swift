import Flows

/// The use of events of a sample. Every event has one use, the same at every template that contains it.
public enum EventSplit: String, CaseIterable, Codable, Sendable {
    /// For gradients of trainings; also all events of data.
    case training
    /// For the choice of the weights of a training.
    case selection
    /// For measuring quality: not used for gradients or for the choice of weights.
    case validation
}

/// Events with a schema, at one or several points of nuisance space: simulation at its templates, or data.
///
/// A conforming type provides its events and their number; batches, the data set and the standardization follow from
/// this in the same way for every sample.
public protocol EventSample: Sendable {
    /// The names of its columns.
    var schema: SampleSchema { get }

    /// The points of nuisance space with events, at least one. Data have one point; if their ν is not known, it is
    /// nominal, and ``truth`` is nil.
    var points: [NuisancePoint] { get }

    /// The distribution from which the events were drawn, if it is known in closed form.
    var truth: (any Truth)? { get }

    /// The number of events for one use at one point.
    func count(point: Int, split: EventSplit) -> Int

    /// The events of an index range, a pure function of the recipe and of the arguments.
    ///
    /// - Precondition: the range lies within ``count(point:split:)``, except for selection and validation of a
    ///   ``GeneratedSample``.
    func events(_ range: Range<Int>, point: Int, split: EventSplit) -> SampleEvents

    /// Expected events of each class at ν⁰ and θ = 0: those that the sample states, or shares of `total`; by default
    /// equal shares.
    func yields(of total: Int) -> [Double]

    /// The normalizations that changed the expected events relative to ``yields(of:)``, with their true θ; by default
    /// none.
    var normalizations: [Normalization] { get }

    /// Whether features and scores have arbitrary units, so that networks need them standardized; false if they are of
    /// the order of 1.
    var isInOwnUnits: Bool { get }

    /// The events of the data set: by default those for training at the first point.
    var data: SampleEvents { get }

    /// The number of events of the data set.
    var dataCount: Int { get }

    /// The shift and scale that move the features of a density into the range of splines, ±5.
    func standardization(of density: ConditionalDensity) -> Standardization

    /// The part on which a base flow is trained: by default the whole sample. A sample with nominal events and
    /// templates returns the nominal ones.
    var nominalPart: any EventSample { get }

    /// The part on which a residual is trained: by default the whole sample. A sample with nominal events and templates
    /// returns the templates.
    var shiftedPart: any EventSample { get }

    /// The different events that a training uses at one point, class by class: by default all those of the point,
    /// independent of those at other points.
    ///
    /// - Parameter limit: the largest number of events of a class to return.
    func taughtEvents(point: Int, limit: Int) -> [TaughtEvents]
}

extension EventSample {
    public var truth: (any Truth)? { nil }

    public func yields(of total: Int) -> [Double] {
        Array(repeating: Double(total) / Double(schema.classes.count), count: schema.classes.count)
    }

    public var normalizations: [Normalization] { [] }

    /// ν and θ of the data set, if they are known.
    public var truePoint: NuisancePoint? {
        guard truth != nil, var point = points.first else { return nil }
        for normalization in normalizations { point[normalization.name] = normalization.theta }
        return point
    }

    /// All events for training at one point, with their classes.
    public func labelled(point: Int = 0) -> SampleEvents {
        events(0..<count(point: point, split: .training), point: point, split: .training)
    }

    public var isInOwnUnits: Bool { false }
    public var dataCount: Int { count(point: 0, split: .training) }
    public var data: SampleEvents { labelled().unlabelled }
    public var nominalPart: any EventSample { self }
    public var shiftedPart: any EventSample { self }

    /// The batches of a density's training, or of its selection or validation.
    ///
    /// - Parameters:
    ///   - density: the density, which determines features and context of a batch.
    ///   - nuisances: the nuisances of the flow, in its order; empty for a base flow.
    ///   - split: the use of the events.
    ///   - size: events per batch.
    public func batches(
        of density: ConditionalDensity, nuisances: [String], split: EventSplit = .training, size: Int
    ) -> SampleBatches {
        SampleBatches(sample: self, density: density, nuisances: nuisances, split: split, batchSize: size)
    }

    /// The x at which figures show a class by default: its mean at ν⁰, by the closed form, or that of the first 100,000
    /// events of the first point.
    public func center(ofClass index: Int) -> [Double] {
        if let truth {
            return truth.moments(.features, under: EventCondition(eventClass: index), at: .nominal).mean
        }
        let events = events(0..<min(100_000, count(point: 0, split: .training)), point: 0, split: .training)
        guard let classes = events.classes else { preconditionFailure("data have no classes") }
        let members = classes.indices.filter { classes[$0] == index }
        return events.x.map { column in
            members.reduce(0) { $0 + Double(column[$1]) } / Double(max(1, members.count))
        }
    }
}

extension EventSample {
    /// Shifts and scales the features of a density into the range of splines, ±5, from the first events of every point,
    /// at most about 100,000 in all: by their mean, and by their standard deviation or a quarter of the largest
    /// distance, whichever is larger. Weights are not used.
    ///
    /// One class may be wider than all together; its tails must not leave the range of the splines.
    public func standardization(of density: ConditionalDensity) -> Standardization {
        let limit = max(1, 100_000 / points.count)
        let samples = points.indices.map { point in
            let count = min(count(point: point, split: .training), limit)
            return events(0..<count, point: point, split: .training).columns(of: density)
        }
        let moments = schema.quantities(of: density).indices.map { feature in
            let values = samples.flatMap { $0[feature] }.map(Double.init)
            let mean = values.reduce(0, +) / Double(values.count)
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
            let farthest = values.reduce(0) { max($0, abs($1 - mean)) }
            return (mean: mean, scale: max(variance.squareRoot(), farthest / 4))
        }
        // A single event has no width.
        return Standardization(
            means: moments.map { Float($0.mean) }, scales: moments.map { $0.scale > 1e-6 ? Float($0.scale) : 1 })
    }
}
