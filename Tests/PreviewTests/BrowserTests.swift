import Foundation
import TestSupport
import Testing

@testable import Preview

/// What a reviewer sees in a browser: `browser/review.py`.
@Suite struct BrowserTests {
    private static let chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }
    private static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// A long text, so that there is something to scroll.
    private static let report: String = {
        let lines = (1...60).map { "Paragraph \($0) of a long text that nobody has to read to its end." }
        return """
            ---
            title: A long report
            ---

            ## Above

            EDITED

            \(lines.prefix(30).joined(separator: "\n\n"))

            ```{pace} slow
            steps: 40
            pause: 0.1
            caption: A figure that takes a while.
            ```

            ## Last section

            ```{pace} quick
            title: Quick
            ```

            ```{check} claims
            claims:
              - {claim: It took its steps, value: slow.steps, above: 1}
            ```

            \(lines.suffix(30).joined(separator: "\n\n"))

            """
    }()

    @Test(
        .enabled(if: chromium != nil, "Chromium is not installed"),
        .enabled(if: python != nil, "Python is not installed"),
        .timeLimit(.minutes(3)))
    func showsAReportWhileItIsWrittenAndRun() async throws {
        let served = try Served(["long.md": Self.report])
        let output = served.folder.file("output.txt")
        try Data().write(to: output)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "browser/review.py")
        process.arguments = [
            "150", try #require(Self.python), "-B", script.path, try #require(Self.chromium),
            "http://127.0.0.1:\(served.port)/r/long", served.folder.file("long.md").path,
        ]
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = process.standardOutput
        try process.run()
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                process.waitUntilExit()
                continuation.resume()
            }
        }
        let said = try String(contentsOf: output, encoding: .utf8)
        #expect(process.terminationStatus == 0, "\(said)\n\(served.terminal.joined(separator: "\n"))")
        _ = try await served.end()
    }
}
