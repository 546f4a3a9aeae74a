import ArgumentParser
import Foundation
import Report

/// What every command that reads a report takes.
struct ReportArguments: ParsableArguments {
    @Argument(help: "The report, a Markdown file.", completion: .file(extensions: ["md"]))
    var report: String

    @Option(
        name: [.customShort("p"), .customLong("param")],
        help: ArgumentHelp(
            "Sets a parameter of the report, used there as ${key}; may be repeated.", valueName: "key=value"))
    var parameters: [String] = []

    @Option(
        name: .customLong("allow-path"),
        help: ArgumentHelp(
            "A folder besides the report's own that it may take files and pictures from; may be repeated.",
            valueName: "dir"), completion: .directory)
    var allowedFolders: [String] = []

    func validate() throws {
        try checkParameters(parameters)
        try checkFolders(allowedFolders)
    }

    var session: RenderSession {
        var session = RenderSession(report: URL(fileURLWithPath: report), as: report, directives: directives)
        session.parameters = parameterValues(parameters)
        session.allowedFolders = allowedFolders.map { URL(fileURLWithPath: $0, isDirectory: true) }
        session.engine = Version.text
        return session
    }
}

/// - Throws: `ValidationError` where one of `-p key=value` is of another form.
func checkParameters(_ parameters: [String]) throws {
    for parameter in parameters where parameter.firstIndex(of: "=") ?? parameter.startIndex == parameter.startIndex {
        throw ValidationError("'-p \(parameter)' is not of the form -p key=value.")
    }
}

/// - Throws: `ValidationError` where one of `--allow-path DIR` is no folder.
func checkFolders(_ paths: [String]) throws {
    for path in paths {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            throw ValidationError("--allow-path: there is no folder '\(path)'.")
        }
    }
}

/// The names and values of `-p key=value`.
func parameterValues(_ parameters: [String]) -> [(name: String, value: String)] {
    parameters.compactMap { parameter in
        let parts = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
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
