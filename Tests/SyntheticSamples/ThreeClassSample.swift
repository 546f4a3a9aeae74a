import RandomStreams
import Samples

/// A second sample with a closed form, of other numbers of everything than the benchmark: three features, one score, three
/// classes of unequal shares and four nuisances. ``ThreeClassLaw`` is its law.
///
/// A verb that runs on both knows neither.
public struct ThreeClassSample: GeneratedSample {
    public let points: [NuisancePoint]
    public let events: Int
    /// Whether the score carries the data's distortion.
    public let distorted: Bool
    private let seedDigits: SeedDigits

    public init(points: [NuisancePoint] = [.nominal], events: Int, distorted: Bool = false, seed: UInt64) {
        precondition(events > 0 && !points.isEmpty, "\(events) events at \(points.count) points")
        self.points = points.map(ThreeClassLaw.schema.completed)
        self.events = events
        self.distorted = distorted
        seedDigits = SeedDigits(seed)
    }

    public var seed: UInt64 { seedDigits.value }
    public var schema: SampleSchema { ThreeClassLaw.schema }
    public var truth: (any Truth)? { ThreeClassTruth(isDistorted: distorted) }

    public func yields(of total: Int) -> [Double] { ThreeClassLaw.shares.map { $0 * Double(total) } }

    public func remade(events: Int, points: [NuisancePoint], seed: UInt64) -> ThreeClassSample {
        ThreeClassSample(points: points, events: events, distorted: distorted, seed: seed)
    }

    public func events(_ range: Range<UInt64>, at nu: NuisancePoint, key: RandomKey) -> SampleEvents {
        let laws = ThreeClassLaw.all(at: nu.values(of: schema.nuisanceNames))
        var x = [[Float]](repeating: [], count: schema.features.count)
        var y: [Float] = []
        var classes: [UInt8] = []
        for index in range {
            var stream = key.stream(index)
            let draw = stream.uniform()
            let place = draw < ThreeClassLaw.shares[0] ? 0 : draw < 1 - ThreeClassLaw.shares[2] ? 1 : 2
            let law = laws[place]
            let features = law.features.point(normals: (0..<3).map { _ in stream.normal() })
            let score = law.scoreMean(features) + law.scoreWidth * stream.normal()
            for (row, value) in features.enumerated() { x[row].append(Float(value)) }
            y.append(Float(distorted ? law.distortion(features).forward(score) : score))
            classes.append(UInt8(place))
        }
        return SampleEvents(x: x, y: [y], classes: classes)
    }
}
