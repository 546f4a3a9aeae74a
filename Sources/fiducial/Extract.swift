import ArgumentParser
import Files
import Foundation
import Report

struct Extract: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes the networks and samples that cells have left in the store, and the events of cells.",
        discussion: """
            Every file goes to DIR/LABEL/NAME, from results that are up to date; nothing is computed. 'evaluate', 'sample' \
            and 'export' take the models, and so does the option 'from' of a 'train' or a 'fit' cell. The events of a cell such \
            as 'generate' are made where the cell is named: a tensor a column, features, scores, class.

            EXAMPLES:
              fiducial extract closure.md -o networks
              fiducial extract closure.md score-response -o networks     networks/score-response/model.safetensors
              fiducial extract closure.md data -o events                 events/data/events.safetensors
            """)

    @ArgumentParser.OptionGroup var arguments: ReportArguments

    @Argument(help: "The cells whose files to write. (default: all)") var labels: [String] = []

    @ArgumentParser.OptionGroup var folder: StoreFolder

    @Option(
        name: .shortAndLong, help: ArgumentHelp("Where the files go.", valueName: "dir"), completion: .directory)
    var output: String

    func validate() throws {
        if output == "-" { throw ValidationError("--output needs a folder; for a folder named -, write ./-.") }
    }

    func run() throws {
        var session = arguments.session
        session.store = folder.store
        do {
            let (files, missing) = try session.storedFiles(of: labels)
            let inputs = try session.inputs()
            for file in files {
                if let what = inputs.name(of: place(of: file)) {
                    complain([
                        "\(arguments.report): error: \(place(of: file).relativePath) would take the place of \(what); "
                            + "give another folder to -o"
                    ])
                    throw ExitCode(2)
                }
            }
            for file in files {
                let place = place(of: file)
                try FileSystem.createFolder(place.deletingLastPathComponent())
                try OutputFile(place).write(file.data)
                mention("\(place.relativePath): \(file.data.count) bytes")
            }
            if files.isEmpty { complain(["\(arguments.report): there is no file in up-to-date results"]) }
            if !missing.isEmpty {
                complain([
                    "\(arguments.report): not up to date, 'fiducial render' computes: \(missing.joined(separator: ", "))"
                ])
            }
            if files.isEmpty || !labels.isEmpty && !missing.isEmpty { throw ExitCode.failure }
        } catch let error as InvalidDocument {
            complain(error.diagnostics.map(\.description))
            throw ExitCode(2)
        } catch let error as SessionError {
            complain(["\(arguments.report): error: \(error)"])
            throw ExitCode.failure
        } catch let error as FileError {
            complain(["error: \(error)"])
            throw ExitCode.failure
        }
    }

    private func place(of file: RenderSession.StoredFile) -> URL {
        URL(fileURLWithPath: output, isDirectory: true).appendingPathComponent(file.label)
            .appendingPathComponent(file.name)
    }
}
