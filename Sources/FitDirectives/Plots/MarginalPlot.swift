import FlowKernels
import Foundation
import Inference
import Plotting
import Report

/// `kind: marginals`: every feature of the data against the fitted model, with the ratio below.
enum MarginalPlot: PlotKind {
    static let maximumCells = 1
    static let size = PlotDirective.Size.full

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard let reference = options[PlotDirective.of].first, let cell = document.options(reference),
            !cell.schema.names.contains("epochs")
        else { return [] }
        return [options.error("marginals are drawn of a 'fit' cell", at: PlotDirective.of, "0")]
    }

    struct Histogram: Codable {
        let feature: String
        let edges: [Double]
        let counts: [Double]
        let model: [Double]
        let uncertainty: [Double]
        let prefit: [Double]
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> [String: Value] {
        let workers = try context.workers()
        let fitted = try FittedEnsemble.read(options[PlotDirective.of][0], context)
        let (nuisances, theta) = fitted.space.expand(fitted.bestFit)
        let events = options[PlotDirective.events]
        let meter = ProgressMeter(context, message: "events drawn from the model")
        try meter.report(step: 0, total: 2 * events)
        let model = fitted.mixture.sample(
            events: events, nuisances: nuisances, theta: theta, seed: context.seed, workers: workers)
        try meter.report(step: events, total: 2 * events)
        let prefit = fitted.simulation.sample(
            events: events, nuisances: nuisances.map { _ in 0 }, theta: theta.map { _ in 0 }, seed: context.seed,
            workers: workers)
        try meter.report(step: 2 * events, total: 2 * events)
        let data = fitted.sample.dataset()
        let scale = Double(data.count) / Double(events)
        let names = data.x.indices.map { "*x*_{\($0 + 1)}" } + data.y.indices.map { "*y*_{\($0 + 1)}" }
        let histograms = names.indices.map { index -> Histogram in
            let values = (data.x + data.y)[index]
            let edges = binEdges(values, bins: options[PlotDirective.bins])
            let counts = fill((model.x + model.y)[index], edges)
            return Histogram(
                feature: names[index], edges: edges, counts: fill(values, edges), model: counts.map { $0 * scale },
                uncertainty: counts.map { $0.squareRoot() * scale },
                prefit: fill((prefit.x + prefit.y)[index], edges).map { $0 * scale })
        }
        return ["histograms": try Value(encoding: histograms)]
    }

    /// Equal bins over the central 99.8 % of the data, of a round width: about as many as asked for.
    private static func binEdges(_ values: [Float], bins: Int) -> [Double] {
        let sorted = values.sorted()
        let low = Double(sorted[sorted.count / 1000])
        let high = Double(sorted[sorted.count - 1 - sorted.count / 1000])
        guard high > low else { return [low - 0.5, low + 0.5] }
        let wanted = (high - low) / Double(bins)
        let decade = pow(10, log10(wanted).rounded(.down))
        let width = decade * ([1, 2, 2.5, 5, 10].min { abs($0 * decade - wanted) < abs($1 * decade - wanted) } ?? 1)
        let first = (low / width).rounded(.down)
        let last = (high / width).rounded(.up)
        return (0...Int(last - first)).map { (first + Double($0)) * width }
    }

    private static func fill(_ values: [Float], _ edges: [Double]) -> [Double] {
        var counts = [Double](repeating: 0, count: edges.count - 1)
        let width = edges[1] - edges[0]
        for value in values {
            let place = ((Double(value) - edges[0]) / width).rounded(.down)
            if place >= 0, place < Double(counts.count) { counts[Int(place)] += 1 }
        }
        return counts
    }

    static func figure(_ options: Options, _ artifact: Artifact, _ context: PresentationContext) throws
        -> Plotting.Figure
    {
        let histograms = try artifact.result[path: "histograms"]?.decoded(as: [Histogram].self) ?? []
        return try MarginalComparison(
            histograms: histograms.map {
                try MarginalComparison.Histogram(
                    variable: RichText($0.feature), edges: $0.edges, counts: $0.counts, model: $0.model,
                    modelUncertainty: $0.uncertainty,
                    references: [.init(name: "Simulation before the fit", kind: .prefit, values: $0.prefit)])
            }, modelName: "Fitted model", columns: 2
        ).figure()
    }
}
