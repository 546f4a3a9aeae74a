import ArgumentParser
import Cluster
import Foundation
import Report

/// Where a render has its jobs done.
struct ClusterArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Has the work done by a cluster: slurm, slurm:PARTITION, condor, or a name of the settings.",
            valueName: "machine"))
    var on: String?

    @Option(
        help: ArgumentHelp("The path of this program on the nodes; 'travels' to copy it there.", valueName: "path"))
    var enginePath: String?

    @Option(
        name: .customLong("machines"),
        help: ArgumentHelp(
            "The settings of machines. (default: ~/.config/fiducial/machines.yaml)", valueName: "file"),
        completion: .file(extensions: ["yaml"]))
    var settings: String?

    @Flag(help: "With --on: if the render is stopped, jobs on the cluster continue, without a question.")
    var leaveRunning = false

    @Flag(help: "With --on: shows what would be submitted, and submits nothing.")
    var dryRun = false

    func validate() throws {
        guard on == nil else { return }
        if enginePath != nil { throw ValidationError("--engine-path needs --on.") }
        if settings != nil { throw ValidationError("--machines needs --on.") }
        if leaveRunning { throw ValidationError("--leave-running needs --on.") }
        if dryRun { throw ValidationError("--dry-run needs --on.") }
    }

    /// The machine of `--on`; nil if the work is done on this machine.
    ///
    /// - Throws: `InvalidDocument` if the settings have mistakes.
    func machine() throws -> Machine? {
        guard let on else { return nil }
        var machine = try settings.map { try Machine(on, settings: URL(fileURLWithPath: $0)) } ?? Machine(on)
        if let enginePath { machine.engine = enginePath }
        return machine
    }
}

extension Machine {
    /// The folder for bundles, results and logs of a report.
    func spoolFolder(of session: RenderSession) -> URL {
        let parent =
            spool.map { URL(fileURLWithPath: ($0 as NSString).expandingTildeInPath, isDirectory: true) }
            ?? session.store.folder.deletingLastPathComponent().appendingPathComponent("waves", isDirectory: true)
        // What one scheduler calls an array, another may call something else.
        return parent.appendingPathComponent(session.nameInStore, isDirectory: true)
            .appendingPathComponent(name, isDirectory: true)
    }

    /// The scheduler, with the program at a place that nodes can see.
    ///
    /// - Throws: `FileError` if the program must be copied to the spool and cannot be.
    func scheduler(_ spool: URL) throws -> any Scheduler {
        let here = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let engine =
            switch engine {
            case nil: Engine(at: here.path)
            case "travels":
                try Engine(of: here, copiedInto: spool.deletingLastPathComponent().deletingLastPathComponent())
            case let path?: Engine(at: path)
            }
        return switch kind {
        case .slurm: SlurmScheduler(self, engine: engine)
        case .condor: CondorScheduler(self, engine: engine)
        }
    }

    /// The runner that submits the jobs of a render.
    func runner(_ session: RenderSession, leavesRunning: Bool) -> ClusterRunner {
        var patience = WaveLoop.Patience()
        patience.poll = poll
        patience.longestPoll = max(60, poll)
        patience.grace = min(30, 3 * poll)
        let spool = spoolFolder(of: session)
        return ClusterRunner(
            self, store: session.store, spool: spool, engine: session.engine, patience: patience,
            notify: { complain(["\(self.name): \($0)"]) },
            onStop: { tasks in leavesRunning ? .leave : Self.ask(tasks, on: self.name) },
            scheduler: { try self.scheduler(spool) })
    }

    /// What happens to running jobs; they are cancelled without a terminal.
    private static func ask(_ tasks: Int, on name: String) -> ClusterRunner.Leaving {
        guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else { return .cancel }
        complain(["\(tasks) \(tasks == 1 ? "task is" : "tasks are") in the queue of \(name). Cancel them? [Y/n] "])
        guard let answer = readLine()?.lowercased() else { return .cancel }
        return answer.hasPrefix("n") ? .leave : .cancel
    }

    /// What a render would submit first.
    ///
    /// - Throws: what ``RenderSession/missingWork()`` throws.
    func dryRun(_ session: RenderSession) throws -> String {
        let list = JobList(try session.missingWork(), past: PastWork(session.store), grouping: grouping)
        var text = list.text
        let ready = list.entries.filter { $0.item.job != nil && !$0.item.isQuick && $0.item.isOfNode }
        guard !ready.isEmpty else {
            return text + "\nNothing is submitted before what is quick has been computed here.\n"
        }
        let spool = spoolFolder(of: session)
        let wave = DryWave(ready, grouping: grouping, rule: limits)
        for (limits, places) in wave.arrays {
            let array = TaskArray(name: "WAVE", places: places, limits: limits, excluded: [])
            let folder = spool.appendingPathComponent(array.name)
            // A program that would travel is not copied to show what would be.
            var machine = self
            if machine.engine == "travels" {
                machine.engine = "\(spool.path)/engine/fiducial"
            }
            for file in try machine.scheduler(spool).files(of: array, in: folder) {
                text += "\n==> \(folder.path)/\(file.name) <==\n\(file.text)"
            }
        }
        return text
    }
}
