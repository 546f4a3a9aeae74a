/// Different events of one class that a training uses at one point, with their own weights; perhaps only the first ones
/// of them.
///
/// A training goes through events again when they end, so that its number of steps does not determine the number of
/// different events.
public struct TaughtEvents: Sendable {
    /// The index of the class in the schema.
    public let eventClass: Int
    /// The source of the events in the sample: the same number at two points means the same events.
    public let source: Int
    /// The first events.
    public let events: SampleEvents
    /// Digests of the events' identities in ascending order, at most as many as ``events``: equal digests in other
    /// sources of this class mean the same event. Empty if the events are independent of all others.
    public let identities: [UInt64]
    /// The number of different events for training.
    public let available: Int
    /// The number of events for any use.
    public let total: Int
    /// The part of the positions at this point that show the class.
    let share: Double

    /// The number of different events in so many positions of batches at this point.
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
    /// If a nuisance of the point does not act on a class, the events of this class are those without this nuisance.
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
