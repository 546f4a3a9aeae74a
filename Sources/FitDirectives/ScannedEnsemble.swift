import Inference
import Report
import SyntheticBenchmark

/// The likelihoods that scans, Hessians and toys evaluate: one a member, T fixed or profiled.
struct ScannedEnsemble {
    /// One a member: what its data are a sample of, T in front of the score.
    let mixtures: [Mixture]
    let space: NuisanceSpace
    /// ν⁰, ν̂ of the nominal fit: the middle of windows, and the anchor of an amortized profile.
    let center: [Double]
    let sample: BenchmarkSample
    let dataLabel: CellReference

    static func read(_ reference: CellReference, _ context: RunContext) throws -> ScannedEnsemble {
        let fitted = try FittedEnsemble.read(reference, context)
        return ScannedEnsemble(
            mixtures: fitted.scanned.map(fitted.mixture(of:)), space: fitted.space, center: fitted.bestFit,
            sample: fitted.sample, dataLabel: fitted.dataLabel)
    }
}
