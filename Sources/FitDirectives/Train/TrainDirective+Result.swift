import Report
import Samples
import Training

extension TrainDirective {
    /// What a training leaves in its artifact beside the flow.
    struct Result: ResultGroup {
        let density: ConditionalDensity
        let nuisances: [String]
        let parameters: Int
        let steps: Int
        let bestStep: Int
        let end: TrainingEnd
        let loss: Double
        let validation: Double
        let validationEvents: Int
        let floor: Double?
        let entropy: Double?
        let gap: DensityGap?
        let gaps: ResultsByNumber<ResultPoints, DensityGap>?
        let bias: ResponseBias?
        let templates: TemplateReach?
        let untaught: [String]
        let untaughtPairs: [[String]]
        let history: TrainingHistory

        private static let closedForm = "Absent where the sample has no closed form."
        static let meanings = [
            "density": "Which density it is.",
            "nuisances": "What it responds to, in the order of its network; none for a base flow.",
            "parameters": "Parameters that were trained; of a density from a file, all.",
            "steps":
                "Steps done: fewer than asked for where a plateau ended the training, 0 for a density from a file.",
            "best-step":
                "The step whose weights are kept: the last that held-out events cannot distinguish from the best.",
            "end": "How the training ended.", "loss": "Mean −ln p of the last training batches, nats an event.",
            "validation": "Mean −ln p of events never trained on, over the points of the sample, nats an event.",
            "validation-events":
                "How many different events these are: fewer than asked for where the sample has no more.",
            "floor": "The true density's loss on the events that choose the weights: only chance can be below it. "
                + closedForm,
            "entropy": "The true density's mean loss over all events: what training can reach, nats an event. "
                + closedForm,
            "gap": "The largest gap to the truth among the points of the sample and those of 'also-at'. " + closedForm,
            "gaps": "The gap at every point of the sample, then at those of 'also-at'. " + closedForm,
            "bias":
                "How far the density alone shifts ν̂ of a later fit, for any number of events. Absent for a base flow.",
            "templates": "Where the points of the sample lie. Absent for a base flow, and for a density from a file.",
            "untaught": "Nuisances of a trained residual that no point of the sample moves.",
            "untaught-pairs": "Its 'pairs' of nuisances that no point of the sample moves together.",
            "history": "Losses along the training.",
        ]
    }

    static func names(of kind: any ResultNames.Type, _ options: Options, _ document: DocumentContext) -> [String]? {
        guard let outline = document.outline(options[sample]) else { return nil }
        if kind == SampleNuisances.self { return outline.schema.nuisanceNames }
        if kind == BiasPoints.self { return biasPoints(outline, options, document)?.map(String.init) }
        guard kind == ResultPoints.self else { return nil }
        return (outline.points + (options[alsoAt]?.points ?? [])).indices.map(String.init)
    }

    static func absentValues(_ options: Options, _ document: DocumentContext) -> [String] {
        (document.outline(options[sample])?.hasTruth == false ? ["floor", "entropy", "gap", "gaps"] : [])
            + (options[base] == nil && options[from] == nil ? ["bias"] : [])
            + (options[base] == nil || options[from] != nil ? ["templates"] : [])
    }

    /// The numbers of the points at which the bias is measured; nil where options do not name the density's nuisances.
    private static func biasPoints(
        _ outline: SampleOutline, _ options: Options, _ document: DocumentContext
    ) -> Range<Int>? {
        let nuisances = nuisanceNames(options, document)
        guard !nuisances.isEmpty else { return nil }
        return outline.isGenerated
            ? BiasPoints.generated(outline.points, of: nuisances).indices
            : BiasPoints.places(outline.points, of: nuisances).indices
    }
}
