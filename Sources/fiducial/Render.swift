import ArgumentParser
import Files
import Foundation
import Report

struct Render: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Computes what is out of date and writes the page.",
        discussion: """
            The page is one HTML file that needs nothing else; pictures and tables that a cell asks for as files \
            stand beside it in PAGE_files/. A failed cell shows its error in the page, and only cells that use it are \
            left out. A page that is already there is replaced only by a whole new one; a link stays and what it leads to is \
            replaced; a pipe or a device is written to. Nothing is written over the report or a file that it reads.

            EXAMPLES:
              fiducial render closure.md                       writes closure.html
              fiducial render closure.md -p events=20000       with another parameter
              fiducial render closure.md --refresh ensemble    trains the cell 'ensemble' again
              fiducial render closure.md -o - > page.html      writes the page to standard output
              fiducial render closure.md --pdf                 writes closure.html and closure.pdf
              fiducial render closure.md --strict              fails where a result is doubtful or unsound
              fiducial render closure.md --json results.json   all numbers for other programs
              fiducial render closure.md --junit claims.xml    claims and findings for continuous integration
              fiducial render closure.md --sarif scan.sarif    for code scanning: mistakes, claims that fail, findings
              fiducial render closure.md --on slurm:short      has the work done by nodes of a cluster
              fiducial render closure.md --on slurm --dry-run  shows what would be submitted

            EXIT STATUS:
              0    all cells are there, and all claims hold
              1    a cell or a claim failed; with --strict also where a cell finds its own result doubtful or unsound \
            and the author has not accepted that
              2    the report is wrong, or the page would replace what it is made from; nothing was computed
              130  stopped
            """)

    @ArgumentParser.OptionGroup var arguments: ReportArguments
    @ArgumentParser.OptionGroup var store: StoreArguments

    @ArgumentParser.OptionGroup var cluster: ClusterArguments

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The page; - for standard output. (default: the report's name with .html)", valueName: "file"),
        completion: .file(extensions: ["html"]))
    var output: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("How many threads to use. (default: all cores)", valueName: "n"))
    var jobs: Int?

    @ArgumentParser.OptionGroup var templates: TemplateFolder

    @Flag(
        name: .customLong("no-explore"),
        help: "Leaves out the data of figures with sliders; these figures show the best fit.")
    var leavesOutExplorer = false

    @Flag(help: "Fails if a result is doubtful or unsound, and its cell does not accept that by name.")
    var strict = false

    @Option(
        help: ArgumentHelp(
            "Writes what cells find wrong with their own results, as JSON; - for standard output.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var health: String?

    @Option(
        help: ArgumentHelp(
            "Writes all that cells found, as JSON ('fiducial schema results'); - for standard output.",
            valueName: "file"), completion: .file(extensions: ["json"]))
    var json: String?

    @Option(
        help: ArgumentHelp(
            "Writes claims and findings as test cases, as JUnit's XML; - for standard output.", valueName: "file"),
        completion: .file(extensions: ["xml"]))
    var junit: String?

    @Option(
        help: ArgumentHelp(
            "Writes mistakes, claims that fail and findings as SARIF, for code scanning; - for standard output.",
            valueName: "file"), completion: .file(extensions: ["sarif"]))
    var sarif: String?

    @Option(
        help: ArgumentHelp(
            "Writes a line of JSON for each change of state while cells run: what begins, how far it is, how it ends.",
            valueName: "file"), completion: .file(extensions: ["jsonl"]))
    var log: String?

    @Option(
        help: ArgumentHelp(
            "Gives the page this date, seconds since 1970, and leaves out machine and times, so that the same results give "
                + "the same page to the byte. (default: SOURCE_DATE_EPOCH of the environment, where it is set)",
            valueName: "seconds"))
    var sourceDateEpoch: String?

    @Option(help: "Also prints mistakes as this service shows them beside the text: github.")
    var annotations: AnnotationService?

    @Flag(help: "Also prints the page as PDF, beside it, with the installed Chromium.")
    var pdf = false

    @Flag(name: .shortAndLong, help: "Prints errors only.")
    var quiet = false

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1.") }
        _ = try pageDate
        if let output, URL(fileURLWithPath: output).pathExtension.lowercased() == "pdf" {
            throw ValidationError(
                "The page is HTML. For '\(output)' too, give --pdf: -o '\(output.dropLast(4)).html' --pdf.")
        }
        // What stands there as Markdown already is told with what it is to the report.
        if let output,
            OutputKind.page.mismatch(output)?.named != "Markdown" || !FileManager.default.fileExists(atPath: output)
        {
            try requireName(output, of: .page)
        }
        for (path, kind, option) in [
            (health, OutputKind.json, "--health"), (json, .json, "--json"), (junit, .junit, "--junit"),
            (sarif, .sarif, "--sarif"), (log, .log, "--log"),
        ] {
            if let path { try requireName(path, of: kind, for: option) }
        }
        if pdf, output == "-" { throw ValidationError("--pdf needs a page in a file: give one to --output.") }
    }

    /// Of `--source-date-epoch`, or of the environment.
    private var pageDate: Date? {
        get throws {
            let variable = "SOURCE_DATE_EPOCH"
            let given = ProcessInfo.processInfo.environment[variable].flatMap { $0.isEmpty ? nil : $0 }
            guard let text = sourceDateEpoch ?? given else { return nil }
            guard let seconds = Int(text), (0...253_402_300_799).contains(seconds) else {
                let name = sourceDateEpoch == nil ? variable : "--source-date-epoch"
                throw ValidationError("\(name): '\(text)' is no number of seconds since 1970.")
            }
            return Date(timeIntervalSince1970: TimeInterval(seconds))
        }
    }

    func run() async throws {
        var session = arguments.session
        store.apply(to: &session)
        if let jobs { session.jobs = jobs }
        session.templates = templates.url
        session.isStrict = strict
        var dryRun: String?
        try reportingFailures(of: arguments.report) {
            guard let machine = try cluster.machine() else { return }
            if cluster.dryRun {
                dryRun = try machine.dryRun(session)
            } else {
                session.runner = machine.runner(session, leavesRunning: cluster.leaveRunning)
            }
        }
        if let dryRun { return try give(dryRun) }
        do {
            session.printer = pdf ? try PagePrinter() : nil
        } catch {
            complain(["error: \(error)"])
            throw ExitCode(2)
        }
        session.isExplorable = !leavesOutExplorer
        func place(_ path: String) -> URL { URL(fileURLWithPath: path == "-" ? "/dev/stdout" : path) }
        session.health = health.map(place)
        session.results = json.map(place)
        session.junit = junit.map(place)
        session.sarif = sarif.map(place)
        session.log = log.map(place)
        session.pageDate = try pageDate
        let cancellation = session.cancellation
        session.progress =
            quiet ? SilentProgress() : StandardProgress.display(nobodyReads: { cancellation.cancel() })
        session.patience = Interrupts.patience
        let interrupts = Interrupts(session.cancellation)
        let page =
            output.map(place)
            ?? session.report.deletingPathExtension().appendingPathExtension("html")
        if output == nil, !PageFile.isOwn(page, hasOwnTemplates: session.templates != nil) {
            complain([
                "\(arguments.report): error: \(page.relativePath) is no page of this program; move it, or name another file by -o"
            ])
            throw ExitCode(2)
        }
        let outcome = await session.render(to: page)
        withExtendedLifetime(interrupts) {}
        complain(outcome.messages)
        annotations?.show(outcome.annotations)
        let results = [page, session.health, session.results, session.junit, session.sarif].compactMap { $0 }
        if !quiet, let summary = outcome.summary {
            mention(summary, besides: results.compactMap { try? OutputFile($0) }.first(where: \.isStandardOutput))
        }
        // Also when quiet: a result that is not what it claims to be is worth a line.
        complain(outcome.remarks)
        if outcome.exitStatus == 130 { Interrupts.leave() }
        throw ExitCode(outcome.exitStatus)
    }
}
