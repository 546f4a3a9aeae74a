import Foundation

/// Runs git in a folder, without a shell.
package struct Git {
    let folder: String

    /// - Parameter folder: the folder in which git runs, which determines the repository.
    package init(folder: String) { self.folder = folder }

    /// The author's name for commits from here; nil if none is set, or without git.
    package var userName: String? {
        guard let name = output(["config", "--get", "user.name"]).map({ String(decoding: $0, as: UTF8.self).trimmed }),
            !name.isEmpty
        else { return nil }
        return name
    }

    /// Its standard output; nil if it fails or is not installed.
    func output(_ arguments: [String]) -> Data? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git", "-C", folder] + arguments
        // Nothing is fetched and nothing is asked for.
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"]
        ) { $1 }
        let pipe = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            return nil
        }
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? data : nil
    }
}
