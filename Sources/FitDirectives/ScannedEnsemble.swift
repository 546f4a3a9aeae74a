import Flows
import Inference
import Report
import SyntheticBenchmark

/// The likelihoods that scans, Hessians and toys evaluate: one a member, T as a `fit` cell left it or as a `profile` cell
/// made it follow ν.
struct ScannedEnsemble {
    /// One a member: what its data are a sample of, T in front of the score.
    let mixtures: [Mixture]
    let space: NuisanceSpace
    /// ν⁰, ν̂ of the nominal fit: the middle of windows, and the anchor of an amortized profile.
    let center: [Double]
    let sample: BenchmarkSample
    let dataLabel: CellReference
    /// Where T was trained to follow ν, by nuisance; nil where it is fixed.
    let profileWindow: [String: ClosedRange<Double>]?

    /// - Parameter members: false for the nominal fit alone.
    static func read(
        _ reference: CellReference, members: Bool = true, _ context: RunContext
    ) throws -> ScannedEnsemble {
        let options = context.options(reference)
        let fitted = try FittedEnsemble.read(fit(reference, options), context)
        var mixtures = (members ? fitted.scanned : [fitted.nominal]).map(fitted.mixture(of:))
        var window: [String: ClosedRange<Double>]?
        if options.isProfile {
            let artifact = context.artifact(reference)
            guard let data = artifact.attachments[ProfileDirective.residualName] else {
                throw CellFailure("'\(reference.label)' holds no \(ProfileDirective.residualName)")
            }
            let residual = try ModelFile(data: data).flow.maps[0]
            mixtures = mixtures.map { $0.preceded(by: residual) }
            window = try artifact.result[path: "window"]?.object.map { try $0.mapValues(range) }
        }
        return ScannedEnsemble(
            mixtures: mixtures, space: fitted.space, center: fitted.bestFit, sample: fitted.sample,
            dataLabel: fitted.dataLabel, profileWindow: window)
    }

    private static func range(_ value: Value) throws -> ClosedRange<Double> {
        guard let lower = value[path: "lower"]?.double, let upper = value[path: "upper"]?.double, lower <= upper else {
            throw CellFailure("a profile's window is no range: \(value)")
        }
        return lower...upper
    }
}

/// From a cell whose likelihoods are evaluated to the fit behind it.
extension ScannedEnsemble {
    /// Cells that leave such likelihoods.
    static let verbs = ["fit", "profile"]

    /// The fit behind a `fit` or a `profile` cell.
    ///
    /// - Parameter options: of the cell.
    static func fit(_ reference: CellReference, _ options: Options) -> CellReference {
        options.isProfile ? options[ProfileDirective.fit] : reference
    }

    /// The options of the fit; nil where a cell on the way to it is missing or wrong.
    static func fitOptions(_ reference: CellReference, _ document: DocumentContext) -> Options? {
        document.options(reference).flatMap { document.options(fit(reference, $0)) }
    }

    /// The nuisances that the likelihoods depend on; empty where a cell is missing or wrong.
    static func profiledNames(_ reference: CellReference, _ document: DocumentContext) -> [String] {
        fitOptions(reference, document).map { FitDirective.profiledNames($0, document) } ?? []
    }
}

extension Options {
    /// Whether these are a `profile` cell's.
    var isProfile: Bool { schema.names.contains(ProfileDirective.nodesPerEvent.name) }
}
