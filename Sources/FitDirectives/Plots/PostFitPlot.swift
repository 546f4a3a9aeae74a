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
    static let nuisances = OptionKey<[String]>(
        "nuisances", default: [], help: "Whose contour is followed; else those that the scan names.")
    static let bins = OptionKey<Int>("bins", default: 30, in: 4...400, help: "Bins of each histogram.")
    static let events = OptionKey<Int>(
        "events", default: 200_000, in: 1000...100_000_000,
        help: "Events drawn from the model for every member at ν̂; along the contour a quarter of them.")
    static let keys: [any AnyOptionKey] = [nuisances, directions, bins, events]

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        ScannedLikelihood.withoutSurface(options, document)
            + ScannedLikelihood.validate(options, document, counts: 1...2)
    }

    static func resultPaths(_ options: Options, _ document: DocumentContext) -> [String] {
        ["members", "directions", "open", "histograms.*"]
    }

    struct Histogram: Codable {
        let feature: String
        let edges: [Double]
        let counts: [Double]
        let bestFit: [Double]
        /// Nil for a single member.
        let statistical: Band?
        let systematic: Band?
        let total: Band?
    }

    struct Band: Codable {
        let lower: [Double]
        let upper: [Double]

        var plotted: PostFitBands.Band { PostFitBands.Band(lower: lower, upper: upper) }
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> [String: Value] {
        let workers = try context.workers()
        let likelihood = try ScannedLikelihood(options, context)
        let scan = context.options(options[PlotDirective.of][0])
        let ensemble = try ScannedEnsemble.read(likelihood.fit, members: scan[ScanDirective.ensemble], context)
        let mixtures = ensemble.mixtures.map { $0.tabulated() }
        let contour = likelihood.contour(directions: options[directions])
        let data = ensemble.sample.dataset()
        let binnings = (data.x + data.y).map { EventBinning($0.map(Double.init), bins: options[bins]) }
        let meter = ProgressMeter(context, message: "members at points of the contour")
        let steps = (1 + contour.points.count) * mixtures.count
        /// Expected events of every member, shape [members, features, bins].
        func expected(_ point: [Double], events: Int, place: Int) throws -> [[[Double]]] {
            let (nuisances, theta) = ensemble.space.expand(point)
            return try mixtures.enumerated().map { member, mixture in
                try meter.report(step: place * mixtures.count + member, total: steps)
                let drawn = mixture.sample(
                    events: events, nuisances: nuisances, theta: theta, seed: context.seed, workers: workers)
                let scale = mixture.yields.expected(theta).reduce(0, +) / Double(events)
                return zip(binnings, drawn.x + drawn.y).map { binning, values in
                    binning.counts(values.map(Double.init)).map { $0 * scale }
                }
            }
        }
        // Along the contour the first of the same events are enough: with common random numbers only shifts count.
        let few = max(1000, options[events] / 4)
        let center = try expected(likelihood.scan.bestFit, events: options[events], place: 0)
        let reference = try expected(likelihood.scan.bestFit, events: few, place: 0)
        let moved = try contour.points.enumerated().map { place, point in
            let drawn = try expected(point, events: few, place: 1 + place)
            return zip(center, zip(reference, drawn)).map { center, pair in
                zip(center, zip(pair.0, pair.1)).map { center, pair in
                    zip(center, zip(pair.0, pair.1)).map { $0 + $1.1 - $1.0 }
                }
            }
        }
        let drawn = [center] + moved
        let names = data.x.indices.map { "*x*_{\($0 + 1)}" } + data.y.indices.map { "*y*_{\($0 + 1)}" }
        let histograms = names.indices.map { feature in
            histogram(
                names[feature], binnings[feature], (data.x + data.y)[feature].map(Double.init),
                drawn.map { $0.map { $0[feature] } })
        }
        return [
            "members": .integer(ensemble.mixtures.count), "directions": .integer(contour.points.count),
            "open": .integer(contour.open), "histograms": try Value(encoding: histograms),
        ]
    }

    /// - Parameter drawn: expected events, shape [points, members, bins]; the best fit first.
    private static func histogram(
        _ name: String, _ binning: EventBinning, _ data: [Double], _ drawn: [[[Double]]]
    ) -> Histogram {
        let spreads = drawn.map { members in
            members[0].indices.map { bin in SampleMoments(members.map { $0[bin] }) }
        }
        func envelope(_ points: ArraySlice<[SampleMoments]>, deviations: Double) -> Band? {
            guard !points.isEmpty else { return nil }
            let bins = spreads[0].indices
            func reach(_ spread: SampleMoments) -> Double { deviations == 0 ? 0 : deviations * spread.deviation }
            return Band(
                lower: bins.map { bin in points.map { $0[bin].mean - reach($0[bin]) }.min() ?? .nan },
                upper: bins.map { bin in points.map { $0[bin].mean + reach($0[bin]) }.max() ?? .nan })
        }
        let isEnsemble = drawn[0].count > 1
        return Histogram(
            feature: name, edges: binning.edges, counts: binning.counts(data), bestFit: spreads[0].map(\.mean),
            statistical: isEnsemble ? envelope(spreads.prefix(1), deviations: 1) : nil,
            // The best fit lies inside of its contour.
            systematic: spreads.count > 1 ? envelope(spreads[...], deviations: 0) : nil,
            total: isEnsemble && spreads.count > 1 ? envelope(spreads[...], deviations: 1) : nil)
    }

    static func figure(_ options: Options, _ artifact: Artifact, _ context: PresentationContext) throws
        -> Plotting.Figure
    {
        let histograms = try artifact.result[path: "histograms"]?.decoded(as: [Histogram].self) ?? []
        let members = artifact.result[path: "members"]?.int ?? 1
        let directions = artifact.result[path: "directions"]?.int ?? 0
        let open = artifact.result[path: "open"]?.int ?? 0
        return try PostFitBands(
            histograms: histograms.map {
                try PostFitBands.Histogram(
                    variable: RichText($0.feature), observed: EventCounts(edges: $0.edges, counts: $0.counts),
                    bestFit: $0.bestFit, statistical: $0.statistical?.plotted, systematic: $0.systematic?.plotted,
                    total: $0.total?.plotted)
            },
            names: PostFitBands.Names(
                bestFit: members > 1 ? "Mean of \(members) members at *ν̂*" : "Best fit",
                statistical: "Stat.: ± s.d. of members", systematic: "Syst.: *ν* on its 68 % contour",
                total: "Total: both at once"),
            columns: 2,
            partial: open > 0 ? "\(open) of \(directions + open) directions leave the scanned window" : nil
        ).figure()
    }
}

