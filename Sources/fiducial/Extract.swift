import ArgumentParser
import Foundation
import Report

struct Extract: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes the networks and samples that cells have left in the store, and the events of cells.",
        discussion: """
            Every file goes to DIR/LABEL/NAME, from results that are up to date; nothing is computed. 'evaluate', 'sample' \
            and 'export' take the models, and so does the option 'from' of a 'train' or a 'fit' cell. The events of a cell such \
            as 'generate' are made where the cell is named: a tensor a column, features, scores, class. Of a \
            'hessian' that is named comes its parabola as HS3.

            EXAMPLES:
              fiducial extract closure.md -o networks
              fiducial extract closure.md score-response -o networks     networks/score-response/model.safetensors
              fiducial extract closure.md data -o events                 events/data/events.safetensors
              fiducial extract closure.md curvature -o hs3               hs3/curvature/parabola.hs3.json
            """)

    @ArgumentParser.OptionGroup var arguments: ReportArguments

    @Argument(help: "The cells whose files to write. (default: all)") var labels: [String] = []

    @ArgumentParser.OptionGroup var folder: StoreFolder

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The folder for the files.", valueName: "dir"), completion: .directory)
    var output: String

    func validate() throws { try requireFolder(output) }

    func run() throws {
        var session = arguments.session
        session.store = folder.store
        try reportingFailures(of: arguments.report) {
            let (files, missing) = try session.storedFiles(of: labels)
            let places = try put(
                files.map { ("\($0.label)/\($0.name)", $0.data) }, into: output, session, of: arguments.report)
            for (file, place) in zip(files, places) { mention("\(place.relativePath): \(file.data.count) bytes") }
            if files.isEmpty { complain(["\(arguments.report): there is no file in up-to-date results"]) }
            if !missing.isEmpty {
                complain([
                    "\(arguments.report): not up to date, 'fiducial render' computes: \(missing.joined(separator: ", "))"
                ])
            }
            if files.isEmpty || !labels.isEmpty && !missing.isEmpty { throw ExitCode.failure }
        }
    }
}
