import Foundation
import TestSupport

/// A command line, run by bash as a user writes it; `$FIDUCIAL` is the program.
struct ShellRun {
    /// Of the shell: 128 and the number of the signal where a signal ended the command.
    let status: Int32
    let output: String
    let errors: String

    /// - Throws: ``ProcessRunner/NotBuilt`` where there is no program.
    init(_ command: String, in folder: TemporaryFolder) throws {
        let program = try ProcessRunner.builtProgram()
        let streams = try TemporaryFolder()
        let (output, errors) = (try streams.file("output", ""), try streams.file("errors", ""))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // As a shell starts it: whoever runs the tests may have the hang-up ignored. Nothing here takes a minute.
        process.arguments = [
            "--default-signal=HUP,INT,TERM,PIPE", "timeout", "--foreground", "120", "bash", "-c", command,
        ]
        process.currentDirectoryURL = folder.url
        process.environment = ProcessInfo.processInfo.environment.merging(["FIDUCIAL": program.path]) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        status = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
        self.output = try String(contentsOf: output, encoding: .utf8)
        self.errors = try String(contentsOf: errors, encoding: .utf8)
    }
}
