import Foundation
import Report
import TestSupport
import Testing

@testable import Preview

/// What a reviewer sees in a browser: `browser/review.py`, `browser/site.py`.
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
        .timeLimit(.minutes(5)))
    func showsAReportWhileItIsWrittenAndRun() async throws {
        let served = try Served(["long.md": Self.report])
        let report = served.folder.file("long.md").path
        let (status, said) = try await run(
            "review.py", "http://127.0.0.1:\(served.port)/r/long", report, in: served.folder)
        #expect(status == 0, "\(said)\n\(served.terminal.joined(separator: "\n"))")
        _ = try await served.end()
    }

    @Test(
        .enabled(if: chromium != nil, "Chromium is not installed"),
        .enabled(if: python != nil, "Python is not installed"),
        .timeLimit(.minutes(5)))
    func findsThingsInASiteWithoutAServer() async throws {
        let folder = try TemporaryFolder()
        for name in ["reports", "reports/sub"] {
            try FileManager.default.createDirectory(at: folder.file(name), withIntermediateDirectories: false)
        }
        _ = try folder.file("reports/long.md", Self.report)
        _ = try folder.file(
            "reports/sub/second.md",
            "---\ntitle: Sécond\n---\n\n## A café\n\nSee [the first](../long.md#last-section), $\\nu = −0.5$.\n")
        let store = Store(folder.file("store"))
        var site = SiteSession(folder.file("reports").path, to: folder.file("site")) { report, name in
            var session = RenderSession(report: report, as: name, directives: DirectiveRegistry([Pace.self]))
            session.store = store
            return session
        }
        site.runs = true
        #expect(try await site.build().problems.isEmpty)
        let (status, said) = try await run("site.py", folder.file("site/index.html").absoluteString, in: folder)
        #expect(status == 0, "\(said)")
    }

    /// - Returns: the exit status of a script, and what it said.
    private func run(_ script: String, _ arguments: String..., in folder: TemporaryFolder) async throws -> (
        Int32, String
    ) {
        let output = folder.file("output.txt")
        try Data().write(to: output)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "browser/\(script)")
        process.arguments =
            ["150", try #require(Self.python), "-B", script.path, try #require(Self.chromium)] + arguments
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = process.standardOutput
        try process.run()
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                process.waitUntilExit()
                continuation.resume()
            }
        }
        return (process.terminationStatus, try String(contentsOf: output, encoding: .utf8))
    }
}
