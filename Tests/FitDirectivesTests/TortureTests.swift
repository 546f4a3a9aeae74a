import Foundation
import TestSupport
import Testing

private let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first(where: FileManager.default.isExecutableFile)

/// The short way of `make torture`: kills, full disks, limits, renders side by side, flipped bits, two users, signals.
@Suite(.enabled(if: python != nil, "there is no python3")) struct TortureTests {
    @Test func nothingIsLostAndNothingIsWrong() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "--default-signal=HUP,INT,TERM,PIPE", try #require(python), "-I",
            PackageFolder.url.appendingPathComponent("Tests/Torture/torture.py").path,
            try ProcessRunner.builtProgram().path, "--short", "--seed", "1",
        ]
        let pipe = Pipe()
        (process.standardOutput, process.standardError) = (pipe, pipe)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0 && text.contains(" passed, 0 failed, "), "\(text)")
    }
}
