import ArgumentParser
import Foundation
import Report

struct ExportHEPData: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export-hepdata",
        abstract: "Writes the tables of a report as a submission to HEPData.",
        discussion: """
            From results that are up to date; nothing is computed. Every table becomes LABEL.yaml, with its numbers as the \
            results have them and their uncertainties; submission.yaml names all of them. Columns without numbers are the \
            independent variables. What HEPData wants beyond that, such as reactions and energies, is added by hand.

            EXAMPLES:
              fiducial export-hepdata closure.md -o hepdata
              fiducial export-hepdata closure.md results -o hepdata     this table
            """)

    @ArgumentParser.OptionGroup var arguments: ReportArguments

    @Argument(help: "The cells to write. (default: all tables)") var labels: [String] = []

    @ArgumentParser.OptionGroup var folder: StoreFolder

    @Option(name: .shortAndLong, help: ArgumentHelp("Where the files go.", valueName: "dir"), completion: .directory)
    var output: String

    func validate() throws { try requireFolder(output) }

    func run() throws {
        var session = arguments.session
        session.store = folder.store
        try reportingFailures(of: arguments.report) {
            let export = try session.hepData(of: labels)
            let places = try put(export.files, into: output, session, of: arguments.report)
            if let last = places.last { mention("\(last.relativePath): \(places.count - 1) tables") }
            if places.isEmpty { complain(["\(arguments.report): no up-to-date cell shows a table of results"]) }
            complain(export.missing.map { "\(arguments.report): '\($0.label)' is not there: \($0.why)" })
            if !export.missing.isEmpty { complain(["\(arguments.report): 'fiducial render' computes what is missing"]) }
            if places.isEmpty || !export.missing.isEmpty { throw ExitCode.failure }
        }
    }
}
