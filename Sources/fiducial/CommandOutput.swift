import ArgumentParser
import Files
import Foundation

/// Writes lines to standard error. Where that is closed or full, the command continues without a message.
func complain(_ lines: [String]) {
    for line in lines { try? StandardStream.error.write(line.printable + "\n") }
}

/// Writes the result of a command to standard output.
///
/// - Throws: `ExitCode.failure`, after a message, if it cannot be written; without a message if the reader has closed
///   the pipe.
func give(_ text: String) throws {
    do throws(FileError) {
        try StandardStream.output.write(text)
    } catch {
        if error.code != EPIPE { complain(["error: \(error)"]) }
        throw ExitCode.failure
    }
}

/// Writes a line about what was done to standard output, or to standard error if standard output has the result.
func mention(_ line: String, besides output: OutputFile? = nil) {
    if output?.isStandardOutput ?? false { return complain([line]) }
    try? StandardStream.output.write(line.printable + "\n")
}

/// The place of `--output` or of another option; `-` is standard output.
///
/// - Parameters:
///   - option: the option's name in messages.
///   - kind: the kind of output; nil if the extension determines it.
///   - inputs: the files that the command reads, each with its name in words; nil if it is not given.
/// - Throws: `ValidationError` if the place is one of these, has the name of another kind of file, or cannot be a file.
func outputPlace(
    _ path: String, as kind: OutputKind?, for option: String = "--output",
    besides inputs: [(what: String, path: String?)]
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
    if let kind { try requireName(path, of: kind, for: option) }
    return output
}

/// Refuses the name of another kind of file than what is written, also behind a link; a pipe or a device may have any name.
///
/// - Throws: `ValidationError`.
func requireName(_ path: String, of kind: OutputKind, for option: String = "--output") throws {
    guard path != "-", let output = try? OutputFile(URL(fileURLWithPath: path)), output.isReplaced else { return }
    if let wrong = kind.mismatch(path) {
        throw ValidationError(
            "\(option): '\(path)' has the name of \(wrong.named), and \(wrong.written) is written: call it '\(wrong.better)'."
        )
    }
    if let wrong = kind.mismatch(output.place.path) {
        throw ValidationError(
            "\(option): '\(path)' leads to '\(output.place.path)', which has the name of \(wrong.named), and \(wrong.written) is written: "
                + "give another file.")
    }
}

/// Refuses the name of a file for a folder that is to be made.
///
/// - Throws: `ValidationError`.
func requireFolderName(_ path: String, for option: String = "--output") throws {
    guard let wrong = OutputKind.folder.mismatch(path), !FileManager.default.fileExists(atPath: path) else { return }
    throw ValidationError(
        "\(option): '\(path)' has the name of \(wrong.named), and a folder is made: call it '\(wrong.better)'.")
}
