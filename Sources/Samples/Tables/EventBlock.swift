/// All events of one class at one template, in memory, column by column.
///
/// They stand by their use, those for training first, and within that in an order that is as good as random and follows
/// from the events alone.
public struct EventBlock: Sendable, Equatable {
    /// The place of the class in the schema; nil for data, which do not show it.
    public let eventClass: Int?
    /// The point of the template; nominal for data.
    public let point: NuisancePoint
    /// Shape [features, events].
    public let x: [[Float]]
    /// Shape [scores, events].
    public let y: [[Float]]
    /// nil where every event counts 1.
    public let weights: [Float]?
    /// How many events have each use, in the order of `EventSplit.allCases`. Of data all are for training.
    public let counts: [Int]
    /// Sums of the weights.
    public let sums: WeightSums
    /// Digests of what identifies the first events for training, in the order of the block and at most
    /// ``mostIdentities`` of them: equal where blocks of a class have the same event. Empty where the block shares its
    /// events with no other.
    public let identities: [UInt64]

    /// So many events are enough to see how far blocks that share events scatter together.
    public static let mostIdentities = 20_000

    /// How many events there are.
    public var count: Int { counts.reduce(0, +) }

    /// Where the events of one use stand.
    func range(_ split: EventSplit) -> Range<Int> {
        let place = EventSplit.allCases.firstIndex(of: split) ?? 0
        let start = counts.prefix(place).reduce(0, +)
        return start..<start + counts[place]
    }

    /// - Precondition: there is a column, all are equally long, and the counts add up to that; no more identities than
    ///   events for training.
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

    /// The same events, identified by the first of these.
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
    /// How many events there are.
    public let events: Int
    /// Σw: the events that are expected.
    public let sum: Double
    /// Σw².
    public let squares: Double
    /// −Σw of the negative weights: 0 or more.
    public let negative: Double
    /// How many weights are negative.
    public let negativeEvents: Int

    /// (Σw)²/Σw²: unweighted events that would scatter as much; NaN where all weights are 0.
    public var effective: Double { sum * sum / squares }
    /// Σ|w₋|/Σ|w|: how much of all weight is negative; NaN where all weights are 0.
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

/// Takes events row by row, and gives them as a block.
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
    ///   - features: how many.
    ///   - scores: how many.
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

    /// How many events it holds.
    public var count: Int { identities.count }

    /// Takes one event.
    ///
    /// - Parameters:
    ///   - values: features, then scores.
    ///   - weight: counts where the block is weighted.
    ///   - id: nil for events that are identified by their row.
    ///   - row: of the file that the event is in.
    public mutating func append(_ values: [Double], weight: Double, id: Double?, row: Int) {
        for (column, value) in values.enumerated() {
            if column < x.count { x[column].append(Float(value)) } else { y[column - x.count].append(Float(value)) }
        }
        weights?.append(Float(weight))
        identities.append(id.map(EventIdentity.init(id:)) ?? EventIdentity(row: row))
    }

    /// All events that were taken.
    public func block() -> EventBlock { identified().block }

    /// The block together with what identifies its events.
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
