import Inference
import Plotting
import Report

/// `kind: ellipses`: the covariance of two nuisances from the Hessian: its 68 % ellipse and principal axes, over the
/// contour of the scan where the Hessian was taken of one.
enum EllipsePlot: PlotKind {
    static let name = "ellipses"
    static let summary = "The Hessian's 68 % ellipse and principal axes, over the contour of the scan."
    static let cells = PlotCells("hessian", help: "The Hessian.")
    static let size = PlotDirective.Size.column

    static let nuisances = OptionKey<[String]>(
        "nuisances", default: [], help: "Two nuisances; else the first two of the Hessian.")
    static let keys: [any AnyOptionKey] = [nuisances]

    struct Numbers: ResultGroup {
        let nuisances: [Nuisance]
        let correlation: Double?
        let modes: [Mode]
        let scan: ContourPlot.HeatMap?

        static let meanings = [
            "nuisances": "The two nuisances.",
            "correlation": "Their correlation; absent where the Hessian is not positive definite.",
            "modes": "The principal modes, the widest first.",
            "scan": "−2Δln L of the scan that the Hessian was taken of; absent where there is none, or no surface.",
        ]
        static let absences = ["correlation": "no minimum"]
    }

    struct Nuisance: ResultGroup {
        let name: String
        let at: Double
        let sigma: Double?
        let truth: Double?
        let anchor: Double?

        static let meanings = [
            "name": "The nuisance.", "at": "Where the derivatives were taken.",
            "sigma": "σ; absent where the Hessian is not positive definite.", "truth": "ν_true, where it is known.",
            "anchor": "ν⁰, where T was trained to follow ν about a point.",
        ]
        static let absences = ["sigma": "no minimum"]
    }

    struct Mode: ResultGroup {
        let sigma: Double
        let x: Double
        let y: Double

        static let meanings = [
            "sigma": "σ along the mode.", "x": "σ times its component along the first.",
            "y": "The same along the second.",
        ]
    }

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard let hessian = document.options(options[PlotDirective.of][0]),
            let names = HessianDirective.source(hessian, document)?.nuisances(document)
        else { return [] }
        let given = options[nuisances]
        if given.isEmpty, names.count < 2 {
            return [
                options.error(
                    "an ellipse needs two nuisances, the Hessian has one", at: PlotDirective.of, "0",
                    remedy: "draw a Hessian of a fit that profiles two")
            ]
        }
        guard given.isEmpty || (given.count == 2 && Set(given).count == 2) else {
            return [options.error("an ellipse is drawn of two different nuisances", at: nuisances, remedy: "name two")]
        }
        return options.unknownNames(nuisances, among: names, what: "profiled nuisance")
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> Numbers {
        let reference = options[PlotDirective.of][0]
        let hessian = try context.result(HessianDirective.self, of: reference)
        let cell = context.options(reference)
        let source = LikelihoodSource(
            cell[HessianDirective.of], context, combination: cell[HessianDirective.combination])
        let fitted = try context.result(FitDirective.self, of: source.fit)
        let isProfiled = context.options(source.cell).isOf(ProfileDirective.self)
        let names = options[nuisances].isEmpty ? Array(hessian.order.prefix(2)) : options[nuisances]
        let drawn = try names.map { name -> Nuisance in
            guard let nuisance = hessian.nuisances[name] else {
                throw CellFailure(
                    "'\(reference.label)' has no nuisance '\(name)'",
                    advice: NearMiss.remedy(for: name, among: hessian.order))
            }
            return Nuisance(
                name: name, at: nuisance.at, sigma: nuisance.sigma, truth: fitted.nuisances[name]?.truth,
                anchor: isProfiled ? fitted.nuisances[name]?.best : nil)
        }
        return Numbers(
            nuisances: drawn, correlation: hessian.nuisances[names[0]]?.correlation?[names[1]],
            modes: (hessian.modes?.values ?? []).sorted { $0.sigma > $1.sigma }.map { mode in
                Mode(
                    sigma: mode.sigma, x: mode.sigma * (mode.direction[names[0]] ?? .nan),
                    y: mode.sigma * (mode.direction[names[1]] ?? .nan))
            }, scan: try heatMap(source, names, context))
    }

    /// −2Δln L of the scan that the Hessian belongs to; nil where there is none, or where it is no surface.
    private static func heatMap(
        _ source: LikelihoodSource, _ names: [String], _ context: RunContext
    ) throws -> ContourPlot.HeatMap? {
        guard let scan = source.scan else { return nil }
        let result = try context.result(ScanDirective.self, of: scan)
        let places = names.compactMap { result.order.firstIndex(of: $0) }
        guard let surfaces = result.surfaces, places.count == 2 else { return nil }
        let space = try EvaluatedEnsemble.read(source, context).space
        let likelihood = SurfaceLikelihood(
            members: surfaces.surfaces(without: source.prior ? nil : space.constraints), combination: source.combination
        )
        return ContourPlot.HeatMap(likelihood.plane(places[0], places[1], points: 121))
    }

    static let healthChecks = [HealthCheck.noCovariance]

    static func health(_ options: Options, _ numbers: Numbers) -> [Finding] {
        guard numbers.nuisances.contains(where: { $0.sigma == nil }) else { return [] }
        return [
            Finding(
                .noCovariance, "The Hessian is not positive definite: there is no ellipse.",
                remedy: "See the findings of the 'hessian' cell.")
        ]
    }

    static func figure(_ options: Options, _ numbers: Numbers) throws -> Figure {
        let (x, y) = (numbers.nuisances[0], numbers.nuisances[1])
        var covariance: HessianEllipse.Covariance?
        if let sigmaX = x.sigma, let sigmaY = y.sigma, let correlation = numbers.correlation {
            covariance = try HessianEllipse.Covariance(sigmaX: sigmaX, sigmaY: sigmaY, correlation: correlation)
        }
        return HessianEllipse(
            xNuisance: RichText("*ν*_{\(x.name)}"), yNuisance: RichText("*ν*_{\(y.name)}"), best: Point(x.at, y.at),
            covariance: covariance,
            modes: numbers.modes.enumerated().map { index, mode in
                HessianEllipse.Mode(name: RichText("mode \(index + 1)"), x: mode.x, y: mode.y, sigma: mode.sigma)
            }, scan: try numbers.scan?.grid, truth: x.truth.flatMap { x in y.truth.map { Point(x, $0) } },
            anchor: x.anchor.flatMap { x in y.anchor.map { Point(x, $0) } }
        ).figure()
    }
}
