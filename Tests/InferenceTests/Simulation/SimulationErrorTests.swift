import Foundation
import RandomStreams
import Testing

@testable import Inference

/// The error by the simulation against closed forms, and against bootstraps that do what it linearizes.
@Suite struct SimulationErrorTests {
    private static func normals(_ count: Int, seed: UInt64 = 5) -> [Double] {
        (0..<count).map { index in
            var stream = RandomStream(seed: seed, purpose: "test events", index: UInt64(index))
            return stream.normal()
        }
    }

    private static func variance(_ values: [Double]) -> Double {
        let mean = values.reduce(0, +) / Double(values.count)
        return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    }

    /// N(x; m + ν, s²) with m and s² of the simulation: ν̂ is the mean of the data less m, whose variance is s²/n.
    private struct Location {
        static let data = 1000.0
        let events: [Double]
        let square: Double

        init(_ events: [Double]) {
            self.events = events
            square = variance(events)
        }

        var covariance: [[Double]] { [[square / Self.data]] }

        /// The events as a template of this weight.
        func set(_ weight: Double = 1, identities: [UInt64] = [], trained: Int? = nil) -> SimulatedSet {
            SimulatedSet(
                weights: events.map { _ in 1 }, responses: [events.map { Self.data * weight * $0 / square }],
                yield: [0],
                identities: identities, trained: trained ?? events.count, counted: trained ?? events.count)
        }
    }

    @Test func ofALocationIsThatOfTheMean() {
        let location = Location(Self.normals(700))
        let found = SimulationError([[location.set()]], covariance: location.covariance)
        #expect(abs(found.covariance[0][0] / (location.square / 700) - 1) < 1e-12)
        #expect(abs(found.deviations[0] - (location.square / 700).squareRoot()) < 1e-12)
    }

    /// m(ν) = Σ L_t m_t of independent templates; where they have the same events, all have one error, which the weights,
    /// together 1, leave as it is.
    @Test func ofTemplatesIsWeightedAndOfSharedEventsIsOne() {
        let location = Location(Self.normals(500))
        let identities = location.events.indices.map { UInt64($0) }
        for nu in [-1.0, 0, 0.4, 1.6] {
            let templates = ResponsePolynomial(centers: [0], scales: [1], damping: 0.01).weights(
                of: [[1], [-1]], at: [nu])
            let weights = [1 - templates.reduce(0, +)] + templates
            let one = location.square / 500
            let apart = SimulationError(weights.map { [location.set($0)] }, covariance: location.covariance)
            let squares = weights.reduce(0) { $0 + $1 * $1 }
            #expect(abs(apart.covariance[0][0] / (one * squares) - 1) < 1e-9)
            let shared = SimulationError(
                [weights.map { location.set($0, identities: identities) }], covariance: location.covariance)
            #expect(abs(shared.covariance[0][0] / one - 1) < 1e-9)
        }
    }

    /// Two events of one id count as one.
    @Test func ofRepeatedEventsIsThatOfFewer() {
        let events = Self.normals(300)
        let twice = Location(events + events)
        let identities = (0..<2).flatMap { _ in events.indices.map { UInt64($0) } }
        let found = SimulationError([[twice.set(identities: identities)]], covariance: twice.covariance)
        #expect(abs(found.covariance[0][0] / (twice.square / 300) - 1) < 1e-9)
    }

    /// Some events stand for all.
    @Test func ofSomeEventsIsScaledToAll() {
        let location = Location(Self.normals(400))
        let found = SimulationError([[location.set(trained: 4000)]], covariance: location.covariance)
        #expect(abs(found.covariance[0][0] / (location.square / 4000) - 1) < 1e-9)
    }

