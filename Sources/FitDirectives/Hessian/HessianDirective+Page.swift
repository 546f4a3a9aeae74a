import Report
import Statistics

/// What the page says of a Hessian: what it is worth, a table by nuisance, and one by principal mode.
extension HessianDirective {
    static func present(_ options: Options, _ result: Result, _ context: PresentationContext) throws -> [Fragment] {
        words(result)
    }

    static func words(_ result: Result) -> [Fragment] {
        [.note(sentences(result).joined(separator: " "))] + tables(result)
    }

    private static func sentences(_ result: Result) -> [String] {
        let members = result.members.values.count
        let place = result.order.map { "\($0) = \(NumberText.significant(result.nuisances[$0]?.at ?? .nan))" }
            .joined(separator: ", ")
        return [
            "Exact second derivatives of −ln L, \(result.prior ? "priors included" : "without priors"), at \(place)"
                + (members > 1
                    ? ": \(members) members as \(result.combination.rawValue), H = Σ w H − Cov[g]; "
                        + "\(NumberText.significant(result.effectiveMembers, digits: 2)) of them count effectively."
                    : "."),
            verdict(result),
        ]
    }

    private static func verdict(_ result: Result) -> String {
        let unusable = (result.notUsable ?? []).map(String.init).joined(separator: ", ")
        switch result.outcome {
        case .positiveDefinite:
            let distance = result.distance ?? .nan
            let step = NumberText.significant(distance, digits: 2)
            return distance < 0.1
                ? "This is the minimum: the Newton step still to go is \(step) σ."
                : "The minimum lies elsewhere: a Newton step of \(step) σ is still to go, which would lower −2 ln L by "
                    + "\(NumberText.significant(distance * distance, digits: 2)) were it a parabola."
        case .notPositiveDefinite:
            let eigenvalues = (result.eigenvalues ?? []).map { NumberText.significant($0, digits: 3) }
            return
                "Not positive definite: its eigenvalues are \(eigenvalues.joined(separator: ", ")). This is no minimum, "
                + "or the members lie so far apart that their combination has a saddle between them; no covariance "
                + "follows."
        case .membersNotPositiveDefinite:
            return
                "The Hessians of members \(unusable) are not positive definite, so rebased weights do not exist and no "
                + "covariance follows; look at 'combination: bma', or at another point."
        case .membersNotFinite:
            return "Derivatives of members \(unusable) are not finite: no covariance follows."
        }
    }

    private static func tables(_ result: Result) -> [Fragment] {
        guard let modes = result.modes?.values else { return [] }
        func number(_ value: Double?, _ digits: Int) -> String { NumberText.significant(value ?? .nan, digits: digits) }
        let names = result.order
        let byName = Table(
            header: ["nuisance", "at", "σ", "step still to go / σ"] + names.map { "corr. with \($0)" },
            rows: names.map { name in
                let nuisance = result.nuisances[name]
                return [
                    name, number(nuisance?.at, 4), number(nuisance?.sigma, 3), number(nuisance?.newtonStepInSigma, 2),
                ] + names.map { number(nuisance?.correlation?[$0], 3) }
            }, alignment: [.left] + names.map { _ in .right } + [.right, .right, .right])
        let byMode = Table(
            header: ["principal mode", "σ along it"] + names,
            rows: modes.enumerated().map { index, mode in
                [String(index + 1), number(mode.sigma, 3)] + names.map { number(mode.direction[$0], 3) }
            }, alignment: [.left, .right] + names.map { _ in .right },
            note: "Directions of length 1 in which the nuisances move together, uncorrelated with one another.")
        return names.count > 1 ? [.table(byName), .table(byMode)] : [.table(byName)]
    }
}
