import FlowKernels
import Foundation
import Inference
import Plotting
import Report
import Statistics

/// `kind: marginals`: every feature of the data against the fitted model, with the ratio below.
enum MarginalPlot: PlotKind {
    static let name = "marginals"
    static let summary = "Every feature of the data against the fitted model, with ratio."
    static let cells = PlotCells("fit", help: "The fit.")
    static let size = PlotDirective.Size.full
    static let bins = OptionKey<Int>("bins", default: 40, in: 4...400, help: "Bins of each histogram.")
    static let events = OptionKey<Int>(
        "events", default: 200_000, in: 1000...100_000_000, help: "Events drawn from the model.")
    static let keys: [any AnyOptionKey] = [bins, events]

    struct Numbers: ResultGroup {
        let histograms: [Histogram]

        static let meanings = ["histograms": "One for each feature: x, then y."]
    }

    struct Histogram: ResultGroup {
        let variable: FigureVariable
        let edges: [Double]
        let counts: [Double]
        let model: [Double]
        let uncertainty: [Double]
        let prefit: [Double]
        let chiSquared: Double
        let degreesOfFreedom: Int
        let pValue: Double?
        let beyond: Int

        static let meanings = [
            "variable": "The feature.", "edges": "Edges of the bins.", "counts": "Events of the data.",
            "beyond": "Events of the data that lie in no bin.",
            "model": "Expected events of the fitted model.", "uncertainty": "Their statistical error.",
            "prefit": "Expected events of the simulation before the fit.",
            "chi-squared": "Σ (data − model)²/(model + uncertainty²) over bins with an expectation.",
            "degrees-of-freedom":
                "Such bins, less one, as the model is drawn with the data's number of events. ν̂ and T were fitted to these events, "
                + "which takes up to as many more as they have parameters: χ² tends to be smaller.",
            "p-value":
                "P(χ² > chi-squared) with these degrees of freedom, and therefore larger than the p-value of a test. Absent where no "
                + "degree is left, and of data with weights, whose sums scatter differently from numbers of events.",
        ]
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> Numbers {
        let workers = context.workers()
        let fitted = try FittedEnsemble.read(options[PlotDirective.of][0], context)
        let (nuisances, theta) = fitted.space.expand(fitted.bestFit)
        let events = options[events]
        let meter = ProgressMeter(context, message: "events drawn from the model")
        try meter.report(step: 0, total: 2 * events)
        let model = fitted.mixture.sample(
            events: events, nuisances: nuisances, theta: theta, seed: context.seed, workers: workers)
        try meter.report(step: events, total: 2 * events)
        let before = fitted.space.expand(fitted.space.origin)
        let prefit = fitted.simulation.sample(
            events: events, nuisances: nuisances.map { _ in 0 }, theta: before.theta, seed: context.seed,
            workers: workers)
        try meter.report(step: 2 * events, total: 2 * events)
        let data = fitted.dataset
        let scale = data.total / Double(events)
        let variables = fitted.variables
        let histograms = try variables.indices.map { index -> Histogram in
            let values = (data.x + data.y)[index].map(Double.init)
            let binning = EventBinning(values, bins: options[bins])
            let drawn = (model.x + model.y)[index].map(Double.init)
            let counts = binning.counts(drawn, weights: model.weights)
            let squares = binning.counts(drawn, weights: model.weights.map { $0.map { $0 * $0 } })
            let observed = binning.counts(values, weights: data.weights)
            let (expected, uncertainty) = (counts.map { $0 * scale }, squares.map { $0.squareRoot() * scale })
            let chi = try ModelledCounts(
                EventCounts(edges: binning.edges, counts: observed), model: expected,
                modelUncertainty: uncertainty
            ).chiSquared
            let degrees = max(0, chi.bins - 1)
            return Histogram(
                variable: variables[index], edges: binning.edges, counts: observed, model: expected,
                uncertainty: uncertainty,
                prefit: binning.counts((prefit.x + prefit.y)[index].map(Double.init)).map { $0 * scale },
                chiSquared: chi.value, degreesOfFreedom: degrees,
                pValue: degrees > 0 && data.weights == nil
                    ? ChiSquared(degreesOfFreedom: degrees).probability(above: chi.value)
                    : nil,
                beyond: binning.beyond(values))
        }
        return Numbers(histograms: histograms)
    }

    static func figure(_ options: Options, _ numbers: Numbers) throws -> Figure {
        try MarginalComparison(
            histograms: numbers.histograms.map {
                try MarginalComparison.Histogram(
                    variable: $0.variable.text, unit: $0.variable.unitText,
                    counts: ModelledCounts(
                        EventCounts(edges: $0.edges, counts: $0.counts, beyond: $0.beyond), model: $0.model,
                        modelUncertainty: $0.uncertainty),
                    references: [.init(name: "Simulation before the fit", kind: .prefit, values: $0.prefit)])
            }, modelName: "Fitted model", columns: 2
        ).figure()
    }
}