    /// Of a weighted mean, by factors that are Poisson numbers of mean 1; a fifth of the weights is negative.
    @Test func ofWeightsIsThatOfABootstrap() {
        let events = Self.normals(400)
        let weights = events.indices.map { $0 % 5 == 0 ? -0.5 : 1 + 0.3 * events[$0] }
        let set = SimulatedSet(
            weights: weights, responses: [events], yield: [0], trained: events.count, counted: events.count)
        let found = SimulationError([[set]], covariance: [[1]])
        let means = (0..<2000).map { replica in
            var stream = RandomStream(seed: 9, purpose: "test factors", index: UInt64(replica))
            let factors = weights.map { $0 * Double(stream.poisson(mean: 1)) }
            return zip(factors, events).reduce(0) { $0 + $1.0 * $1.1 } / factors.reduce(0, +)
        }
        // The variance of 2000 replicas is known to 3 %.
        #expect(abs(found.covariance[0][0] / Self.variance(means) - 1) < 0.12)
    }

    /// A strength μ of a class that is Σw: its relative error is that of the events which Σw was counted with, whatever part of
    /// them trained a density.
    @Test func ofAYieldIsThatOfItsSum() {
        let weights = Self.normals(600).map { 1 + 0.2 * $0 }
        let set = SimulatedSet(
            weights: weights, responses: [weights.map { _ in 0 }], yield: [500], trained: 600, counted: 750)
        let found = SimulationError([[set]], covariance: [[1.0 / 500]])
        let sum = weights.reduce(0, +)
        let square = weights.reduce(0) { $0 + $1 * $1 } / (sum * sum)
        #expect(abs(found.covariance[0][0] / (square * 600 / 750) - 1) < 1e-9)
    }

    /// Where numbers of files overlap, two events of one id are different ones: Σw of both has the error of twice as many.
    @Test func ofAYieldOfRepeatedIdsIsThatOfAllEvents() {
        let ids = (0..<2).flatMap { _ in (0..<100).map { UInt64($0) } }
        let set = SimulatedSet(
            weights: ids.map { _ in 1 }, responses: [ids.map { _ in 0 }], yield: [1], identities: ids, trained: 200,
            counted: 200)
        let found = SimulationError([[set, set]], covariance: [[1]])
        // The same events twice, each time with the whole effect.
        #expect(abs(found.covariance[0][0] - 4.0 / 200) < 1e-12)
    }

    @Test(arguments: [false, true]) func ofAMixtureIsTheScatterOfItsFits(_ areShared: Bool) {
        let fit = BinnedFit()
        let expected = fit.linearized(areShared: areShared).squareRoot()
        let found = (0..<400).map { replica in
            var stream = RandomStream(seed: 11, purpose: "test simulations", index: UInt64(replica))
            return fit.replica(areShared: areShared, &stream).bestFit
        }
        let scatter = Self.variance(found).squareRoot()
        // Of 400 fits the scatter is known to 3.5 %; beyond the first order there is about as much.
        #expect(abs(scatter / expected - 1) < 0.15, "\(scatter), \(expected)")
        let mean = found.reduce(0, +) / 400
        // What templates of few events move ν̂ by in the mean is of second order.
        #expect(abs(mean - BinnedFit.truth) < 0.6 * scatter)
    }
}

/// Two classes in bins, one nuisance with templates at ±1 that moves shapes and yields, all histograms of counts: a density
/// that takes over every fluctuation of its simulation. ln p is a polynomial through the templates, normalized at every ν.
private struct BinnedFit {
    static let truth = 0.4
    private static let places = [0.0, 1, -1]
    private static let bins = 0..<10
    /// Expected events for one that is simulated.
    private static let scale = [0.8, 0.3]

    /// Σw, shape [classes, templates, bins].
    private var counts: [[[Double]]]
    private var data: [Double] = []

    init() {
        counts = (0..<2).map { c in
            Self.places.map { nu in
                Self.bins.map { bin in
                    let z = Double(bin) / 9
                    let shape = c == 0 ? exp(-1.5 * z) : exp(-8 * (z - 0.6) * (z - 0.6))
                    let effect = c == 0 ? 1 + 0.2 * nu * (z - 0.3) : exp(0.3 * nu * (z - 0.5))
                    return (2000 * shape * effect).rounded()
                }
            }
        }
        data = Self.bins.map { intensity($0, Self.truth) }
    }

    private func curve(_ c: Int) -> TemplateResponse.Curve {
        let sums = counts[c].map { $0.reduce(0, +) }
        return TemplateResponse.Curve([1: log(sums[1] / sums[0]), -1: log(sums[2] / sums[0])])
    }

