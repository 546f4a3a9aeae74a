import Report
import Samples
import Statistics

/// What a training says of its density's effect on ν̂: what it finds wrong with it, and the table on the page.
extension TrainDirective {
    static func bias(_ bias: ResponseBias) -> [Finding] {
        let points = bias.points.values
        let unknown = points.filter { $0.sigmaPerEvent.values.values.contains(where: \.isNaN) }
        var findings: [Finding] = []
        if let first = unknown.first {
            findings.append(
                Finding(
                    unmeasuredBias,
                    "At \(first.at.point.words) events do not determine how far the density shifts ν̂\(others(unknown.count - 1)).",
                    remedy:
                        "Look whether two nuisances have the same effect, and for features far outside of the sample."))
        }
        let shifts = points.flatMap(BiasOfOne.all)
        if let worst = shifts.max(by: { $0.sureInSigma < $1.sureInSigma }),
            worst.sureInSigma > HealthLimit.noticeableBias
        {
            findings.append(
                Finding(
                    worst.sureInSigma > HealthLimit.largeBias ? largeBias : noticeableBias,
                    "At \(worst.at.words) the density alone shifts ν̂ of \(worst.nuisance) by "
                        + "\(PDGRounding(worst.value, error: worst.error).plain), "
                        + "\(NumberText.significant(abs(worst.value) / worst.sigma, digits: 2)) σ of a fit of "
                        + "\(NumberText.count(HealthLimit.biasEvents)) events of known class; in σ it grows as the root of "
                        + "their number.",
                    remedy:
                        "Train longer or a larger network, on templates around where the fit will end: joint ones at half of "
                        + "the distance, where nuisances act together."))
        }
        return findings
    }

    private static func others(_ count: Int) -> String {
        count > 0 ? ", nor at \(NumberText.count(count)) other \(count == 1 ? "point" : "points")" : ""
    }

    /// A table of points and nuisances.
    static func table(_ bias: ResponseBias, _ nuisances: [String]) -> Table {
        let rows = bias.points.values.map { point in
            [point.at.point.words] + nuisances.map { cell(point.bias[$0], point.error[$0]) }
        }
        let sigmas = nuisances.map { name in
            let one = bias.sigmaPerEvent[name] ?? .nan
            return "\(name) \(NumberText.significant(one, digits: 2)) from one event, "
                + "\(NumberText.significant(one / Double(HealthLimit.biasEvents).squareRoot(), digits: 2)) from "
                + NumberText.count(HealthLimit.biasEvents)
        }
        return Table(
            header: ["bias of ν̂ at"] + nuisances, rows: rows, alignment: [.left] + nuisances.map { _ in .right },
            note: "How far this density alone shifts ν̂ of a fit to any number of events drawn at ν, in the units of ν, "
                + "without priors. Beside it σ of events of known class: \(sigmas.joined(separator: "; ")).")
    }

    private static func cell(_ value: Double?, _ error: Double?) -> String {
        guard let value, let error, value.isFinite else { return "–" }
        return PDGRounding(value, error: error).plain
    }
}

/// The bias of one nuisance at one point.
private struct BiasOfOne {
    let nuisance: String
    let at: NuisancePoint
    let value: Double
    let error: Double
    /// Of a fit of ``HealthLimit/biasEvents`` events of known class.
    let sigma: Double

    /// The bias in σ, after subtracting what may be chance.
    var sureInSigma: Double { (abs(value) - HealthLimit.errors * error) / sigma }

    /// The biases of the nuisances that so many events constrain more than their priors of σ = 1.
    static func all(_ point: ResponseBias.Point) -> [BiasOfOne] {
        point.bias.values.keys.sorted().compactMap { name in
            guard let value = point.bias[name], let error = point.error[name], let one = point.sigmaPerEvent[name]
            else { return nil }
            let found = BiasOfOne(
                nuisance: name, at: point.at.point, value: value, error: error,
                sigma: one / Double(HealthLimit.biasEvents).squareRoot())
            return found.sigma < 1 && found.sureInSigma.isFinite ? found : nil
        }
    }
}
