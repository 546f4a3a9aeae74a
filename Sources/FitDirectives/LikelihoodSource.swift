import Inference
import Report

/// Whose likelihood a cell looks at: a fit's or a profile's, or that of the scan of one with the scan's combination and
/// priors.
struct LikelihoodSource {
    /// The cell whose likelihood it is: a fit, or a profile of one.
    let fit: CellReference
    let scan: CellReference?
    let combination: EnsembleCombination
    /// Whether the likelihood holds the standard normal priors of the nuisances.
    let prior: Bool
    /// Whether the members count, or the nominal fit alone.
    let isEnsemble: Bool

    /// - Parameters:
    ///   - options: of the cell that is named.
    ///   - combination: as the naming cell wants it; nil for the scan's own.
    init(_ reference: CellReference, options: Options, combination: EnsembleCombination? = nil) {
        let isScan = options.schema.names == ScanDirective.schema.names
        fit = isScan ? options[ScanDirective.fit] : reference
        scan = isScan ? reference : nil
        isEnsemble = isScan ? options[ScanDirective.ensemble] : true
        self.combination = combination ?? (isScan ? options[ScanDirective.combination] : .rebasedBMA)
        prior = isScan ? options[ScanDirective.prior] : true
    }

    /// The profiled nuisances, as the document alone tells.
    func nuisances(_ document: DocumentContext) -> [String]? {
        ScannedEnsemble.fitOptions(fit, document).map { FitDirective.profiledNames($0, document) }
    }

    /// ν̂: the scan's, or that of the nominal fit.
    func bestFit(_ ensemble: ScannedEnsemble, _ context: RunContext) throws -> [Double] {
        guard let scan else { return ensemble.center }
        let result = context.artifact(scan).result
        return try ensemble.space.profiled.map { name in
            guard let best = result[path: "\(name).best"]?.double, best.isFinite else {
                throw CellFailure("'\(scan.label)' has no best fit of '\(name)'")
            }
            return best
        }
    }
}