extension ScannedLikelihood {
    /// Points of the whole nuisance space on the 68 % contour of the drawn nuisances, and how many directions leave the
    /// window before they reach it.
    func contour(directions count: Int) -> (points: [[Double]], open: Int) {
        let best = indices.map { scan.bestFit[$0] }
        let windows = indices.map { scan.members.window[$0] }
        let level =
            indices.count == 2
            ? ConfidenceLevel.oneSigma.deviance(degreesOfFreedom: 2)
            : ConfidenceLevel.oneSigma.deviance(degreesOfFreedom: 1)
        let rays: [[Double]] =
            indices.count == 1
            ? [[-1], [1]]
            : (0..<count).map { index in
                let angle = 2 * Double.pi * Double(index) / Double(count)
                return [cos(angle), sin(angle)]
            }
        let points = rays.map { ray -> [Double]? in
            // Directions are even in units of the window, whose sides are about as many σ.
            let step = zip(ray, windows).map { $0 * ($1.upperBound - $1.lowerBound) / 2 }
            // Up to where the ray leaves the window.
            let limit =
                zip(zip(best, step), windows).map { place, window -> Double in
                    let (best, step) = place
                    if step == 0 { return .infinity }
                    return ((step > 0 ? window.upperBound : window.lowerBound) - best) / step
                }.min() ?? 0
            func place(_ length: Double) -> [Int: Double] {
                Dictionary(uniqueKeysWithValues: indices.enumerated().map { ($1, best[$0] + length * step[$0]) })
            }
            let crossing = LikelihoodInterval(level: level, bestFit: 0, window: 0...max(limit, 1e-12)) {
                scan.profile(fixing: place($0)).deviance
            }
            return crossing.upper.value.map { scan.profile(fixing: place($0)).point }
        }
        return (points.compactMap { $0 }, points.count { $0 == nil })
    }
}
