import Files
import Foundation

/// Prints a page as PDF with an installed Chromium.
public struct PagePrinter: Sendable {
    /// The environment variable that names another browser.
    public static let variable = "FIDUCIAL_BROWSER"
    private static let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]

    private let browser: URL
    /// In seconds.
    private static let patience = 120.0

    /// Uses the browser that the environment names, or the first one in the path.
    ///
    /// - Throws: ``PrintError`` where no browser is found.
    public init(environment: [String: String] = ProcessInfo.processInfo.environment) throws(PrintError) {
        if let path = environment[Self.variable], !path.isEmpty {
            guard FileManager.default.isExecutableFile(atPath: path) else {
                throw PrintError("\(Self.variable) names '\(path)', which is no program")
            }
            browser = URL(fileURLWithPath: path)
            return
        }
        let folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        let found = Self.names.lazy.flatMap { name in folders.map { "\($0)/\(name)" } }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
        guard let found else {
            throw PrintError(
                "a PDF is printed by Chromium, and there is none: install it (on Debian 'apt-get install chromium'), or name "
                    + "one by the environment variable \(Self.variable)")
        }
        browser = URL(fileURLWithPath: found)
    }

    /// The place of a page's PDF: beside the page.
    public static func place(of page: URL) -> URL { page.deletingPathExtension().appendingPathExtension("pdf") }

    /// What stands behind the end of a PDF that a page was printed to: readers pass over it.
    private static let mark = Data("\n% A page of Fiducial\n".utf8)

    /// Whether a page may be printed to this file: it does not exist, or is an earlier print.
    public static func mayReplace(_ file: URL) -> Bool {
        var status = stat()
        guard stat(file.path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else { return true }
        return FileManager.default.contents(atPath: file.path)?.suffix(mark.count) == mark
    }

    /// Prints a page into a file, which is replaced as a whole.
    ///
    /// - Throws: ``PrintError``, `FileError`.
    public func print(_ page: URL, to output: URL) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "fiducial-print-\(UUID().uuidString)", isDirectory: true)
        try FileSystem.createFolder(folder)
        defer { try? FileManager.default.removeItem(at: folder) }
        let pdf = folder.appendingPathComponent("page.pdf")
        let process = Process()
        process.executableURL = browser
        // A page asks for nothing from the network; the browser shall not either.
        process.arguments =
            [
                "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions",
                "--disable-background-networking",
                "--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=\(folder.path)/profile",
                "--no-pdf-header-footer", "--generate-pdf-document-outline", "--print-to-pdf=\(pdf.path)",
            ] + (geteuid() == 0 ? ["--no-sandbox"] : []) + [page.absoluteURL.absoluteString]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let complaints = folder.appendingPathComponent("complaints.txt")
        try Data().write(to: complaints)
        process.standardError = try FileHandle(forWritingTo: complaints)
        do {
            try process.run()
        } catch {
            throw PrintError("cannot start \(browser.path): \(error.words)")
        }
        let end = Date(timeIntervalSinceNow: Self.patience)
        while process.isRunning {
            if Date() > end {
                process.terminate()
                throw PrintError("\(browser.path) did not print the page within \(Int(Self.patience)) s")
            }
            usleep(20_000)
        }
        guard let data = FileManager.default.contents(atPath: pdf.path), data.starts(with: Data("%PDF".utf8)) else {
            let words = FileManager.default.contents(atPath: complaints.path).map {
                String(decoding: $0, as: UTF8.self)
            }
            let last = words?.split(separator: "\n").last.map { ": \(String($0).printable)" } ?? ""
            throw PrintError("\(browser.path) printed nothing\(last)")
        }
        try OutputFile(output).write(data + Self.mark)
    }
}

/// Why a page was not printed.
public struct PrintError: Error, Sendable, CustomStringConvertible {
    /// The error and its remedy.
    public let description: String

    init(_ description: String) { self.description = description }
}
