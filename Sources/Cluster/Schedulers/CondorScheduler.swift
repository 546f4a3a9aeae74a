import Foundation
import Report

/// HTCondor, version 10 or later, by its commands. Files are transferred with the jobs: no shared file system is
/// needed.
package struct CondorScheduler: Scheduler {
    private let machine: Machine
    private let engine: Engine
    package let name = "HTCondor"
    package var mostTasks: Int { machine.array }
    /// A file to be transferred must exist.
    package let wantsResultFiles = true
    package let holdsTheDead = true

    package init(_ machine: Machine, engine: Engine) {
        self.machine = machine
        self.engine = engine
    }

    package func name(ofTask index: Int, in array: String) -> String { "\(array).\(index)" }

    private static let description = "submit.sub"
    private static let script = "run.sh"
    private static let items = "tasks.txt"

    package func files(of array: TaskArray, in folder: URL) -> [(name: String, text: String)] {
        var lines = [
            "universe = vanilla", "executable = \(folder.path)/\(Self.script)",
            "arguments = $(bundle) $(task) $(Process)",
            "initialdir = \(folder.path)", "should_transfer_files = YES", "when_to_transfer_output = ON_EXIT_OR_EVICT",
        ]
        let travelling = ["$(bundle)", "results/$(Process).bundle"] + (engine.folder.map { [$0.path] } ?? [])
        lines += [
            "transfer_input_files = \(travelling.joined(separator: ", "))",
            "transfer_output_files = $(Process).bundle",
            "transfer_output_remaps = \"$(Process).bundle = results/$(Process).bundle\"",
            "output = logs/$(Process).log", "error = logs/$(Process).log", "log = condor.log",
            "request_cpus = \(array.limits.threads)",
            "request_memory = \(max(1, (array.limits.memory + 999_999) / 1_000_000)) MB",
            "allowed_job_duration = \(Int(array.limits.seconds.rounded(.up)))",
            "kill_sig = SIGTERM", "job_max_vacate_time = 120", "batch_name = fiducial", "getenv = False",
        ]
        let elsewhere = array.excluded.map { "(Machine =!= \"\($0)\")" }
        let requirements = (machine.constraint.map { ["(\($0))"] } ?? []) + elsewhere
        if !requirements.isEmpty { lines.append("requirements = \(requirements.joined(separator: " && "))") }
        if let account = machine.account { lines.append("accounting_group = \(account)") }
        // Sites have limits of their own, such as CERN's `+MaxRuntime = $(seconds)`.
        if machine.options.contains(where: { $0.contains("$(seconds)") }) {
            lines.append("seconds = \(Int(array.limits.seconds.rounded(.up)))")
        }
        lines += machine.options
        lines.append("queue bundle, task from \(folder.path)/\(Self.items)")
        let program =
            engine.folder.map {
                "env LD_LIBRARY_PATH=\"$PWD/\($0.lastPathComponent)/lib\" \"$PWD/\($0.lastPathComponent)/fiducial\""
            } ?? engine.command
        let script = """
            #!/bin/bash
            \(machine.setup.map { "\($0)\n" }.joined())echo "task $3 on $(hostname), $(date --iso-8601=seconds)"
            exec \(program) work "$1" --task "$2" --output "$3.bundle"

            """
        return [
            (Self.description, lines.joined(separator: "\n") + "\n"), (Self.script, script),
            (Self.items, array.places.map { "\($0.bundle) \($0.task)\n" }.joined()),
        ]
    }

    package func submit(_ array: TaskArray, in folder: URL) throws(CommandFault) -> String {
        let answer = try Command.run(["condor_submit", "-terse", "\(folder.path)/\(Self.description)"])
        guard answer.status == 0 else { throw Self.fault("condor_submit", answer) }
        guard let id = Self.id(in: answer.output) else {
            throw CommandFault(
                "condor_submit took the jobs and did not say under which number, but '\(answer.output.suffix(200).trimmingCharacters(in: .whitespacesAndNewlines))'",
                isFinal: true)
        }
        return id
    }

    /// Of `condor_submit -terse`: "1234.0 - 1234.41", whatever a site writes besides.
    static func id(in text: String) -> String? {
        for line in text.split(whereSeparator: \.isNewline).reversed() {
            let ends = line.components(separatedBy: " - ").map {
                $0.trimmingCharacters(in: .whitespaces).split(separator: ".")
            }
            guard ends.count == 2, ends.allSatisfy({ $0.count == 2 && $0.allSatisfy { UInt64($0) != nil } }) else {
                continue
            }
            return String(ends[0][0])
        }
        return nil
    }

    package func states(of arrays: [String]) throws(CommandFault) -> [String: [Int: TaskState]] {
        let answer = try Command.run(
            ["condor_q"] + arrays + [
                "-json", "-attributes", "ClusterId,ProcId,JobStatus,HoldReasonCode,HoldReason,RemoteHost,ExitCode",
            ])
        guard answer.status == 0 else { throw Self.fault("condor_q", answer) }
        return try Self.states(in: answer.output)
    }

    package func cancel(_ arrays: [String]) throws(CommandFault) {
        guard !arrays.isEmpty else { return }
        let answer = try Command.run(["condor_rm"] + arrays)
        if answer.status != 0 { throw Self.fault("condor_rm", answer) }
    }

    /// What condor_submit says of a description that it will not take later either.
    private static let refusals = ["Parse error", "Failed to parse", "on Line ", "does not exist"]

    static func fault(_ command: String, _ answer: Command.Result) -> CommandFault {
        let words = answer.errors.split(separator: "\n").last.map(String.init) ?? "exit status \(answer.status)"
        let isRefused = command == "condor_submit" && refusals.contains { answer.errors.contains($0) }
        return CommandFault(
            "\(command): \(words)", isFinal: isRefused,
            advice: isRefused ? "Mend 'options' and 'constraint' in machines.yaml." : nil)
    }

    /// The states in the output of `condor_q -json`, which is empty without jobs in the queue.
    static func states(in text: String) throws(CommandFault) -> [String: [Int: TaskState]] {
        guard text.contains(where: { !$0.isWhitespace }) else { return [:] }
        let list: [Value]
        do {
            list = try Value(json: text).array ?? []
        } catch {
            throw CommandFault("condor_q: \(error)")
        }
        var states: [String: [Int: TaskState]] = [:]
        for job in list {
            guard let cluster = job[path: "ClusterId"]?.int, let index = job[path: "ProcId"]?.int,
                let status = job[path: "JobStatus"]?.int
            else { continue }
            // "slot1_2@node7"
            let node = job[path: "RemoteHost"]?.string?.split(separator: "@").last.map(String.init)
            let state: TaskState =
                switch status {
                case 1, 7: .waiting
                case 2, 6: .running(node: node)
                case 3: .ended(.cancelled)
                case 4: .ended(.exited(Int32(job[path: "ExitCode"]?.int ?? 0), node: node))
                default: .ended(held(job, node))
                }
            states["\(cluster)", default: [:]][index] = state
        }
        return states
    }

    /// Why a job is held, by the codes of HTCondor's manual: 34 for memory, 46 and 47 for time.
    private static func held(_ job: Value, _ node: String?) -> TaskState.Ending {
        switch job[path: "HoldReasonCode"]?.int {
        case 34: .outOfMemory(node: node)
        case 46, 47: .outOfTime(node: node)
        default: .refused(job[path: "HoldReason"]?.string ?? "it is held")
        }
    }
}
