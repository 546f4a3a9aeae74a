import Inference
import Plotting
import Report

/// The scan that a figure draws.
struct ScannedLikelihood {
    let result: ScanDirective.Result
    /// Of the scan.
    let options: Options
    let source: LikelihoodSource
    /// The nuisances to be drawn.
    let names: [String]
    private let reference: CellReference

    static let nuisances = OptionKey<[String]>(
        "nuisances", default: [], help: "Which nuisances of the scan; else those that the scan names.")

    /// The scan at a place of `of`.
    init(_ options: Options, _ context: RunContext, at place: Int = 0) throws {
        try self.init(options[PlotDirective.of][place], nuisances: options[Self.nuisances], context)
    }

    /// - Parameters:
    ///   - given: nuisances; the nuisances; empty for those that the scan names.
    ///   - most: their largest number.
    /// - Throws: `CellFailure` where the scan does not profile one of them.
    init(_ scan: CellReference, nuisances given: [String], most: Int = .max, _ context: RunContext) throws {
        reference = scan
        result = try context.result(ScanDirective.self, of: reference)
        options = context.options(reference)
        source = LikelihoodSource(reference, context)
        names = given.isEmpty ? Array(options[ScanDirective.nuisances].prefix(most)) : given
        if let unknown = names.first(where: { result.nuisances[$0] == nil }) {
            throw CellFailure(
                "'\(reference.label)' does not profile '\(unknown)'",
                advice: NearMiss.remedy(for: unknown, among: result.order))
        }
    }

    /// A scan of a fit or a profile without a `scan` cell: that of the first nuisances, with the default options of a
    /// scan.
    ///
    /// - Parameters:
    ///   - key: the option of the running cell that names the fit or the profile.
    ///   - given: the nuisances; empty for the first ones that are profiled.
    ///   - most: their largest number.
    /// - Throws: `CellFailure`, as the scan does.
    init(
        scanning key: OptionKey<CellReference>, _ cell: Options, nuisances given: [String], most: Int,
        _ context: RunContext
    ) throws {
        reference = cell[key]
        let ensemble = try EvaluatedEnsemble.read(LikelihoodSource(reference, context), context)
        names = given.isEmpty ? Array(ensemble.space.profiled.prefix(most)) : given
        let scan = cell.implied(
            (ScanDirective.verb, ScanDirective.schema),
            [ImpliedOption(ScanDirective.fit, reference), ImpliedOption(ScanDirective.nuisances, names)], by: key)
        options = scan
        source = LikelihoodSource(scan: scan, context)
        result = try ScanDirective.result(scan, ensemble, context) {
            try ScanDirective.surfaces(of: ensemble, scan, context)
        }
    }

    /// The indices of the drawn nuisances in the likelihood.
    var places: [Int] { names.compactMap { result.order.firstIndex(of: $0) } }

    /// The likelihood itself, for profiles at other points than those of the scan: from the surfaces of the scan, or,
    /// without surfaces, maximized again by Newton's method.
    func likelihood(_ context: RunContext) throws -> any ProfiledLikelihood {
        let ensemble = try EvaluatedEnsemble.read(source, context)
        guard let surfaces = result.surfaces else {
            let window = try result.window.of(result.order, in: reference).map(\.range)
            return try ScanDirective.newton(ensemble, window: window, options, context)
        }
        return SurfaceLikelihood(
            members: surfaces.surfaces(without: source.prior ? nil : ensemble.space.constraints),
            combination: result.combination)
    }

    /// The same with fewer nuisances to be drawn.
    func limited(to names: [String]) -> ScannedLikelihood {
        ScannedLikelihood(result: result, options: options, source: source, names: names, reference: reference)
    }

    private init(
        result: ScanDirective.Result, options: Options, source: LikelihoodSource, names: [String],
        reference: CellReference
    ) {
        self.result = result
        self.options = options
        self.source = source
        self.names = names
        self.reference = reference
    }

