import ArgumentParser
import Foundation

/// What a report may take from outside: values of its parameters, and folders besides its own.
struct ReportInputs: ParsableArguments {
    @Option(
        name: [.customShort("p"), .customLong("param")],
        help: ArgumentHelp(
            "Sets a parameter of the report, used there as ${key}; may be repeated.", valueName: "key=value"))
    private var given: [String] = []

    @Option(
        name: .customLong("allow-path"),
        help: ArgumentHelp(
            "A folder besides a report's own that it may take files and pictures from; may be repeated.",
            valueName: "dir"), completion: .directory)
    private var allowed: [String] = []

    func validate() throws {
        for parameter in given where parameter.firstIndex(of: "=") ?? parameter.startIndex == parameter.startIndex {
            throw ValidationError("'-p \(parameter)' is not of the form -p key=value.")
        }
        for path in allowed {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
                let whole = (path as NSString).expandingTildeInPath
                guard !path.hasPrefix("~") || whole == path else {
                    throw ValidationError("--allow-path: '~' is not expanded in quotes or behind '='; give '\(whole)'.")
                }
                throw ValidationError("--allow-path: there is no folder '\(path)'.")
            }
        }
    }

    /// Names and values.
    var parameters: [(name: String, value: String)] {
        given.compactMap { parameter in
            let parts = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
        }
    }

    /// As they were given, for the command line of another process.
    var arguments: [String] { given.flatMap { ["-p", $0] } + allowed.flatMap { ["--allow-path", $0] } }

    var folders: [URL] { allowed.map { URL(fileURLWithPath: $0, isDirectory: true) } }
}
