/// All events of one class at one template, in memory, column by column.
///
/// They are sorted by their use, those for training first, and within each use in a pseudo-random order that depends
/// only on the events.
public struct EventBlock: Sendable, Equatable {
    /// The index of the class in the schema; nil for data, whose classes are not known.
    public let eventClass: Int?
    /// The point of the template; nominal for data.
    public let point: NuisancePoint
    /// Shape [features, events].
    public let x: [[Float]]
    /// Shape [scores, events].
    public let y: [[Float]]
    /// The weights; nil for weights of 1.
    public let weights: [Float]?
    /// The number of events for each use, in the order of `EventSplit.allCases`. All events of data are for training.
    public let counts: [Int]
    /// Sums of the weights.
    public let sums: WeightSums
    /// Digests of the identities of the first events for training, in the order of the block and at most
    /// ``mostIdentities`` of them: equal digests in blocks of a class mean the same event. Empty if the block has no
    /// events in common with others.
    public let identities: [UInt64]

    /// The number of events that is enough to measure the correlation of blocks with common events.
    public static let mostIdentities = 20_000

    /// The number of events.
    public var count: Int { counts.reduce(0, +) }

    /// The range of the events of one use.
    func range(_ split: EventSplit) -> Range<Int> {
        let place = EventSplit.allCases.firstIndex(of: split) ?? 0
        let start = counts.prefix(place).reduce(0, +)
        return start..<start + counts[place]
    }

    /// - Precondition: at least one column; all have the same length, to which the counts add up; no more identities
    ///   than events for training.
    public init(
        eventClass: Int?, point: NuisancePoint, x: [[Float]], y: [[Float]], weights: [Float]?, counts: [Int],
        identities: [UInt64] = []
    ) {
        let lengths = (x + y).map(\.count) + (weights.map { [$0.count] } ?? [])
        precondition(
            counts.count == EventSplit.allCases.count && Set(lengths) == [counts.reduce(0, +)],
            "columns of \(lengths) events, of which \(counts) have each use")
        precondition(identities.count <= counts[0], "\(identities.count) identities of \(counts[0]) events")
        self.identities = identities
        self.eventClass = eventClass
        self.point = point
        self.x = x
        self.y = y
        self.weights = weights
        self.counts = counts
        sums = weights.map(WeightSums.init) ?? WeightSums(unweighted: counts.reduce(0, +))
    }

    /// The same events with the first of these identities.
    ///
    /// - Parameter identities: of all events, in the order of the block.
    public func identified(by identities: [UInt64]) -> EventBlock {
        EventBlock(
            eventClass: eventClass, point: point, x: x, y: y, weights: weights, counts: counts,
            identities: Array(identities.prefix(min(Self.mostIdentities, counts[0]))))
    }
}

/// Sums over the weights of some events.
public struct WeightSums: Codable, Sendable, Hashable {
    /// The number of events.
    public let events: Int
    /// Σw: the expected events.
    public let sum: Double
    /// Σw².
    public let squares: Double
    /// −Σw of the negative weights, not negative.
    public let negative: Double
    /// The number of negative weights.
    public let negativeEvents: Int

    /// (Σw)²/Σw²: the number of unweighted events with the same relative error; NaN if all weights are 0.
    public var effective: Double { sum * sum / squares }
    /// Σ|w₋|/Σ|w|: the negative share of all weight; NaN if all weights are 0.
    public var negativeShare: Double { negative / (sum + 2 * negative) }

    init(_ weights: [Float]) {
        var (sum, squares, negative, negativeEvents) = (0.0, 0.0, 0.0, 0)
        for weight in weights {
            let weight = Double(weight)
            sum += weight
            squares += weight * weight
            if weight < 0 {
                negative -= weight
                negativeEvents += 1
            }
        }
        self.init(
            events: weights.count, sum: sum, squares: squares, negative: negative, negativeEvents: negativeEvents)
    }

    init(unweighted events: Int) {
        self.init(events: events, sum: Double(events), squares: Double(events), negative: 0, negativeEvents: 0)
    }

    init(events: Int, sum: Double, squares: Double, negative: Double, negativeEvents: Int) {
        self.events = events
        self.sum = sum
        self.squares = squares
        self.negative = negative
        self.negativeEvents = negativeEvents
    }

    public static func + (a: WeightSums, b: WeightSums) -> WeightSums {
        WeightSums(
            events: a.events + b.events, sum: a.sum + b.sum, squares: a.squares + b.squares,
            negative: a.negative + b.negative, negativeEvents: a.negativeEvents + b.negativeEvents)
    }
}

/// Collects events row by row into a block.
public struct EventBlockBuilder: Sendable {
    private let eventClass: Int?
    private let point: NuisancePoint
    private var x: [[Float]]
    private var y: [[Float]]
    private var weights: [Float]?
    private var identities: [EventIdentity] = []

    /// - Parameters:
    ///   - eventClass: nil for data.
    ///   - point: ν of the events.
    ///   - features: the number of features.
    ///   - scores: the number of scores.
    ///   - isWeighted: whether every event has a weight.
    public init(
        eventClass: Int?, point: NuisancePoint, features: Int, scores: Int, isWeighted: Bool
    ) {
        self.eventClass = eventClass
        self.point = point
        x = Array(repeating: [], count: features)
        y = Array(repeating: [], count: scores)
        weights = isWeighted ? [] : nil
    }

    /// The number of events so far.
    public var count: Int { identities.count }

    /// Adds one event.
    ///
    /// - Parameters:
    ///   - values: features, then scores.
    ///   - weight: used if the block is weighted.
    ///   - id: nil for events that are identified by their row.
    ///   - row: the row of the event in its file.
    public mutating func append(_ values: [Double], weight: Double, id: Double?, row: Int) {
        for (column, value) in values.enumerated() {
            if column < x.count { x[column].append(Float(value)) } else { y[column - x.count].append(Float(value)) }
        }
        weights?.append(Float(weight))
        identities.append(id.map(EventIdentity.init(id:)) ?? EventIdentity(row: row))
    }

    /// All events that were added.
    public func block() -> EventBlock { identified().block }

    /// The block with the identities of its events.
    public func identified() -> IdentifiedBlock {
        let columns = x + y
        let splits = identities.map { eventClass == nil ? EventSplit.training : $0.split }
        let places = Dictionary(uniqueKeysWithValues: EventSplit.allCases.enumerated().map { ($1, $0) })
        struct Key {
            let split: Int
            let order: UInt64
            let digest: UInt64
            let event: Int
        }
        let keys = identities.indices.map { event in
            let digest = EventIdentity.digest(columns.lazy.map { $0[event] })
            // Data are identified by their numbers, so that their rows may be in any order.
            return Key(
                split: places[splits[event]] ?? 0, order: eventClass == nil ? digest : identities[event].order,
                digest: digest, event: event)
        }
        let ordered = keys.sorted {
            ($0.split, $0.order, $0.digest, $0.event) < ($1.split, $1.order, $1.digest, $1.event)
        }
        func sorted(_ values: [Float]) -> [Float] { ordered.map { values[$0.event] } }
        let block = EventBlock(
            eventClass: eventClass, point: point, x: x.map(sorted), y: y.map(sorted), weights: weights.map(sorted),
            counts: EventSplit.allCases.map { split in splits.count { $0 == split } })
        return IdentifiedBlock(
            block: block, identities: ordered.map { identities[$0.event].order }, digests: ordered.map(\.digest))
    }
}
