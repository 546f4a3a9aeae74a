import RandomStreams
import SyntheticBenchmark

/// Events of the benchmark as a recipe: the model, the points of nuisance space, the number of events and the seed.
///
/// Every event is a pure function of the recipe and its index, so that millions of training events need no storage.
public struct BenchmarkSample: GeneratedSample {
    /// The strengths of the systematic effects and of the distortion.
    public let settings: BenchmarkSettings
    public let points: [NuisancePoint]
    /// The number of events at every point: the expected number without normalizations, and a Poisson number with them.
    public let events: Int
    /// Whether the scores have the distortion of data.
    public let distorted: Bool
    /// N_c⁰, the expected events of A and B at θ = 0, which determine the shares of the classes.
    public let nominalYields: [Double]
    public let normalizations: [Normalization]
    private let seedDigits: SeedDigits

    public var seed: UInt64 { seedDigits.value }
    public var schema: SampleSchema { .benchmark(settings) }
    public var truth: (any Truth)? {
        BenchmarkTruth(
            model: BenchmarkModel(settings: settings), isDistorted: distorted, nominalYields: nominalYields,
            normalizations: normalizations)
    }

    /// - Parameters:
    ///   - settings: the strengths of the systematic effects and of the distortion.
    ///   - points: ν of the events.
    ///   - events: the expected number at every point at θ = 0.
    ///   - distorted: whether the scores have the distortion of data.
    ///   - fractions: the fractions of A and B at θ = 0, in any unit; nil for equal ones.
    ///   - normalizations: the normalizations of the expected events, with the true θ; the number of events is then a
    ///     Poisson number.
    ///   - seed: of the random streams.
    /// - Precondition: at least one event and one point; nuisances that do not act in these settings are 0; a positive
    ///   fraction and a response for both classes.
    public init(
        settings: BenchmarkSettings = .paper, points: [NuisancePoint], events: Int, distorted: Bool,
        fractions: [Double]? = nil, normalizations: [Normalization] = [], seed: UInt64
    ) {
        let fractions = fractions ?? BenchmarkYields.equal.nominal
        let total = fractions.reduce(0, +)
        let nominal = fractions.map { $0 * Double(events) / total }
        var count = events
        if !normalizations.isEmpty {
            var stream = RandomStream(seed: seed, purpose: "number of events", index: 0)
            count = max(1, stream.poisson(mean: normalizations.expected(nominal).reduce(0, +)))
        }
        self.init(
            settings: settings, points: points, events: count, distorted: distorted, nominalYields: nominal,
            normalizations: normalizations, seed: seed)
    }

    private init(
        settings: BenchmarkSettings, points: [NuisancePoint], events: Int, distorted: Bool, nominalYields: [Double],
        normalizations: [Normalization], seed: UInt64
    ) {
        precondition(events > 0 && !points.isEmpty, "\(events) events at \(points.count) points")
        self.settings = settings
        let schema = SampleSchema.benchmark(settings)
        let classes = schema.classes.count
        precondition(
            nominalYields.count == classes && nominalYields.allSatisfy { $0 > 0 && $0.isFinite }
                && normalizations.allSatisfy { $0.response.count == classes },
            "yields \(nominalYields) and normalizations \(normalizations) of \(classes) classes")
        self.points = points.map(schema.completed)
        self.events = events
        self.distorted = distorted
        self.nominalYields = nominalYields
        self.normalizations = normalizations
        seedDigits = SeedDigits(seed)
    }

    /// Without normalizations the number of events has no meaning, and `total` is divided among the classes.
    public func yields(of total: Int) -> [Double] {
        guard normalizations.isEmpty else { return nominalYields }
        let all = nominalYields.reduce(0, +)
        return nominalYields.map { $0 * Double(total) / all }
    }

    public var expectedEvents: Double {
        normalizations.isEmpty ? Double(events) : normalizations.expected(nominalYields).reduce(0, +)
    }

    public func remade(events: Int, points: [NuisancePoint], seed: UInt64) -> BenchmarkSample {
        BenchmarkSample(
            settings: settings, points: points, events: events, distorted: distorted, nominalYields: nominalYields,
            normalizations: normalizations, seed: seed)
    }

    public func events(_ range: Range<UInt64>, at nu: NuisancePoint, key: RandomKey) -> SampleEvents {
        let expected = normalizations.expected(nominalYields)
        var events = BenchmarkEvents(count: range.count)
        BenchmarkModel(settings: settings).fill(
            &events, from: range.lowerBound, at: BenchmarkNuisances(nu), distorted: distorted,
            fractionOfA: expected[0] / (expected[0] + expected[1]), key: key)
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
    /// The values of all nuisances of the benchmark; other names in the point have no effect.
    init(_ point: NuisancePoint) {
        self.init()
        for nuisance in BenchmarkNuisance.allCases { self[nuisance] = point[nuisance.rawValue] }
    }
}
