import FlowKernels
import Flows
import Foundation
import Inference
import Report
import Statistics
import Training

extension ProfileDirective {
    /// The attachment that holds T_ψ.
    static let residualName = "residual.safetensors"

    static func run(_ options: Options, _ context: RunContext) throws -> Output<Result> {
        let fitted = try FittedEnsemble.read(options[fit], context)
        let profile = try profile(options, fitted, seed: context.seed, workers: context.workers())
        let meter = ProgressMeter(context)
        let trained = try profile.run(
            workers: context.workers(), checkpoints: context.trainingCheckpoints, progress: meter.report)
        let balance = try balance(
            of: trained.residual, options, fitted, workers: context.workers(),
            meter: ProgressMeter(context, message: "passes over the data"))
        let model = ModelFile(
            flow: Flow([trained.residual]), kind: .transport,
            names: fitted.sample.schema.names(of: .scores, nuisances: fitted.simulation.nuisances),
            provenance: ["cell": context.label])
        return Output(result(trained, balance, profile), attachments: [residualName: try model.data()])
    }

    /// The densities to which the residual is added in front.
    ///
    /// A T that is free at every ν can undo the effect of ν on the scores of each class: R_ν⁻¹ ∘ R_ν⁰ maps scores at ν⁰
    /// to scores at ν, where R_ν is the map of p(y|x, c, ν) to its base. With this map in front, p(y|x, c, ν) becomes
    /// p(y|x, c, ν⁰), which the scan evaluates directly: no inverse is needed.
    static func densities(_ options: Options, _ fitted: FittedEnsemble) -> Mixture {
        switch options[response] {
        case .undone: fitted.simulation.scoresHeld(at: fitted.space.expand(fitted.bestFit).nuisances)
        case .learned: fitted.simulation
        }
    }

    /// The spurious slope of ln L at ν̂ of the nominal fit.
    static func balance(
        of residual: TransportMap, _ options: Options, _ fitted: FittedEnsemble, workers: Workers, meter: ProgressMeter
    ) throws -> ProfileBalance {
        var passes = 0
        return try ProfileBalance(
            of: residual, behind: fitted.nominal.transfer, mixture: densities(options, fitted), space: fitted.space,
            data: fitted.dataset, point: fitted.bestFit, workers: workers
        ) {
            passes += 1
            try meter.report(step: passes, about: ProfileBalance.passes)
        }
    }

    /// The training of the residual over fitted members.
    static func profile(
        _ options: Options, _ fitted: FittedEnsemble, seed: UInt64, workers: Workers
    ) throws -> AmortizedProfile {
        let names = fitted.profiledShapes
        guard let scheme = scheme(options, dimensions: names.count) else {
            throw CellFailure(
                "\(NumberText.counted(options[nodesPerEvent], "node")) are no quadrature over \(NumberText.counted(names.count, "nuisance"))",
                advice: "Take a whole number to the power \(names.count) for '\(nodesPerEvent.name)'.")
        }
        let shapes = fitted.simulation.nuisances
        let residual = AmortizedProfile.residual(
            mixture: fitted.simulation, space: fitted.space, center: fitted.bestFit, layers: options[layers],
            hidden: options[hidden], scale: options[scale], damping: options[damping],
            pairs: options[pairs].map { pair in
                let indices = pair.compactMap(shapes.firstIndex).sorted()
                return NuisancePair(indices[0], indices[1])
            },
            inputs: fitted.inputs, seed: seed)
        let events = options[events]
        let (nuisances, theta) = fitted.space.expand(fitted.bestFit)
        let held = options[heldOut]
        let (mixture, transfer) = (densities(options, fitted), fitted.nominal.transfer)
        return AmortizedProfile(
            mixture: mixture, space: fitted.space, transfer: transfer,
            events: mixture.preceded(by: transfer).sample(
                events: events, nuisances: nuisances, theta: theta, seed: seed, workers: workers),
            center: fitted.bestFit,
            window: zip(names, fitted.bestFit).map { name, center in
                (center - options[window][name])...(center + options[window][name])
            },
            residual: residual, nodes: scheme,
            settings: AmortizedProfile.Settings(
                epochs: options[epochs], batchSize: max(1, min(options[batch], Int(Double(events) * (1 - held)))),
                learningRate: options[learningRate], weightDecay: options[weightDecay], heldOut: held,
                patience: options[patience]),
            seed: seed)
    }

    private static func result(
        _ trained: AmortizedProfile.Result, _ balance: ProfileBalance, _ profile: AmortizedProfile
    ) -> Result {
        let names = profile.space.profiled.prefix(profile.window.count)
        let points = trained.offGrid.map { point in
            Point(
                Place(at: ResultsByName(zip(names, point.nuisances)), corner: point.isCorner),
                Comparison(point.comparison))
        }
        return Result(
            gain: trained.heldOut.gain, gainError: trained.heldOut.gainError, bestStep: trained.bestStep,
            steps: trained.steps, end: trained.end, parameters: trained.residual.parameters.count,
            training: Comparison(trained.training), heldOut: Comparison(trained.heldOut),
            offGrid: OffGrid(
                gain: mean(points.map(\.gain)), corners: mean(points.filter(\.corner).map(\.gain)),
                least: points.map(\.gain).min() ?? .nan, points: points),
            leftover: ResultsByName(
                zip(profile.space.profiled, zip(balance.leftover.slope, balance.distance)).map {
                    ($0, Leftover(slope: $1.0, inSigma: $1.1))
                }),
            events: Events(training: trained.trainingEvents, heldOut: trained.heldOutEvents),
            window: ResultsByName(zip(names, profile.window.map(NuisanceWindow.init))),
            history: trained.history)
    }

    private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
}
