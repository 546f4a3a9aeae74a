import FlowKernels
import Flows
import Statistics
import SyntheticBenchmark
import Training

/// How far a flow is from the true density at one point of nuisance space, on events never trained on.
struct DensityGap: Codable {
    let point: BenchmarkNuisances
    /// Mean of ln p_true − ln p_model, nats an event.
    let value: Double
    /// Standard error of the mean.
    let error: Double
    /// Mean −ln p_model, nats an event.
    let loss: Double

    /// The gaps at the points of a sample and at some others, `events` shared equally among all of them.
    static func measure(
        _ flow: Flow, density: BenchmarkDensity, nuisances: [BenchmarkNuisance], sample: BenchmarkSample,
        also others: [BenchmarkNuisances], events: Int, workers: Workers
    ) -> [DensityGap] {
        let source = BenchmarkEventSource(
            sample: sample.at(sample.points + others), density: density, nuisances: nuisances, batchSize: events,
            purpose: BenchmarkEventSource.validation)
        let model = flow.logDensities(of: source, events: events, workers: workers)
        let truth = source.trueLogDensities(events: events)
        let points = (0..<events).map(source.point)
        return source.sample.points.indices.map { point in
            let own = (0..<events).filter { points[$0] == point }
            let moments = SampleMoments(own.map { truth[$0] - model[$0] })
            return DensityGap(
                point: source.sample.points[point], value: moments.mean, error: moments.meanError,
                loss: -own.reduce(0) { $0 + model[$1] } / Double(own.count))
        }
    }
}
