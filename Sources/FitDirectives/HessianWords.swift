import Report
import Statistics

/// What the page says of a Hessian: what it is worth, a table by nuisance, and one by principal mode.
struct HessianWords {
    let result: Value

    var fragments: [Fragment] {
        guard let names = result[path: "nuisances"]?.array?.compactMap(\.string) else { return [] }
        return [.note(sentences(names).joined(separator: " "))] + tables(names)
    }

    private func sentences(_ names: [String]) -> [String] {
        let members = result[path: "members"]?.array?.count ?? 0
        let combination = result[path: "combination"]?.string ?? ""
        let place = names.map { "\($0) = \(number("\($0).at"))" }.joined(separator: ", ")
        let isPrior = result[path: "prior"]?.bool != false
        var sentences = [
            "Exact second derivatives of −ln L, \(isPrior ? "priors included" : "without priors"), at \(place)"
                + (members > 1
                    ? ": \(members) members as \(combination), H = Σ w H − Cov[g]; "
                        + "\(number("effective-members", 2)) of them count effectively." : ".")
        ]
        let unusable = result[path: "not-usable"]?.array?.compactMap(\.int).map(String.init) ?? []
        switch result[path: "outcome"]?.string {
        case "positive definite":
            let distance = result[path: "distance"]?.double ?? .nan
            sentences.append(
                distance < 0.1
                    ? "This is the minimum: the Newton step still to go is \(number("distance", 2)) σ."
                    : "The minimum lies elsewhere: a Newton step of \(number("distance", 2)) σ is still to go, which would "
                        + "lower −2 ln L by \(NumberText.significant(distance * distance, digits: 2)) were it a parabola."
            )
        case "not positive definite":
            let eigenvalues = result[path: "eigenvalues"]?.doubles ?? []
            sentences.append(
                "Not positive definite: its eigenvalues are "
                    + eigenvalues.map { NumberText.significant($0, digits: 3) }.joined(separator: ", ")
                    + ". This is no minimum, or the members lie so far apart that their combination has a saddle between "
                    + "them; no covariance follows.")
        case "members not positive definite":
            sentences.append(
                "The Hessians of members \(unusable.joined(separator: ", ")) are not positive definite, so rebased weights "
                    + "do not exist and no covariance follows; look at 'combination: bma', or at another point.")
        default:
            sentences.append(
                "Derivatives of members \(unusable.joined(separator: ", ")) are not finite: no covariance follows.")
        }
        return sentences
    }

    private func tables(_ names: [String]) -> [Fragment] {
        guard let modes = result[path: "modes"]?.array else { return [] }
        let byName = Table(
            header: ["nuisance", "at", "σ", "step still to go / σ"] + names.map { "corr. with \($0)" },
            rows: names.map { name in
                [
                    name, number("\(name).at"), number("\(name).sigma", 3),
                    number("\(name).newton-step-in-sigma", 2),
                ] + names.map { number("\(name).correlation.\($0)", 3) }
            }, alignment: [.left] + names.map { _ in .right } + [.right, .right, .right])
        let byMode = Table(
            header: ["principal mode", "σ along it"] + names,
            rows: modes.indices.map { index in
                [String(index + 1), number("modes.\(index).sigma", 3)]
                    + names.map { number("modes.\(index).direction.\($0)", 3) }
            }, alignment: [.left, .right] + names.map { _ in .right },
            note: "Directions of length 1 in which the nuisances move together, uncorrelated with one another.")
        return names.count > 1 ? [.table(byName), .table(byMode)] : [.table(byName)]
    }

    private func number(_ path: String, _ digits: Int = 4) -> String {
        NumberText.significant(result[path: path]?.double ?? .nan, digits: digits)
    }
}
