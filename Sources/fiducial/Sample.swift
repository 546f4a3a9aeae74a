import ArgumentParser
import EventTables
import FlowKernels
import Flows
import Foundation
import ModelEvaluation

struct Sample: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Draws events from a model.",
        discussion: """
            Writes 'features' [N, D], the 'context' and 'nuisances' used, and 'log_prob' [N], by the output's extension; \
            a .csv file has the model's names as columns. Context and nuisances are numbers, the same for all events, \
            or a table with a row for every event. An event depends on the seed, its row and its own context and \
            nuisances alone, so the first rows of a longer sample are those of a shorter one. Memory does not grow with N.

            EXAMPLES:
              fiducial sample model.safetensors -n 10000 --context 1,0 --seed 7 -o events.safetensors
              fiducial sample model.safetensors -n 500 --context classes.csv --nuisances=0.5,-0.5 --seed 7 -o events.csv

            EXIT STATUS:
              0    the output is written
              1    the model, a table or the output is at fault; the message says how, and nothing was written
              64   the command line is wrong
              130  stopped by Ctrl-C; nothing was written
            """)

    @Argument(
        help: ArgumentHelp("A model of Fiducial, a density.", valueName: "model"),
        completion: .file(extensions: ["safetensors"]))
    var model: String

    @Option(name: [.customShort("n"), .long], help: ArgumentHelp("How many events to draw.", valueName: "n"))
    var events: Int

    @Option(
        help: ArgumentHelp(
            "The context: numbers (--context=-1,0 where the first is negative) or a table.", valueName: "file|a,b,…"),
        completion: .file(extensions: ["safetensors", "csv"]))
    var context: String?

    @Option(
        help: ArgumentHelp(
            "The nuisances: numbers (--nuisances=-1,0 where the first is negative) or a table.",
            valueName: "file|a,b,…"),
        completion: .file(extensions: ["safetensors", "csv"]))
    var nuisances: String?

    @Option(help: ArgumentHelp("The seed; the same one gives the same events.", valueName: "s"))
    var seed: UInt64

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The events, .safetensors or .csv.", valueName: "file"),
        completion: .file(extensions: ["safetensors", "csv"]))
    var output: String

    @OptionGroup var threads: ThreadArguments

    func validate() throws {
        if events < 0 { throw ValidationError("-n must not be negative.") }
        try requireTable(output, "--output")
        _ = try outputPlace(
            output, as: nil,
            besides: [
                ("the model", model),
                ("the table of --context", try Self.condition(context, "--context")?.path),
                ("the table of --nuisances", try Self.condition(nuisances, "--nuisances")?.path),
            ])
    }

    func run() throws {
        try runTable { progress in
            let model = try ModelFile(contentsOf: URL(fileURLWithPath: self.model))
            var sampling = try TableSampling(
                model, events: events, seed: seed, context: try Self.condition(context, "--context"),
                nuisances: try Self.condition(nuisances, "--nuisances"), output: URL(fileURLWithPath: output),
                workers: Workers(threads: threads.count))
            let nonFinite = try sampling.run { try progress.show($0, of: events) }
            return (nonFinite, events)
        }
    }

    /// A list of numbers where the text is numbers separated by commas, else the name of a table.
    private static func condition(_ text: String?, _ option: String) throws -> SampleCondition? {
        guard let text else { return nil }
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Double($0.trimmingCharacters(in: .whitespaces)) }
        if numbers.count == parts.count {
            guard numbers.allSatisfy(\.isFinite) else { throw ValidationError("\(option): '\(text)' is not finite.") }
            return .numbers(numbers)
        }
        do { _ = try EventTableFormat(of: URL(fileURLWithPath: text)) } catch {
            throw ValidationError(
                "\(option): '\(text)' is neither numbers between commas nor a table that ends in .safetensors or .csv.")
        }
        return .table(URL(fileURLWithPath: text))
    }
}

extension SampleCondition {
    /// Of the table; nil where there are numbers.
    fileprivate var path: String? {
        if case .table(let url) = self { url.path } else { nil }
    }
}
