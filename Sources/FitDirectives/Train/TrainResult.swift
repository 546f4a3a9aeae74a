import Report
import SyntheticBenchmark
import Training

extension TrainDirective {
    /// What a training leaves in its artifact beside the flow.
    struct Result: ResultGroup {
        let density: BenchmarkDensity
        let nuisances: [BenchmarkNuisance]
        let parameters: Int
        let steps: Int
        let bestStep: Int
        let end: TrainingEnd
        let loss: Double
        let validation: Double
        let floor: Double
        let entropy: Double
        let gap: DensityGap
        let gaps: ResultsByNumber<ResultPoints, DensityGap>
        let history: TrainingHistory

        static let meanings = [
            "density": "Which density it is.",
            "nuisances": "What it responds to, in the order of its network; none for a base flow.",
            "parameters": "Parameters that were trained; of a density from a file, all.",
            "steps": "Steps done: fewer than asked for where a plateau ended the training, 0 for a density from a file.",
            "best-step": "The step whose weights are kept: the last that held-out events cannot tell from the best.",
            "end": "How the training ended.", "loss": "Mean −ln p of the last training batches, nats an event.",
            "validation": "Mean −ln p of events never trained on, over the points of the sample, nats an event.",
            "floor": "The true density's loss on the events that choose the weights: only chance can be below it.",
            "entropy": "The true density's mean loss over all events: what training can reach, nats an event.",
            "gap": "The largest gap to the truth among the points of the sample.",
            "gaps": "The gap at every point of the sample, then at those of 'also-at'.",
            "history": "Losses along the training.",
        ]
    }

    static func names(of kind: any ResultNames.Type, _ options: Options, _ document: DocumentContext) -> [String]? {
        guard kind == ResultPoints.self, let sample = document.options(options[sample]) else { return nil }
        return (sample[GenerateDirective.at].points + (options[alsoAt]?.points ?? [])).indices.map(String.init)
    }
}
