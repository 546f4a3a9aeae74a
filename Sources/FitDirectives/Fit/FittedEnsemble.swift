import Flows
import Foundation
import Inference
import Report
import Samples

/// A fit as later cells use it: its densities, its nuisances, its data, and every fitted T.
struct FittedEnsemble {
    /// The densities without T.
    let simulation: Mixture
    let space: NuisanceSpace
    /// The fit to the events as they are.
    let nominal: Member
    /// The fits to bootstrap weights of the events; empty for a single fit.
    let members: [Member]
    /// What was fitted to.
    let data: SampleCell
    /// Whether the scores have a density; without, the fit is of x alone.
    let hasScores: Bool
    /// How scores and context are standardized for T; nil where they are of the order of 1.
    let inputs: StandardizedInputs?
    /// σ of the profiled nuisances with T free, in their order; nil where it is not known.
    var deviations: [Double?] = []

    /// One fitted T with the nuisances that were fitted together with it.
    struct Member {
        let transfer: TransportMap
        let bestFit: [Double]
    }

    /// The fits whose likelihoods a scan evaluates: the members, or the nominal fit without members.
    var scanned: [Member] { members.isEmpty ? [nominal] : members }
    var sample: any EventSample { data.sample }
    /// The events in the form of the likelihood.
    var dataset: Dataset { hasScores ? sample.dataset : sample.dataset.withoutScores }
    /// ν̂ of the nominal fit.
    var bestFit: [Double] { nominal.bestFit }
    /// The profiled nuisances on which densities depend: the first ones of ``space``.
    var profiledShapes: [String] { space.shapes.filter { space.fixed[$0] == nil } }
    /// The densities with T of the nominal fit in front.
    var mixture: Mixture { mixture(of: nominal) }

    func mixture(of member: Member) -> Mixture { simulation.preceded(by: member.transfer) }

    static func read(_ reference: CellReference, _ context: RunContext) throws -> FittedEnsemble {
        let options = context.options(reference)
        let artifact = context.artifact(reference)
        let result = try context.result(FitDirective.self, of: reference)
        let densities = try simulation(options, context, yields: result.yields)
        let simulation = densities.mixture
        func member(_ bestFit: [Double], _ name: String) throws -> Member {
            guard options[FitDirective.transfer] == .fitted else {
                return Member(transfer: FitDirective.identity(densities.mixture), bestFit: bestFit)
            }
            guard let map = artifact.attachments[name] else {
                throw CellFailure("'\(reference.label)' holds no \(name)")
            }
            return Member(transfer: try ModelFile(data: map).flow.maps[0], bestFit: bestFit)
        }
        return FittedEnsemble(
            simulation: simulation, space: FitDirective.space(options, of: simulation, fixed: result.fixed),
            nominal: try member(result.bestFit, FitDirective.nominalMap),
            members: try result.members.values.enumerated().map {
                try member($1.bestFit(result.order), FitDirective.map(ofMember: $0))
            },
            data: try SampleCell(options[FitDirective.data], context), hasScores: densities.hasScores,
            inputs: densities.inputs,
            deviations: result.order.map { result.nuisances[$0]?.sigma })
    }

    /// The trained densities without T.
    struct Simulation {
        let mixture: Mixture
        /// Whether the scores have a density.
        let hasScores: Bool
        /// How scores and context are standardized; nil where they are of the order of 1, or where there are no scores.
        let inputs: StandardizedInputs?
    }

    /// The trained densities that the options of a `fit` cell name.
    static func simulation(_ options: Options, _ context: RunContext, yields: Yields) throws -> Simulation {
        let kinematics = try TrainedFlow.read(options[FitDirective.kinematics], context)
        let score = try options[FitDirective.score].map { try TrainedFlow.read($0, context) }
        let responding = [kinematics, score].compactMap(\.self).filter { !$0.nuisances.isEmpty }
        guard Set(responding.map(\.nuisances)).count <= 1 else {
            throw CellFailure(
                "p(x|c,ν) responds to \(kinematics.nuisances.joined(separator: ", ")), p(y|x,c,ν) to "
                    + (score?.nuisances.joined(separator: ", ") ?? "nothing"),
                advice: "Train both residuals on samples of the same nuisances.")
        }
        let nuisances = responding.first?.nuisances ?? []
        guard let score else {
            return Simulation(
                mixture: Mixture(kinematics: kinematics.flow, yields: yields, nuisances: nuisances), hasScores: false,
                inputs: nil)
        }
        return Simulation(
            mixture: Mixture(kinematics: kinematics.flow, score: score.flow, yields: yields, nuisances: nuisances),
            hasScores: true, inputs: score.inputs)
    }
}
