import RandomStreams

@testable import Samples

/// Two peaks in x, moved by ±0.1 for each σ of `shift`.
public struct TwoPeaks: GeneratedSample {
    public let points: [NuisancePoint]
    public let events: Int
    private let seedDigits: SeedDigits

    /// - Precondition: there is an event and a point.
    public init(points: [NuisancePoint] = [.nominal], events: Int, seed: UInt64) {
        precondition(events > 0 && !points.isEmpty, "\(events) events at \(points.count) points")
        self.points = points.map(Self.columns.completed)
        self.events = events
        seedDigits = SeedDigits(seed)
    }

    public var seed: UInt64 { seedDigits.value }
    public var schema: SampleSchema { Self.columns }

    private static let columns = SampleSchema(
        features: [.init("mass", symbol: "*m*", unit: "GeV")], scores: [.init("output")],
        classes: [.init("left", label: "Left"), .init("right", label: "Right")],
        nuisances: [.init("shift", symbol: "*ν*_{shift}")])

    public func remade(events: Int, points: [NuisancePoint], seed: UInt64) -> TwoPeaks {
        TwoPeaks(points: points, events: events, seed: seed)
    }

    public func events(_ range: Range<UInt64>, at nu: NuisancePoint, key: RandomKey) -> SampleEvents {
        var (x, y, classes): ([Float], [Float], [UInt8]) = ([], [], [])
        for index in range {
            var stream = key.stream(index)
            let isRight = stream.uniform() < 0.5
            let side: Double = isRight ? 1 : -1
            let mass = side * (1 + 0.1 * nu["shift"]) + 0.5 * stream.normal()
            x.append(Float(mass))
            y.append(Float(0.3 * side * mass + 0.2 * stream.normal()))
            classes.append(isRight ? 1 : 0)
        }
        return SampleEvents(x: [x], y: [y], classes: classes)
    }
}
