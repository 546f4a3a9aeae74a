import FlowKernels
import Foundation
import Inference
import Report
import SyntheticBenchmark

/// `{scan}`: −2Δln L over a window of the nuisances of a fit, its best fit and its intervals.
struct ScanDirective: Directive {
    static let verb = "scan"
    static let version = 1
    static let summary = "Scan −2Δln L of a fit: slices, profiled curves, intervals, the plane of two nuisances."

    static let fit = OptionKey<CellReference>("fit", verbs: ["fit"], help: "The fit whose likelihood is scanned.")
    static let nuisances = OptionKey<[String]>(
        "nuisances", help: "One or two nuisances to show; all other profiled ones are profiled.",
        must: { (1...2).contains($0.count) && Set($0).count == $0.count ? nil : "must name one or two nuisances" })
    static let window = OptionKey<[String: [Double]]>(
        "window", default: [:], help: "Ranges such as {shift: [0.3, 0.7]}; elsewhere the best fit ± half-width.",
        must: { windows in
            windows.values.allSatisfy { $0.count == 2 && $0[0] < $0[1] }
                ? nil : "must give every range as [lower, upper]"
        })
    static let halfWidth = OptionKey<Double>(
        "half-width", default: 0.1, in: 1e-6...10, help: "Half the window around the fit's best fit.")
    static let tolerance = OptionKey<Double>(
        "tolerance", default: 0.05, in: 1e-6...1,
        help: "How right −2 ln L must be at points that the interpolation in ν has not seen.")
    static let schema = OptionSchema(fit, nuisances, window, halfWidth, tolerance)

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard let fitOptions = document.options(options[fit]) else { return [] }
        let names = FitDirective.profiledNames(fitOptions, document)
        var diagnostics = options.unknownNames(nuisances, among: names, what: "profiled nuisance")
        for name in options[window].keys.sorted() where !names.contains(name) {
            diagnostics.append(
                options.error(
                    "there is no profiled nuisance '\(name)'", at: window, name,
                    remedy: NearMiss.remedy(for: name, among: names)))
        }
        if names.count > LikelihoodSurface.maximumDimensions {
            diagnostics.append(
                options.error(
                    "a scan profiles at most \(LikelihoodSurface.maximumDimensions) nuisances, the fit has \(names.count)",
                    at: fit, remedy: "fix some of them in the fit"))
        }
        return diagnostics
    }

    /// What the result holds beside the nuisances, which stand there by their names.
    static let resultNames = ["surface", "error", "evaluations", "converged", "at-edge", "deviance-at-truth"]

    /// The likelihood as later figures draw it.
    struct Surface: Codable {
        let nuisances: [String]
        let lower: [Double]
        let upper: [Double]
        let nodes: Int
        let coefficients: [Double]

        var scan: LikelihoodScan {
            LikelihoodScan(
                nuisances: nuisances,
                surface: ChebyshevSurface(
                    window: zip(lower, upper).map { $0...$1 }, nodes: nodes, coefficients: coefficients))
        }
    }

    static func run(_ options: Options, _ context: RunContext) throws -> Artifact {
        let workers = try context.workers()
        let fitted = try MeasuredMixture.fitted(options[fit], context)
        let likelihood = ExtendedLikelihood(
            mixture: fitted.mixture, space: fitted.space, data: fitted.sample.dataset(), workers: workers)
        let names = fitted.space.profiled
        let given = options[Self.window]
        let reach = options[halfWidth]
        let window: [ClosedRange<Double>] = zip(names, fitted.bestFit).map { name, best in
            if let range = given[name] { return range[0]...range[1] }
            return (best - reach)...(best + reach)
        }
        let meter = ProgressMeter(context, message: "likelihood evaluations")
        let surface = try LikelihoodSurface(
            window: window, tolerance: options[tolerance], seed: context.seed,
            progress: { try meter.report(step: $0, total: nil) },
            logLikelihood: { likelihood.value(at: $0, workers: workers) })
        guard surface.surface.coefficients.allSatisfy(\.isFinite) else {
            throw CellFailure(
                "the likelihood is not finite somewhere in the window",
                advice: "Choose a smaller window, and look at the densities at its corners.")
        }
        let scan = LikelihoodScan(nuisances: names, surface: surface.surface)
        var result: [String: Value] = [
            "surface": try Value(
                encoding: Surface(
                    nuisances: names, lower: window.map(\.lowerBound), upper: window.map(\.upperBound),
                    nodes: surface.surface.nodes, coefficients: surface.surface.coefficients)),
            "error": .number(surface.error), "evaluations": .integer(surface.evaluations),
            "converged": .bool(surface.converged && scan.converged),
            "at-edge": .array(scan.atEdge.map(Value.string)),
        ]
        let data = context.artifact(fitted.dataLabel)
        for (index, name) in names.enumerated() {
            var entry = FitDirective.comparison(
                name: name, best: scan.bestFit[index], sample: fitted.sample, data: data)
            add(scan.interval(index, level: LikelihoodInterval.oneSigma), best: scan.bestFit[index], to: &entry, "")
            add(
                scan.interval(index, level: LikelihoodInterval.twoSigma), best: scan.bestFit[index], to: &entry,
                "two-sigma-")
            result[name] = .object(entry)
        }
        if names.count == fitted.sample.nuisances.count {
            let truth = names.compactMap { name in
                BenchmarkNuisance(rawValue: name).map { fitted.sample.points[0][$0] }
            }
            if truth.count == names.count, zip(truth, window).allSatisfy({ $1.contains($0) }) {
                result["deviance-at-truth"] = .number(scan.deviance(at: truth))
            }
        }
        return Artifact(result: .object(result))
    }

    /// Writes an interval's bounds; an open one is the word, never a number.
    private static func add(
        _ interval: LikelihoodInterval, best: Double, to entry: inout [String: Value], _ prefix: String
    ) {
        for (name, bound) in [("lower", interval.lower), ("upper", interval.upper)] {
            entry[prefix + name] = bound.value.map(Value.number) ?? "open"
        }
        if let lower = interval.lower.value { entry[prefix + "minus"] = .number(best - lower) }
        if let upper = interval.upper.value { entry[prefix + "plus"] = .number(upper - best) }
        if let lower = interval.lower.value, let upper = interval.upper.value {
            entry[prefix + "sigma"] = .number((upper - lower) / 2)
        }
    }

    static func present(_ options: Options, _ artifact: Artifact, _ context: PresentationContext) throws -> [Fragment] {
        guard let evaluations = artifact.result[path: "evaluations"]?.int,
            let error = artifact.result[path: "error"]?.double,
            let surface = try artifact.result[path: "surface"]?.decoded(as: Surface.self)
        else { return [] }
        var sentences = [
            "\(evaluations) evaluations of the likelihood, \(surface.nodes) Chebyshev nodes a nuisance; the "
                + "interpolation of −2 ln L is right to \(Format.number(error, significant: 2)) at points it has not seen."
        ]
        if artifact.result[path: "converged"]?.bool != true {
            sentences.append("Not converged: choose a smaller window or a larger tolerance.")
        }
        let edges = artifact.result[path: "at-edge"]?.array?.compactMap(\.string) ?? []
        if !edges.isEmpty {
            sentences.append(
                "The best fit of \(edges.joined(separator: ", ")) rests on the edge of the window: the maximum may lie "
                    + "outside.")
        }
        return [.note(sentences.joined(separator: " "))]
    }
}
