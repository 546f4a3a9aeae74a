/// Different events of one class that a training sees at one point, as far as they are given, with their own weights.
///
/// A training goes through events again when they end, so that its steps say nothing of how many different ones it saw.
public struct TaughtEvents: Sendable {
    /// The place of the class in the schema.
    public let eventClass: Int
    /// Which of the sample's events they are: the same number at two points stands for the same events.
    public let source: Int
    /// The first ones.
    public let events: SampleEvents
    /// Digests of what identifies them, rising, at most as many as there are ``events``: equal where events of other
    /// sources of this class are the same. Empty where the events are independent of all others.
    public let identities: [UInt64]
    /// How many different ones there are for training.
    public let available: Int
    /// How many there are for any use.
    public let total: Int
    /// The part of the positions at this point that show the class.
    let share: Double

    /// How many different events so many positions of batches at this point show.
    public func seen(positions: Double) -> Int { Int(min(Double(available), (positions * share).rounded(.up))) }
}

extension EventSample {
    public func taughtEvents(point: Int, limit: Int) -> [TaughtEvents] {
        let available = count(point: point, split: .training)
        let all = events(0..<min(available, limit * schema.classes.count), point: point, split: .training)
        guard let classes = all.classes else { return [] }
        return schema.classes.indices.compactMap { eventClass in
            let own = classes.indices.filter { Int(classes[$0]) == eventClass }
            guard !own.isEmpty else { return nil }
            // Of events that are not looked at, the share of a class is that of those that are.
            let share = Double(own.count) / Double(all.count)
            let count = max(own.count, Int((share * Double(available)).rounded()))
            return TaughtEvents(
                eventClass: eventClass, source: point * schema.classes.count + eventClass,
                events: all.only(Array(own.prefix(limit))), identities: [], available: count, total: count, share: share
            )
        }
    }
}

extension SampleEvents {
    /// Some events, in the order given.
    public func only(_ places: [Int]) -> SampleEvents {
        func chosen<Value>(_ values: [Value]) -> [Value] { places.map { values[$0] } }
        return SampleEvents(
            x: x.map(chosen), y: y.map(chosen), classes: classes.map(chosen), weights: weights.map(chosen))
    }
}

extension TabulatedSample {
    /// Events of a class that a nuisance of the point does not act on are those that it has without this nuisance.
    public func taughtEvents(point: Int, limit: Int) -> [TaughtEvents] {
        let sources = trainedSources(at: point)
        return sources.compactMap { source in
            let block = blocks[source]
            guard let eventClass = block.eventClass else { return nil }
            let range = block.range(.training).prefix(limit)
            func first<Value>(_ column: [Value]) -> [Value] { Array(column[range]) }
            return TaughtEvents(
                eventClass: eventClass, source: source,
                events: SampleEvents(
                    x: block.x.map(first), y: block.y.map(first),
                    classes: Array(repeating: UInt8(eventClass), count: range.count), weights: block.weights.map(first)),
                identities: Array(block.identities.prefix(range.count)), available: block.range(.training).count,
                total: block.count, share: 1 / Double(sources.count))
        }
    }
}
