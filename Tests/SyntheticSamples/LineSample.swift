import Foundation
import RandomStreams
import Samples

/// Events of one feature, one class and one nuisance `slope`: v ~ N(0.5 ν + 0.1 ν², 1). A residual of constant
/// coefficients in front of a standard normal is its density exactly.
public struct LineSample: GeneratedSample {
    public let points: [NuisancePoint]
    public let events: Int
    private let seedDigits: SeedDigits

    public static let linear = 0.5
    public static let quadratic = 0.1

    public init(points: [NuisancePoint], events: Int, seed: UInt64) {
        self.points = points
        self.events = events
        seedDigits = SeedDigits(seed)
    }

    public var seed: UInt64 { seedDigits.value }
    public var schema: SampleSchema { LineTruth.schema }
    public var truth: (any Truth)? { LineTruth() }

    public func remade(events: Int, points: [NuisancePoint], seed: UInt64) -> LineSample {
        LineSample(points: points, events: events, seed: seed)
    }

    public func events(_ range: Range<UInt64>, at nu: NuisancePoint, key: RandomKey) -> SampleEvents {
        let mean = LineTruth.mean(at: nu)
        let values = range.map { index in
            var stream = key.stream(index)
            return Float(mean + stream.normal())
        }
        return SampleEvents(x: [values], y: [], classes: values.map { _ in 0 })
    }
}

/// The closed form of ``LineSample``.
public struct LineTruth: Truth {
    static let schema = SampleSchema(
        features: [.init("v")], scores: [], classes: [.init("all")], nuisances: [.init("slope")])

    public init() {}

    public var schema: SampleSchema { Self.schema }
    public var isDistorted: Bool { false }
    public func distorted(_ isDistorted: Bool) -> LineTruth { self }

    static func mean(at nu: NuisancePoint) -> Double {
        LineSample.linear * nu["slope"] + LineSample.quadratic * nu["slope"] * nu["slope"]
    }

    public func logDensities(
        _ density: ConditionalDensity, of points: ConditionedPoints, at nu: NuisancePoint
    ) -> [Double] {
        let mean = Self.mean(at: nu)
        return points.values[0].map { -0.5 * ($0 - mean) * ($0 - mean) - 0.5 * log(2 * .pi) }
    }

    public func addEntropies(
        _ density: ConditionalDensity, of points: ConditionedPoints, at nu: NuisancePoint, to sum: inout Double
    ) {
        sum += Double(points.count) * 0.5 * (1 + log(2 * .pi))
    }

    public func undistorted(_ scores: ConditionedPoints, at nu: NuisancePoint) -> [[Double]] { scores.values }

    public func moments(
        _ density: ConditionalDensity, under condition: EventCondition, at nu: NuisancePoint
    ) -> MarginalMoments {
        MarginalMoments(mean: [Self.mean(at: nu)], deviation: [1])
    }

    public func transport(
        _ density: ConditionalDensity, under condition: EventCondition, from nu: NuisancePoint, to other: NuisancePoint
    ) -> AffineTransport? {
        AffineTransport(
            from: NormalLaw(mean: [Self.mean(at: nu)], cholesky: [[1]]),
            to: NormalLaw(mean: [Self.mean(at: other)], cholesky: [[1]]))
    }

    public func likelihood(_ observables: ExactObservables, of events: SampleEvents) -> any ExactLikelihood {
        LineLikelihood(values: events.x[0].map(Double.init))
    }
}

/// With its value alone: nothing asks for its maximum.
private struct LineLikelihood: ExactLikelihood {
    let values: [Double]

    func logLikelihood(at nu: NuisancePoint) -> Double {
        let points = ConditionedPoints(values: [values], under: EventCondition(eventClass: 0))
        let prior = 0.5 * nu["slope"] * nu["slope"]
        return LineTruth().logDensities(.features, of: points, at: nu).reduce(-prior, +)
    }

    func information(from start: NuisancePoint) throws(ExactLikelihoodFailure) -> ExactInformation {
        throw ExactLikelihoodFailure(observables: .featuresAlone, outcome: "not looked for")
    }
}
