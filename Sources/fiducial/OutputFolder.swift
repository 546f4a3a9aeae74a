import ArgumentParser
import Files
import Foundation
import Report

/// - Throws: `ValidationError` where an output is no folder.
func requireFolder(_ output: String) throws {
    if output == "-" { throw ValidationError("--output needs a folder; for a folder named -, write ./-.") }
}

/// - Throws: exit status 2 where a file would take the place of one that the report is made from.
func requireFree(_ places: [URL], _ session: RenderSession, of report: String) throws {
    let inputs = try session.inputs()
    for place in places {
        guard let what = inputs.name(of: place) else { continue }
        complain([
            "\(report): error: \(place.relativePath) would take the place of \(what); give another folder to -o"
        ])
        throw ExitCode(2)
    }
}

/// Does what a command is for, with a line and the exit status for whatever goes wrong.
func reportingFailures(of report: String, _ work: () throws -> Void) throws {
    do {
        try work()
    } catch let error as InvalidDocument {
        complain(error.diagnostics.map(\.description))
        throw ExitCode(2)
    } catch let error as SessionError {
        complain(["\(report): error: \(error)"])
        throw ExitCode.failure
    } catch let error as FileError {
        complain(["error: \(error)"])
        throw ExitCode.failure
    }
}
