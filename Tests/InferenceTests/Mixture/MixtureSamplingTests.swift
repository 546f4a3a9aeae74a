import FlowKernels
import Flows
import Testing

@testable import Inference

@Suite struct MixtureSamplingTests {
    let workers = Workers(threads: 2)
    let mixture = SmallMixture.mixture()

    func sample(
        _ mixture: Mixture, events: Int = 333, at nuisances: [Double] = [0.8, -0.3], seed: UInt64 = 4, chunk: Int = 64,
        workers: Workers? = nil
    ) -> Dataset {
        mixture.sample(
            events: events, nuisances: nuisances, theta: [0.5, -0.5], seed: seed, chunk: chunk,
            workers: workers ?? self.workers)
    }

    /// The largest difference of any feature of the first events; matrix products of another size may add in another
    /// order, so that chunks may change the last bits.
    func difference(_ first: Dataset, _ second: Dataset) -> Float {
        zip(first.x + first.y, second.x + second.y).flatMap { zip($0, $1).map { abs($0 - $1) } }.max() ?? .nan
    }

    @Test func dependsOnTheSeedButNotOnThreadsOrChunks() {
        let reference = sample(mixture)
        #expect(reference.count == 333)
        for other in [sample(mixture), sample(mixture, workers: Workers(threads: 1))] {
            #expect(other.x == reference.x)
            #expect(other.y == reference.y)
        }
        for chunk in [40, 512] {
            let other = sample(mixture, chunk: chunk)
            #expect(other.count == 333)
            #expect(difference(other, reference) < 1e-4)
        }
        #expect(difference(sample(mixture, seed: 5), reference) > 0.1)
    }

    @Test func beginsALongerSampleWithTheShorterOne() {
        let (short, long) = (sample(mixture, events: 13), sample(mixture, events: 100))
        #expect(short.count == 13)
        #expect(difference(short, long) < 1e-4)
    }

    @Test func hasNormalMomentsWithoutTraining() {
        let events = 6000
        let data = sample(SmallMixture.normal(), events: events, at: [])
        for values in (data.x + data.y).map({ $0.map(Double.init) }) {
            let mean = values.reduce(0, +) / Double(events)
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(events)
            let fourth = values.reduce(0) { $0 + ($1 * $1) * ($1 * $1) } / Double(events)
            // Five standard deviations of each estimate: 1/√N, √(2/N), √(96/N).
            #expect(abs(mean) < 5 / Double(events).squareRoot())
            #expect(abs(variance - 1) < 5 * (2 / Double(events)).squareRoot())
            #expect(abs(fourth - 3) < 5 * (96 / Double(events)).squareRoot())
        }
    }

    @Test func ignoresResidualsAtTheirCenter() {
        let base = SmallMixture.base()
        let bare = Mixture(
            kinematics: Flow([base.kinematics.maps[1]]), score: Flow([base.score.maps[1]]), yields: base.yields,
            nuisances: base.nuisances)
        let (center, nominal) = (sample(base, at: [0, 0.25]), sample(bare, at: [0, 0.25]))
        #expect(center.x == nominal.x)
        #expect(center.y == nominal.y)
        #expect(sample(base, at: [1, 0.25]).x != nominal.x)
    }

    /// Relative entropy is positive: on average events are likeliest where they come from.
    @Test func drawsFromItsOwnDensity() {
        let (truth, other) = ([0.8, -0.3], [-0.4, 0.6])
        let data = sample(mixture, events: 3000, at: truth)
        let space = NuisanceSpace(mixture: mixture, fixed: ["luminosity": 0.5, "background": -0.5])
        let likelihood = ExtendedLikelihood(mixture: mixture, space: space, data: data, workers: workers)
        let prior = { (point: [Double]) in point.reduce(0) { $0 + $1 * $1 / 2 } }
        let gain =
            likelihood.value(at: truth, workers: workers) + prior(truth)
            - likelihood.value(at: other, workers: workers) - prior(other)
        #expect(gain > 0)
        // The score vanishes on average at the truth: a χ² with two degrees of freedom, by the observed information.
        let gradient = likelihood.valueAndGradient(at: truth, workers: workers).gradient
        let score = zip(gradient, truth).map { $0 + $1 }
        let step = 0.05
        for k in 0..<2 {
            var ahead = truth
            ahead[k] += step
            let bent = likelihood.valueAndGradient(at: ahead, workers: workers).gradient[k] + ahead[k]
            let information = -(bent - score[k]) / step
            #expect(information > 0)
            #expect(abs(score[k]) < 5 * information.squareRoot())
        }
    }
}
