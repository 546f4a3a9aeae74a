import Report
import Samples

/// The closed-form likelihoods of the data (METHOD §7), as the result of a sample's cell holds them.
struct ExactLikelihoods: ResultGroup {
    let distortionKnown: Likelihood
    let xAlone: Likelihood

    static let meanings = [
        "distortion-known": "The likelihood of x and y with the distortion known: more than any fit of T can reach.",
        "x-alone": "The likelihood of x alone: what is left where T is free to undo any change of the scores.",
    ]

    /// The maximum of one closed-form likelihood, priors included.
    struct Likelihood: ResultGroup {
        let nuisances: ResultsByName<SampleNuisances, Nuisance>
        let correlation: Double?

        static let meanings = [
            "nuisances": "By nuisance, normalizations among them.",
            "correlation": "Correlation of the first two nuisances; absent for one.",
        ]

        fileprivate init(_ information: ExactInformation, truth: NuisancePoint) {
            let names = information.nuisances
            nuisances = ResultsByName(
                names.enumerated().map { index, name in
                    let (best, sigma) = (information.bestFit[index], information.sigma[index])
                    return (
                        name,
                        Nuisance(
                            best: best, sigma: sigma, pull: (best - truth[name]) / sigma,
                            correlation: ResultsByName(zip(names, information.correlation[index])))
                    )
                })
            correlation = names.count > 1 ? information.correlation[0][1] : nil
        }
    }

    struct Nuisance: ResultGroup {
        let best: Double
        let sigma: Double
        let pull: Double
        let correlation: ResultsByName<SampleNuisances, Double>

        static let meanings = [
            "best": "ν̂, the maximum of the likelihood.", "sigma": "σ from the second derivatives at the maximum.",
            "pull": "(ν̂ − ν_true)/σ with its own σ.", "correlation": "Correlation with every nuisance.",
        ]
        static let errors = ["best": "sigma"]
    }

    /// The exact likelihoods of the data of a sample.
    ///
    /// - Throws: `CellFailure` where a likelihood has no maximum.
    init(_ sample: any EventSample, _ truth: any Truth) throws {
        let (data, point) = (sample.data, sample.truePoint ?? sample.points[0])
        func likelihood(_ observables: ExactObservables) throws -> Likelihood {
            do {
                return Likelihood(
                    try truth.likelihood(observables, of: data).information(from: point), truth: point)
            } catch {
                throw CellFailure("\(error)", advice: "Take more events, or other settings.")
            }
        }
        distortionKnown = try likelihood(.distortionKnown)
        xAlone = try likelihood(.featuresAlone)
    }
}
