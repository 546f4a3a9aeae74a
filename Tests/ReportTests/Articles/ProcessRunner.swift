import Foundation
import Report

/// Runs each job by `fiducial work` in a process of its own.
struct ProcessRunner: CellRunner {
    let threads: Int
    /// The program whose `work` is called.
    let program: URL

    func run(_ job: CellJob, _ context: JobContext) -> JobResult {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("job-\(UUID().uuidString)")
        let (input, output) = (folder.appendingPathComponent("job.json"), folder.appendingPathComponent("report.json"))
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            try job.json.write(to: input)
            let process = Process()
            process.executableURL = program
            process.arguments = ["work", input.path, "--output", output.path]
            process.standardError = FileHandle.nullDevice
            try process.run()
            var isTold = false
            while process.isRunning {
                // Once: the second signal stops a job before it has saved what it has.
                if context.cancellation.isCancelled, !isTold {
                    process.terminate()
                    isTold = true
                }
                Thread.sleep(forTimeInterval: 0.02)
            }
            guard FileManager.default.fileExists(atPath: output.path) else {
                return JobResult(
                    .failed(
                        "the process of \(job.name) ended with status \(process.terminationStatus)",
                        advice: "Render again: it continues where it was."))
            }
            return JobResult(try JobReport(json: Data(contentsOf: output)))
        } catch {
            return JobResult(.failed("no process could be started for \(job.name): \(error)"))
        }
    }
}
