import Foundation
import Report

/// Slurm, version 22.05 or later, by its commands.
package struct SlurmScheduler: Scheduler {
    private let machine: Machine
    private let engine: Engine
    package let name = "Slurm"
    package var mostTasks: Int { machine.array }
    package let wantsResultFiles = false
    package let holdsTheDead = false
    /// How long before the time limit a task is told to save what it has, in seconds.
    private let warning = 60

    package init(_ machine: Machine, engine: Engine) {
        self.machine = machine
        self.engine = engine
    }

    package func name(ofTask index: Int, in array: String) -> String { "\(array)_\(index)" }

    private static let script = "submit.sh"
    private static let tasks = "tasks.txt"

    package func files(of array: TaskArray, in folder: URL) -> [(name: String, text: String)] {
        let minutes = max(1, Int((array.limits.seconds / 60).rounded(.up)))
        var options = [
            "--job-name=fiducial", "--array=0-\(array.places.count - 1)", "--output=logs/%a.log",
            "--open-mode=append", "--nodes=1", "--ntasks=1", "--cpus-per-task=\(array.limits.threads)",
            "--time=\(minutes)",
            // Told at half its time where that is short.
            "--signal=B:USR2@\(min(warning, minutes * 30))", "--no-requeue",
        ]
        let memory = max(1, (array.limits.memory + 999_999) / 1_000_000)
        switch machine.memoryPer {
        case .node: options.append("--mem=\(memory)M")
        case .core: options.append("--mem-per-cpu=\((memory + array.limits.threads - 1) / array.limits.threads)M")
        case .nothing: break
        }
        if let partition = machine.partition { options.append("--partition=\(partition)") }
        if let account = machine.account { options.append("--account=\(account)") }
        if let constraint = machine.constraint { options.append("--constraint=\(constraint)") }
        if !array.excluded.isEmpty { options.append("--exclude=\(array.excluded.joined(separator: ","))") }
        options += machine.options
        let script = """
            #!/bin/bash
            \(options.map { "#SBATCH \($0)" }.joined(separator: "\n"))
            cd \(Shell.quoted(folder.path)) || exit 1
            \(machine.setup.map { "\($0)\n" }.joined())read -r bundle task < <(sed -n "$((SLURM_ARRAY_TASK_ID + 1))p" \(Self.tasks))
            echo "task $SLURM_ARRAY_TASK_ID on $SLURMD_NODENAME, $(date --iso-8601=seconds)"
            # In the place of the shell, so that signals reach it.
            exec \(engine.command) work "$bundle" --task "$task" --output "results/$SLURM_ARRAY_TASK_ID.bundle"

            """
        let tasks = array.places.map { "\($0.bundle) \($0.task)\n" }.joined()
        return [(Self.script, script), (Self.tasks, tasks)]
    }

    package func submit(_ array: TaskArray, in folder: URL) throws(CommandFault) -> String {
        let answer = try Command.run([
            "sbatch", "--parsable", "--chdir=\(folder.path)", "\(folder.path)/\(Self.script)",
        ])
        let id = answer.output.prefix { $0.isNumber }
        guard answer.status == 0, !id.isEmpty else { throw Self.fault("sbatch", answer) }
        return String(id)
    }

    package func states(of arrays: [String]) throws(CommandFault) -> [String: [Int: TaskState]] {
        let answer = try Command.run(
            [
                // A line a task: of those that wait together Slurm tells only the first few.
                "squeue", "--me", "--states=all", "--noheader", "--array",
                "--Format=ArrayJobID:24|,ArrayTaskID:24|,State:24|,NodeList:80|,exit_code:16|,Reason:80",
            ] + cluster)
        guard answer.status == 0 else { throw Self.fault("squeue", answer) }
        var states = Self.states(in: answer.output)
        // What ended long ago the scheduler has forgotten, and only the accounting, where there is one, knows it.
        let forgotten = arrays.filter { states[$0] == nil }
        if !forgotten.isEmpty {
            let ended = try? Command.run(
                [
                    "sacct", "--jobs=\(forgotten.joined(separator: ","))", "--noheader", "--parsable2", "--allocations",
                    "--array", "--format=JobID,State,NodeList,ExitCode",
                ] + cluster)
            if let ended, ended.status == 0 { states.merge(Self.accounts(in: ended.output)) { known, _ in known } }
        }
        return states.filter { arrays.contains($0.key) }
    }

    package func cancel(_ arrays: [String]) throws(CommandFault) {
        guard !arrays.isEmpty else { return }
        let answer = try Command.run(["scancel"] + cluster + arrays)
        if answer.status != 0 { throw Self.fault("scancel", answer) }
    }

    private static func fault(_ command: String, _ answer: Command.Result) -> CommandFault {
        let words = answer.errors.split(separator: "\n").last.map(String.init) ?? "exit status \(answer.status)"
        let isTooLarge = ["MaxSubmitJob", "MaxArraySize", "job array specification", "violates accounting/QOS"].contains
        {
            answer.errors.contains($0)
        }
        return CommandFault(
            "\(command): \(words)\(isTooLarge ? " ('array' in machines.yaml makes arrays smaller)" : "")")
    }

    /// The option for another cluster: if tasks are sent there, it is also queried there.
    var cluster: [String] {
        for option in machine.options {
            for name in ["--clusters=", "--clusters ", "--cluster=", "-M"] where option.hasPrefix(name) {
                return ["--clusters=" + option.dropFirst(name.count).trimmingCharacters(in: .whitespaces)]
            }
        }
        return []
    }

    // MARK: what the commands write

    /// The states in the output of `squeue`, with the fields of ``states(of:)``.
    static func states(in text: String) -> [String: [Int: TaskState]] {
        var states: [String: [Int: TaskState]] = [:]
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: "|", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            guard fields.count == 6 else { continue }
            let status = Int32(fields[4]) ?? 0
            let state = state(
                fields[2], node: fields[3].isEmpty ? nil : fields[3], exit: status >> 8 & 0xff, signal: status & 0x7f,
                reason: fields[5])
            for index in indices(fields[1]) { states[fields[0], default: [:]][index] = state }
        }
        return states
    }

    /// The states in the output of `sacct --parsable2`.
    static func accounts(in text: String) -> [String: [Int: TaskState]] {
        var states: [String: [Int: TaskState]] = [:]
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 4, let mark = fields[0].firstIndex(of: "_") else { continue }
            let codes = fields[3].split(separator: ":").compactMap { Int32($0) }
            // "CANCELLED by 1000"
            let word = fields[1].split(separator: " ").first.map(String.init) ?? ""
            let state = state(
                word, node: fields[2] == "None assigned" ? nil : fields[2], exit: codes.first ?? 0,
                signal: codes.count > 1 ? codes[1] : 0, reason: "")
            for index in indices(String(fields[0][fields[0].index(after: mark)...])) {
                states[String(fields[0][..<mark]), default: [:]][index] = state
            }
        }
        return states
    }

    /// "7", "[3-5,9]", "3-5,9%4": waiting tasks are in a common line.
    static func indices(_ text: String) -> [Int] {
        text.trimmingCharacters(in: CharacterSet(charactersIn: "[]")).prefix { $0 != "%" }.split(separator: ",").flatMap
        {
            range -> [Int] in
            let ends = range.split(separator: "-").compactMap { Int($0.prefix { $0.isNumber }) }
            guard let first = ends.first, let last = ends.last, first <= last else { return [] }
            return Array(first...last)
        }
    }

    /// Why a task waits that will never start.
    private static let inVain: Set = [
        "PartitionTimeLimit", "BadConstraints", "PartitionNodeLimit", "AccountNotAllowed", "InvalidAccount",
        "InvalidQOS",
        "QOSNotAllowed", "MaxMemPerLimit", "AssocMaxWallDurationPerJobLimit", "AssocMaxCpuPerJobLimit",
        "AssocMaxMemPerJob", "QOSMaxWallDurationPerJobLimit", "QOSMaxCpuPerJobLimit", "QOSMaxMemoryPerJob",
    ]

    private static func state(
        _ word: String, node: String?, exit: Int32, signal: Int32, reason: String
    ) -> TaskState {
        switch word {
        case "PENDING", "REQUEUED", "REQUEUE_HOLD", "SPECIAL_EXIT", "RESV_DEL_HOLD", "REQUEUE_FED":
            switch reason {
            case let reason where inVain.contains(reason): return .ended(.refused(reason))
            default: return .waiting
            }
        case "CONFIGURING", "RUNNING", "COMPLETING", "SUSPENDED", "STOPPED", "SIGNALING", "STAGE_OUT", "RESIZING":
            return .running(node: node)
        case "TIMEOUT", "DEADLINE": return .ended(.outOfTime(node: node))
        case "OUT_OF_MEMORY": return .ended(.outOfMemory(node: node))
        case "NODE_FAIL", "BOOT_FAIL", "REVOKED": return .ended(.nodeFailed(node))
        case "PREEMPTED": return .ended(.preempted)
        case "CANCELLED": return .ended(.cancelled)
        default: return .ended(signal != 0 ? .killed(signal: signal, node: node) : .exited(exit, node: node))
        }
    }
}
