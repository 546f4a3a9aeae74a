import ArgumentParser
import Cluster
import Files
import Foundation
import Report

struct ExportSnakefile: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export-snakefile",
        abstract: "Writes the work of a report as a Snakefile, for Snakemake and its executors.",
        discussion: """
            A rule for each cell, and for each group of its parts; what a node does is a bundle, so that the executor decides \
            what machine it is. Run it in the folder from which the report's paths are given. Resources follow from earlier runs \
            in the store, and grow with each retry.

            EXAMPLES:
              fiducial export-snakefile closure.md -o Snakefile
              snakemake --cores 8
              snakemake --executor slurm --jobs 200
            """)

    @ArgumentParser.OptionGroup var arguments: ReportArguments
    @ArgumentParser.OptionGroup var store: StoreFolder

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The Snakefile; - for standard output. (default: Snakefile)", valueName: "file"))
    var output: String?

    @Option(
        help: ArgumentHelp("The page. (default: the report's name with .html)", valueName: "file"),
        completion: .file(extensions: ["html"]))
    var page: String?

    @Option(
        help: ArgumentHelp(
            "An image that holds this program: every rule runs in a container of it, as on REANA.", valueName: "image"))
    var container: String?

    @Option(
        help: ArgumentHelp(
            "Where nodes find this program. (default: where it is here; 'fiducial' in a container)", valueName: "path"))
    var enginePath: String?

    @Option(help: ArgumentHelp("Threads of each task.", valueName: "n"))
    var threads = 1

    func validate() throws {
        if threads < 1 { throw ValidationError("--threads must be at least 1.") }
        if let page { try requireName(page, of: .page, for: "--page") }
        for file in [report, pageFile] where Snakefile.hasWildcards(file) {
            throw ValidationError(
                "'\(file)' has a brace, which Snakemake takes for a wildcard; give the file another name.")
        }
        _ = try place
    }

    /// As Snakemake wants to have paths, without './' in front.
    private func plain(_ path: String) -> String {
        path.hasPrefix("./") ? plain(String(path.dropFirst(2).drop { $0 == "/" })) : path
    }

    private var report: String { plain(arguments.report) }

    private var pageFile: String {
        plain(
            page
                ?? URL(fileURLWithPath: arguments.report).deletingPathExtension().appendingPathExtension("html")
                .relativePath)
    }

    private var place: OutputFile {
        get throws {
            try outputPlace(output ?? "Snakefile", as: .snakefile, besides: [("the report", arguments.report)])
        }
    }

    func run() throws {
        var session = arguments.session
        session.store = store.store
        try reportingFailures(of: arguments.report) {
            let past = PastWork(session.store)
            let engine =
                enginePath ?? container.map { _ in "fiducial" }
                ?? URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
            let text = Snakefile(
                try session.missingWork(), past: past, report: report,
                arguments: arguments.inputs.arguments, store: store.path,
                engine: Shell.quoted(engine),
                page: pageFile,
                unknown: Limits(seconds: 7200, memory: 2_000_000_000, threads: threads), container: container
            ).text
            let place = try place
            if output == nil, place.isReplaced, !Snakefile.mayReplace(place.place) {
                complain(["error: 'Snakefile' is another one; move it, or name another file by -o"])
                throw ExitCode(2)
            }
            try place.write(Data(text.utf8))
        }
    }
}
