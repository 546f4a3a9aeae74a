import Inference
import Report

/// Whose likelihood a cell looks at: a fit's or a profile's, or that of the scan of one with the scan's combination and
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

    /// Cells that leave a likelihood.
    static let verbs = ["fit", "profile"]
    /// These, and scans of them.
    static let verbsWithScans = verbs + ["scan"]

    /// nil where a cell on the way is missing or wrong.
    ///
    /// - Parameters:
    ///   - reference: of a fit, a profile or a scan.
    ///   - combination: as the naming cell wants it; nil for the scan's own.
    ///   - isEnsemble: false for the nominal fit alone, true where a scan does not say otherwise.
    init?(
        _ reference: CellReference, combination: EnsembleCombination? = nil, isEnsemble: Bool = true,
        options: (CellReference) -> Options?
    ) {
        guard let named = options(reference) else { return nil }
        let isScan = named.isOf(ScanDirective.self)
        cell = isScan ? named[ScanDirective.fit] : reference
        guard let evaluated = options(cell) else { return nil }
        fit = evaluated.isOf(ProfileDirective.self) ? evaluated[ProfileDirective.fit] : cell
        guard options(fit) != nil else { return nil }
        scan = isScan ? reference : nil
        self.isEnsemble = isScan ? named[ScanDirective.ensemble] : isEnsemble
        self.combination = combination ?? (isScan ? named[ScanDirective.combination] : .rebasedBMA)
        prior = isScan ? named[ScanDirective.prior] : true
    }

    init?(
        _ reference: CellReference, _ document: DocumentContext, combination: EnsembleCombination? = nil,
        ensemble: Bool = true
    ) {
        self.init(reference, combination: combination, isEnsemble: ensemble) { document.options($0) }
    }

    /// - Precondition: the cell that runs uses the one that is named.
    init(
        _ reference: CellReference, _ context: RunContext, combination: EnsembleCombination? = nil,
        ensemble: Bool = true
    ) {
        guard
            let source = LikelihoodSource(
                reference, combination: combination, isEnsemble: ensemble, options: { context.options($0) })
        else { preconditionFailure("'\(reference.label)' is used, and a cell behind it is not") }
        self = source
    }
}

/// What is known from the document alone.
extension LikelihoodSource {
    /// The profiled nuisances.
    func nuisances(_ document: DocumentContext) -> [String]? {
        document.options(fit).map { FitDirective.profiledNames($0, document) }
    }

    /// One name for each member that is combined; none for a single fit.
    func combinedMembers(_ document: DocumentContext) -> [String]? {
        guard isEnsemble else { return [] }
        return document.options(fit).flatMap { FitDirective.names(of: EnsembleMembers.self, $0, document) }
    }

    /// One name for each likelihood: the members, or the nominal fit where it stands alone.
    func members(_ document: DocumentContext) -> [String]? {
        combinedMembers(document).map { $0.isEmpty ? ["0"] : $0 }
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
                throw CellFailure("'\(scan.label)' has no best fit of '\(name)'")
            }
            return best
        }
    }
}
