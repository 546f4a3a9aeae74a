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
        help: "Reads event files whole to see whether they have changed, where otherwise their size and times decide.")
    var verifyFiles = false

    func apply(to session: inout RenderSession) {
        session.verifiesFiles = verifyFiles
        session.store = folder.store
        session.refresh = refresh
        session.usesCache = !noCache
    }
}
