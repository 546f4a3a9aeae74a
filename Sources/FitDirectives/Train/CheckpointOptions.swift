import FlowKernels
import Flows
import Foundation
import Report
import Safetensors

extension Activation: OptionChoice {}

/// `import: {…}`: what the tensors of a checkpoint do not state, as the options of `fiducial import`.
struct CheckpointOptions: OptionGroup {
    static let quadraticDamping = OptionKey<Double>(
        "quadratic-damping", default: 0.01, in: 0...1, help: "δ of a residual's quadratic terms.")
    static let crossDamping = OptionKey<Double>(
        "cross-damping", default: 0.01, in: 0...1, help: "δ₂ of a residual's cross terms.")
    static let activation = OptionKey<Activation>(
        "activation", default: .relu, help: "Activation of the spline transforms' conditioners.")
    static let affineActivation = OptionKey<Activation?>(
        "affine-activation", default: .some(nil),
        help: "Activation of the conditioners of affine transforms; that of splines, if not given.")
    static let residualActivation = OptionKey<Activation>(
        "residual-activation", default: .elu, help: "Activation of the residual's conditioners.")
    static let featureMean = numbers("feature-mean", "Means that the features were standardized with.")
    static let featureScale = numbers("feature-scale", "Scales of the same: the network saw (feature − mean)/scale.")
    static let contextMean = numbers("context-mean", "Means of the context inputs, class labels with 0.")
    static let contextScale = numbers("context-scale", "Scales of the context inputs, class labels with 1.")
    static let schema = OptionSchema(
        quadraticDamping, crossDamping, activation, affineActivation, residualActivation, featureMean, featureScale,
        contextMean,
        contextScale)
    let options: Options

    var untold: ZukoCheckpoint.Untold {
        ZukoCheckpoint.Untold(
            quadraticDamping: Float(self[Self.quadraticDamping]), crossDamping: Float(self[Self.crossDamping]),
            activation: self[Self.activation], affineActivation: self[Self.affineActivation],
            residualActivation: self[Self.residualActivation],
            featureStandardization: Self.standardization(self[Self.featureMean], self[Self.featureScale]),
            contextStandardization: Self.standardization(self[Self.contextMean], self[Self.contextScale]))
    }

    private static func numbers(_ name: String, _ help: String) -> OptionKey<[Double]?> {
        OptionKey<[Double]?>(name, default: .some(nil), help: help)
    }

    /// Means are 0 and scales 1 where only the others are given; the model's reader counts them.
    private static func standardization(_ means: [Double]?, _ scales: [Double]?) -> ZukoCheckpoint.Untold.Inputs? {
        guard let count = means?.count ?? scales?.count else { return nil }
        return ZukoCheckpoint.Untold.Inputs(
            means: means?.map { Float($0) } ?? Array(repeating: 0, count: count),
            scales: scales?.map { Float($0) } ?? Array(repeating: 1, count: count))
    }
}

extension InputFile {
    /// The model in the file: a model of Fiducial, or a checkpoint that `fiducial import` can read.
    ///
    /// - Throws: `CellFailure` that names the file.
    func model(_ untold: CheckpointOptions?) throws -> ModelFile {
        do {
            let file = try SafetensorsFile(data: try read())
            guard untold == nil || !ModelFile.isModel(file) else {
                throw CellFailure(
                    "'\(path)' is a model of Fiducial, which itself states what 'import' would say",
                    advice: "Remove 'import'.")
            }
            return try ModelFile(modelOrCheckpoint: file, untold: untold?.untold)
        } catch let failure as CellFailure {
            throw failure
        } catch let error as UnreadableInput {
            throw CellFailure("'\(path)' cannot be read: \(error)")
        } catch {
            throw CellFailure("'\(path)' holds no model: \(error)")
        }
    }

    /// A diagnostic where the file holds no model. The file has only a few megabytes, so it is checked before anything
    /// runs.
    func modelDiagnostic(_ untold: CheckpointOptions?) -> Diagnostic? {
        let message: String
        do {
            let file = try SafetensorsFile(data: try read())
            // A model of ours states itself what options say of a checkpoint.
            _ = try ModelFile(
                modelOrCheckpoint: file, untold: ModelFile.isModel(file) ? nil : untold?.untold)
            return nil
        } catch let error as UnreadableInput {
            message = "'\(path)' cannot be read: \(error)"
        } catch {
            message = "'\(path)' holds no model: \(error)"
        }
        return Diagnostic(message, at: place)
    }

    /// The names of the nuisances in the file's header; empty for a checkpoint, which has no names.
    var namedNuisances: [String] {
        guard let data = try? read(), let file = try? SafetensorsFile(data: data), ModelFile.isModel(file),
            let model = try? ModelFile(file: file), model.names.nuisances != ModelNames(numbering: model.flow).nuisances
        else { return [] }
        return model.names.nuisances
    }
}
