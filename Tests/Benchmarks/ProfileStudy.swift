import FlowKernels
import Inference
import Training

/// The amortized profiling of the published networks at few random nodes an event and at the paper's 36: what they
/// reach, and in what time. The outcome of one training is chance as much as its nodes, so that every one is repeated
/// with other seeds, of order, nodes and the events that are held out; all start from the same weights.
struct ProfileStudy {
    struct Result: Encodable {
        let name: String
        /// Nodes an event.
        let nodes: Int
        let steps: Int
        let seeds: Int
        /// Of one training alone, the median of all.
        let seconds: Double
        /// Mean NLL of held-out events at ν that no training saw, and with T left as it is; nats an event.
        let heldOut: Double
        let identity: Double
        /// By how much the NLL is above that of the first scheme with the same seed: mean and its standard error.
        let behind: Double
        let behindError: Double

        var text: String {
            String(
                format: "    %d nodes, %d steps: held-out NLL %.5f (identity %.5f), %.5f ± %.5f above that of the "
                    + "first, %d seeds", nodes, steps, heldOut, identity, behind, behindError, seeds)
        }
    }

    struct Scheme {
        let name: String
        let nodes: NodeScheme
        /// Over the events.
        let passes: Int
    }

    let model: PublishedModel
    let workers: Workers
    let batch = 1024

    /// The outcome of one training.
    struct Run {
        let steps: Int
        let seconds: Double
        let heldOut: Double
        let identity: Double
    }

    /// What a scheme reached with each seed, beside the first one with the same.
    func result(_ scheme: Scheme, _ runs: [Run], first: [Run], seconds: Double) -> Result {
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
        let behind = zip(runs, first).map { $0.heldOut - $1.heldOut }
        let scatter = behind.reduce(0) { $0 + ($1 - mean(behind)) * ($1 - mean(behind)) }
        return Result(
            name: scheme.name, nodes: scheme.nodes.count(dimensions: 2), steps: runs[0].steps, seeds: runs.count,
            seconds: seconds, heldOut: mean(runs.map(\.heldOut)), identity: mean(runs.map(\.identity)),
            behind: mean(behind), behindError: (scatter / Double(runs.count * max(1, runs.count - 1))).squareRoot())
    }

    private func profile(_ scheme: Scheme, seed: UInt64) throws -> AmortizedProfile {
        let space = NuisanceSpace(mixture: model.mixture)
        let center = [0.5, -0.5]
        return AmortizedProfile(
            mixture: model.mixture.preceded(by: try model.transfers(1)[0]), space: space, events: model.data,
            center: center,
            residual: AmortizedProfile.residual(mixture: model.mixture, space: space, center: center, seed: 9),
            nodes: scheme.nodes,
            settings: AmortizedProfile.Settings(
                epochs: scheme.passes, batchSize: batch, learningRate: 1e-3,
                heldOut: 4096 / Double(model.data.count), validations: 1),
            seed: seed)
    }

    func steps(_ scheme: Scheme) throws -> Int { try profile(scheme, seed: 1).steps }

    func run(_ scheme: Scheme, seed: UInt64) throws -> Run {
        let profile = try profile(scheme, seed: seed)
        var (start, end) = (Timing.now(), Timing.now())
        let result = try profile.run(workers: workers) { progress in
            if progress.step <= 1 { start = Timing.now() }
            end = Timing.now()
        }
        let seconds = (end - start) * Double(result.steps) / Double(max(1, result.steps - 1))
        let comparisons = result.offGrid.map(\.comparison)
        func mean(_ value: (AmortizedProfile.Comparison) -> Double) -> Double {
            comparisons.reduce(0) { $0 + value($1) } / Double(comparisons.count)
        }
        return Run(
            steps: result.steps, seconds: seconds, heldOut: mean(\.profiled), identity: mean(\.identity))
    }
}
