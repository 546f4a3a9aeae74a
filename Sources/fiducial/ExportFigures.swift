import ArgumentParser
import Foundation
import Report
import Statistics

struct ExportFigures: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export-figures",
        abstract: "Writes the figures and tables of a report for a paper: PDF and LaTeX.",
        discussion: """
            From results that are up to date; nothing is computed. Every figure becomes LABEL-86mm.pdf, for a column, and \
            LABEL-178mm.pdf, for a page; every table a 'tabular' with its decimal points under each other. LABEL.tex holds \
            the float with caption and \\label{fig:LABEL} or \\label{tab:LABEL}, in which cross references of the report are \
            \\ref; figures.tex reads all of them, and says which packages they need. Files of another origin, and those that were \
            changed since they were written here, are not replaced.

            EXAMPLES:
              fiducial export-figures closure.md -o paper
              fiducial export-figures closure.md contours results -o paper     these two cells
            """)

    @ArgumentParser.OptionGroup var arguments: ReportArguments

    @Argument(help: "The cells to write. (default: all that show a figure or a table)") var labels: [String] = []

    @ArgumentParser.OptionGroup var folder: StoreFolder

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The folder for the files.", valueName: "dir"), completion: .directory)
    var output: String

    func validate() throws { try requireFolder(output) }

    func run() throws {
        var session = arguments.session
        session.store = folder.store
        try reportingFailures(of: arguments.report) {
            let paper = try session.paper(of: labels)
            let places = try put(paper.files, into: output, session, of: arguments.report)
            if let last = places.last { mention("\(last.relativePath): \(NumberText.counted(places.count, "file"))") }
            if places.isEmpty { complain(["\(arguments.report): no up-to-date cell shows a figure or a table"]) }
            complain(paper.remarks)
            complain(paper.problems.map { "\(arguments.report): error: \($0)" })
            complain(paper.missing.map { "\(arguments.report): '\($0.label)' is not there: \($0.why)" })
            if !paper.missing.isEmpty { complain(["\(arguments.report): 'fiducial render' computes what is missing"]) }
            if places.isEmpty || !paper.missing.isEmpty || !paper.problems.isEmpty { throw ExitCode.failure }
        }
    }
}
