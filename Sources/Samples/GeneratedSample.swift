import RandomStreams

/// A sample whose events are drawn again whenever they are used: event *i* is a pure function of the recipe and of *i*.
///
/// So it can provide the same sample at other points, new data, and any number of further events. It is encoded as the
/// recipe that generates the events, and never as the events.
public protocol GeneratedSample: EventSample, Codable {
    /// The number of events at every point. For selection and validation any number of further events can be requested.
    var events: Int { get }
    /// The seed that determines the random numbers of all events, together with their use, point and index.
    var seed: UInt64 { get }

    /// The mean of the number of events in repetitions; by default ``events``.
    var expectedEvents: Double { get }

    /// The same recipe with other numbers.
    func remade(events: Int, points: [NuisancePoint], seed: UInt64) -> Self

    /// The events of the streams of an index range, with common random numbers: event *i* of a key has the same class and
    /// the same random numbers at every ν, so that two ν differ by the systematic effect and not by chance.
    func events(_ range: Range<UInt64>, at nu: NuisancePoint, key: RandomKey) -> SampleEvents
}

extension GeneratedSample {
    public var expectedEvents: Double { Double(events) }

    public func count(point: Int, split: EventSplit) -> Int { events }

    public func events(_ range: Range<Int>, point: Int, split: EventSplit) -> SampleEvents {
        precondition(
            range.lowerBound >= 0 && (split != .training || range.upperBound <= events), "events \(range) of \(events)")
        // Events at different points are independent: their seeds are apart by an odd number.
        let key = RandomKey(seed: seed &+ UInt64(point) &* 0x9E37_79B9_7F4A_7C15, purpose: split.purpose)
        return events(UInt64(range.lowerBound)..<UInt64(range.upperBound), at: points[point], key: key)
    }

    /// The first events at a point for a separate purpose, such as a figure, independent of all others.
    public func events(_ count: Int, at nu: NuisancePoint, seed: UInt64, purpose: RandomPurpose) -> SampleEvents {
        events(0..<UInt64(count), at: nu, key: RandomKey(seed: seed, purpose: purpose))
    }

    /// The same recipe at other points.
    public func at(_ points: [NuisancePoint]) -> Self { remade(events: events, points: points, seed: seed) }

    /// One repetition of the experiment: new data at the same truth.
    ///
    /// - Parameters:
    ///   - seed: the seed of the toy.
    ///   - isPoisson: whether the number of events is drawn from a Poisson distribution (at least 1), as the extended
    ///     likelihood assumes; otherwise it is that of these data.
    public func toy(seed: UInt64, isPoisson: Bool) -> Self {
        var count = events
        if isPoisson {
            var stream = RandomStream(seed: seed, purpose: "events of a toy", index: 0)
            count = max(1, stream.poisson(mean: expectedEvents))
        }
        return remade(events: count, points: [points[0]], seed: seed)
    }
}

extension EventSplit {
    /// Separates the random numbers of the three uses.
    ///
    /// The words determine every event: other words would give another sample.
    public var purpose: RandomPurpose {
        switch self {
        case .training: "benchmark-events"
        case .selection: "selection events"
        case .validation: "validation events"
        }
    }
}

/// A seed in a recipe, as text: a JSON number cannot hold all of its 64 bits.
public struct SeedDigits: Codable, Sendable, Hashable {
    public let value: UInt64

    public init(_ value: UInt64) { self.value = value }

    /// - Throws: `DecodingError` if the text is not a number of 64 bits.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let digits = try container.decode(String.self)
        guard let value = UInt64(digits) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(digits)' is no seed")
        }
        self.value = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(String(value))
    }
}
