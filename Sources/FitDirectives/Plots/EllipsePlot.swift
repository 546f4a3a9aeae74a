import Inference
import Plotting
import Report
import SyntheticBenchmark

/// `kind: ellipses`: the covariance of two nuisances from the Hessian: its 68 % ellipse and principal axes, over the
/// contour of the scan where the Hessian was taken of one.
enum EllipsePlot: PlotKind {
    static let name = "ellipses"
    static let summary = "The Hessian's 68 % ellipse and principal axes, over the contour of the scan."
    static let cells = HessianResult.cells
    static let size = PlotDirective.Size.column

    static let nuisances = OptionKey<[String]>(
        "nuisances", default: [], presentation: true, help: "Two nuisances; else the first two of the Hessian.")
    static let keys: [any AnyOptionKey] = [nuisances]

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard let names = HessianResult.names(options, document) else { return [] }
        let given = options[nuisances]
        if given.isEmpty, names.count < 2 {
            return [options.error("an ellipse needs two nuisances, the Hessian has one", at: PlotDirective.of, "0")]
        }
        guard given.isEmpty || (given.count == 2 && Set(given).count == 2) else {
            return [options.error("an ellipse is drawn of two different nuisances", at: nuisances)]
        }
        return options.unknownNames(nuisances, among: names, what: "profiled nuisance")
    }

    static func figure(_ options: Options, _ artifact: Artifact, _ context: PresentationContext) throws
        -> Plotting.Figure
    {
        let hessian = try HessianResult(options, context)
        let names = options[nuisances].isEmpty ? Array(hessian.nuisances.prefix(2)) : options[nuisances]
        guard let cell = context.options(options[PlotDirective.of][0]),
            let used = context.options(cell[HessianDirective.of])
        else { throw CellFailure("there is no Hessian to draw") }
        let source = LikelihoodSource(
            cell[HessianDirective.of], options: used, combination: cell[HessianDirective.combination])
        let fit = context.options(source.fit).flatMap { context.artifact(ScannedEnsemble.fit(source.fit, $0)) }
        let covariance =
            hessian.isPositiveDefinite
            ? try HessianEllipse.Covariance(
                sigmaX: hessian.sigma(names[0]), sigmaY: hessian.sigma(names[1]),
                correlation: hessian.correlation(names[0], names[1])) : nil
        return HessianEllipse(
            xNuisance: RichText("*ν*_{\(names[0])}"), yNuisance: RichText("*ν*_{\(names[1])}"),
            best: Point(hessian.point(names[0]), hessian.point(names[1])), covariance: covariance,
            modes: hessian.modes.enumerated().map { index, mode in
                HessianEllipse.Mode(
                    name: RichText("mode \(index + 1)"), x: mode.sigma * (mode.direction[names[0]] ?? .nan),
                    y: mode.sigma * (mode.direction[names[1]] ?? .nan), sigma: mode.sigma)
            }, scan: try grid(source, names, context), truth: point("truth", fit, names),
            anchor: context.options(source.fit)?.isProfile == true ? point("best", fit, names) : nil
        ).figure()
    }

    /// −2Δln L of the scan that the Hessian belongs to; nil where there is none, or where it is no surface.
    private static func grid(
        _ source: LikelihoodSource, _ names: [String], _ context: PresentationContext
    ) throws -> ScalarGrid? {
        guard let reference = source.scan, let artifact = context.artifact(reference),
            let scanned = try artifact.result[path: "scanned"]?.decoded(as: ScannedSurfaces.self)
        else { return nil }
        let scan = SurfaceLikelihood(members: scanned.scans(prior: source.prior), combination: source.combination)
        let places = names.compactMap { scan.nuisances.firstIndex(of: $0) }
        guard places.count == 2 else { return nil }
        let plane = scan.plane(places[0], places[1], points: 121)
        return try ScalarGrid(
            x: plane.first, y: plane.second,
            values: plane.second.indices.flatMap { j in plane.first.indices.map { plane.deviance[$0][j] } })
    }

    /// What the fit says of both nuisances: the truth, or ν⁰ of a profile, which is its best fit.
    private static func point(_ key: String, _ fit: Artifact?, _ names: [String]) -> Point? {
        let values = names.compactMap { fit?.result[path: "\($0).\(key)"]?.double }
        return values.count == 2 ? Point(values[0], values[1]) : nil
    }
}
