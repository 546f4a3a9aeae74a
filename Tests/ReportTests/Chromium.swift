import Foundation
import TestSupport
import Testing

/// A browser without a window and without network, where there is one.
enum Chromium {
    static let executable = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// - Returns: the document after its scripts have run, and what the browser logged.
    static func open(_ page: String, width: Int, dark: Bool) throws -> (document: String, log: String) {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        let file = try folder.file("page.html", page)
        let output = folder.file("document.html")
        let log = folder.file("log")
        for empty in [output, log] { try Data().write(to: empty) }

        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
        process.arguments = [
            "60", try #require(executable), "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
            "--user-data-dir=\(folder.url.path)/profile", "--host-resolver-rules=MAP * ~NOTFOUND",
            "--blink-settings=preferredColorScheme=\(dark ? 0 : 1)", "--window-size=\(width),900",
            "--virtual-time-budget=5000", "--dump-dom", file.absoluteString,
        ]
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: log)
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "the browser did not finish")
        return (try String(contentsOf: output, encoding: .utf8), try String(contentsOf: log, encoding: .utf8))
    }
}
