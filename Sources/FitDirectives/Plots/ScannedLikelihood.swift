import Inference
import Plotting
import Report

/// The scan that a figure draws, read back from the artifact of its cell.
struct ScannedLikelihood {
    /// The members as the scan's own combination combines them.
    let scan: EnsembleScan
    /// The nuisances to be drawn, by their index in the scan.
    let indices: [Int]
    let names: [String]
    /// The truth of the drawn nuisances, where it is known.
    let truth: [Double?]
    /// Whose likelihood it is: a fit, or a profile.
    let fit: CellReference

    static let nuisances = OptionKey<[String]>(
        "nuisances", default: [], presentation: true,
        help: "Which nuisances of the scan; else those that the scan names.")

    /// The scan at a place of `of`.
    init(_ options: Options, _ context: PresentationContext, at place: Int = 0) throws {
        let reference = options[PlotDirective.of][place]
        guard let artifact = context.artifact(reference), let scanOptions = context.options(reference) else {
            throw CellFailure("there is no scan '\(reference.label)' to draw")
        }
        try self.init(reference, artifact, scanOptions, nuisances: options[Self.nuisances])
    }

    init(_ options: Options, _ context: RunContext, at place: Int = 0) throws {
        let reference = options[PlotDirective.of][place]
        try self.init(
            reference, context.artifact(reference), context.options(reference), nuisances: options[Self.nuisances])
    }

    private init(
        _ reference: CellReference, _ artifact: Artifact, _ scanOptions: Options, nuisances given: [String]
    ) throws {
        guard let scanned = try artifact.result[path: "scanned"]?.decoded(as: ScannedSurfaces.self) else {
            let isNewton = artifact.result[path: "sampled"] != nil
            throw CellFailure(
                isNewton
                    ? "'\(reference.label)' goes by Newton's method and holds no surface"
                    : "'\(reference.label)' holds no scan",
                advice: isNewton ? "This figure wants a scan with 'method: surface'." : nil)
        }
        let scan = EnsembleScan(
            members: scanned.scans(prior: scanOptions[ScanDirective.prior]),
            combination: scanOptions[ScanDirective.combination])
        self.scan = scan
        names = given.isEmpty ? scanOptions[ScanDirective.nuisances] : given
        indices = try names.map { name in
            guard let index = scan.nuisances.firstIndex(of: name) else {
                throw CellFailure("'\(reference.label)' does not profile '\(name)'")
            }
            return index
        }
        truth = names.map { artifact.result[path: "\($0).truth"]?.double }
        fit = scanOptions[ScanDirective.fit]
    }

    /// The truth as a point of the plane of two nuisances.
    var truePoint: Point? {
        truth.count == 2 ? truth[0].flatMap { x in truth[1].map { Point(x, $0) } } : nil
    }

    /// ν⁰ of the drawn nuisances, where T was trained to follow ν about a point; nil where T is fixed.
    func anchor(_ context: PresentationContext) -> [Double]? {
        guard let evaluated = context.options(fit), evaluated.isProfile,
            let artifact = context.artifact(ScannedEnsemble.fit(fit, evaluated))
        else { return nil }
        let values = names.compactMap { artifact.result[path: "\($0).best"]?.double }
        return values.count == names.count ? values : nil
    }

    /// One diagnostic where the scan has no surface to evaluate further.
    static func withoutSurface(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        let reference = options[PlotDirective.of][0]
        guard let scan = document.options(reference),
            ScannedEnsemble.fitOptions(scan[ScanDirective.fit], document) != nil,
            ScanDirective.isNewton(
                scan, nuisances: ScannedEnsemble.profiledNames(scan[ScanDirective.fit], document).count)
        else { return [] }
        return [
            options.error(
                "'\(reference.label)' is scanned by Newton's method and holds no surface", at: PlotDirective.of, "0",
                remedy: "scan with 'method: surface', of three nuisances or fewer")
        ]
    }

    /// What would give a scan members to combine; nil where it has them, or where that is not known.
    private static func remedyForNoMembers(_ scan: CellReference, _ document: DocumentContext) -> String? {
        guard let scan = document.options(scan), let fit = ScannedEnsemble.fitOptions(scan[ScanDirective.fit], document)
        else { return nil }
        guard fit[FitDirective.members] > 0 || fit[FitDirective.from]?.isList == true else {
            return "give the fit 'members: 8'"
        }
        return scan[ScanDirective.ensemble] ? nil : "remove 'ensemble: false' from the scan"
    }

    /// What is wrong with a figure of the members of a scan.
    ///
    /// - Parameter other: what else an author may do where there are none.
    static func validateMembers(
        _ options: Options, _ document: DocumentContext, instead other: String? = nil
    ) -> [Diagnostic] {
        let reference = options[PlotDirective.of][0]
        if let remedy = remedyForNoMembers(reference, document) {
            return [
                options.error(
                    "'\(reference.label)' combines no members", at: PlotDirective.of, "0",
                    remedy: [remedy, other].compactMap { $0 }.joined(separator: ", "))
            ]
        }
        return withoutSurface(options, document) + validate(options, document, counts: 1...2)
    }

    /// - Parameter place: of the scan in `of`.
    static func validate(
        _ options: Options, _ document: DocumentContext, counts: ClosedRange<Int>, at place: Int = 0
    ) -> [Diagnostic] {
        guard let scan = document.options(options[PlotDirective.of][place]) else { return [] }
        let given = options[nuisances]
        let drawn = given.isEmpty ? scan[ScanDirective.nuisances] : given
        guard counts.contains(drawn.count) else {
            return [
                options.error(
                    "this figure draws \(counts.count == 1 ? "two nuisances" : "one or two nuisances"), not \(drawn.count)",
                    at: nuisances)
            ]
        }
        guard Set(drawn).count == drawn.count else {
            return [options.error("this figure draws two different nuisances", at: nuisances)]
        }
        guard let fit = ScannedEnsemble.fitOptions(scan[ScanDirective.fit], document) else { return [] }
        return options.unknownNames(
            nuisances, among: FitDirective.profiledNames(fit, document), what: "profiled nuisance")
    }

    /// Evenly spaced values of one of the scan's nuisances over its window.
    func values(of index: Int, count: Int) -> [Double] {
        let window = scan.members.window[index]
        return (0..<count).map {
            window.lowerBound + (window.upperBound - window.lowerBound) * Double($0) / Double(count - 1)
        }
    }

    func interval(_ index: Int, _ level: Double) -> LikelihoodCurves.Interval { Self.interval(scan, index, level) }

    static func interval(_ scan: EnsembleScan, _ index: Int, _ level: Double) -> LikelihoodCurves.Interval {
        let interval = scan.interval(index, level: level)
        return LikelihoodCurves.Interval(lower: interval.lower.value, upper: interval.upper.value)
    }

    func symbol(_ index: Int) -> RichText { RichText("*ν*_{\(scan.nuisances[index])}") }
}
