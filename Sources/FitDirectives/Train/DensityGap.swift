import FlowKernels
import Flows
import Report
import SyntheticBenchmark
import Training

/// How far a flow is from the true density at one point of nuisance space, on events never trained on.
struct DensityGap: ResultGroup {
    let point: BenchmarkNuisances
    /// Mean of ln p_true − ln p_model, nats an event.
    let value: Double
    /// Standard error of the mean.
    let error: Double
    /// Mean −ln p_model, nats an event.
    let loss: Double

    static let meanings = [
        "point": "Where in nuisance space.", "value": "Mean of ln p_true − ln p_model, nats an event.",
        "error": "Standard error of that mean.", "loss": "Mean −ln p_model, nats an event.",
    ]

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
            let (value, error) = meanAndError(own.map { truth[$0] - model[$0] })
            return DensityGap(
                point: source.sample.points[point], value: value, error: error,
                loss: -own.reduce(0) { $0 + model[$1] } / Double(own.count))
        }
    }

    /// The mean of some values and its standard error.
    static func meanAndError(_ values: [Double]) -> (mean: Double, error: Double) {
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(count - 1, 1)
        return (mean, (variance / count).squareRoot())
    }
}
