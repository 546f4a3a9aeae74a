import Plotting
import Report

/// A likelihood of the data that is known in closed form (METHOD §7), as figures show it beside a scan.
struct ClosedFormLikelihood: ResultGroup {
    let name: String
    let sigma: [String: Double]
    let ellipse: Ellipse?

    static let meanings = [
        "name": "Which one.", "sigma": "σ by nuisance.",
        "ellipse": "The 68 % contour of the two drawn nuisances, where there are no others.",
    ]

    struct Ellipse: ResultGroup {
        let x: Double
        let y: Double
        let sigmaX: Double
        let sigmaY: Double
        let correlation: Double

        static let meanings = [
            "x": "Best fit of the first.", "y": "Best fit of the second.", "sigma-x": "σ of the first.",
            "sigma-y": "σ of the second.", "correlation": "Their correlation.",
        ]
    }

    /// The closed-form likelihoods of the data to compare with a scan; that of x alone comes first.
    ///
    /// - Parameter names: the nuisances that are drawn.
    static func all(_ information: ExactLikelihoods?, names: [String]) -> [ClosedFormLikelihood] {
        guard let information else { return [] }
        return [
            ClosedFormLikelihood("*x* alone, exact", information.xAlone, names),
            ClosedFormLikelihood("distortion known, exact", information.distortionKnown, names),
        ]
    }

    private init(_ name: String, _ exact: ExactLikelihoods.Likelihood, _ names: [String]) {
        self.name = name
        sigma = exact.nuisances.values.mapValues(\.sigma)
        ellipse = Self.ellipse(exact, names)
    }

    private static func ellipse(_ exact: ExactLikelihoods.Likelihood, _ names: [String]) -> Ellipse? {
        guard names.count == 2, Set(names) == Set(exact.nuisances.values.keys), let x = exact.nuisances[names[0]],
            let y = exact.nuisances[names[1]], let correlation = exact.correlation
        else { return nil }
        return Ellipse(x: x.best, y: y.best, sigmaX: x.sigma, sigmaY: y.sigma, correlation: correlation)
    }

    /// The ellipse in a figure of a plane.
    var plotted: LikelihoodPlane.ReferenceEllipse? {
        ellipse.map {
            LikelihoodPlane.ReferenceEllipse(
                name: RichText(name) + " 68 %", centre: Point($0.x, $0.y), sigmaX: $0.sigmaX, sigmaY: $0.sigmaY,
                correlation: $0.correlation)
        }
    }
}
