import Foundation
import Report

/// What of a person's environment Slurm's commands are to see.
///
/// `SBATCH_TIMELIMIT`, which modules of sites set, is stronger than a line `#SBATCH --time` of a script, and `SQUEUE_PARTITION` hides
/// tasks from whoever asks for all. What a script says, and how a question is put, is to be as it stands there.
///
/// Source: the manuals of sbatch, squeue and sacct, "Input environment variables".
enum SlurmEnvironment {
    /// Variables whose names do not follow from those of their options.
    private static let names = [
        "time": ["TIMELIMIT"], "array": ["ARRAY_INX"], "no-requeue": ["NO_REQUEUE", "REQUEUE"],
        // Slurm takes one of these, and the variable of another would be in the way.
        "mem": ["MEM_PER_NODE", "MEM_PER_CPU", "MEM_PER_GPU"],
        "mem-per-cpu": ["MEM_PER_CPU", "MEM_PER_NODE", "MEM_PER_GPU"],
        "clusters": ["CLUSTERS"], "cluster": ["CLUSTERS"],
    ]
    /// Options of one letter, as machines.yaml may have them.
    private static let short: [Character: String] = [
        "A": "account", "C": "constraint", "M": "clusters", "p": "partition", "q": "qos", "t": "time",
    ]

    /// Variables that would be stronger than the options of a script, or would have sbatch wait for the end of the tasks.
    static func hidden(from submission: [String]) -> [String] {
        ["SBATCH_WAIT"]
            + submission.flatMap { option -> [String] in
                guard let name = name(of: option) else { return [] }
                return (names[name] ?? [name.uppercased().replacingOccurrences(of: "-", with: "_")]).map {
                    "SBATCH_\($0)"
                }
            }
    }

    /// "--time=20" → "time"; nil for what is no option.
    private static func name(of option: String) -> String? {
        if option.hasPrefix("--") {
            return String(option.dropFirst(2).prefix { $0 != "=" && $0 != " " })
        }
        return option.hasPrefix("-") ? option.dropFirst().first.flatMap { short[$0] } : nil
    }

    /// Variables that change what squeue and sacct answer.
    static var hiddenFromQuestions: [String] {
        ProcessInfo.processInfo.environment.keys.filter { $0.hasPrefix("SQUEUE_") || $0.hasPrefix("SACCT_") }.sorted()
    }
}
