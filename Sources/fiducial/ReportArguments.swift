import ArgumentParser
import Foundation
import Report

/// What every command that reads a report takes.
struct ReportArguments: ParsableArguments {
    @Argument(help: "The report, a Markdown file.", completion: .file(extensions: ["md"]))
    var report: String

    @ArgumentParser.OptionGroup var inputs: ReportInputs

    var session: RenderSession {
        var session = RenderSession(report: URL(fileURLWithPath: report), as: report, directives: directives)
        session.parameters = inputs.parameters
        session.allowedFolders = inputs.folders
        session.engine = Version.text
        return session
    }
}

/// Where results are kept.
struct StoreFolder: ParsableArguments {
    @Option(
        name: .customLong("store"), help: ArgumentHelp("The folder that keeps results.", valueName: "dir"),
        completion: .directory)
    var path = ".fiducial/store"

    func validate() throws {
        if path.isEmpty { throw ValidationError("--store names no folder.") }
    }

    var store: Store { Store(URL(fileURLWithPath: path)) }
}

/// Where results are kept, and which of them are computed again.
struct StoreArguments: ParsableArguments {
    @ArgumentParser.OptionGroup var folder: StoreFolder

    @Option(
        help: ArgumentHelp("Computes this cell again, also one with run: manual; may be repeated.", valueName: "label"))
    var refresh: [String] = []

    @Flag(help: "Computes every cell again. Results are stored all the same.")
    var noCache = false

    @Flag(
        help: "Reads event files completely to see whether they have changed; by default, size and times decide.")
    var verifyFiles = false

    func apply(to session: inout RenderSession) {
        session.verifiesFiles = verifyFiles
        session.store = folder.store
        session.refresh = refresh
        session.usesCache = !noCache
    }
}

/// Custom templates.
struct TemplateFolder: ParsableArguments {
    @Option(
        name: .customLong("templates"),
        help: ArgumentHelp("Templates, styles and scripts that replace those built in, by name.", valueName: "dir"),
        completion: .directory)
    private var path: String?

    var url: URL? { path.map { URL(fileURLWithPath: $0, isDirectory: true) } }
}

/// What every command takes that shows several reports.
struct ReportsArguments: ParsableArguments {
    @ArgumentParser.OptionGroup var store: StoreFolder

    @Option(
        name: [.customShort("j"), .customLong("jobs"), .customLong("threads")],
        help: ArgumentHelp("How many threads a run uses. (default: all cores)", valueName: "n"))
    private var jobs: Int?

    @ArgumentParser.OptionGroup var inputs: ReportInputs

    @ArgumentParser.OptionGroup var templates: TemplateFolder

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1.") }
    }

    /// The session of a report, with the options of the command line.
    ///
    /// - Parameter further: further settings of a command.
    func session(
        _ further: @escaping @Sendable (inout RenderSession) -> Void = { _ in }
    ) -> @Sendable (URL, String) -> RenderSession {
        let (values, folders, store, jobs) = (inputs.parameters, inputs.folders, store.store, jobs)
        let templates = templates.url
        return { report, name in
            var session = RenderSession(report: report, as: name, directives: directives)
            session.parameters = values
            session.store = store
            session.allowedFolders = folders
            session.templates = templates
            session.engine = Version.text
            if let jobs { session.jobs = jobs }
            further(&session)
            return session
        }
    }
}
