import Report
import Statistics

/// What the page says of a Hessian, besides its findings: how it was made, a table by nuisance, and one by principal mode.
extension HessianDirective {
    static func present(_ options: Options, _ result: Result, _ context: PresentationContext) throws -> [Fragment] {
        let isBestFit = options[at] == .bestFit
        return [.note(sentences(result, isBestFit: isBestFit).joined(separator: " "))] + tables(result)
    }

    private static func sentences(_ result: Result, isBestFit: Bool) -> [String] {
        let members = result.members.values.count
        let place = result.order.map { "\($0) = \(NumberText.significant(result.nuisances[$0]?.at ?? .nan))" }
            .joined(separator: ", ")
        return [
            "Second derivatives of −ln L across ±1σ, \(result.prior ? "priors included" : "without priors"), at \(place)"
                + (members > 1
                    ? ": \(members) members as \(result.combination.rawValue), H = Σ w H − Cov[g]; "
                        + "\(NumberText.significant(result.effectiveMembers, digits: 2)) of them count effectively."
                    : ".")
        ] + step(result, isBestFit: isBestFit)
    }

    /// How far the minimum is; nothing where a finding says so.
    private static func step(_ result: Result, isBestFit: Bool) -> [String] {
        guard let distance = result.distance else { return [] }
        if distance < 0.1 {
            return [
                "This is the minimum: the Newton step to it is \(NumberText.significant(distance, digits: 2)) σ."
            ]
        }
        return isBestFit ? [] : [stillToGo(distance)]
    }

    private static func tables(_ result: Result) -> [Fragment] {
        guard let modes = result.modes?.values else { return [] }
        func number(_ value: Double?, _ digits: Int) -> String { NumberText.significant(value ?? .nan, digits: digits) }
        let names = result.order
        let byName = Table(
            header: ["nuisance", "at", "σ", "step to the minimum / σ"] + names.map { "corr. with \($0)" },
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
