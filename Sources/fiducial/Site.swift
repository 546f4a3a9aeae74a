import ArgumentParser
import Files
import Foundation
import Report

struct Site: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Writes the pages of all reports of a folder as a site, with a list, a search and the history of verdicts.",
        discussion: """
            Static files for any web server, or for none: index.html lists the reports with verdicts, findings, review and \
            times, searches their texts, figures, claims and values in the browser, and shows how each stood at earlier \
            builds; every report has a page as 'render' writes it. Links between reports lead to their pages.

            Results come from the store; cells without one are shown as not computed, unless --run computes them. history.jsonl \
            in the site holds a line for every report and build in which something changed, and one a day otherwise; lines are \
            only added. What an earlier build wrote and this one does not is removed, and nothing else. The folder of the site \
            has to be empty or a site.

            EXAMPLES:
              fiducial site reports -o public
              fiducial site reports -o public --run           computes what is out of date first
              fiducial site studies -o public -p events=20000

            EXIT STATUS:
              0    the site is written
              1    it is written, and something is wrong with a report, which the list tells; or it cannot be written
              2    there are no reports, or the folder of the site holds something else
              130  stopped; finished cells are in the store
            """)

    @Argument(help: "The folder of reports.", completion: .directory) var reports: String
    @Option(
        name: .shortAndLong, help: ArgumentHelp("The folder of the site.", valueName: "dir"), completion: .directory)
    var output: String
    @Flag(name: .customLong("run"), help: "Computes what is out of date first.") var computes = false
    @ArgumentParser.OptionGroup var shown: ReportsArguments

    func validate() throws {
        try requireFolder(output)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: reports, isDirectory: &isFolder), isFolder.boolValue else {
            throw ValidationError("there is no folder '\(reports)'.")
        }
    }

    func run() async throws {
        let cancellation = Cancellation()
        var site = SiteSession(
            reports, to: URL(fileURLWithPath: output, isDirectory: true),
            session: shown.session { session in
                session.cancellation = cancellation
                session.progress = StandardProgress.display(nobodyReads: { cancellation.cancel() })
            })
        site.runs = computes
        site.templates = shown.templates.url
        site.line = { mention($0) }
        let interrupts = Interrupts(cancellation)
        let outcome: SiteSession.Outcome
        do {
            outcome = try await site.build()
        } catch let error as SiteError {
            complain(["error: \(error)"])
            throw ExitCode(2)
        } catch {
            complain(["error: \(error)"])
            throw ExitCode.failure
        }
        withExtendedLifetime(interrupts) {}
        complain(outcome.problems)
        if outcome.isStopped { throw ExitCode(130) }
        mention("\(output): \(outcome.pages) \(outcome.pages == 1 ? "page" : "pages")")
        if !outcome.problems.isEmpty { throw ExitCode.failure }
    }
}
