import Report
import Samples

/// A best fit beside the truth, and beside the exact likelihood of x alone on the same events (METHOD §7): the bound for
/// a T that is free at every ν.
///
/// The distances from truth and from it are in units of that likelihood's σ. A *pull*, by contrast, is in the σ of the
/// likelihood itself.
struct NuisanceComparison: ResultGroup {
    let best: Double
    let truth: Double?
    let difference: Double?
    let fromTruth: Double?
    let fromXAlone: Double?
    let fromDistortionKnown: Double?

    static let meanings = [
        "best": "ν̂: of the nominal fit, or of the members combined.",
        "truth": "ν_true, where the events were made; absent where it is not known.", "difference": "ν̂ − ν_true.",
        "from-truth": "(ν̂ − ν_true)/σ(x alone).", "from-x-alone": "(ν̂ − ν̂(x alone))/σ(x alone).",
        "from-distortion-known":
            "(ν̂ − ν̂(distortion known))/σ(distortion known): what a fit without T must reproduce on data without distortion.",
    ]
    static let errors = ["best": "sigma", "difference": "sigma"]

    /// - Parameter data: the fitted data.
    init(_ name: String, best: Double, data: SampleCell) {
        let truth = data.truth(of: name)
        let exact = data.information?.xAlone.nuisances[name]
        self.best = best
        self.truth = truth
        difference = truth.map { best - $0 }
        fromTruth = truth.flatMap { truth in exact.map { (best - truth) / $0.sigma } }
        fromXAlone = exact.map { (best - $0.best) / $0.sigma }
        fromDistortionKnown = data.information?.distortionKnown.nuisances[name].map { (best - $0.best) / $0.sigma }
    }
}

extension SampleCell {
    /// ν_true of a nuisance, or θ_true of a normalization, at which the data were made; nil where it is not known.
    func truth(of nuisance: String) -> Double? {
        guard
            sample.schema.index(ofNuisance: nuisance) != nil
                || sample.normalizations.contains(where: { $0.name == nuisance })
        else { return nil }
        return sample.truePoint?[nuisance]
    }
}
