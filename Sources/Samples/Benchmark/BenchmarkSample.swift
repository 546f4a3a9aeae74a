import RandomStreams
import SyntheticBenchmark

/// Events of the benchmark as a recipe: which model, where in nuisance space, how many, from which seed.
///
/// Every event is a pure function of the recipe and its index, so that millions of training events need no storage.
public struct BenchmarkSample: GeneratedSample {
    /// How strongly the systematic effects and the distortion act.
    public let settings: BenchmarkSettings
    public let points: [NuisancePoint]
    public let events: Int
    /// Whether the scores carry the data's distortion.
    public let distorted: Bool
    private let seedDigits: SeedDigits

    public var seed: UInt64 { seedDigits.value }
    public var schema: SampleSchema { .benchmark(settings) }
    public var truth: (any Truth)? {
        BenchmarkTruth(model: BenchmarkModel(settings: settings), isDistorted: distorted)
    }

    /// - Parameter events: at every point.
    /// - Precondition: there is an event and a point, and nuisances that do not act in these settings are not moved.
    public init(
        settings: BenchmarkSettings = .paper, points: [NuisancePoint], events: Int, distorted: Bool, seed: UInt64
    ) {
        precondition(events > 0 && !points.isEmpty, "\(events) events at \(points.count) points")
        self.settings = settings
        let schema = SampleSchema.benchmark(settings)
        self.points = points.map(schema.completed)
        self.events = events
        self.distorted = distorted
        seedDigits = SeedDigits(seed)
    }

    public func remade(events: Int, points: [NuisancePoint], seed: UInt64) -> BenchmarkSample {
        BenchmarkSample(settings: settings, points: points, events: events, distorted: distorted, seed: seed)
    }

    public func events(_ range: Range<UInt64>, at nu: NuisancePoint, key: RandomKey) -> SampleEvents {
        var events = BenchmarkEvents(count: range.count)
        BenchmarkModel(settings: settings).fill(
            &events, from: range.lowerBound, at: BenchmarkNuisances(nu), distorted: distorted, key: key)
        return SampleEvents(x: [events.x0, events.x1], y: [events.y0, events.y1], classes: events.classes)
    }
}

extension SampleSchema {
    /// Two features, two scores and the classes A and B, with the nuisances that act in some settings.
    public static func benchmark(_ settings: BenchmarkSettings) -> SampleSchema {
        SampleSchema(
            features: [Quantity("x0", symbol: "*x*_{1}"), Quantity("x1", symbol: "*x*_{2}")],
            scores: [Quantity("y0", symbol: "*y*_{1}"), Quantity("y1", symbol: "*y*_{2}")],
            classes: BenchmarkClass.allCases.map { EventClass("\($0)", label: $0.name) },
            nuisances: settings.nuisances.map { Quantity($0.rawValue, symbol: "*ν*_{\($0.rawValue)}") })
    }
}

extension BenchmarkNuisances {
    /// Every nuisance of the benchmark; others that the point names do not act.
    init(_ point: NuisancePoint) {
        self.init()
        for nuisance in BenchmarkNuisance.allCases { self[nuisance] = point[nuisance.rawValue] }
    }
}
