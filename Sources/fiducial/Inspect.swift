import ArgumentParser
import EventFiles
import FitDirectives
import Flows
import Foundation
import ModelEvaluation
import Report
import Safetensors

struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows the content of a file of events, or of a model.",
        discussion: """
            Of HDF5, CSV, npy, npz, safetensors, ROOT and Parquet: all tables, trees and groups, and of every column its type, \
            its extremes and mean, how many values are NaN or infinite, how many different ones there are where these are few, and \
            a sketch of their distribution. What is no column of numbers is listed with the reason. Everything is read once; \
            memory does not grow with the file. Of a model: what it is a density of, and what can be done with it.

            EXAMPLES:
              fiducial inspect events.csv
              fiducial inspect sig.root
              fiducial inspect bkg.h5 --group events
              fiducial inspect events.csv --json | jq '.tables[0].columns[] | {name, minimum, maximum}'

            EXIT STATUS:
              0    the file was read
              1    the file is at fault; the message says how
              64   the command line is wrong
              130  stopped by Ctrl-C
            """)

    @Argument(
        help: ArgumentHelp("The file.", valueName: "file"),
        completion: .file(extensions: EventFileFormat.allCases.flatMap(\.extensions)))
    var file: String

    @Option(help: ArgumentHelp("One tree of a ROOT file. (default: all)", valueName: "name"))
    var tree: String?

    @Option(help: ArgumentHelp("One group, dataset or table of another file. (default: all)", valueName: "name"))
    var group: String?

    @Flag(help: "Prints JSON, for programs.")
    var json = false

    func validate() throws {
        if tree != nil, group != nil {
            throw ValidationError("--tree and --group name the same thing: give one of both.")
        }
    }

    func run() throws {
        let cancellation = Cancellation()
        let interrupts = Interrupts(cancellation)
        let progress = RowProgress(cancellation)
        defer { withExtendedLifetime(interrupts) {} }
        do {
            let events = try EventFile.open(file)
            if events.format == .safetensors, try showModel() { return }
            try show(events, progress)
        } catch is CancellationError {
            progress.clear()
            throw ExitCode(130)
        } catch let error as ExitCode {
            throw error
        } catch {
            progress.clear()
            complain(["error: \(error)"])
            throw ExitCode.failure
        }
    }

    // MARK: Events

    private func show(_ events: EventFile, _ progress: RowProgress) throws {
        let wanted = try (tree ?? group).map { [try events.table($0)] } ?? events.tables
        var surveys: [TableSurvey] = []
        if !json {
            let others = wanted.count == events.tables.count ? "" : " of \(events.tables.count)"
            let tables = "\(wanted.count)\(others) table\(max(wanted.count, events.tables.count) == 1 ? "" : "s")"
            try give("\(file): \(events.format.name)".printable + ", \(tables)\n")
        }
        for table in wanted {
            let survey = try events.survey(table.name) { try progress.show($0, of: $1) }
            progress.clear()
            // A table that is done is shown, also where the next one is damaged.
            if json { surveys.append(survey) } else { try give("\n" + survey.text(width: Self.width).printable) }
        }
        if json { try give(Self.json(EventsRecord(file: file, format: events.format.rawValue, tables: surveys))) }
    }

    private struct EventsRecord: Encodable {
        let schema = PublishedSchema.inspect.identifier
        let version = PublishedSchema.inspect.version
        let file: String
        let format: String
        let tables: [TableSurvey]
    }

    private static func json(_ record: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(record), as: UTF8.self) + "\n"
    }

    /// Of the terminal in characters; 100 where the text goes elsewhere.
    private static var width: Int {
        var size = winsize()
        if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
        return 100
    }

    // MARK: Models

    private struct ModelRecord: Encodable {
        let schema = PublishedSchema.inspect.identifier
        let version = PublishedSchema.inspect.version
        let file: String
        let model: String
        let features: [String]
        let context: [String]
        let nuisances: [String]
        let summary: [String]
        let provenance: [String: String]
    }

    /// - Returns: whether the file is a model, which was then shown.
    private func showModel() throws -> Bool {
        let reader = try SafetensorsReader(contentsOf: URL(fileURLWithPath: file))
        switch SafetensorsContent(reader) {
        case .tensors: return false
        case .zukoCheckpoint, .model: break
        }
        if let table = tree ?? group {
            complain(["error: \(file): it is a network and has no table '\(table)'; leave --tree or --group out"])
            throw ExitCode.failure
        }
        // Of a checkpoint this is an error that says how to make a model of it.
        let model = try ModelFile(contentsOf: URL(fileURLWithPath: file))
        if json {
            try give(
                Self.json(
                    ModelRecord(
                        file: file, model: model.kind.rawValue, features: model.names.features,
                        context: model.names.context, nuisances: model.names.nuisances,
                        summary: model.summary.split(separator: "\n").map(String.init), provenance: model.provenance)))
            return true
        }
        let provenance = model.provenance.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        let lines =
            ["\(file): a model of Fiducial", "", model.summary] + provenance + ["", "What can be done with it:"]
            + Self.uses(of: model, ReportPaths.quoted(file)).map { "  " + $0 }
        try give(lines.joined(separator: "\n").printable + "\n")
        return true
    }

    private static func uses(of model: ModelFile, _ file: String) -> [String] {
        func zeros(_ count: Int, _ option: String) -> String {
            count == 0 ? "" : " --\(option)=" + [String](repeating: "0", count: count).joined(separator: ",")
        }
        var uses = [
            "fiducial evaluate \(file) --input events.csv --output densities.csv",
            "    columns of the events: \(model.names.all.joined(separator: ", "))",
        ]
        if model.isDensity {
            let conditions =
                zeros(model.names.context.count, "context") + zeros(model.names.nuisances.count, "nuisances")
            uses.append("fiducial sample \(file) -n 10000\(conditions) --seed 1 -o events.csv")
        }
        return uses + [
            "fiducial export \(file) --zuko -o checkpoint.safetensors",
            "in a report, in place of a training: from: \(file), in a '\(model.isDensity ? "train" : "fit")' cell",
        ]
    }
}
