import Foundation
import Synchronization

/// Text for a shell.
package enum Shell {
    /// A text quoted as one word.
    package static func quoted(_ text: String) -> String {
        let isPlain =
            !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/_.,+@%:=-".contains($0)) }
        return isPlain ? text : "'" + text.replacingOccurrences(of: "'", with: #"'\''"#) + "'"
    }
}

/// Why a command failed.
package struct CommandFault: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String
    /// Whether it will not do it later either.
    package let isFinal: Bool
    /// What to do about it; nil where nothing is known.
    package let advice: String?

    package init(_ description: String, isFinal: Bool = false, advice: String? = nil) {
        self.description = description
        self.isFinal = isFinal
        self.advice = advice
    }
}

/// Runs programs of this machine, such as those of a scheduler.
package enum Command {
    package struct Result: Sendable {
        package let status: Int32
        package let output: String
        package let errors: String
    }

    /// - Parameters:
    ///   - arguments: the program, which is searched in the path, and its arguments.
    ///   - hidden: names of environment variables that the program does not get.
    ///   - timeout: in seconds; a program that takes longer is killed.
    /// - Throws: ``CommandFault`` where it cannot be run, or takes too long.
    package static func run(
        _ arguments: [String], without hidden: [String] = [], timeout: Double = 60
    ) throws(CommandFault) -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = hidden.flatMap { ["-u", $0] } + arguments
        process.standardInput = FileHandle.nullDevice
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        do {
            try process.run()
        } catch {
            throw CommandFault("cannot run \(arguments[0]): \(error.localizedDescription)")
        }
        // Both at once: a full pipe would stop the program.
        let read = Mutex(Data())
        let reading = DispatchGroup()
        reading.enter()
        Thread.detachNewThread {
            let data = errors.fileHandleForReading.readDataToEndOfFile()
            read.withLock { $0 = data }
            reading.leave()
        }
        let isLate = Mutex(false)
        let watch = DispatchWorkItem {
            isLate.withLock { $0 = true }
            kill(process.processIdentifier, SIGKILL)
        }
        DispatchQueue.global().asyncAfter(deadline: .now() + timeout, execute: watch)
        let standard = output.fileHandleForReading.readDataToEndOfFile()
        reading.wait()
        process.waitUntilExit()
        watch.cancel()
        if isLate.withLock({ $0 }) {
            throw CommandFault("\(arguments[0]) gave no answer for \(Int(timeout)) s")
        }
        if process.terminationStatus == 127, process.terminationReason == .exit {
            throw CommandFault("there is no program '\(arguments[0])' here", isFinal: true)
        }
        return Result(
            status: process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus,
            output: String(decoding: standard, as: UTF8.self),
            errors: String(decoding: read.withLock { $0 }, as: UTF8.self))
    }
}
