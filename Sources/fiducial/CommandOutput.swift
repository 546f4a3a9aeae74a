import ArgumentParser
import Files
import Foundation

/// Writes lines to standard error. Where that is closed or full, the command continues without a message.
func complain(_ lines: [String]) {
    for line in lines { try? StandardStream.error.write(line.printable + "\n") }
}

/// Writes what a command was asked for to standard output.
///
/// - Throws: `ExitCode.failure`, after a message, where it cannot be written; no message is needed where the reader has gone.
func give(_ text: String) throws {
    do throws(FileError) {
        try StandardStream.output.write(text)
    } catch {
        if error.code != EPIPE { complain(["error: \(error)"]) }
        throw ExitCode.failure
    }
}

/// Writes a line that says what was done to standard output, or to standard error where standard output has the result.
func mention(_ line: String, besides output: OutputFile? = nil) {
    if output?.isStandardOutput ?? false { return complain([line]) }
    try? StandardStream.output.write(line.printable + "\n")
}

/// The place of `--output` or of another option; `-` is standard output.
///
/// - Parameters:
///   - option: as messages name it.
///   - inputs: the files that the command reads, each with its name in words; nil where it is not given.
/// - Throws: `ValidationError` where the place is one of these, or can be no file.
func outputPlace(
    _ path: String, for option: String = "--output", besides inputs: [(what: String, path: String?)]
) throws -> OutputFile {
    let output: OutputFile
    do throws(FileError) {
        output = try OutputFile(URL(fileURLWithPath: path == "-" ? "/dev/stdout" : path))
    } catch {
        throw ValidationError("\(option): '\(path)' cannot be written: \(error.reason).")
    }
    var read = ProtectedFiles()
    for input in inputs { if let path = input.path { read.add(URL(fileURLWithPath: path), input.what) } }
    if let what = read.name(of: output) {
        throw ValidationError("\(option): '\(path)' would take the place of \(what); give another file.")
    }
    return output
}
