import Inference
import Report

/// The likelihood that a cell uses: that of a fit or a profile, or that of a scan of one with the scan's combination and
/// constraints.
struct LikelihoodSource {
    /// The cell whose likelihood it is: a fit, or a profile of one.
    let cell: CellReference
    /// The fit behind it.
    let fit: CellReference
    let scan: CellReference?
    let combination: EnsembleCombination
    /// Whether the likelihood holds the constraints of the nuisances.
    let prior: Bool
    /// Whether the members count, or the nominal fit alone.
    let isEnsemble: Bool
    /// Whether T is free at every ν, which leaves the likelihood of x alone, or held as it was fitted or profiled.
    let isFree: Bool

    /// Cells that have a likelihood.
    static let verbs = ["fit", "profile"]
    /// These, and scans of them.
    static let verbsWithScans = verbs + ["scan"]
    /// What to do where a fit profiles none.
    static let freesNuisance = "take one out of its 'fixed', or give it densities that respond to one"

    /// nil where a cell on which it depends is missing or has mistakes.
    ///
    /// - Parameters:
    ///   - reference: the cell: a fit, a profile or a scan.
    ///   - combination: the combination that the running cell requests; nil for that of the scan.
    ///   - isEnsemble: false for the nominal fit alone; by default as in the scan, or true.
    ///   - isFree: likewise, whether T is free.
    init?(
        _ reference: CellReference, combination: EnsembleCombination? = nil, isEnsemble: Bool = true,
        isFree: Bool = false, options: (CellReference) -> Options?
    ) {
        guard let named = options(reference) else { return nil }
        let isScan = named.isOf(ScanDirective.self)
        cell = isScan ? named[ScanDirective.fit] : reference
        guard let evaluated = options(cell) else { return nil }
        fit = evaluated.isOf(ProfileDirective.self) ? evaluated[ProfileDirective.fit] : cell
        guard options(fit) != nil else { return nil }
        scan = isScan ? reference : nil
        let scanned = isScan ? named : nil
        self.isFree = scanned.map { $0[ScanDirective.transfer] == .free } ?? isFree
        self.isEnsemble = (scanned?[ScanDirective.ensemble] ?? isEnsemble) && !self.isFree
        self.combination = combination ?? (isScan ? named[ScanDirective.combination] : .rebasedBMA)
        prior = isScan ? named[ScanDirective.prior] : true
    }

    init?(
        _ reference: CellReference, _ document: DocumentContext, combination: EnsembleCombination? = nil
    ) {
        self.init(reference, combination: combination) { document.options($0) }
    }

    /// The source of a scan with these options.
    init?(scan options: Options, _ document: DocumentContext) {
        self.init(
            options[ScanDirective.fit], isEnsemble: options[ScanDirective.ensemble],
            isFree: options[ScanDirective.transfer] == .free
        ) { document.options($0) }
    }

    /// - Precondition: the running cell uses the named one.
    init(_ reference: CellReference, _ context: RunContext, combination: EnsembleCombination? = nil) {
        self = Self.found(
            LikelihoodSource(reference, combination: combination, options: { context.options($0) }), reference)
    }

    /// The source of a running scan with these options.
    init(scan options: Options, _ context: RunContext) {
        self = Self.found(
            LikelihoodSource(
                options[ScanDirective.fit], isEnsemble: options[ScanDirective.ensemble],
                isFree: options[ScanDirective.transfer] == .free, options: { context.options($0) }),
            options[ScanDirective.fit])
    }

    private static func found(_ source: LikelihoodSource?, _ reference: CellReference) -> LikelihoodSource {
        guard let source else { preconditionFailure("'\(reference.label)' is used, and a cell behind it is not") }
        return source
    }
}

/// What is known from the document alone.
extension LikelihoodSource {
    /// The profiled nuisances.
    func nuisances(_ document: DocumentContext) -> [String]? {
        document.options(fit).map { FitDirective.profiledNames($0, document) }
    }

    /// The names of the combined members; empty for a single fit.
    func combinedMembers(_ document: DocumentContext) -> [String]? {
        guard isEnsemble else { return [] }
        return document.options(fit).flatMap { FitDirective.names(of: EnsembleMembers.self, $0, document) }
    }

    /// The names of the likelihoods: those of the members, or that of the nominal fit without members.
    func members(_ document: DocumentContext) -> [String]? {
        combinedMembers(document).map { $0.isEmpty ? ["0"] : $0 }
    }
}

extension Options {
    /// A diagnostic where a cell moves scores with a likelihood in which T is free at every ν, because T at other ν is
    /// not known.
    ///
    /// - Parameter what: the continuation of "with it, this would hold T and so ": "make the bands of scores too wide".
    func heldScores<T>(
        _ source: LikelihoodSource?, of label: String, at key: OptionKey<T>, _ path: String = "", what: String
    ) -> [Diagnostic] {
        guard let source, source.isFree else { return [] }
        return [
            error(
                "'\(label)' is of T free at every ν, but scores can only be moved with T held, which would \(what)",
                at: key, path,
                remedy: "take a likelihood with 'transfer: held', of a 'profile' where T is to follow ν")
        ]
    }

    /// A diagnostic where a cell chooses how members are combined, and T is free at every ν.
    func nothingToCombine<T>(_ source: LikelihoodSource, at key: OptionKey<T>) -> [Diagnostic] {
        guard source.isFree, isOwn(key) else { return [] }
        return [
            error(
                "with T free there is one likelihood and nothing to combine", at: key,
                remedy: "remove 'combination'")
        ]
    }
}

extension LikelihoodSource {
    /// ν̂: the scan's, or that of the nominal fit.
    ///
    /// - Throws: `CellFailure` where the scan found none.
    func bestFit(_ ensemble: EvaluatedEnsemble, _ context: RunContext) throws -> [Double] {
        guard let scan else { return ensemble.center }
        let result = try context.result(ScanDirective.self, of: scan)
        return try ensemble.space.profiled.map { name in
            guard let best = result.nuisances[name]?.best, best.isFinite else {
                throw CellFailure(
                    "'\(scan.label)' has no best fit of '\(name)'", advice: "See the findings of that cell.")
            }
            return best
        }
    }
}
