import Flows
import Foundation
import Inference
import Report
import Training

extension ProfileDirective {
    /// The attachment that holds T_ψ.
    static let residualName = "residual.safetensors"

    static func run(_ options: Options, _ context: RunContext) throws -> Output<Result> {
        let fitted = try FittedEnsemble.read(options[fit], context)
        let profile = try profile(options, fitted, seed: context.seed)
        let meter = ProgressMeter(context)
        let trained = try profile.run(
            workers: context.workers(), checkpoints: context.trainingCheckpoints, progress: meter.report)
        let model = ModelFile(
            flow: Flow([trained.residual]), kind: .transport,
            names: fitted.sample.schema.names(of: .scores, nuisances: fitted.simulation.nuisances),
            provenance: ["cell": context.label])
        return Output(result(trained, profile), attachments: [residualName: try model.data()])
    }

    /// The training of the residual over fitted members.
    ///
    /// - Parameter warm: a residual to go on from, trained on like events, with the point at which it vanishes; nil to
    ///   begin with the identity, about the best fit.
    static func profile(
        _ options: Options, _ fitted: FittedEnsemble, warm: (residual: TransportMap, center: [Double])? = nil,
        seed: UInt64
    ) throws -> AmortizedProfile {
        let names = fitted.profiledShapes
        guard let scheme = scheme(options, dimensions: names.count) else {
            throw CellFailure("\(options[nodesPerEvent]) nodes make no quadrature over \(names.count) nuisances")
        }
        let shapes = fitted.simulation.nuisances
        let center = warm?.center ?? fitted.bestFit
        let residual =
            warm?.residual
            ?? AmortizedProfile.residual(
                mixture: fitted.simulation, space: fitted.space, center: center, layers: options[layers],
                hidden: options[hidden], scale: options[scale], damping: options[damping],
                pairs: options[pairs].map { pair in
                    let indices = pair.compactMap(shapes.firstIndex).sorted()
                    return NuisancePair(indices[0], indices[1])
                },
                seed: seed)
        return AmortizedProfile(
            mixture: fitted.simulation, members: fitted.scanned.map(\.transfer), space: fitted.space,
            data: fitted.sample.dataset, center: center,
            window: zip(names, center).map { name, center in
                (center - options[window][name])...(center + options[window][name])
            },
            residual: residual, nodes: scheme,
            settings: AmortizedProfile.Settings(
                epochs: options[epochs], batchSize: options[batch], learningRate: options[learningRate],
                weightDecay: options[weightDecay], heldOut: options[heldOut], patience: options[patience],
                isWarm: warm != nil),
            seed: seed)
    }

    private static func result(_ trained: AmortizedProfile.Result, _ profile: AmortizedProfile) -> Result {
        let names = profile.space.profiled.prefix(profile.window.count)
        let points = trained.offGrid.map { point in
            Point(
                at: ResultsByName(zip(names, point.nuisances)), corner: point.isCorner,
                gain: mean(point.members.map(\.gain)),
                members: ResultsByNumber(point.members.map(Comparison.init)))
        }
        return Result(
            gain: trained.heldOut.gain, gainError: trained.heldOut.gainError, bestStep: trained.bestStep,
            steps: trained.steps, end: trained.end, parameters: trained.residual.parameters.count,
            correction: Comparison(trained.correction), training: Comparison(trained.training), heldOut: Comparison(trained.heldOut),
            members: ResultsByNumber(trained.members.map(Comparison.init)),
            offGrid: OffGrid(
                gain: mean(points.map(\.gain)), corners: mean(points.filter(\.corner).map(\.gain)),
                least: points.map(\.gain).min() ?? .nan, points: points),
            events: Events(training: trained.trainingEvents, heldOut: trained.heldOutEvents),
            window: ResultsByName(zip(names, profile.window.map(NuisanceWindow.init))),
            history: trained.history)
    }

    private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
}
