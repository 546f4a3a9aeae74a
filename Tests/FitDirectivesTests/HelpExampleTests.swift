import Foundation
import TestSupport
import Testing

private let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first(where: FileManager.default.isExecutableFile)

/// Every command's help has an example that runs.
@Suite(.enabled(if: python != nil, "there is no python3")) struct HelpExampleTests {
    @Test func examplesRun() throws {
        let folder = try TemporaryFolder()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(python))
        process.arguments = [
            "-I", PackageFolder.url.appendingPathComponent("Tests/FitDirectivesTests/Programs/run_examples.py").path,
            try ProcessRunner.builtProgram().path, folder.url.path,
        ]
        let pipe = Pipe()
        (process.standardOutput, process.standardError) = (pipe, pipe)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(text)")
        let ran = text.split(separator: "\n").last.flatMap { $0.split(separator: " ").first }.flatMap { Int($0) }
        #expect(ran ?? 0 > 50, "\(text)")
    }
}
