import ArgumentParser
import Files
import Foundation
import Report

/// - Throws: `ValidationError` where an output is no folder, or has the name of a file.
func requireFolder(_ output: String) throws {
    if output == "-" { throw ValidationError("--output needs a folder; for a folder named -, write ./-.") }
    try requireFolderName(output)
}

/// Writes files into the folder of `--output`, over nothing that the report is made from and nothing of another origin.
///
/// - Parameters:
///   - files: by their paths in the folder.
///   - isExact: whether the folder shall hold nothing else of this program: what an earlier export left goes, and what says which
///     files these are stands beside the folder.
/// - Returns: their places.
/// - Throws: exit status 2 where one would take the place of something, and then nothing is written; `FileError`.
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

/// Does what a command is for, with a line and the exit status for whatever goes wrong.
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
