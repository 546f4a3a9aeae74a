import ArgumentParser
import Cluster
import Files
import Foundation
import Report
import Statistics
import Synchronization

/// What a runner calls in another process, or a scheduler on another machine.
struct Work: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs a task of a bundle of jobs, on any machine.",
        discussion: """
            A bundle, as 'fiducial jobs --bundle' and 'render --on' write it, holds everything that its jobs need; neither the \
            report, nor the store, nor the network is asked. What came of them goes into one file for 'fiducial store import'. It \
            is written every half minute with what is done by then; where it is there already, the work goes on from it.

            On SIGTERM or SIGUSR2 checkpoints are written into that file. The same command then goes on from there, also on \
            another machine.

            (A single job of a render as JSON is done in the store that it names; its outcome is JSON too.)

            EXAMPLES:
              fiducial work toys.bundle -o result.bundle            the only task, or the first
              fiducial work toys.bundle --task 7 -o result-7.bundle

            EXIT STATUS:
              0    every job of the task has ended; the file says how, also of those that failed
              1    nothing could be done: the bundle is damaged, or the file cannot be written
              3    this processor gives other last digits than the one that the jobs were written on
              75   stopped by a signal; the file has what is done and the checkpoints of the rest: go on from there
              (of a job as JSON: 0 done, 1 failed, 130 stopped)
            """)

    @Argument(help: "A bundle of jobs.", completion: .file(extensions: ["bundle"]))
    var job: String

    @Option(help: ArgumentHelp("Which task of the bundle, counted from 0.", valueName: "n"))
    var task = 0

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The file for the result.", valueName: "file"),
        completion: .file(extensions: ["bundle"]))
    var output: String

    func validate() throws {
        if task < 0 { throw ValidationError("--task counts from 0.") }
        _ = try place(besides: ("the bundle of jobs", job))
    }

    /// JSON begins with a brace, and a bundle with the name of its first file.
    private var isSingleJob: Bool {
        guard let file = try? RandomAccessFile(reading: URL(fileURLWithPath: job)), file.length > 0,
            let first = try? file.read(1, at: 0)
        else { return false }
        return first == [UInt8(ascii: "{")]
    }

    private func place(besides input: (what: String, path: String)) throws -> OutputFile {
        try outputPlace(
            output, as: isSingleJob ? .json : .bundle, besides: [(what: input.what, path: input.path)])
    }

    func run() throws {
        do {
            let place = try place(besides: ("the bundle of jobs", job))
            try place.probe()
            if isSingleJob {
                try doWritten(place)
            } else {
                try doBundle(place)
            }
        } catch let error as BundleError {
            complain(["error: \(error)"])
            if case .otherArithmetic = error { throw ExitCode(3) }
            throw ExitCode.failure
        } catch let error as CareError {
            complain(["error: \(error)"])
            throw ExitCode.failure
        } catch let error as FileError {
            complain(["error: \(error)"])
            throw ExitCode.failure
        } catch let error as CocoaError {
            complain(["error: \(job): \(error.localizedDescription)"])
            throw ExitCode.failure
        }
    }

    private func doBundle(_ place: OutputFile) throws {
        let received = ReceivedSignal()
        var work = BundleWork(URL(fileURLWithPath: job), task: task, directives: directives)
        work.engine = Version.text
        let cancellation = work.cancellation
        let interrupts = Interrupts { signal in
            received.take(signal)
            cancellation.cancel()
        }
        let result = try work.run(to: place) { received.name }
        withExtendedLifetime(interrupts) {}
        for entry in result.reports {
            complain(entry.report.warnings)
            if let message = entry.report.message {
                complain(["\(entry.name) failed: \(message)" + (entry.report.advice.map { "; \($0)" } ?? "")])
            }
        }
        if let signal = result.signal, !result.open.isEmpty {
            complain([
                "stopped by \(signal); \(NumberText.counted(result.open.count, "job")) \(result.open.count == 1 ? "goes" : "go") on from \(output)"
            ])
            throw ExitCode(75)
        }
    }

    private func doWritten(_ place: OutputFile) throws {
        let job = try CellJob(json: Data(contentsOf: URL(fileURLWithPath: job)))
        _ = try self.place(besides: ("the report", job.report.path))
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
    }

    /// The first signal that came.
    private final class ReceivedSignal: Sendable {
        private let first = Mutex<Int32?>(nil)

        func take(_ signal: Int32) { first.withLock { $0 = $0 ?? signal } }

        var name: String? {
            first.withLock { $0 }.map { number in
                [SIGINT: "SIGINT", SIGTERM: "SIGTERM", SIGHUP: "SIGHUP", SIGUSR2: "SIGUSR2"][number]
                    ?? "signal \(number)"
            }
        }
    }
}
