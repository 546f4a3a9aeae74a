import FlowKernels
import Inference
import Training

/// The amortized profiling of the published networks, the same number of steps at few random nodes an event and at the
/// paper's 36: what both reach, and in what time.
struct ProfileStudy {
    struct Result: Encodable {
        let name: String
        /// Nodes an event.
        let nodes: Int
        let steps: Int
        /// Of the training alone.
        let seconds: Double
        /// Mean NLL of held-out events at ν that no training saw, and with T left as it is; nats an event.
        let heldOut: Double
        let identity: Double
        /// Standard error of their difference.
        let error: Double
    }

    let model: PublishedModel
    let steps: Int
    let batch = 1024

    func run(_ name: String, _ scheme: NodeScheme, workers: Workers) throws -> Result {
        let space = NuisanceSpace(mixture: model.mixture)
        let center = [0.5, -0.5]
        let profile = AmortizedProfile(
            mixture: model.mixture, members: try model.transfers(1), space: space, data: model.data, center: center,
            residual: AmortizedProfile.residual(mixture: model.mixture, space: space, center: center, seed: 9),
            nodes: scheme,
            settings: AmortizedProfile.Settings(
                epochs: steps * batch / (model.data.count - 4096), batchSize: batch, learningRate: 1e-3,
                heldOut: 4096 / Double(model.data.count), validations: 1),
            seed: 1)
        var (start, end) = (Timing.now(), Timing.now())
        let result = try profile.run(workers: workers) { progress in
            if progress.step <= 1 { start = Timing.now() }
            end = Timing.now()
        }
        let seconds = (end - start) * Double(result.steps) / Double(max(1, result.steps - 1))
        let comparisons = result.offGrid.flatMap(\.members)
        func mean(_ value: (AmortizedProfile.Comparison) -> Double) -> Double {
            comparisons.reduce(0) { $0 + value($1) } / Double(comparisons.count)
        }
        return Result(
            name: name, nodes: scheme.count(dimensions: 2), steps: result.steps, seconds: seconds,
            heldOut: mean(\.profiled), identity: mean(\.identity), error: mean(\.gainError))
    }
}
