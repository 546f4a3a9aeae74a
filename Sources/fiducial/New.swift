import ArgumentParser
import Files
import FitDirectives
import Foundation
import Report

struct New: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes a first report for files of events.",
        discussion: """
            Looks into the files and writes DIR/report.md, with cells that load simulation and data, train their densities, fit \
            and scan, with figures and with checks that need no truth. Columns that are not in all files, hold no numbers or \
            have only one value are left out, and every default choice is reported. No file is overwritten.

            Without options, it asks a few questions in a terminal and suggests answers from the files; elsewhere the \
            report is one on the built-in benchmark.

            EXAMPLES:
              fiducial new first
              fiducial new first --simulation signal=sig.h5 --simulation background=bkg.csv --data data.csv
              fiducial new first --simulation signal=sig.root --template signal:jes=1=sig_jesUp.root \\
                  --template signal:jes=-1=sig_jesDown.root --data data.root --x pt,eta,mass --weight w --id event
              fiducial new first --simulation signal=s.h5 --simulation background=b.h5 \\
                  --template-weight background:btag=1=w_btag_up --data d.h5 --select "pt > 25"

            EXIT STATUS:
              0    the report is written
              1    a file is wrong, or a report exists already; the message says what, and nothing was written
              64   the command line is wrong
              130  stopped by Ctrl-C; nothing was written
            """)

    @Argument(
        help: ArgumentHelp("The folder of the report; it is created if it does not exist.", valueName: "dir"),
        completion: .directory)
    var folder: String

    @Option(
        help: ArgumentHelp(
            "Simulated events of a class; may be repeated, also for a class.", valueName: "class=file"),
        completion: .file())
    var simulation: [String] = []

    @Option(
        help: ArgumentHelp(
            "A template: where it lies in units of the nuisance's σ; CLASS:jes=1,btag=1=FILE moves two. May be repeated.",
            valueName: "class:nuisance=value=file"), completion: .file())
    var template: [String] = []

    @Option(
        help: ArgumentHelp(
            "A template that is the nominal events of the class with another weight. May be repeated.",
            valueName: "class:nuisance=value=column"))
    var templateWeight: [String] = []

    @Option(help: ArgumentHelp("Events of data; may be repeated.", valueName: "file"), completion: .file())
    var data: [String] = []

    @Option(
        help: ArgumentHelp(
            "Features of p(x|c,ν). (default: columns of numbers that are in all files)", valueName: "a,b,…"))
    var x: String?

    @Option(help: ArgumentHelp("Scores, which a map T may distort. (default: none)", valueName: "a,b,…"))
    var y: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The weight of an event, a column or a formula; none for none. (default: a column called so)",
            valueName: "column"))
    var weight: String?

    @Option(
        help: ArgumentHelp(
            "The column that numbers events; none for none. (default: a column called so)", valueName: "column"))
    var id: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The selection of events: pt > 25 and abs(eta) < 2.4.", valueName: "condition"))
    var select: String?

    @Option(
        name: [.long, .customLong("group")],
        help: ArgumentHelp("The tree, group or dataset of files that have several.", valueName: "name"))
    var tree: String?

    /// What the options say; nil where there are none.
    private func request() throws -> NewReportRequest? {
        var request = NewReportRequest()
        do {
            for text in simulation { try request.add(simulation: text) }
            for text in template { try request.add(template: text) }
            for text in templateWeight { try request.add(templateWeight: text) }
        } catch {
            throw ValidationError("\(error.message): \(error.remedy).")
        }
        request.data = data
        request.x = try x.map { try Self.names($0, "--x") }
        request.y = try y.map { try Self.names($0, "--y") } ?? []
        request.weight = Self.column(weight)
        request.id = Self.column(id)
        request.select = select
        request.tree = tree
        if request == NewReportRequest() { return nil }
        guard !request.isEmpty else {
            throw ValidationError("There are no files: give --simulation CLASS=FILE, or no options at all.")
        }
        return request
    }

    private static func names(_ text: String, _ option: String) throws -> [String] {
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        guard !names.contains("") else {
            throw ValidationError("\(option) needs names of columns with commas between them, not '\(text)'.")
        }
        return names
    }

    private static func column(_ text: String?) -> NewReportRequest.Column {
        switch text {
        case nil: .found
        case "none": .none
        case let text?: .given(text)
        }
    }

    func validate() throws {
        try requireFolderName(folder, for: "DIR")
        _ = try request()
    }

    func run() throws {
        let folder = URL(fileURLWithPath: folder, isDirectory: true)
        let cancellation = Cancellation()
        let given = try request()
        do {
            // Before an hour of questions.
            try NewReport.checkPlace(in: folder)
            let asked = try given ?? (isatty(STDIN_FILENO) == 1 ? Self.interview() : NewReportRequest())
            let interrupts = Interrupts(cancellation)
            let progress = RowProgress(cancellation)
            defer { withExtendedLifetime(interrupts) {} }
            let report: NewReport
            do {
                report = try NewReport(asked, in: folder) { try progress.show($0, of: $1) }
            } catch {
                progress.clear()
                throw error
            }
            progress.clear()
            try report.validate(in: folder, directives)
            let place = try report.write(in: folder)
            for remark in report.remarks { mention(remark) }
            mention("\(place.relativePath) is written. Next:")
            for line in Self.next(report, self.folder) { mention("  " + line) }
        } catch is CancellationError {
            throw ExitCode(130)
        } catch let error as InvalidDocument {
            complain(["error: the report that was made of these files is not right, and was not written:"])
            complain(error.diagnostics.map(\.description))
            throw ExitCode.failure
        } catch {
            complain(["error: \(error)"])
            throw ExitCode.failure
        }
    }

    /// Asks the terminal. Questions go to standard error, as prompts do.
    private static func interview() throws -> NewReportRequest {
        let here = URL(fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true)
        complain(["An empty answer takes what stands in brackets; Ctrl-C ends without a report.", ""])
        return try ReportInterview(say: { complain([$0]) }) { question in
            try? StandardStream.error.write(question.printable)
            return readLine()
        }.request(for: here)
    }

    private static func next(_ report: NewReport, _ folder: String) -> [String] {
        let path = (folder.hasSuffix("/") ? folder : folder + "/") + NewReport.name
        let allowed = report.allowedFolders.map { " --allow-path " + ReportPaths.quoted($0) }.joined()
        return [
            "fiducial render \(ReportPaths.quoted(path))\(allowed)",
            "    a quick look: -p steps=300; without a run: fiducial validate in place of render",
        ]
    }
}
