import ArgumentParser
import Files
import FitDirectives
import Foundation
import Report

/// The command line.
@main
struct Fiducial: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fiducial",
        abstract: "Renders literate reports of unbinned, profiled likelihood fits.",
        discussion: """
            A report is Markdown. Fenced cells in it train flows, fit, scan and check; their results are kept in a \
            store, so that only what is out of date runs again. The result is one HTML file.

              A cell:                              In the text:
              ```{scan} shift-squeeze              `{value} fit.best ± fit.sigma | .3`
              fit: ensemble                        @shift-squeeze
              nuisances: [shift, squeeze]          $-2\\Delta\\ln L$
              caption: The profiled likelihood.
              ```

            EXAMPLES:
              fiducial render reports/quickstart.md -o build/quickstart.html
              fiducial serve reports
              fiducial plan reports/quickstart.md
              fiducial value reports/quickstart.md measurement.shift.best
              fiducial diff reports/quickstart.md@HEAD reports/quickstart.md
              fiducial review reports/quickstart.md --approve contours
              fiducial verbs scan
              fiducial inspect sig.root
              fiducial new first --simulation signal=sig.h5 --simulation background=bkg.h5 --data data.h5
              fiducial extract reports/paper.md -o networks
              fiducial evaluate model.safetensors --input events.csv --output densities.csv

            EXIT STATUS:
              0    every cell ran and every check holds
              1    a cell or a check failed; the page is written and says which
                   (or page or store cannot be written, and the message says so)
              2    the report is wrong, or the page would replace what it is made from; nothing was computed or written
              64   the command line is wrong
              130  stopped by Ctrl-C; finished cells are in the store
            """,
        version: Version.text,
        subcommands: [
            Render.self, Serve.self, Site.self, ShowPlan.self, ShowValues.self, Validate.self, Diff.self,
            ReviewCommand.self, Verbs.self, ShowSchema.self, New.self, Inspect.self, Extract.self, ExportFigures.self,
            ExportHEPData.self, ExportSnakefile.self, StoreCommands.self, Jobs.self, Work.self, Compute.self,
            Import.self, Export.self,
            Evaluate.self, Sample.self,
        ])

    /// Runs the command that the arguments name, as the library does, except where output cannot be written: this does not
    /// change the exit status for a message, and is a failure for help and version.
    static func main() async {
        StandardStream.prepare()
        if let complaint = FitDirectives.complaint {
            complain(["error: \(complaint)"])
            Foundation.exit(ExitCode.validationFailure.rawValue)
        }
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            let (code, message) = (exitCode(for: error), fullMessage(for: error))
            if !code.isSuccess {
                complain(message.isEmpty ? [] : [message])
            } else if !message.isEmpty {
                do { try give(message + "\n") } catch { Foundation.exit(exitCode(for: error).rawValue) }
            }
            Foundation.exit(code.rawValue)
        }
    }
}

/// The verbs of this program, beside those that the engine brings along.
let directives = DirectiveRegistry(
    FitDirectives.all, arithmetic: FitDirectives.arithmetic, instructionSet: FitDirectives.instructionSet)

enum Version {
    static let number = "0.1.0"
    static let text = "fiducial \(number)"
}
