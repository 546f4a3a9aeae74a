import Foundation
import Inference
import Report
import Samples
import Statistics

/// Events drawn from the members at ν̂, and what they say of the model at other ν: there they count with the ratio of the
/// densities.
///
/// So the expected events of a bin are a smooth function of ν, where events drawn anew would jump from bin to bin. Of a class with a
/// negative yield events are drawn as of a positive one, and count negatively.
struct ReweightedModel {
    private let members: [Member]

    private struct Member {
        let likelihood: ExtendedLikelihood
        /// ln of the density that every event was drawn from.
        let reference: [Double]
        /// The bin of every event, shape [features, events]; nil for none.
        let places: [[Int?]]
    }

    /// What is expected at one point.
    struct Expectation {
        /// Shape [features, classes, bins].
        let counts: [[[Double]]]
        /// (Σw)²/Σw² over the number of events; the smallest of the members.
        let effective: Double

        func total(_ feature: Int, _ bin: Int) -> Double { counts[feature].reduce(0) { $0 + $1[bin] } }

        /// The sum of absolute yields, so that negative ones count as positive.
        func size(_ feature: Int, _ bin: Int) -> Double { counts[feature].reduce(0) { $0 + abs($1[bin]) } }
    }

    let binnings: [EventBinning]
    /// Expected events that one drawn stands for; of all members alike.
    let eventsPerDraw: Double
    let count: Int

    init(
        _ ensemble: EvaluatedEnsemble, at center: [Double], events: Int, binnings: [EventBinning], _ context: RunContext
    ) throws {
        let workers = context.workers()
        let each = max(1000, events / ensemble.mixtures.count)
        let (nuisances, theta) = ensemble.space.expand(center)
        members = try ensemble.mixtures.enumerated().map { index, mixture in
            try context.checkCancellation()
            // Draws of their own: then the mean of the members is as certain as all events together.
            let seed = index == 0 ? context.seed : context.seed(for: "member \(index)")
            let mixture = mixture.tabulated()
            let drawn = mixture.sample(
                events: each, nuisances: nuisances, theta: theta, seed: seed, workers: workers)
            let likelihood = ExtendedLikelihood(
                mixture: mixture, space: ensemble.space, data: drawn, workers: workers)
            let classes = likelihood.classLogDensities(at: [center], workers: workers)[0]
            let yields = mixture.yields.expected(theta)
            let factors = mixture.yields.factors(theta)?.map(abs) ?? yields.map { _ in 1 }
            let size = yields.reduce(0) { $0 + abs($1) } / yields.reduce(0, +)
            let features = likelihood.data.x + likelihood.data.y
            return Member(
                likelihood: likelihood,
                reference: classes[0].indices.map { event in
                    let most = Double(classes.map { $0[event] }.max() ?? 0)
                    return most
                        + log(zip(classes, factors).reduce(0) { $0 + $1.1 * exp(Double($1.0[event]) - most) } / size)
                },
                places: zip(binnings, features).map { binning, values in values.map { binning.place(of: Double($0)) } })
        }
        self.binnings = binnings
        count = each * ensemble.mixtures.count
        eventsPerDraw = ensemble.mixtures[0].yields.expected(theta).reduce(0) { $0 + abs($1) } / Double(count)
    }

    /// The mean of the members at some points.
    func expectations(at points: [[Double]], _ context: RunContext) throws -> [Expectation] {
        let workers = context.workers()
        let all = try members.map { member in
            try context.checkCancellation()
            let logs = member.likelihood.classLogDensities(at: points, workers: workers)
            return zip(points, logs).map { point, classes in expectation(member, at: point, classes) }
        }
        return points.indices.map { place in
            let expected = all.map { $0[place] }
            let first = expected[0].counts
            let mean = first.indices.map { feature in
                first[feature].indices.map { kind in
                    first[feature][kind].indices.map { bin in
                        expected.reduce(0) { $0 + $1.counts[feature][kind][bin] } / Double(expected.count)
                    }
                }
            }
            return Expectation(counts: mean, effective: expected.map(\.effective).min() ?? .nan)
        }
    }

    /// - Parameter classes: of ``ExtendedLikelihood/classLogDensities(at:workers:)``, shape [classes, events].
    private func expectation(_ member: Member, at point: [Double], _ classes: [[Float]]) -> Expectation {
        let likelihood = member.likelihood
        let theta = likelihood.space.expand(point).theta
        let yields = likelihood.mixture.yields.expected(theta)
        let factors = likelihood.mixture.yields.factors(theta) ?? yields.map { _ in 1 }
        let scale = yields.reduce(0, +) / Double(member.reference.count)
        var counts = binnings.map { binning in
            classes.map { _ in [Double](repeating: 0, count: binning.edges.count - 1) }
        }
        var (sum, squares) = (0.0, 0.0)
        for event in member.reference.indices {
            var whole = 0.0
            for (kind, logs) in classes.enumerated() {
                let weight = factors[kind] * exp(Double(logs[event]) - member.reference[event])
                whole += weight
                for (feature, places) in member.places.enumerated() {
                    if let bin = places[event] { counts[feature][kind][bin] += weight * scale }
                }
            }
            sum += whole
            squares += whole * whole
        }
        return Expectation(counts: counts, effective: sum * sum / squares / Double(member.reference.count))
    }
}

extension EventBinning {
    /// The bin of a value; nil outside of all bins.
    func place(of value: Double) -> Int? {
        let place = ((value - edges[0]) / (edges[1] - edges[0])).rounded(.down)
        return place >= 0 && place < Double(edges.count - 1) ? Int(place) : nil
    }
}
