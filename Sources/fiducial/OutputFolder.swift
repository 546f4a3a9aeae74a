import ArgumentParser
import Files
import Foundation
import Report

/// - Throws: `ValidationError` if an output is not a folder, or has the name of a file.
func requireFolder(_ output: String) throws {
    if output == "-" { throw ValidationError("--output needs a folder; for a folder named -, write ./-.") }
    try requireFolderName(output)
}

/// Writes files into the folder of `--output`, without replacing inputs of the report or files of another origin.
///
/// - Parameters:
///   - files: by their paths in the folder.
///   - isExact: whether the folder must contain no other files of this program: files of an earlier export are removed,
///     and the listing is beside the folder.
/// - Returns: their places.
/// - Throws: exit status 2 if a file would replace another one (then nothing is written); `FileError`.
func put(
    _ files: [(name: String, data: Data)], into output: String, isExact: Bool = false, _ session: RenderSession,
    of report: String
) throws -> [URL] {
    let inputs = try session.inputs()
    var folder = WrittenFolder(URL(fileURLWithPath: output, isDirectory: true), isBeside: isExact)
    for (name, data) in files {
        let place = folder.place(name)
        let words: String
        if let what = inputs.name(of: place) {
            words = "\(what); give another folder to -o"
        } else if let obstacle = folder.obstacle(at: name, to: data) {
            words = "\(obstacle.words); move it, or give another folder to -o"
        } else {
            continue
        }
        complain(["\(report): error: \(place.relativePath) would take the place of \(words)"])
        throw ExitCode(2)
    }
    try folder.write(files)
    if isExact, !files.isEmpty {
        try folder.remove(folder.names.subtracting(files.map(\.name)), unless: { inputs.name(of: $0) != nil })
    }
    return files.map { folder.place($0.name) }
}

/// Does the work of a command, and reports errors with a line and the exit status.
func reportingFailures(of report: String, _ work: () throws -> Void) throws {
    do {
        try work()
    } catch let error as InvalidDocument {
        complain(error.diagnostics.map(\.description))
        throw ExitCode(2)
    } catch let error as ValueError {
        complain(["\(report): error: \(error)"])
        if case .question = error { throw ExitCode(2) }
        throw ExitCode.failure
    } catch let error as CellFailure {
        complain(["\(report): error: \(error)"])
        throw ExitCode.failure
    } catch let error as SessionError {
        complain(["\(report): error: \(error)"])
        throw ExitCode.failure
    } catch let error as FileError {
        complain(["error: \(error)"])
        throw ExitCode.failure
    }
}
