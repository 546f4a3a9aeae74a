import Foundation
import Report
import Synchronization
import TestSupport

/// A runner that has each job done by `fiducial work` in a process of its own.
final class ProcessRunner: CellRunner {
    let threads = 2
    private let program: URL
    private let folder: TemporaryFolder
    /// Jobs whose process is killed as soon as it runs.
    private let kills: @Sendable (CellJob) -> Bool
    private let finished = Mutex<[CellJob]>([])

    /// - Throws: ``NotBuilt`` where there is no program to run.
    init(kills: @escaping @Sendable (CellJob) -> Bool = { _ in false }) throws {
        program = try Self.builtProgram()
        folder = try TemporaryFolder()
        self.kills = kills
    }

    /// The jobs that were done, in the order of their ends.
    var jobs: [CellJob] { finished.withLock { $0 } }

    func run(_ job: CellJob, _ context: JobContext) -> JobResult {
        do {
            let name = UUID().uuidString
            let (input, output) = (folder.file("\(name).json"), folder.file("\(name).report.json"))
            try job.json.write(to: input)
            let process = Process()
            process.executableURL = program
            process.arguments = ["work", input.path, "--output", output.path]
            process.standardError = FileHandle.nullDevice
            try process.run()
            if kills(job) { kill(process.processIdentifier, SIGKILL) }
            process.waitUntilExit()
            if process.terminationReason == .uncaughtSignal {
                return JobResult(.failed("the process of the job was killed", advice: "Render again."))
            }
            finished.withLock { $0.append(job) }
            return JobResult(try JobReport(json: Data(contentsOf: output)))
        } catch {
            return JobResult(.failed("\(error)"))
        }
    }

    struct NotBuilt: Error, CustomStringConvertible {
        let folder: String
        var description: String {
            "there is no program 'fiducial' in \(folder), beside the tests; `make test` builds it before they run"
        }
    }

    /// The `fiducial` of the build that these tests are of.
    ///
    /// - Throws: ``NotBuilt``.
    static func builtProgram() throws -> URL {
        // The tests' bundle is what runs where the test runner is linked into it, and else the runner's argument.
        let places = [Bundle.main.executableURL?.path].compactMap { $0 } + CommandLine.arguments
        let folders = places.filter { $0.contains("/") }.map { place in
            let path = URL(fileURLWithPath: place).path
            return URL(fileURLWithPath: path.components(separatedBy: ".xctest")[0]).deletingLastPathComponent()
        }
        for folder in folders {
            let program = folder.appendingPathComponent("fiducial")
            if FileManager.default.isExecutableFile(atPath: program.path) { return program }
        }
        throw NotBuilt(folder: folders.map(\.path).joined(separator: " or "))
    }
}