    /// The marks for a nuisance that every figure of the scan shows besides curves.
    func landmarks(_ context: RunContext) throws -> [Landmark] {
        let isProfiled = context.options(source.cell).isOf(ProfileDirective.self)
        let fitted = try context.result(FitDirective.self, of: source.fit)
        return names.compactMap { name in
            result.nuisances[name].map {
                Landmark(name, $0, anchor: isProfiled ? fitted.nuisances[name]?.best : nil)
            }
        }
    }

    /// The closed-form likelihoods of the data; nil where they were not evaluated.
    func information(_ context: RunContext) throws -> ExactLikelihoods? {
        try SampleCell(context.options(source.fit)[FitDirective.data], context).information
    }

    /// A nuisance that a figure of a scan draws.
    struct Landmark: ResultGroup {
        let name: String
        let best: Double
        let lower: OpenBound
        let upper: OpenBound
        let lower95: OpenBound
        let upper95: OpenBound
        let truth: Double?
        let anchor: Double?

        static let meanings = [
            "name": "The nuisance.", "best": "ν̂.", "lower": "Lower end of the 68.27 % interval, or 'open'.",
            "upper": "Its upper end.", "lower-95": "Lower end of the 95 % interval, or 'open'.",
            "upper-95": "Its upper end.", "truth": "ν_true, where it is known.",
            "anchor": "ν⁰, where T was trained to follow ν about a point.",
        ]

        init(_ name: String, _ scanned: ScanDirective.ScannedNuisance, anchor: Double?) {
            self.name = name
            best = scanned.best
            lower = scanned.lower
            upper = scanned.upper
            lower95 = scanned.interval95.lower
            upper95 = scanned.interval95.upper
            truth = scanned.truth
            self.anchor = anchor
        }

        var symbol: RichText { RichText("*ν*_{\(name)}") }
        var interval68: LikelihoodCurves.Interval { .init(lower: lower.value, upper: upper.value) }
        var interval95: LikelihoodCurves.Interval { .init(lower: lower95.value, upper: upper95.value) }
    }
}

/// What is known of a scan from the document alone.
extension ScannedLikelihood {
    /// What would give a scan members to combine; nil where it has them, or where that is not known.
    private static func remedyForNoMembers(_ scan: CellReference, _ document: DocumentContext) -> String? {
        guard let source = LikelihoodSource(scan, document), let fit = document.options(source.fit) else { return nil }
        if source.isFree { return "scan with 'transfer: held', as with T free all members are the same" }
        guard fit[FitDirective.members] > 0 || fit[FitDirective.from]?.isList == true else {
            return "give the fit 'members: 8'"
        }
        return source.isEnsemble ? nil : "remove 'ensemble: false' from the scan"
    }

    /// Diagnostics for a figure of the members of a scan.
    ///
    /// - Parameter other: an alternative for an author without members.
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
        return validate(options, document, counts: 1...2)
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
            return [options.error("this figure draws two different nuisances", at: nuisances, remedy: "name each once")]
        }
        guard let names = LikelihoodSource(options[PlotDirective.of][place], document)?.nuisances(document) else {
            return []
        }
        return options.unknownNames(nuisances, among: names, what: "profiled nuisance")
    }

    /// Diagnostics for nuisances without curves: a scan by Newton's method has curves and contours only of the
    /// nuisances that it names.
    static func validateDrawn(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        let reference = options[PlotDirective.of][0]
        guard let scan = document.options(reference), isNewton(options, document) else { return [] }
        let (wanted, held) = (options[nuisances], scan[ScanDirective.nuisances])
        guard !Set(wanted).isSubset(of: held) else { return [] }
        return [
            options.error(
                "'\(reference.label)' uses Newton's method, and holds the curves of \(held.joined(separator: ", "))",
                at: nuisances, remedy: "name the figure's nuisances in the scan")
        ]
    }

    /// Whether the scan is by Newton's method.
    static func isNewton(_ options: Options, _ document: DocumentContext) -> Bool {
        let reference = options[PlotDirective.of][0]
        return document.options(reference).map { ScanDirective.isNewton($0, document) } ?? false
    }
}
