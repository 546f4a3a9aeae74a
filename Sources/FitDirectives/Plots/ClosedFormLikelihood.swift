import Plotting
import Report

/// A likelihood of the data that is known in closed form (METHOD §7): what a fit can be held against.
struct ClosedFormLikelihood {
    /// As figures call it.
    let name: RichText
    private let information: Value

    /// Those of the data that a scan's likelihood is one of: x alone first.
    static func all(_ likelihood: ScannedLikelihood, _ context: PresentationContext) -> [ClosedFormLikelihood] {
        guard let evaluated = context.options(likelihood.fit),
            let fit = context.options(ScannedEnsemble.fit(likelihood.fit, evaluated)),
            let data = context.artifact(fit[FitDirective.data])
        else { return [] }
        return [("x-alone", "*x* alone, exact"), ("distortion-known", "distortion known, exact")].compactMap {
            key, name in
            data.result[path: "information.\(key)"].map { ClosedFormLikelihood(name: RichText(name), information: $0) }
        }
    }

    /// σ of one nuisance; nil where the closed form does not know it.
    func sigma(_ nuisance: String) -> Double? { information[path: "\(nuisance).sigma"]?.double }

    /// The 68 % contour in the plane of two nuisances, about its own maximum; nil unless they are all that it has.
    func ellipse(_ names: [String]) -> LikelihoodPlane.ReferenceEllipse? {
        guard names.count == 2, Set(names) == Set((information.object ?? [:]).keys).subtracting(["correlation"]),
            let x = information[path: "\(names[0]).best"]?.double,
            let y = information[path: "\(names[1]).best"]?.double,
            let sigmaX = sigma(names[0]), let sigmaY = sigma(names[1]),
            let correlation = information[path: "correlation"]?.double
        else { return nil }
        return LikelihoodPlane.ReferenceEllipse(
            name: name + " 68 %", centre: Point(x, y), sigmaX: sigmaX, sigmaY: sigmaY, correlation: correlation)
    }
}
