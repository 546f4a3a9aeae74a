import ArgumentParser
import Foundation
import Report
import Statistics

struct ExportHEPData: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export-hepdata",
        abstract: "Writes the results of a report as a submission to HEPData: tables, scans, covariances.",
        discussion: """
            From results that are up to date; nothing is computed. Every table becomes LABEL.yaml, with its numbers as the \
            results have them and their uncertainties; columns without numbers are its independent variables. A scan gives \
            intervals, curves, contours and its grid, a Hessian its matrices, a fit its best fit and its events, contours with \
            'heat-map' their plane; each with the figure that is drawn of it. submission.yaml names all of them. What HEPData \
            wants beyond that, such as reactions and energies, is added by hand; the next export then asks for another folder.

            EXAMPLES:
              fiducial export-hepdata closure.md -o hepdata
              fiducial export-hepdata closure.md results plane -o hepdata     these two cells
            """)

    @ArgumentParser.OptionGroup var arguments: ReportArguments

    @Argument(help: "The cells to write. (default: all that have numbers to publish)") var labels: [String] = []

    @ArgumentParser.OptionGroup var folder: StoreFolder

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The folder for the files.", valueName: "dir"), completion: .directory)
    var output: String

    func validate() throws { try requireFolder(output) }

    func run() throws {
        var session = arguments.session
        session.store = folder.store
        try reportingFailures(of: arguments.report) {
            let export = try session.hepData(of: labels)
            let places = try put(export.files, into: output, isExact: true, session, of: arguments.report)
            if let last = places.last { mention("\(last.relativePath): \(NumberText.counted(export.tables, "table"))") }
            if places.isEmpty { complain(["\(arguments.report): no up-to-date cell has numbers to publish"]) }
            complain(export.problems.map { "\(arguments.report): error: \($0)" })
            complain(export.missing.map { "\(arguments.report): '\($0.label)' is not there: \($0.why)" })
            if !export.missing.isEmpty { complain(["\(arguments.report): 'fiducial render' computes what is missing"]) }
            if places.isEmpty || !export.missing.isEmpty || !export.problems.isEmpty { throw ExitCode.failure }
        }
    }
}
