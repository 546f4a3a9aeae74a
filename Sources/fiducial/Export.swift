import ArgumentParser
import Files
import Flows
import Foundation
import ModelEvaluation

struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes a model under the names that other programs load.",
        discussion: """
            With --zuko, the tensors that load_state_dict(strict=True) needs: of a zuko.flows.NSF for a base flow, and \
            for a residual or a distribution of interest of the modules that the published code calls by these names \
            (Tests/ModelEvaluationTests/Zuko/zuko_round_trip.py builds all of them). 'fiducial import' reads the file \
            again; what no tensor states is in its metadata.

            Splines have a minimum slope of 1e-3, the default of zuko 1.5 and later; in zuko 1.3 and 1.4, \
            MonotonicRQSTransform needs slope=1e-3.

            A standardization of the context is folded into the first layers, exact except for rounding. One of the features \
            is an affine transform of its own, '….transforms.N._0' (means) and '._1' (scales).

            These names only cover the cross terms u₁u₂ of a residual: one with 'pairs' has to be trained with \
            'cross-order: 2'.

            EXAMPLES:
              fiducial export model.safetensors --zuko -o checkpoint.safetensors
              fiducial export model.safetensors --zuko --zuko-version 1.5 -o checkpoint.safetensors
            """)

    @Argument(
        help: ArgumentHelp("A model of Fiducial.", valueName: "model"), completion: .file(extensions: ["safetensors"]))
    var model: String

    @Flag(help: "Writes names as zuko and the published code give them.")
    var zuko = false

    @Option(
        help: ArgumentHelp(
            "Which zuko will read it, 1.3 or later: it calls the base's tensors otherwise up to 1.5.",
            valueName: "version"))
    var zukoVersion = "1.6"

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The checkpoint; - for standard output.", valueName: "file"),
        completion: .file(extensions: ["safetensors"]))
    var output: String

    private var baseNames: ZukoExport.BaseNames? {
        let parts = zukoVersion.split(separator: ".").map { Int($0) }
        guard (2...3).contains(parts.count), let major = parts[0], let minor = parts[1], (major, minor) >= (1, 3) else {
            return nil
        }
        return (major, minor) >= (1, 6) ? .named : .numbered
    }

    func validate() throws {
        guard zuko else { throw ValidationError("Say which names to write: --zuko.") }
        guard baseNames != nil else {
            throw ValidationError("--zuko-version needs a version from 1.3 on, such as 1.5, not '\(zukoVersion)'.")
        }
        _ = try place
    }

    private var place: OutputFile {
        get throws { try outputPlace(output, as: .model, besides: [("the model", model)]) }
    }

    func run() throws {
        do {
            let model = try ModelFile(contentsOf: URL(fileURLWithPath: self.model))
            let data: Data
            do {
                data = try ZukoExport(model, baseNames: baseNames ?? .named).data()
            } catch {
                complain(["error: \(self.model): \(error)"])
                throw ExitCode.failure
            }
            try place.write(data)
        } catch let error as FileError {
            complain(["error: \(error)"])
            throw ExitCode.failure
        } catch let error as ModelFileError {
            complain(["error: \(error)"])
            throw ExitCode.failure
        }
    }
}
