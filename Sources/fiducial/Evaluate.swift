import ArgumentParser
import EventTables
import FlowKernels
import Flows
import Foundation
import ModelEvaluation

struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Evaluates a model on a table of events.",
        discussion: """
            Reads the tensors 'features' [N, D] and, as the model needs them, 'context' [N, C] and 'nuisances' [N, K] of \
            a .safetensors file (F32 or F64), or the columns that carry the model's names of a .csv, HDF5, NumPy, ROOT or Parquet file. Writes, by the \
            output's extension, 'log_prob' [N] (of a density), 'z' [N, D] and 'ladj' [N], row for row; in a .csv file \
            the columns are log_prob, z0, z1, …, ladj. Memory does not grow with N.

            A row with a number that is not finite, or that overflows single precision without --float64, gets NaN; such \
            rows are counted at the end.

            EXAMPLES:
              fiducial evaluate model.safetensors --input events.safetensors --output densities.safetensors
              fiducial evaluate model.safetensors --input events.csv --output densities.csv --float64

            EXIT STATUS:
              0    the output is written
              1    the model, the input or the output is at fault; the message says how, and nothing was written
              64   the command line is wrong
              130  stopped by Ctrl-C; nothing was written
            """)

    @Argument(
        help: ArgumentHelp("A model of Fiducial.", valueName: "model"), completion: .file(extensions: ["safetensors"]))
    var model: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The events, .safetensors, .csv, .h5, .npy, .npz, .root or .parquet.", valueName: "file"),
        completion: .file(extensions: ["safetensors", "csv", "h5", "npy", "npz", "root", "parquet"]))
    var input: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The results, .safetensors or .csv.", valueName: "file"),
        completion: .file(extensions: ["safetensors", "csv"]))
    var output: String

    @Flag(
        help:
            "Computes in float64, event by event: about 50 times slower, 0.3 ms per event and thread with seven networks of 3 × 128 units."
    )
    var float64 = false

    @OptionGroup var threads: ThreadArguments

    func validate() throws {
        try requireEvents(input, "--input")
        try requireTable(output, "--output")
        _ = try outputPlace(output, as: nil, besides: [("the model", model), ("the events of --input", input)])
    }

    func run() throws {
        try runTable(remedy: "--float64 has room for it") { progress in
            let model = try ModelFile(contentsOf: URL(fileURLWithPath: self.model))
            let evaluator = try ModelEvaluator(
                model, arithmetic: float64 ? .float64 : .float32, workers: Workers(threads: threads.count))
            var evaluation = try TableEvaluation(
                evaluator, input: URL(fileURLWithPath: input), output: URL(fileURLWithPath: output))
            let rows = evaluation.rowCount
            let nonFinite = try evaluation.run { try progress.show($0, of: rows) }
            return (nonFinite, rows)
        }
    }
}
