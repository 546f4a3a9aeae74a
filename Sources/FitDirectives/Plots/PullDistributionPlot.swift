import Plotting
import Report

/// `kind: pull-distribution`: the pulls of toys, a histogram a nuisance, against the unit Gaussian.
enum PullDistributionPlot: PlotKind {
    static let name = "pull-distribution"
    static let summary = "Histograms of the pulls of toys against the unit Gaussian."
    static let cells = ToyResults.cells
    static let size = PlotDirective.Size.full

    static func figure(_ options: Options, _ artifact: Artifact, _ context: PresentationContext) throws
        -> Plotting.Figure
    {
        let results = try ToyResults(options, context)
        return try PullDistribution(
            series: results.nuisances.map { name in
                PullDistribution.Series(
                    name: ToyResults.symbol(name),
                    pulls: results.toys.compactMap(\.measurement).map { measurement in
                        measurement.nuisances.first { $0.name == name }?.pull ?? .nan
                    })
            }, failed: results.failed
        ).figure()
    }
}
