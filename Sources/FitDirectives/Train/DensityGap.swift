import FlowKernels
import Flows
import Report
import Samples
import Training

/// How far a flow is from the true density at one point of nuisance space, on events never trained on.
struct DensityGap: ResultGroup {
    let point: ResultsByName<SampleNuisances, Double>
    /// Mean of ln p_true − ln p_model, nats an event.
    let value: Double
    /// Standard error of the mean.
    let error: Double
    /// Mean −ln p_model, nats an event.
    let loss: Double
    /// Different events that these are means over.
    let events: Int

    static let meanings = [
        "point": "The point in nuisance space.", "value": "Mean of ln p_true − ln p_model, nats an event.",
        "error": "Standard error of that mean.", "loss": "Mean −ln p_model, nats an event.",
        "events": "Different events that these are means over.",
    ]
    static let errors = ["value": "error"]

    /// - Parameters:
    ///   - truth: ln p of the true density, for each event; no event is repeated.
    ///   - model: ln p of the flow, likewise.
    init(at point: NuisancePoint, of schema: SampleSchema, truth: [Double], model: [Double]) {
        let (mean, error) = Self.meanAndError(zip(truth, model).map { $0 - $1 })
        self.point = ResultsByName(point, of: schema)
        value = mean
        self.error = error
        loss = -model.reduce(0, +) / Double(model.count)
        events = model.count
    }

    /// The mean of some values and its standard error.
    private static func meanAndError(_ values: [Double]) -> (mean: Double, error: Double) {
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(count - 1, 1)
        return (mean, (variance / count).squareRoot())
    }
}

/// A flow on events never trained on, shared equally among points of nuisance space.
struct HeldOutDensity {
    /// Mean −ln p_model at every point, weighted where events are, nats an event; NaN at a point without events.
    let losses: [Double]
    /// The gap at every point; nil where the true density is not known.
    let gaps: [DensityGap]?
    /// Different events at every point.
    let counts: [Int]

    /// - Parameters:
    ///   - sample: the sample, with the points to evaluate.
    ///   - events: the number at all points together; fewer if the sample has fewer.
    init(
        _ flow: Flow, density: ConditionalDensity, nuisances: [String], sample: any EventSample, events: Int,
        workers: Workers
    ) {
        let batches = sample.batches(of: density, nuisances: nuisances, split: .validation, size: events)
        let events = batches.batchSize
        let model = flow.logDensities(of: batches, events: events, workers: workers)
        let truth = sample.truth?.logDensities(of: batches, events: events)
        let points = (0..<events).map(batches.point)
        let places = sample.points.indices.map { point in (0..<events).filter { points[$0] == point } }
        counts = places.map(\.count)
        let weights = batches.weights(events: events)
        losses = places.map { own in
            guard let weights else { return -own.reduce(0) { $0 + model[$1] } / Double(own.count) }
            return -own.reduce(0) { $0 + weights[$1] * model[$1] } / own.reduce(0) { $0 + weights[$1] }
        }
        gaps = truth.map { truth in
            zip(sample.points, places).map { point, own in
                DensityGap(
                    at: point, of: sample.schema, truth: own.map { truth[$0] }, model: own.map { model[$0] })
            }
        }
    }
}