    private func expected(_ c: Int, _ nu: Double) -> Double {
        Self.scale[c] * counts[c][0].reduce(0, +) * exp(curve(c).jet(at: nu).value)
    }

    private static func weights(_ nu: Double) -> [Double] { [1 - nu * nu, nu * (nu + 1) / 2, nu * (nu - 1) / 2] }

    /// p_c of every bin.
    private func density(_ c: Int, _ nu: Double) -> [Double] {
        let weights = Self.weights(nu)
        let sums = counts[c].map { $0.reduce(0, +) }
        let values = Self.bins.map { bin in
            exp(weights.indices.reduce(0) { $0 + weights[$1] * log(counts[c][$1][bin] / sums[$1]) })
        }
        let total = values.reduce(0, +)
        return values.map { $0 / total }
    }

    private func intensities(_ nu: Double) -> [Double] {
        let classes = (0..<2).map { c in density(c, nu).map { expected(c, nu) * $0 } }
        return zip(classes[0], classes[1]).map(+)
    }

    private func intensity(_ bin: Int, _ nu: Double) -> Double { intensities(nu)[bin] }

    /// ∂ ln L/∂ν on the data.
    private func slope(_ nu: Double) -> Double {
        func value(_ nu: Double) -> Double {
            zip(data, intensities(nu)).reduce(0) { $0 + $1.0 * log($1.1) - $1.1 }
        }
        return (value(nu + 1e-4) - value(nu - 1e-4)) / 2e-4
    }

    /// Where it is 0.
    var bestFit: Double {
        var (low, high) = (Self.truth - 1, Self.truth + 1)
        for _ in 0..<40 {
            let middle = (low + high) / 2
            if slope(middle) > 0 { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// Another simulation: all templates anew, or the same events with other weights.
    func replica(areShared: Bool, _ stream: inout RandomStream) -> BinnedFit {
        var other = self
        for c in counts.indices {
            for bin in Self.bins {
                let factor = Double(stream.poisson(mean: counts[c][0][bin])) / counts[c][0][bin]
                for t in Self.places.indices {
                    other.counts[c][t][bin] =
                        areShared || t == 0
                        ? counts[c][t][bin] * factor : Double(stream.poisson(mean: counts[c][t][bin]))
                }
            }
        }
        return other
    }

    /// The variance of ν̂ to first order.
    func linearized(areShared: Bool) -> Double {
        let nu = Self.truth
        let curvature = -(slope(nu + 1e-2) - slope(nu - 1e-2)) / 2e-2
        let (up, down) = (intensities(nu + 1e-4), intensities(nu - 1e-4))
        let scores = zip(up, down).map { (log($0) - log($1)) / 2e-4 }
        let weights = Self.weights(nu)
        var groups: [[SimulatedSet]] = []
        for c in counts.indices {
            let (here, number) = (density(c, nu), expected(c, nu))
            let mean = zip(here, scores).reduce(0) { $0 + $1.0 * $1.1 }
            let curve = curve(c)
            let effects = Dictionary(uniqueKeysWithValues: zip(curve.knots, curve.weights(at: nu)))
            let sets = Self.places.enumerated().map { t, place in
                let sum = counts[c][t].reduce(0, +)
                // Every event of a bin: those of the template, or the nominal ones with the weight that makes them so.
                let events = Self.bins.flatMap { bin in
                    Array(repeating: bin, count: Int(counts[c][areShared ? 0 : t][bin]))
                }
                let effect =
                    t == 0 ? 1 - effects.values.reduce(0, +) : effects[place] ?? 0
                return SimulatedSet(
                    weights: events.map { areShared ? counts[c][t][$0] / counts[c][0][$0] : 1 },
                    responses: [
                        events.map { bin in
                            number * weights[t] * here[bin] / (counts[c][t][bin] / sum) * (scores[bin] - mean)
                        }
                    ], yield: [number * mean * effect],
                    identities: areShared ? events.indices.map { UInt64($0) } : [], trained: events.count,
                    counted: events.count)
            }
            groups += areShared ? [sets] : sets.map { [$0] }
        }
        return SimulationError(groups, covariance: [[1 / curvature]]).covariance[0][0]
    }
}
