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

    /// Of sbatch, for a script.
    private func submission(_ array: TaskArray) -> [String] {
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
        return options + machine.options
    }

    package func files(of array: TaskArray, in folder: URL) -> [(name: String, text: String)] {
        let script = """
            #!/bin/bash
            \(submission(array).map { "#SBATCH \($0)" }.joined(separator: "\n"))
            \(machine.setup.map { "\($0)\n" }.joined())cd \(Shell.quoted(folder.path)) || exit 1
            read -r bundle task < <(sed -n "$((SLURM_ARRAY_TASK_ID + 1))p" \(Self.tasks))
            echo "task $SLURM_ARRAY_TASK_ID on $SLURMD_NODENAME, $(date --iso-8601=seconds)"
            # In the place of the shell, so that signals reach it.
            exec \(engine.command) work "$bundle" --task "$task" --output "results/$SLURM_ARRAY_TASK_ID.bundle"

            """
        let tasks = array.places.map { "\($0.bundle) \($0.task)\n" }.joined()
        return [(Self.script, script), (Self.tasks, tasks)]
    }

    package func submit(_ array: TaskArray, in folder: URL) throws(CommandFault) -> String {
        let answer = try Command.run(
            ["sbatch", "--parsable", "--chdir=\(folder.path)", "\(folder.path)/\(Self.script)"],
            without: SlurmEnvironment.hidden(from: submission(array)))
        guard answer.status == 0 else { throw Self.fault("sbatch", answer) }
        guard let id = Self.id(in: answer.output) else {
            // Once more would be twice, if it has been taken.
            throw CommandFault(
                "sbatch took the array and did not say under which number, but '\(answer.output.suffix(200).trimmingCharacters(in: .whitespacesAndNewlines))'",
                isFinal: true)
        }
        return id
    }

    /// What `sbatch --parsable` calls an array: "1234" or "1234;cluster" in the last line that is so. Sites have their sbatch greet
    /// before it, or tell which partition it has chosen.
    static func id(in text: String) -> String? {
        for line in text.split(whereSeparator: \.isNewline).reversed() {
            var words = Substring(line.trimmingCharacters(in: .whitespaces))
            // A site's own sbatch may not care for --parsable.
            let isSentence = words.hasPrefix("Submitted batch job ")
            if isSentence { words = words.dropFirst(20) }
            let digits = words.prefix { $0.isASCII && $0.isNumber }
            let rest = words.dropFirst(digits.count)
            if !digits.isEmpty, rest.isEmpty || rest.hasPrefix(isSentence ? " " : ";") { return String(digits) }
        }
        return nil
    }

    package func states(of arrays: [String]) throws(CommandFault) -> [String: [Int: TaskState]] {
        let answer = try Command.run(
            [
                // A line a task: of those that wait together Slurm tells only the first few.
                "squeue", "--me", "--states=all", "--noheader", "--array",
                "--Format=ArrayJobID:24|,ArrayTaskID:24|,State:24|,NodeList:80|,exit_code:16|,Reason:80",
            ] + cluster, without: SlurmEnvironment.hiddenFromQuestions)
        guard answer.status == 0 else { throw Self.fault("squeue", answer) }
        var states = Self.states(in: answer.output)
        // What ended long ago the scheduler has forgotten, and only the accounting, where there is one, knows it.
        let forgotten = arrays.filter { states[$0] == nil }
        if !forgotten.isEmpty {
            let ended = try? Command.run(
                [
                    "sacct", "--jobs=\(forgotten.joined(separator: ","))", "--noheader", "--parsable2", "--allocations",
                    "--array", "--format=JobID,State,NodeList,ExitCode",
                ] + cluster, without: SlurmEnvironment.hiddenFromQuestions)
            if let ended, ended.status == 0 { states.merge(Self.accounts(in: ended.output)) { known, _ in known } }
        }
        return states.filter { arrays.contains($0.key) }
    }

    package func cancel(_ arrays: [String]) throws(CommandFault) {
        guard !arrays.isEmpty else { return }
        let answer = try Command.run(["scancel"] + cluster + arrays)
        if answer.status != 0 { throw Self.fault("scancel", answer) }
    }

    private static let options = "Mend the 'options' in machines.yaml."

    /// What Slurm says where asking again is no use, and what to do about it.
    private static let refusals = [
        ("invalid partition", "Name one by --on slurm:PARTITION or 'partition' in machines.yaml; 'sinfo' shows them."),
        ("Invalid account", "Set 'account' in machines.yaml; 'sacctmgr show associations user=$USER' shows yours."),
        ("not permitted to use this partition", "Name another by --on slurm:PARTITION; 'sinfo' shows them."),
        ("Invalid qos", "Mend '--qos' among the 'options' in machines.yaml."),
        ("Invalid feature", "Mend 'constraint' in machines.yaml; 'sinfo --Format=features' shows what nodes have."),
        ("Requested time limit is invalid", "Set 'time' and 'longest' in machines.yaml to what the partition allows."),
        (
            "Memory specification",
            "Set 'memory' and 'most-memory' in machines.yaml to what nodes have, or 'memory-per'."
        ),
        (
            "node configuration is not available",
            "Ask for less by 'memory', 'most-memory', 'cores' or 'constraint' in machines.yaml."
        ),
        ("More processors requested than permitted", "Ask for fewer 'cores' in machines.yaml."),
        ("Invalid job array specification", "Make arrays smaller by 'array' in machines.yaml."),
        ("unrecognized option", options), ("invalid option", options), ("Invalid directive", options),
        ("Invalid --", options), ("Invalid node name", options), ("reservation is invalid", options),
        ("Invalid license", options),
    ]

    static func fault(_ command: String, _ answer: Command.Result) -> CommandFault {
        // "sbatch: error: …" says already who speaks.
        let lines = answer.errors.split(separator: "\n").map {
            $0.hasPrefix("\(command): ") ? "\($0)" : "\(command): \($0)"
        }
        if command == "sbatch" {
            for (words, advice) in refusals {
                guard let line = lines.last(where: { $0.range(of: words, options: .caseInsensitive) != nil }) else {
                    continue
                }
                return CommandFault(line, isFinal: true, advice: advice)
            }
        }
        let words = lines.last ?? "\(command): exit status \(answer.status)"
        // Of the limits of a user some are of jobs that will have ended later.
        let isTooLarge = ["MaxSubmitJob", "violates accounting/QOS"].contains { answer.errors.contains($0) }
        return CommandFault(
            "\(words)\(isTooLarge ? " ('array' in machines.yaml makes arrays smaller)" : "")")
    }

    /// The option for another cluster: if tasks are sent there, it is also queried there.
    var cluster: [String] {
        for option in machine.options {
            for name in ["--clusters=", "--clusters ", "--cluster=", "-M"] where option.hasPrefix(name) {
                return ["--clusters=" + option.dropFirst(name.count).trimmingCharacters(in: .whitespaces)]
            }
        }
        // Of sbatch alone; SLURM_CLUSTERS is known to all commands.
        return ProcessInfo.processInfo.environment["SBATCH_CLUSTERS"].map { ["--clusters=\($0)"] } ?? []
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
