import ArgumentParser
import Files
import Foundation

/// The place of `--output`; `-` is standard output.
///
/// - Parameter inputs: the files that the command reads, each with its name in words; nil where it is not given.
/// - Throws: `ValidationError` where the place is one of these, or can be no file.
func outputPlace(_ path: String, besides inputs: [(what: String, path: String?)]) throws -> OutputFile {
    let output: OutputFile
    do throws(FileError) {
        output = try OutputFile(URL(fileURLWithPath: path == "-" ? "/dev/stdout" : path))
    } catch {
        throw ValidationError("--output: '\(path)' cannot be written: \(error.reason).")
    }
    var read = ProtectedFiles()
    for input in inputs { if let path = input.path { read.add(URL(fileURLWithPath: path), input.what) } }
    if let what = read.name(of: output) {
        throw ValidationError("--output: '\(path)' would take the place of \(what); give another file.")
    }
    return output
}
