import ArgumentParser
import Foundation
import Report

struct ShowValues: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "value", abstract: "Prints values of a report's results, with their uncertainties.",
        discussion: """
            A value is named as in prose, label.path; the standard error that its verb declares comes with it. Nothing is \
            computed: what is printed is the result of the cell as it stands, from the store. Several values stand on \
            lines of their own, behind their names.

            EXAMPLES:
              fiducial value closure.md measurement.shift.best
              fiducial value closure.md 'measurement.shift.best | .4' measurement.loss
              fiducial value closure.md 'plane.shift.best + plane.shift.plus - plane.shift.minus'
              fiducial value closure.md measurement.shift.best --json

            EXIT STATUS:
              0    printed
              1    a cell has no result as it stands: it is missing, stale or damaged, and the message says why
              2    the report is wrong, or no result of it will have such a value
            """)

    @ArgumentParser.OptionGroup var arguments: ReportArguments
    @Argument(help: ArgumentHelp("What to print, label.path.", valueName: "path")) var paths: [String]
    @ArgumentParser.OptionGroup var folder: StoreFolder
    @Flag(help: "Prints numbers, uncertainties and their sources as JSON ('fiducial schema value').")
    var json = false

    func run() throws {
        var session = arguments.session
        session.store = folder.store
        try reportingFailures(of: arguments.report) {
            let found = try session.values(paths)
            if json { return try give(found.json) }
            let width = found.values.map(\.path.count).max() ?? 0
            let lines = found.values.map { value in
                paths.count == 1
                    ? value.text : value.path.padding(toLength: width, withPad: " ", startingAt: 0) + "  " + value.text
            }
            try give(lines.map { $0.printable + "\n" }.joined())
        }
    }
}
