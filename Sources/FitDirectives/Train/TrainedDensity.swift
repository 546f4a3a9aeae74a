import FlowKernels
import Flows
import RandomStreams
import Report
import Samples

/// A flow that a `train` cell left, beside the sample that it was trained on.
struct TrainedDensity {
    let trained: TrainedFlow
    /// What it was trained on.
    let sample: any EventSample
    let workers: Workers
    let seed: UInt64
    private let label: String

    init(_ reference: CellReference, _ context: RunContext) throws {
        trained = try TrainedFlow.read(reference, context)
        guard trained.nuisances.isEmpty || !trained.flow.maps[0].residualLayers.isEmpty else {
            throw CellFailure(
                "the response of '\(reference.label)' follows a standardization, which figures of responses do not "
                    + "look behind", advice: "Draw a residual that was trained here, without 'from'.")
        }
        sample = try SampleCell(context.options(reference)[TrainDirective.sample], context).sample
        workers = context.workers()
        seed = context.seed
        label = reference.label
    }

    /// The map in front of the base flow that responds to ν.
    ///
    /// - Throws: `CellFailure` where a network from a file does not separate the two.
    var residual: TransportMap {
        get throws {
            guard let map = trained.flow.maps.first, !map.residualLayers.isEmpty else {
                throw CellFailure(
                    "the residual of '\(label)' cannot be separated from its base",
                    advice: "Only a residual of polynomial layers in front of a flow, in the features' own units, can.")
            }
            return map
        }
    }

    /// ν⁰, where the residual is the identity.
    func anchor(of nuisance: String) throws -> Double {
        guard let place = trained.nuisances.firstIndex(of: nuisance) else { return 0 }
        return Double(try residual.residualLayers[0].centers[place])
    }

    var density: ConditionalDensity { trained.density }
    var schema: SampleSchema { sample.schema }

    /// The flow at one ν.
    func evaluation(at nu: NuisancePoint) -> FlowEvaluation {
        FlowEvaluation(
            schema: schema, density: density, nuisances: nu.values(of: trained.nuisances), workers: workers)
    }

    /// The density in the form for figures.
    var shown: ShownDensity {
        ShownDensity(
            sample: sample, density: density, flow: trained.flow, workers: workers, seed: seed,
            nuisances: { [names = trained.nuisances] in $0.values(of: names) })
    }

    /// The closed form of the sample.
    ///
    /// - Throws: `CellFailure` where it has none.
    var truth: any Truth {
        get throws {
            guard let truth = sample.truth else {
                throw CellFailure(
                    "the sample of '\(label)' has no closed form to compare the flow with",
                    advice: "Compare one that was trained on a 'generate' cell.")
            }
            return truth
        }
    }

    /// Events of the truth at ν; events with the same index have the same random numbers at every ν.
    ///
    /// - Throws: `CellFailure` where the sample cannot be generated again.
    func events(_ count: Int, at nu: NuisancePoint, purpose: RandomPurpose) throws -> ConditionedPoints {
        guard let generated = sample as? any GeneratedSample else {
            throw CellFailure(
                "the sample of '\(label)' has events at its own points only", advice: "Leave other points out.")
        }
        return generated.events(count, at: nu, seed: seed, purpose: purpose).conditioned(density)
    }

    /// The true map of v between two ν, where it is unique: a residual of one layer is triangular, and there is only
    /// one triangular map with this density. With several layers, many maps have the same density.
    func trueTransport(
        _ condition: EventCondition, from nu: NuisancePoint, to other: NuisancePoint
    ) -> AffineTransport? {
        guard trained.flow.maps[0].residualLayers.count == 1 else { return nil }
        return sample.truth?.transport(density, under: condition, from: nu, to: other)
    }
}

/// A flow that a `train` cell left, with what it is a density of.
struct TrainedFlow {
    let flow: Flow
    let density: ConditionalDensity
    /// The nuisances that it responds to, in its own order; empty for a base flow.
    let nuisances: [String]
    /// How features and context are standardized; nil where they are of the order of 1.
    let inputs: StandardizedInputs?

    /// What the file of a flow says where its inputs are in units of their own.
    static let (inputsKey, standardized) = ("inputs", "standardized")

    static func read(_ reference: CellReference, _ context: RunContext) throws -> TrainedFlow {
        guard let data = context.artifact(reference).attachments[TrainDirective.modelName] else {
            throw CellFailure("'\(reference.label)' holds no model")
        }
        let result = try context.result(TrainDirective.self, of: reference)
        let model = try ModelFile(data: data)
        return TrainedFlow(
            flow: model.flow, density: result.density, nuisances: result.nuisances,
            inputs: model.provenance[inputsKey] == standardized ? StandardizedInputs(of: model.flow) : nil)
    }
}
