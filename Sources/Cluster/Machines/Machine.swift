import Foundation
import Report

/// A machine with a scheduler, as `~/.config/fiducial/machines.yaml` describes it.
///
///     slurm:
///       partition: short
///       setup: [module load gcc]
///     lxplus: {scheduler: condor, options: ['+JobFlavour = "longlunch"']}
package struct Machine: Sendable {
    /// The scheduler that starts tasks on nodes.
    package enum Kind: String, OptionChoice { case slurm, condor }

    /// The unit for which Slurm gets the memory limit.
    package enum MemoryShare: String, OptionChoice { case node, core, nothing }

    static let scheduler = OptionKey<Kind?>(
        "scheduler", default: .some(nil), help: "What submits jobs; by default the name.")
    static let partition = OptionKey<String?>("partition", default: .some(nil), help: "Slurm's partition.")
    static let account = OptionKey<String?>("account", default: .some(nil), help: "Who pays.")
    static let constraint = OptionKey<String?>(
        "constraint", default: .some(nil), help: "Features that Slurm's nodes must have, or HTCondor's requirements.")
    static let options = OptionKey<[String]>(
        "options", default: [], help: "Further options of sbatch (--qos=long), or lines of a submit file.")
    static let setup = OptionKey<[String]>("setup", default: [], help: "Shell commands before the program.")
    static let engine = OptionKey<String?>(
        "engine", default: .some(nil),
        help: "Where nodes find the program; 'travels' to send it along. By default where it is here.")
    static let time = OptionKey<TimeSpan>(
        "time", default: TimeSpan(seconds: 7200), help: "Time limit of work of which nothing is known.")
    static let longest = OptionKey<TimeSpan>(
        "longest", default: TimeSpan(seconds: 172_800), help: "No time limit is longer, also where work ran into it.")
    static let memory = OptionKey<MemorySize>(
        "memory", default: MemorySize(bytes: 2_000_000_000), help: "Memory of work of which nothing is known.")
    static let mostMemory = OptionKey<MemorySize>(
        "most-memory", default: MemorySize(bytes: 64_000_000_000), help: "No more is asked for.")
    static let memoryPer = OptionKey<MemoryShare>(
        "memory-per", default: .node,
        help:
            "Whether Slurm is asked for memory of the node or of each core, or for nothing, where it refuses to be asked."
    )
    static let array = OptionKey<Int>(
        "array", default: 1000, in: 1...100_000,
        help:
            "Most tasks of an array; Slurm's own default allows 1000. Less where the site allows fewer jobs of a user.")
    static let cores = OptionKey<Int>("cores", default: 1, in: 1...1024, help: "Of every task.")
    static let slots = OptionKey<Int>(
        "slots", default: 200, in: 1...100_000, help: "How many tasks run at a time, about.")
    static let task = OptionKey<TimeSpan>(
        "task", default: TimeSpan(seconds: 600), help: "Short parts are put together to tasks of this length.")
    static let here = OptionKey<TimeSpan>(
        "here", default: TimeSpan(seconds: 10),
        help: "Work that is known to take less than this is done where the report is.")
    static let attempts = OptionKey<Int>(
        "attempts", default: 4, in: 1...100, help: "How often a task that dies is tried.")
    static let spool = OptionKey<String?>(
        "spool", default: .some(nil),
        help: "A folder that nodes see too, for bundles, results and logs. By default beside the store.")
    static let poll = OptionKey<TimeSpan>(
        "poll", default: TimeSpan(seconds: 10), help: "The scheduler is asked no more often than this.")
    static let schema = OptionSchema(
        scheduler, partition, account, constraint, options, setup, engine, time, longest, memory, mostMemory, memoryPer,
        array, cores, slots, task, here, attempts, spool, poll)

    /// Its name in `--on` and in the settings.
    package let name: String
    package let kind: Kind
    package var partition: String?
    package let account: String?
    package let constraint: String?
    package let options: [String]
    package let setup: [String]
    package var engine: String?
    package let limits: LimitRule
    package let memoryPer: MemoryShare
    /// The largest number of tasks of an array.
    package let array: Int
    package let grouping: JobGrouping
    /// A time in seconds: shorter work is done on the machine of the report.
    package let here: Double
    package let attempts: Int
    package var spool: String?
    /// The interval between queries to the scheduler, in seconds.
    package let poll: Double

    init(_ name: String, _ kind: Kind, _ options: Options) {
        self.name = name
        self.kind = kind
        partition = options[Self.partition]
        account = options[Self.account]
        constraint = options[Self.constraint]
        self.options = options[Self.options]
        setup = options[Self.setup]
        engine = options[Self.engine]
        limits = LimitRule(
            unknown: Limits(
                seconds: options[Self.time].seconds, memory: options[Self.memory].bytes, threads: options[Self.cores]),
            longest: max(options[Self.longest].seconds, options[Self.time].seconds),
            mostMemory: max(options[Self.mostMemory].bytes, options[Self.memory].bytes))
        memoryPer = options[Self.memoryPer]
        array = options[Self.array]
        grouping = JobGrouping(shortest: options[Self.task].seconds, slots: options[Self.slots])
        here = options[Self.here].seconds
        attempts = options[Self.attempts]
        spool = options[Self.spool]
        poll = options[Self.poll].seconds
    }
}

