import ArgumentParser
import Files
import Foundation
import Report

/// What a runner calls in another process. Not listed in the help, because authors do not need it.
struct Work: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Does one job of a render that another process has written down.",
        discussion: """
            The job names the report and its store by their absolute paths. Its result goes into the store, and what \
            became of it into the file of --output. Run by those that distribute a render over processes or machines.

            EXIT STATUS:
              0    the result is in the store
              1    the job failed; the file of --output says why
              130  stopped; what the job has saved is in the store, and the next one continues there
            """, shouldDisplay: false)

    @Argument(help: "The job, a JSON file.", completion: .file(extensions: ["json"]))
    var job: String

    @Option(
        name: .shortAndLong, help: ArgumentHelp("Where to write the outcome of the job, as JSON.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var output: String

    func validate() throws { _ = try outputPlace(output, besides: [("the job", job)]) }

    func run() throws {
        do {
            let file = try RandomAccessFile(reading: URL(fileURLWithPath: job))
            let job = try CellJob(json: Data(file.read(file.length, at: 0)))
            let place = try outputPlace(output, besides: [("the job", self.job), ("the report", job.report.path)])
            try place.probe()
            var session = JobSession(job, directives: directives)
            session.engine = Version.text
            let interrupts = Interrupts(session.cancellation)
            let report = session.run()
            withExtendedLifetime(interrupts) {}
            try place.write(report.json)
            complain(report.warnings)
            switch report.ending {
            case .ran, .found: return
            case .failed:
                complain([report.message, report.advice].compactMap { $0 })
                throw ExitCode.failure
            case .cancelled: throw ExitCode(130)
            }
        } catch let error as FileError {
            complain(["error: \(error)"])
            throw ExitCode.failure
        } catch let error as CocoaError {
            complain(["error: \(job): \(error.localizedDescription)"])
            throw ExitCode.failure
        }
    }
}
