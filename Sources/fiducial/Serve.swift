import ArgumentParser
import Foundation
import Preview
import Report

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows reports in the browser, and updates the page while they are written and run.",
        discussion: """
            Shows a list of the reports of a folder, and each of them as 'render' would write it from what the store \
            holds. A change of the text is in the page at once; what is out of date runs when asked for there. One \
            reviewer or ten may look. Ctrl-C ends the server; what runs is stopped, saves its state, and goes on from \
            there the next time.

            EXAMPLES:
              fiducial serve reports                    the list, at http://127.0.0.1:8421/
              fiducial serve closure.md -p events=20000
              fiducial serve reports --port 0           on any port that is free

            Reached from this machine alone, unless --host says otherwise; anyone who reaches it may then read the \
            reports and run them.

            EXIT STATUS:
              0    ended by Ctrl-C or 'kill'
              1    it cannot listen: the port is in use, say
              2    there is no such folder or report
              130  ended so while something ran; finished cells are in the store
            """)

    @Argument(
        help: "A folder of reports, or reports, Markdown files. (default: this folder)",
        completion: .file(extensions: ["md"]))
    var paths: [String] = []

    @Option(help: ArgumentHelp("The port; 0 for any that is free.", valueName: "n"))
    var port: UInt16 = 8421

    @Option(help: ArgumentHelp("The address to listen on.", valueName: "address"))
    var host = "127.0.0.1"

    @ArgumentParser.OptionGroup var reports: ReportsArguments

    func run() async throws {
        let server: PreviewServer
        do {
            server = try PreviewServer(
                paths, host: host, port: port, templates: reports.templates.url, line: { mention($0) },
                session: reports.session())
        } catch let error as MissingReports {
            complain(["error: \(error)"])
            throw ExitCode(2)
        } catch {
            complain(["error: \(error)"])
            throw ExitCode.failure
        }
        mention(server.url)
        if server.isOpen {
            complain([
                "WARNING: every machine that reaches \(host) may read these reports and run them; "
                    + "leave out --host to be reached from this machine alone"
            ])
        }
        let interrupts = Interrupts(whenReaderGoes: false) { server.stop() }
        let hadRun = try await server.run()
        withExtendedLifetime(interrupts) {}
        if hadRun { throw ExitCode(130) }
    }
}
