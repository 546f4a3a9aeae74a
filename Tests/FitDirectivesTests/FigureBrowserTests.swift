import Foundation
import Report
import Testing

/// Figures in a real browser: `Tests/Browser/check_figures.py` holds the page against its own numbers.
@Suite struct FigureBrowserTests {
    private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../Browser/check_figures.py").standardizedFileURL
    private static let browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
    private static let python = "/usr/bin/python3"
    private static var isThere: Bool {
        ([python] + (browsers.contains(where: FileManager.default.isExecutableFile) ? [] : ["/"])).allSatisfy {
            $0 != "/" && FileManager.default.isExecutableFile(atPath: $0)
        }
    }

    @Test(.enabled(if: isThere, "figures are checked where there are Chromium and Python"))
    func answerAPointerAKeyboardALinkAndSliders() async throws {
        let page = try await ExplorerReport.shared.workplace.page
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.python)
        process.arguments = ["-B", Self.script.path, page.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let lines = String(decoding: output, as: UTF8.self).split(separator: "\n")
        #expect(process.terminationStatus == 0, "\(lines.filter { !$0.hasPrefix("ok") }.joined(separator: "\n"))")
    }
}