extension Machine {
    /// The file of settings.
    package static var settings: URL {
        let environment = ProcessInfo.processInfo.environment
        let folder =
            environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : URL(fileURLWithPath: $0) }
            ?? FileManager.default.homeDirectoryForCurrentUser.appendingPathComponent(".config")
        return folder.appendingPathComponent("fiducial/machines.yaml")
    }

    /// A machine by its name, "slurm" or "slurm:long" with another partition. Without settings, `slurm` and `condor`
    /// have their defaults.
    ///
    /// - Parameter url: the file of settings, which need not exist.
    /// - Throws: `InvalidDocument` if the settings have mistakes, or do not define this machine.
    package init(_ text: String, settings url: URL = Machine.settings) throws(InvalidDocument) {
        let (name, partition) =
            text.firstIndex(of: ":").map {
                (String(text[..<$0]), Optional(String(text[text.index(after: $0)...])))
            } ?? (text, nil)
        let exists = FileManager.default.fileExists(atPath: url.path)
        let known =
            exists ? try SettingsFile.read(url, as: url.path, schema: Self.schema) : [:]
        let start = SourcePlace(file: url.path, line: 1, column: 1)
        guard known[name] != nil || Kind(rawValue: name) != nil else {
            let names = Set(known.keys).union(Kind.allCases.map(\.rawValue)).sorted()
            throw InvalidDocument(
                Diagnostic(
                    "there is no machine '\(name)'\(exists ? "" : ", and no file of settings")", at: start,
                    remedy: NearMiss.remedy(for: name, among: names)))
        }
        let options = known[name] ?? SettingsFile.defaults(Self.schema, of: url.path)
        guard let kind = options[Self.scheduler] ?? Kind(rawValue: name) else {
            throw InvalidDocument(
                Diagnostic("'\(name)' needs the option 'scheduler'", at: options.place, remedy: "slurm or condor"))
        }
        self.init(name, kind, options)
        if let partition { self.partition = partition }
        if let partition = self.partition { try Self.check(partition, kind, at: options.place) }
    }

    /// - Throws: `InvalidDocument` where it is none that a scheduler could have.
    private static func check(_ partition: String, _ kind: Kind, at place: SourcePlace) throws(InvalidDocument) {
        guard kind == .slurm else {
            throw InvalidDocument(
                Diagnostic(
                    "HTCondor has no partitions, and '\(partition)' is given as one", at: place,
                    remedy: "'constraint' and 'options' say which machines are wanted"))
        }
        // sinfo marks the default partition with a star.
        guard !partition.isEmpty, !partition.contains(where: { $0.isWhitespace || $0 == "*" }) else {
            throw InvalidDocument(
                Diagnostic(
                    "'\(partition)' is no name of a partition", at: place,
                    remedy: "'sinfo --noheader --format=%R' shows the names; several are written a,b"))
        }
    }
}
