import Plotting
import Report

/// `kind: pull-distribution`: the pulls of toys, a histogram a nuisance, against the unit Gaussian.
enum PullDistributionPlot: PlotKind {
    static let name = "pull-distribution"
    static let summary = "Histograms of the pulls of toys against the unit Gaussian."
    static let cells = ToyNumbers.cells
    static let size = PlotDirective.Size.full

    struct Numbers: ResultGroup {
        let series: [Series]
        let failed: Int

        static let meanings = ["series": "One for each nuisance.", "failed": "Toys without a measurement."]
    }

    struct Series: ResultGroup {
        let nuisance: String
        let pulls: [Double]

        static let meanings = [
            "nuisance": "The nuisance.", "pulls": "(ν̂ − ν_true)/σ of every toy, σ towards the truth; NaN where open.",
        ]
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> Numbers {
        let result = try ToyNumbers.read(options, context)
        let measurements = result.toys.values.compactMap(\.measurement)
        return Numbers(
            series: result.order.map { name in
                Series(
                    nuisance: name,
                    pulls: measurements.map { $0.nuisances.first { $0.name == name }?.pull ?? .nan })
            }, failed: result.failed)
    }

    static let missingPulls = HealthCheck(
        "missing-pulls", .doubtful, "Toys without a measurement, or with a bound outside of the window, have no pull.")
    static let healthChecks = [missingPulls]

    static func health(_ options: Options, _ numbers: Numbers) -> [Finding] {
        let missing = numbers.series.compactMap { series in
            let count = numbers.failed + series.pulls.count { !$0.isFinite }
            return count > 0 ? "\(count) of \(series.nuisance)" : nil
        }
        guard !missing.isEmpty else { return [] }
        return [
            Finding(
                missingPulls, "Pulls that no toy has: \(missing.joined(separator: ", ")).",
                remedy: "See the findings of the 'coverage' cell.")
        ]
    }

    static func figure(_ options: Options, _ numbers: Numbers) throws -> Figure {
        try PullDistribution(
            series: numbers.series.map {
                PullDistribution.Series(name: ToyNumbers.symbol($0.nuisance), pulls: $0.pulls)
            }, failed: numbers.failed
        ).figure()
    }
}
