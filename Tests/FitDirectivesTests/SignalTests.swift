import Foundation
import TestSupport
import Testing

/// A run that is told to stop, or that nobody listens to any more, leaves a state to go on from.
@Suite(.serialized) struct SignalTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let training =
            "sample: data\ndensity: kinematics\nsteps: 1000000\nhidden: [4]\nbins: 4\ntransforms: 1\nbatch: 64\n"
        _ = try folder.file(
            "report.md", "```{generate} data\nevents: 500\n```\n\n```{train} base\n\(training)validation: 100\n```\n")
    }

    /// Starts the training and waits until it has begun: `$pid` is the program, `$?` behind `ends` its exit status.
    private static let start = """
        ends() { wait $pid; echo $?; }
        "$FIDUCIAL" render report.md -j 1 > summary 2> log & pid=$!
        until grep -q 'base: train begins' log; do sleep 0.05; kill -0 $pid || exit 99; done; sleep 0.5

        """

    private func hasState() throws -> Bool {
        let folder = folder.file(".fiducial/store/unfinished")
        let keys = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return keys.contains {
            FileManager.default.fileExists(atPath: folder.appendingPathComponent("\($0)/training.safetensors").path)
        }
    }

    @Test(arguments: ["INT", "TERM", "HUP", "PIPE"]) func stopsWithAState(_ signal: String) throws {
        let run = try ShellRun(Self.start + "kill -\(signal) $pid; ends; cat log", in: folder)
        #expect(run.output.hasPrefix("130\n"), "\(run.output) \(run.errors)")
        // After a pipe that nobody reads, nobody would read this.
        #expect(run.output.contains("Stopping; again to stop at once.") == (signal != "PIPE"))
        #expect(run.output.hasSuffix("report.md: stopped; finished cells are in the store\n"))
        let page = try String(contentsOf: folder.file("report.html"), encoding: .utf8)
        #expect(page.contains("The run was stopped. 1 of 2 cells have no result: base."))
        #expect(try hasState())
    }

    /// A shell and the system both tell a job that its terminal has gone.
    @Test func stopsWithAStateWhenTheTerminalGoesTwice() throws {
        let run = try ShellRun(Self.start + "kill -HUP $pid; kill -HUP $pid; ends", in: folder)
        #expect(run.output == "130\n", "\(run.errors)")
        #expect(try hasState())
    }

    @Test func endsAtOnceWithASecondSignal() throws {
        let run = try ShellRun(
            Self.start + "kill -STOP $pid; kill -TERM $pid; kill -CONT $pid; kill -INT $pid; ends", in: folder)
        #expect(run.output == "130\n", "\(run.errors)")
    }

    @Test func goesOnWithoutATerminalUnderNohup() throws {
        let run = try ShellRun(
            Self.start.replacing("\"$FIDUCIAL\"", with: "nohup \"$FIDUCIAL\"")
                + "kill -HUP $pid; sleep 0.5; kill -0 $pid && echo goes on; kill -TERM $pid; ends", in: folder)
        #expect(run.output == "goes on\n130\n", "\(run.errors)")
        #expect(try hasState())
    }

    @Test func stopsWithAStateWhereNobodyReadsItsProgress() throws {
        let run = try ShellRun(
            "\"$FIDUCIAL\" render report.md -j 1 2>&1 > summary | head -3; echo ${PIPESTATUS[0]}", in: folder)
        #expect(run.output.hasSuffix("\n130\n"), "\(run.output)")
        #expect(try hasState())
    }

    /// A file in the place of the folder for states: as on a disk that takes no more.
    @Test func saysOnceThatTheStateIsLost() throws {
        let run = try ShellRun(
            "mkdir -p .fiducial/store; touch .fiducial/store/unfinished\n" + Self.start
                + "kill -TERM $pid; ends; cat log",
            in: folder)
        #expect(run.output.hasPrefix("130\n"), "\(run.output) \(run.errors)")
        #expect(run.output.ranges(of: "its state could not be saved on the way").count == 1, "\(run.output)")
    }

    /// Files may not grow, as on a full disk.
    @Test func failsAndDoesNotTrapWhereThePageIsTooLarge() throws {
        _ = try folder.file("short.md", "# A title\n")
        let run = try ShellRun("ulimit -f 1; \"$FIDUCIAL\" render short.md -q; echo $?; ls -A", in: folder)
        #expect(run.output == "1\n.fiducial\nreport.md\nshort.md\n", "\(run.errors)")
        #expect(run.errors.contains("short.html: File too large"))
    }
}
