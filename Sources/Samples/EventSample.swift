import Flows

/// What events of a sample are used for. Every event has one use, the same at every template that it is part of.
public enum EventSplit: String, CaseIterable, Codable, Sendable {
    /// Gradients are computed from these; the data set of data.
    case training
    /// Decides which weights of a training are kept.
    case selection
    /// Measures quality: neither gradients nor the choice of weights have seen them.
    case validation
}

/// Events with a schema, at one or several points of nuisance space: simulation at its templates, or data.
///
/// A conforming type says what its events are and how many; batches, the data set and the standardization follow from
/// that, the same for every sample.
public protocol EventSample: Sendable {
    /// What its columns are called.
    var schema: SampleSchema { get }

    /// The points of nuisance space that there are events at, one or more. Data have one; where their ν is not known it
    /// is nominal, and ``truth`` is nil.
    var points: [NuisancePoint] { get }

    /// The law that the events were drawn from, where it is known in closed form.
    var truth: (any Truth)? { get }

    /// How many events there are for one use at one point.
    func count(point: Int, split: EventSplit) -> Int

    /// The events of an index range, a pure function of the recipe and of the arguments.
    ///
    /// - Precondition: the range lies within ``count(point:split:)``, except for selection and validation of a
    ///   ``GeneratedSample``.
    func events(_ range: Range<Int>, point: Int, split: EventSplit) -> SampleEvents

    /// Expected events of each class at ν⁰ and θ = 0: what the sample knows them to be, or shares of `total`; by default
    /// equal ones.
    func yields(of total: Int) -> [Double]

    /// What moved the expected events away from ``yields(of:)``, with its true θ; by default nothing.
    var normalizations: [Normalization] { get }

    /// Whether features and scores are in units of their own, of any size, so that networks have to be given them
    /// standardized; false where they are of the order of 1.
    var isInOwnUnits: Bool { get }

    /// The events as data show them: by default those for training at the first point.
    var data: SampleEvents { get }

    /// How many events the data set has.
    var dataCount: Int { get }

    /// Where the features of a density are shifted and scaled to, so that they lie where splines act, within ±5.
    func standardization(of density: ConditionalDensity) -> Standardization

    /// What a base flow is trained on: by default the whole sample. A sample that holds nominal events and templates
    /// gives the nominal ones.
    var nominalPart: any EventSample { get }

    /// What a residual is trained on: by default the whole sample. A sample that holds nominal events and templates
    /// gives the templates.
    var shiftedPart: any EventSample { get }

    /// The different events that a training sees at one point, class by class: by default all those of the point,
    /// independent of those at any other.
    ///
    /// - Parameter limit: the most events of a class that are given.
    func taughtEvents(point: Int, limit: Int) -> [TaughtEvents]
}

extension EventSample {
    public var truth: (any Truth)? { nil }

    public func yields(of total: Int) -> [Double] {
        Array(repeating: Double(total) / Double(schema.classes.count), count: schema.classes.count)
    }

    public var normalizations: [Normalization] { [] }

    /// ν and θ of the data set, where they are known.
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
    ///   - density: which features and context a batch has.
    ///   - nuisances: those that the flow takes, in its order; none for a base flow.
    ///   - split: for what the events are used.
    ///   - size: events a batch.
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
    /// Shifts and scales the features of a density to where splines act, within ±5, from the first events of every point,
    /// at most about 100,000 in all: by their mean, and by their deviation or a quarter of the largest distance, whichever
    /// is more. Weights do not count.
    ///
    /// One class may be wider than all together; its tails must not leave the splines' box.
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
