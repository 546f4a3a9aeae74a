import Flows
import Foundation
import Inference
import Report
import Training

extension ProfileDirective {
    /// The attachment that holds T_ψ.
    static let residualName = "residual.safetensors"

    static func run(_ options: Options, _ context: RunContext) throws -> Artifact {
        let fitted = try FittedEnsemble.read(options[fit], context)
        let profile = try profile(options, fitted, seed: context.seed)
        let meter = ProgressMeter(context)
        let result = try profile.run(
            workers: try context.workers(), checkpoints: context.trainingCheckpoints, progress: meter.report)
        let model = ModelFile(
            flow: Flow([result.residual]), kind: .transport,
            names: ModelNames(
                features: BenchmarkDensity.score.names().features, context: BenchmarkDensity.score.names().context,
                nuisances: fitted.simulation.nuisances),
            provenance: ["cell": context.label])
        return Artifact(
            result: .object(try values(result, profile)), attachments: [residualName: try model.data()])
    }

    /// The training of the residual over fitted members.
    static func profile(_ options: Options, _ fitted: FittedEnsemble, seed: UInt64) throws -> AmortizedProfile {
        let names = fitted.profiledShapes
        guard let scheme = scheme(options, dimensions: names.count) else {
            throw CellFailure("\(options[nodesPerEvent]) nodes make no quadrature over \(names.count) nuisances")
        }
        let shapes = fitted.simulation.nuisances
        let residual = AmortizedProfile.residual(
            mixture: fitted.simulation, space: fitted.space, center: fitted.bestFit, layers: options[layers],
            hidden: options[hidden], scale: options[scale], damping: options[damping],
            pairs: options[pairs].map { pair in
                let indices = pair.compactMap(shapes.firstIndex).sorted()
                return NuisancePair(indices[0], indices[1])
            },
            seed: seed)
        let events = fitted.sample.events
        let held = options[heldOut]
        return AmortizedProfile(
            mixture: fitted.simulation, members: fitted.scanned.map(\.transfer), space: fitted.space,
            data: fitted.sample.dataset(), center: fitted.bestFit,
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

    private static func values(_ result: AmortizedProfile.Result, _ profile: AmortizedProfile) throws -> [String: Value]
    {
        let names = profile.space.profiled.prefix(profile.window.count)
        func byName(_ values: [Value]) -> Value { .object(Dictionary(uniqueKeysWithValues: zip(names, values))) }
        let points = result.offGrid.map { point in (point, gain: mean(point.members.map(\.gain))) }
        let corners = points.filter(\.0.isCorner).map(\.gain)
        return [
            "gain": .number(result.heldOut.gain), "gain-error": .number(result.heldOut.gainError),
            "best-step": .integer(result.bestStep), "steps": .integer(result.steps),
            "end": .string(result.end.rawValue),
            "parameters": .integer(result.residual.parameters.count),
            "training": result.training.value, "held-out": result.heldOut.value,
            "members": .array(result.members.map(\.value)),
            "off-grid": [
                "gain": .number(mean(points.map(\.gain))), "corners": .number(mean(corners)),
                "least": .number(points.map(\.gain).min() ?? .nan),
                "points": .array(
                    points.map { point, gain in
                        [
                            "at": byName(point.nuisances.map(Value.number)), "corner": .bool(point.isCorner),
                            "gain": .number(gain), "members": .array(point.members.map(\.value)),
                        ]
                    }),
            ],
            "events": ["training": .integer(result.trainingEvents), "held-out": .integer(result.heldOutEvents)],
            "window": byName(
                profile.window.map { ["lower": .number($0.lowerBound), "upper": .number($0.upperBound)] }),
            "history": try Value(encoding: result.history),
        ]
    }

    private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
}

extension AmortizedProfile.Comparison {
    /// As results hold it.
    var value: Value {
        [
            "identity": .number(identity), "profiled": .number(profiled), "gain": .number(gain),
            "gain-error": .number(gainError),
        ]
    }
}
