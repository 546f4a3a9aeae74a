import ArgumentParser
import Files
import FlowKernels
import Flows
import Foundation
import Safetensors
import Statistics

extension Activation: ExpressibleByArgument {}

struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Turns a checkpoint of zuko or of the published code into a model.",
        discussion: """
            Features, context, bins, transforms, orders, layers, masks, nuisances and cross pairs are inferred from the \
            names and shapes of the tensors, with or without 'base_model.' or 'transfer_model.' in front. What no tensor \
            states is given by options, or by the metadata of a file of 'fiducial export'. A tensor that is unused, \
            missing, misshapen or not finite, and a mask that is not autoregressive, is an error that names it; then \
            nothing is written.

            Splines and affine transforms are those of zuko 1.5 and later, with a minimum slope of 1e-3. In zuko 1.3 and \
            1.4 it was 1e-4 unless given: such files can be read, but the network is then a different function.

            EXAMPLES:
              fiducial import kin_density.safetensors -o kinematics.safetensors
              fiducial import residuals.safetensors -o model.safetensors --quadratic-damping 0.001 \\
                  --feature-names y0,y1 --context-names a,b,x0,x1 --nuisance-names shift,squeeze
              fiducial import flow.safetensors -o model.safetensors --feature-mean 91.2,0 --feature-scale 2.5,1.5
            """)

    @Argument(
        help: ArgumentHelp("Tensors as zuko names them.", valueName: "checkpoint"),
        completion: .file(extensions: ["safetensors"]))
    var checkpoint: String

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The model; - for standard output.", valueName: "file"),
        completion: .file(extensions: ["safetensors"]))
    var output: String

    @Option(help: ArgumentHelp("δ of a residual's quadratic terms. (default: 0.01)", valueName: "δ"))
    var quadraticDamping: Float?

    @Option(help: ArgumentHelp("δ₂ of a residual's cross terms. (default: 0.01)", valueName: "δ₂"))
    var crossDamping: Float?

    @Option(
        help: ArgumentHelp("Activation of the conditioners of spline transforms. (default: relu)", valueName: "name"))
    var activation: Activation?

    @Option(
        help: ArgumentHelp("Activation of those of affine transforms. (default: that of splines)", valueName: "name"))
    var affineActivation: Activation?

    @Option(help: ArgumentHelp("Activation of the residual's conditioners. (default: elu)", valueName: "name"))
    var residualActivation: Activation?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Means that the features were standardized with, with commas: the network saw (feature − mean)/scale.",
            valueName: "numbers"))
    var featureMean: String?

    @Option(help: ArgumentHelp("Scales of the same. (default: all 1, and all means 0)", valueName: "numbers"))
    var featureScale: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Means of the context inputs, class labels with 0.", valueName: "numbers"))
    var contextMean: String?

    @Option(help: ArgumentHelp("Scales of the context inputs, class labels with 1.", valueName: "numbers"))
    var contextScale: String?

    @Option(help: ArgumentHelp("Names of the features, with commas. (default: x0,x1,…)", valueName: "names"))
    var featureNames: String?

    @Option(help: ArgumentHelp("Names of the context inputs. (default: c0,c1,…)", valueName: "names"))
    var contextNames: String?

    @Option(help: ArgumentHelp("Names of the nuisances. (default: nu0,nu1,…)", valueName: "names"))
    var nuisanceNames: String?

    func validate() throws {
        guard [quadraticDamping, crossDamping].allSatisfy({ $0?.isFinite ?? true }) else {
            throw ValidationError("--quadratic-damping and --cross-damping must be finite.")
        }
        _ = try Self.standardization(featureMean, featureScale, "--feature")
        _ = try Self.standardization(contextMean, contextScale, "--context")
        _ = try place
    }

    private var place: OutputFile {
        get throws { try outputPlace(output, as: .model, besides: [("the checkpoint", checkpoint)]) }
    }

    func run() throws {
        do {
            let file = try SafetensorsFile(contentsOf: URL(fileURLWithPath: checkpoint))
            let said = ZukoCheckpoint.Untold(metadata: file.metadata)
            let found = try ZukoCheckpoint(file: file).model(
                ZukoCheckpoint.Untold(
                    quadraticDamping: quadraticDamping ?? said.quadraticDamping,
                    crossDamping: crossDamping ?? said.crossDamping, activation: activation ?? said.activation,
                    affineActivation: affineActivation ?? activation ?? said.affineActivation,
                    residualActivation: residualActivation ?? said.residualActivation,
                    featureStandardization: try Self.standardization(featureMean, featureScale, "--feature"),
                    contextStandardization: try Self.standardization(contextMean, contextScale, "--context")))
            let model = ModelFile(
                flow: found.flow, kind: found.kind, names: try names(of: found), provenance: found.provenance)
            try place.write(model.data())
            mention(model.summary, besides: try place)
        } catch let error as FileError {
            complain(["error: \(error)"])
            throw ExitCode.failure
        } catch SafetensorsError.unreadable(_, let reason) {
            complain(["error: \(checkpoint): \(reason)"])
            throw ExitCode.failure
        } catch {
            complain(["error: \(checkpoint): \(error)"])
            throw ExitCode.failure
        }
    }

    /// Means and scales of the same inputs; without one of the two, means are 0 and scales are 1.
    private static func standardization(
        _ mean: String?, _ scale: String?, _ option: String
    ) throws -> ZukoCheckpoint.Untold.Inputs? {
        func numbers(_ text: String?, _ name: String) throws -> [Float]? {
            guard let text else { return nil }
            let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map {
                Float($0.trimmingCharacters(in: .whitespaces))
            }
            guard !numbers.contains(nil) else {
                throw ValidationError("\(option)-\(name) needs numbers with commas between them, not '\(text)'.")
            }
            return numbers.compactMap { $0 }
        }
        let (means, scales) = (try numbers(mean, "mean"), try numbers(scale, "scale"))
        guard let count = means?.count ?? scales?.count else { return nil }
        guard (means ?? scales)?.count == count, (scales ?? means)?.count == count else {
            throw ValidationError("\(option)-mean and \(option)-scale are not as many numbers.")
        }
        return ZukoCheckpoint.Untold.Inputs(
            means: means ?? [Float](repeating: 0, count: count), scales: scales ?? [Float](repeating: 1, count: count))
    }

    private func names(of model: ModelFile) throws(FlowError) -> ModelNames {
        func given(_ text: String?, _ numbered: [String]) -> [String] {
            text.map { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } } ?? numbered
        }
        let names = ModelNames(
            features: given(featureNames, model.names.features), context: given(contextNames, model.names.context),
            nuisances: given(nuisanceNames, model.names.nuisances))
        guard names.fit(model.flow) else {
            throw .invalidModel(
                "the model has \(NumberText.counted(model.flow.features, "feature")), \(NumberText.counted(model.flow.contextCount, "context input")) and "
                    + "\(NumberText.counted(model.flow.nuisanceCount, "nuisance")): name each once")
        }
        return names
    }
}
