import ArgumentParser
import FlowKernels
import Flows
import Foundation
import Safetensors

extension Activation: ExpressibleByArgument {}

struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Turns a checkpoint of zuko or of the published code into a model.",
        discussion: """
            Features, context, bins, transforms, orders, layers, masks, nuisances and cross pairs are inferred from the \
            names and shapes of the tensors, with or without 'base_model.' or 'transfer_model.' in front. What no tensor \
            tells comes by an option. A tensor that is left over, missing, misshapen, not finite, or a mask that is not \
            autoregressive is an error that names it; nothing is written then.

            EXAMPLES:
              fiducial import kin_density.safetensors -o kinematics.safetensors
              fiducial import residuals.safetensors -o model.safetensors --quadratic-damping 0.001 \\
                  --feature-names y0,y1 --context-names a,b,x0,x1 --nuisance-names shift,squeeze
            """)

    @Argument(
        help: ArgumentHelp("Tensors as zuko names them.", valueName: "checkpoint"),
        completion: .file(extensions: ["safetensors"]))
    var checkpoint: String

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The model.", valueName: "file"),
        completion: .file(extensions: ["safetensors"]))
    var output: String

    @Option(help: ArgumentHelp("δ of a residual's quadratic terms.", valueName: "δ"))
    var quadraticDamping: Float = 0.01

    @Option(help: ArgumentHelp("δ₂ of a residual's cross terms.", valueName: "δ₂"))
    var crossDamping: Float = 0.01

    @Option(help: ArgumentHelp("Activation of the spline transforms' conditioners.", valueName: "name"))
    var activation: Activation = .relu

    @Option(help: ArgumentHelp("Activation of the residual's conditioners.", valueName: "name"))
    var residualActivation: Activation = .elu

    @Option(help: ArgumentHelp("Names of the features, with commas. (default: x0,x1,…)", valueName: "names"))
    var featureNames: String?

    @Option(help: ArgumentHelp("Names of the context inputs. (default: c0,c1,…)", valueName: "names"))
    var contextNames: String?

    @Option(help: ArgumentHelp("Names of the nuisances. (default: nu0,nu1,…)", valueName: "names"))
    var nuisanceNames: String?

    func validate() throws {
        guard quadraticDamping.isFinite, crossDamping.isFinite else {
            throw ValidationError("--quadratic-damping and --cross-damping must be finite.")
        }
    }

    func run() throws {
        do {
            let file = try SafetensorsFile(contentsOf: URL(fileURLWithPath: checkpoint))
            let found = try ZukoCheckpoint(file: file).model(
                ZukoCheckpoint.Untold(
                    quadraticDamping: quadraticDamping, crossDamping: crossDamping, activation: activation,
                    residualActivation: residualActivation))
            let model = ModelFile(
                flow: found.flow, kind: found.kind, names: try names(of: found), provenance: found.provenance)
            try model.data().write(to: URL(fileURLWithPath: output), options: .atomic)
            print(model.summary)
        } catch let error as CocoaError {
            complain(["error: \(output): \(error.localizedDescription)"])
            throw ExitCode.failure
        } catch SafetensorsError.unreadable(_, let reason) {
            complain(["error: \(checkpoint): \(reason)"])
            throw ExitCode.failure
        } catch {
            complain(["error: \(checkpoint): \(error)"])
            throw ExitCode.failure
        }
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
                "the model has \(model.flow.features) features, \(model.flow.contextCount) context inputs and "
                    + "\(model.flow.nuisanceCount) nuisances: name each once")
        }
        return names
    }
}
