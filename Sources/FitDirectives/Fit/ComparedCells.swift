import Report
import Samples

/// How the cells of a fit differ although one would expect them to agree: what ν is, how far templates reach, what an exact
/// likelihood profiles.
struct ComparedCells {
    private let data: SampleCell
    /// What the densities were trained on; none for a score that does not exist, or where no truth of the data is known.
    private let simulations: [(density: ConditionalDensity, sample: any EventSample)]
    private let scoreTraining: TrainDirective.Result?

    init(data: SampleCell, kinematics: CellReference, score: CellReference?, _ context: RunContext) throws {
        let densities = [(ConditionalDensity.features, kinematics)] + (score.map { [(.scores, $0)] } ?? [])
        self.data = data
        simulations =
            data.sample.truth == nil
            ? []
            : try densities.map { density, training in
                (density, try SampleCell(context.options(training)[TrainDirective.sample], context).sample)
            }
        scoreTraining = try score.map { try context.result(TrainDirective.self, of: $0) }
    }

    /// - Parameters:
    ///   - bestFit: ν̂ of the profiled nuisances, by name.
    ///   - fixed: values of the others.
    func result(bestFit: [String: Double], fixed: [String: Double]) -> FitDirective.Comparisons {
        let point = fixed.merging(bestFit) { $1 }
        return FitDirective.Comparisons(
            otherLaws: simulations.flatMap { density, sample in
                otherLaws(density, of: sample).map { "\($0) in \(density.symbol)" }
            },
            beyondScore: scoreTraining?.templates.map { reach in
                reach.nuisances.values.keys.sorted().filter { name in
                    (reach.nuisances[name]?.excess(of: point[name] ?? 0) ?? 0) > 0.1
                }
            } ?? [],
            heldBesideExact: data.information.map { exact in
                exact.xAlone.nuisances.values.keys.sorted().filter { bestFit[$0] == nil }
            } ?? [])
    }

    /// The nuisances of which one σ moves the mean or the width of a density in data by a different amount than in the
    /// simulation that it was trained on; none where either law is not known.
    private func otherLaws(_ density: ConditionalDensity, of sample: any EventSample) -> [String] {
        guard let here = data.sample.truth?.distorted(false), let there = sample.truth?.distorted(false) else {
            return []
        }
        let schema = data.sample.schema
        // Conditions at which both are known: the centers of the classes in data.
        let conditions = schema.classes.indices.map { index in
            EventCondition(
                eventClass: index, x: density == .features ? [] : data.sample.center(ofClass: index).map { $0 + 0.3 })
        }
        let known = Set(sample.schema.nuisanceNames)
        return schema.nuisanceNames.filter { name in
            // What the simulation lacks is reported where densities and data are brought together.
            guard known.contains(name) else { return false }
            return conditions.contains { condition in
                let point = NuisancePoint([name: 1])
                let (first, second) = (
                    here.moments(density, under: condition, at: point),
                    there.moments(density, under: condition, at: point)
                )
                return zip(first.mean + first.deviation, second.mean + second.deviation).contains {
                    !(abs($0 - $1) <= 1e-9 * max(1, abs($0)))
                }
            }
        }
    }
}

extension FitDirective {
    /// What differs between the cells of a fit although one would expect it to be the same.
    struct Comparisons: ResultGroup {
        let otherLaws: [String]
        let beyondScore: [String]
        let heldBesideExact: [String]

        static let meanings = [
            "other-laws":
                "Nuisances whose σ moves data by a different amount than the simulation of a density, where both laws are "
                + "known.",
            "beyond-score":
                "Nuisances whose ν̂ lies outside of the templates of p(y|x,c,ν) by a tenth of half their range.",
            "held-beside-exact":
                "Nuisances that the exact likelihoods of the data profile and the fit does not: a comparison with these, "
                + "such as 'from-x-alone', then compares two measurements.",
        ]
    }

    static let otherLaws = HealthCheck(
        "other-laws", .unsound,
        "One σ of a nuisance moves data by a different amount than the simulation that a density was trained on.")
    static let beyondScoreTemplates = HealthCheck(
        "beyond-score-templates", .doubtful,
        "The best fit lies outside of the templates of p(y|x,c,ν) by more than a tenth of half their range.")
    static let heldBesideExact = HealthCheck(
        "held-beside-exact", .doubtful,
        "The exact likelihood, which the best fit is compared with, profiles a nuisance that the fit does not.")
    static let comparisonChecks = [otherLaws, beyondScoreTemplates, heldBesideExact]

    static func comparisons(_ options: Options, _ result: Result) -> [Finding] {
        guard let found = result.comparisons else { return [] }
        var findings: [Finding] = []
        if !found.otherLaws.isEmpty {
            findings.append(
                Finding(
                    otherLaws,
                    "One σ means different things in data and simulation: \(found.otherLaws.joined(separator: ", ")). ν̂ is in σ of "
                        + "the simulation, and it cannot be compared with a truth of the data.",
                    remedy: "Give the cells of data and simulation the same 'settings'."))
        }
        if !found.beyondScore.isEmpty {
            let hasTransfer = options[transfer] != .none
            findings.append(
                Finding(
                    beyondScoreTemplates,
                    "The best fit of \(found.beyondScore.joined(separator: ", ")) lies beyond what any template of "
                        + "p(y|x,c,ν) shows"
                        + (hasTransfer ? ": ν̂ does not depend on it, but a likelihood with T held does." : "."),
                    remedy: "Make templates that reach as far, and train the residual of 'score' on them"
                        + (hasTransfer ? "; or scan with 'transfer: free'." : ".")))
        }
        if !found.heldBesideExact.isEmpty {
            findings.append(
                Finding(
                    heldBesideExact,
                    "The exact likelihoods profile \(found.heldBesideExact.joined(separator: ", ")), which this fit does not: "
                        + "'from-x-alone', 'from-truth' and ratios to their σ compare two measurements.",
                    remedy: "Profile the same nuisances, or use none of these numbers."))
        }
        return findings
    }
}
