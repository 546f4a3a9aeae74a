import FlowKernels
import Foundation
import Inference
import Plotting
import Report
import Statistics

/// `kind: post-fit`: every feature of the data after the fit, with statistical, systematic and total bands and ratio.
///
/// METHOD §4, per bin and with common random numbers, so that bands hold differences and not the fluctuation of what is
/// drawn: *statistical* the mean ± s.d. over members at ν̂; *systematic* the range of the members' mean with ν along the
/// contour of −2Δln L; *total* the range of mean ± s.d. along it. The contour is that of the scan's combination: its 68 %
/// contour of two nuisances (2.30), or the 68 % interval of one (1); all others are profiled along it.
enum PostFitPlot: PlotKind {
    static let name = "post-fit"
    static let summary = "Data after the fit with statistical, systematic and total uncertainty bands, and ratio."
    static let cells = PlotCells("scan", help: "The scan along whose contour the nuisances move.")
    static let size = PlotDirective.Size.full

    static let directions = OptionKey<Int>(
        "directions", default: 12, in: 2...360, help: "Points on the contour of two nuisances.")
    static let bins = OptionKey<Int>("bins", default: 30, in: 4...400, help: "Bins of each histogram.")
    static let events = OptionKey<Int>(
        "events", default: 200_000, in: 1000...100_000_000,
        help: "Events drawn from the model for every member at ν̂; along the contour a quarter of them.")
    static let keys: [any AnyOptionKey] = [ScannedLikelihood.nuisances, directions, bins, events]

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        let scan = options[PlotDirective.of][0]
        return ScannedLikelihood.validate(options, document, counts: 1...2)
            + options.heldScores(
                LikelihoodSource(scan, document), of: scan.label, at: PlotDirective.of, "0",
                what: "make their bands too wide")
    }

    struct Numbers: ResultGroup {
        let members: Int
        let directions: Int
        let open: Int
        let histograms: [Histogram]

        static let meanings = [
            "members": "Members that were drawn from.", "directions": "Points of the contour.",
            "open": "Directions that leave the scanned window before they reach the contour.",
            "histograms": "One for each feature: x, then y.",
        ]
    }

    struct Histogram: ResultGroup {
        let variable: FigureVariable
        let edges: [Double]
        let counts: [Double]
        let bestFit: [Double]
        let uncertainty: [Double]
        let sharesTotal: Bool
        let chiSquared: Double?
        let degreesOfFreedom: Int?
        let pValue: Double?
        let beyond: Int
        let statistical: PostFitBands.Band?
        let systematic: PostFitBands.Band?
        let total: PostFitBands.Band?

        static let meanings = [
            "variable": "The feature.", "edges": "Edges of the bins.", "counts": "Events of the data.",
            "best-fit": "Expected events at ν̂, the mean of the members.",
            "uncertainty":
                "Their statistical error: that of the events drawn from the model, the same ones for all members.",
            "shares-total": "Whether the model has as many events as the data by construction.",
            "chi-squared":
                "Σ (data − best fit)²/(best fit + uncertainty²) over bins with an expectation; absent where there are none.",
            "degrees-of-freedom":
                "Such bins, one less where the model shares the data's total. ν̂ and T were fitted to these events, which takes up "
                + "to as many more as they have parameters: χ² tends to be smaller.",
            "p-value":
                "P(χ² > chi-squared) with these degrees of freedom, and therefore larger than the p-value of a test. Absent of data "
                + "with weights, whose sums scatter differently from numbers of events.",
            "beyond": "Events of the data that lie in no bin.",
            "statistical": "± s.d. of the members at ν̂; absent for a single one.",
            "systematic": "Range of the mean with ν along the contour; absent where none was found.",
            "total": "Range of mean ± s.d. along it; absent where either is.",
        ]
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> Numbers {
        let workers = context.workers()
        let scan = try ScannedLikelihood(options, context)
        let ensemble = try EvaluatedEnsemble.read(scan.source, context)
        let mixtures = ensemble.mixtures.map { $0.tabulated() }
        let likelihood = try scan.likelihood(context)
        let contour = try ContourPoints(likelihood, scan.places, directions: options[directions])
        let data = ensemble.dataset
        // Yields that are shares of the data, or normalizations that are fitted to their number.
        let nominal = mixtures[0].yields.nominal.reduce(0, +)
        let sharesTotal =
            !context.options(scan.source.fit)[FitDirective.normalization].isEmpty
            || abs(nominal - data.total) < 1e-6 * data.total
        let binnings = (data.x + data.y).map { EventBinning($0.map(Double.init), bins: options[bins]) }
        let meter = ProgressMeter(context, message: "members at points of the contour")
        let steps = (1 + contour.points.count) * mixtures.count
        /// Histograms of the drawn events of every member, each weighted by a power of its expected events, shape
        /// [members, features, bins]: expected events, or, with the power 2, their variances.
        func sums(_ point: [Double], events: Int, place: Int, power: Int = 1) throws -> [[[Double]]] {
            let (nuisances, theta) = ensemble.space.expand(point)
            return try mixtures.enumerated().map { member, mixture in
                try meter.report(step: place * mixtures.count + member, total: steps)
                let drawn = mixture.sample(
                    events: events, nuisances: nuisances, theta: theta, seed: context.seed, workers: workers)
                let scale = pow(mixture.yields.expected(theta).reduce(0, +) / Double(events), Double(power))
                let weights = drawn.weights.map { $0.map { power == 1 ? $0 : $0 * $0 } }
                return zip(binnings, drawn.x + drawn.y).map { binning, values in
                    binning.counts(values.map(Double.init), weights: weights).map { $0 * scale }
                }
            }
        }
        // Along the contour the first of the same events are enough: with common random numbers only shifts count.
        let few = max(1000, options[events] / 4)
        let center = try sums(likelihood.bestFit, events: options[events], place: 0)
        let variances = try sums(likelihood.bestFit, events: options[events], place: 0, power: 2)
        let reference = try sums(likelihood.bestFit, events: few, place: 0)
        let moved = try contour.points.enumerated().map { place, point in
            let drawn = try sums(point, events: few, place: 1 + place)
            return zip(center, zip(reference, drawn)).map { center, pair in
                zip(center, zip(pair.0, pair.1)).map { center, pair in
                    zip(center, zip(pair.0, pair.1)).map { $0 + $1.1 - $1.0 }
                }
            }
        }
        let drawn = [center] + moved
        let variables = ensemble.variables
        let histograms = try variables.indices.map { feature in
            try histogram(
                variables[feature], binnings[feature], (data.x + data.y)[feature].map(Double.init), data.weights,
                drawn.map { $0.map { $0[feature] } }, variances: variances.map { $0[feature] },
                sharesTotal: sharesTotal)
        }
        return Numbers(
            members: ensemble.mixtures.count, directions: contour.points.count, open: contour.open,
            histograms: histograms)
    }

    /// - Parameters:
    ///   - drawn: expected events, shape [points, members, bins]; the best fit first.
    ///   - variances: of what is drawn at the best fit, shape [members, bins].
    private static func histogram(
        _ variable: FigureVariable, _ binning: EventBinning, _ data: [Double], _ weights: [Float]?,
        _ drawn: [[[Double]]], variances: [[Double]], sharesTotal: Bool
    ) throws -> Histogram {
        let spreads = drawn.map { members in
            members[0].indices.map { bin in SampleMoments(members.map { $0[bin] }) }
        }
        func envelope(_ points: ArraySlice<[SampleMoments]>, deviations: Double) -> PostFitBands.Band? {
            guard !points.isEmpty else { return nil }
            let bins = spreads[0].indices
            func reach(_ spread: SampleMoments) -> Double { deviations == 0 ? 0 : deviations * spread.deviation }
            return PostFitBands.Band(
                lower: bins.map { bin in points.map { $0[bin].mean - reach($0[bin]) }.min() ?? .nan },
                upper: bins.map { bin in points.map { $0[bin].mean + reach($0[bin]) }.max() ?? .nan })
        }
        let isEnsemble = drawn[0].count > 1
        let (counts, bestFit) = (binning.counts(data, weights: weights), spreads[0].map(\.mean))
        // Members share their random numbers, so that the mean of all is no more certain than one.
        let uncertainty = bestFit.indices.map { bin in
            (variances.reduce(0) { $0 + $1[bin] } / Double(variances.count)).squareRoot()
        }
        let chi = try PostFitBands.Histogram(
            variable: variable.text, observed: EventCounts(edges: binning.edges, counts: counts), bestFit: bestFit,
            bestFitError: uncertainty, sharesTotal: sharesTotal
        ).chiSquared
        return Histogram(
            variable: variable, edges: binning.edges, counts: counts, bestFit: bestFit, uncertainty: uncertainty,
            sharesTotal: sharesTotal, chiSquared: chi?.value, degreesOfFreedom: chi?.degreesOfFreedom,
            pValue: (weights == nil ? chi : nil).map {
                ChiSquared(degreesOfFreedom: $0.degreesOfFreedom).probability(above: $0.value)
            },
            beyond: binning.beyond(data),
            statistical: isEnsemble ? envelope(spreads.prefix(1), deviations: 1) : nil,
            // The best fit lies inside of its contour.
            systematic: spreads.count > 1 ? envelope(spreads[...], deviations: 0) : nil,
            total: isEnsemble && spreads.count > 1 ? envelope(spreads[...], deviations: 1) : nil)
    }

    static let healthChecks = [HealthCheck.openContour]

    static func health(_ options: Options, _ numbers: Numbers) -> [Finding] {
        guard numbers.open > 0 else { return [] }
        return [
            Finding(
                .openContour,
                "\(numbers.open) of \(NumberText.counted(numbers.directions + numbers.open, "direction")) \(numbers.open == 1 ? "leaves the scanned window before it" : "leave the scanned window before they") "
                    + "reach the contour: the systematic band is too narrow.",
                remedy: "Scan a larger 'window'.")
        ]
    }

    static func figure(_ options: Options, _ numbers: Numbers) throws -> Figure {
        let (members, open) = (numbers.members, numbers.open)
        return try PostFitBands(
            histograms: numbers.histograms.map {
                try PostFitBands.Histogram(
                    variable: $0.variable.text, unit: $0.variable.unitText,
                    observed: EventCounts(edges: $0.edges, counts: $0.counts, beyond: $0.beyond),
                    bestFit: $0.bestFit, bestFitError: $0.uncertainty, sharesTotal: $0.sharesTotal,
                    statistical: $0.statistical, systematic: $0.systematic, total: $0.total)
            },
            names: PostFitBands.Names(
                bestFit: members > 1 ? "Mean of \(members) members at *ν̂*" : "Best fit",
                statistical: "Stat.: ± s.d. of members", systematic: "Syst.: *ν* on its 68 % contour",
                total: "Total: both at once"),
            columns: 2,
            partial: open > 0
                ? "\(open) of \(NumberText.counted(numbers.directions + open, "direction")) \(open == 1 ? "leaves" : "leave") the scanned window"
                : nil
        ).figure()
    }
}
