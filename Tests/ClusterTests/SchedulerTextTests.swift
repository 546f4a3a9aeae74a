import Foundation
import Report
import TestSupport
import Testing

@testable import Cluster

/// What schedulers are given, and what they answer.
@Suite struct SchedulerTextTests {
    private static let array = TaskArray(
        name: "20261130-231501-4f2a",
        places: [TaskArray.Place(bundle: "toys.bundle", task: 0), TaskArray.Place(bundle: "toys.bundle", task: 1)],
        limits: Limits(seconds: 2400, memory: 1_500_000_000, threads: 2), excluded: ["node3", "node7"])

    private static func machine(_ text: String, _ name: String) throws -> Machine {
        let folder = try TemporaryFolder()
        return try Machine(name, settings: try folder.file("machines.yaml", text))
    }

    @Test func slurmGetsAScript() throws {
        let machine = try Self.machine(
            "slurm: {partition: short, account: physics, options: [--qos=long], setup: [module load gcc]}\n", "slurm")
        let scheduler = SlurmScheduler(machine, engine: Engine(at: "/opt/my programs/fiducial"))
        let files = scheduler.files(of: Self.array, in: URL(fileURLWithPath: "/scratch/it's here"))
        #expect(files.map(\.name) == ["submit.sh", "tasks.txt"])
        #expect(files[1].text == "toys.bundle 0\ntoys.bundle 1\n")
        #expect(
            files[0].text == """
                #!/bin/bash
                #SBATCH --job-name=fiducial
                #SBATCH --array=0-1
                #SBATCH --output=logs/%a.log
                #SBATCH --open-mode=append
                #SBATCH --nodes=1
                #SBATCH --ntasks=1
                #SBATCH --cpus-per-task=2
                #SBATCH --time=40
                #SBATCH --signal=B:USR2@60
                #SBATCH --no-requeue
                #SBATCH --mem=1500M
                #SBATCH --partition=short
                #SBATCH --account=physics
                #SBATCH --exclude=node3,node7
                #SBATCH --qos=long
                module load gcc
                cd '/scratch/it'\\''s here' || exit 1
                read -r bundle task < <(sed -n "$((SLURM_ARRAY_TASK_ID + 1))p" tasks.txt)
                echo "task $SLURM_ARRAY_TASK_ID on $SLURMD_NODENAME, $(date --iso-8601=seconds)"
                # In the place of the shell, so that signals reach it.
                exec '/opt/my programs/fiducial' work "$bundle" --task "$task" --output "results/$SLURM_ARRAY_TASK_ID.bundle"

                """)
    }

    @Test(
        arguments: [
            ("memory-per: node", "--mem=1500M"), ("memory-per: core", "--mem-per-cpu=750M"),
            ("memory-per: nothing", nil),
        ] as [(String, String?)]) func memoryIsAskedForAsTheSiteWantsIt(_ line: String, _ option: String?) throws
    {
        let machine = try Self.machine("slurm: {\(line), array: 300}\n", "slurm")
        let scheduler = SlurmScheduler(machine, engine: Engine(at: "/opt/fiducial"))
        let script = scheduler.files(of: Self.array, in: URL(fileURLWithPath: "/scratch"))[0].text
        #expect(script.split(separator: "\n").filter { $0.contains("--mem") } == option.map { ["#SBATCH \($0)"] } ?? [])
        #expect(scheduler.mostTasks == 300)
    }

    @Test(arguments: ["--clusters=far", "-M far", "--clusters far"])
    func anotherClusterIsAskedAboutItsTasks(_ option: String) throws {
        let machine = try Self.machine("slurm: {options: [\(option)]}\n", "slurm")
        #expect(SlurmScheduler(machine, engine: Engine(at: "/opt/fiducial")).cluster == ["--clusters=far"])
    }

    /// Sites have their sbatch say more than asked for.
    @Test(
        arguments: [
            ("1234\n", "1234"), ("1234;far\n", "1234"), ("", nil), ("Slurm 22.05 is ready\n", nil),
            ("sbatch: no partition specified, using default partition m100_all_serial\n7787232\n", "7787232"),
            (
                "----\n   Welcome to the Supercomputer 5\n--> Verifying valid submit host (login1)...OK\nSubmitted batch job 55473\n",
                "55473"
            ),
            ("Submitted batch job 12 on cluster far\n", "12"), ("77\r\nhave 3 nice days\n", "77"),
        ] as [(String, String?)]) func theNumberOfAnArrayIsFound(_ answer: String, _ id: String?)
    {
        #expect(SlurmScheduler.id(in: answer) == id)
    }

    @Test(
        arguments: [
            ("1234.0 - 1234.41\n", "1234"), ("Using schedd bigbird12.cern.ch\n7.0 - 7.0\n", "7"),
            ("1 job(s) submitted to cluster 8.\n", nil),
        ] as [(String, String?)]) func theNumberOfAClusterIsFound(_ answer: String, _ id: String?)
    {
        #expect(CondorScheduler.id(in: answer) == id)
    }

    @Test(
        arguments: [
            ("sbatch: error: invalid partition specified: nosuch", true),
            ("Batch job submission failed: Invalid account or account/partition combination specified", true),
            ("Batch job submission failed: Requested time limit is invalid (missing or exceeds some limit)", true),
            ("Batch job submission failed: Requested node configuration is not available", true),
            ("Batch job submission failed: Invalid job array specification", true),
            ("sbatch: unrecognized option '--qso=long'\nTry \"sbatch --help\" for more information", true),
            ("sbatch: error: Invalid --time specification", true),
            ("Batch job submission failed: Invalid node name specified", true),
            ("Batch job submission failed: Socket timed out on send/recv operation", false),
            ("Batch job submission failed: Unable to contact slurm controller (connect failure)", false),
            ("sbatch: error: QOSMaxSubmitJobPerUserLimit", false),
            ("Batch job submission failed: Job violates accounting/QOS policy (job submit limit)", false),
        ]) func whatSlurmWillNeverTakeIsTold(_ words: String, _ isFinal: Bool)
    {
        let fault = SlurmScheduler.fault(
            "sbatch", Command.Result(status: 1, output: "", errors: "note\n" + words + "\n"))
        #expect(
            fault.isFinal == isFinal && (fault.advice != nil) == isFinal
                && fault.description.contains(
                    "sbatch: " + words.split(separator: "\n")[0].replacingOccurrences(of: "sbatch: ", with: ""))
        )
        #expect(!SlurmScheduler.fault("squeue", Command.Result(status: 1, output: "", errors: words)).isFinal)
    }

    @Test func whatHTCondorWillNeverTakeIsTold() {
        func fault(_ words: String) -> CommandFault {
            CondorScheduler.fault("condor_submit", Command.Result(status: 1, output: "", errors: words))
        }
        #expect(
            fault("ERROR: on Line 12 of submit file: ").isFinal
                && fault("ERROR: Parse error in expression").advice != nil)
        #expect(!fault("ERROR: Can't find address of local schedd").isFinal)
    }

    /// Variables are stronger than the lines of a script.
    @Test func theEnvironmentDoesNotChangeWhatIsSubmitted() throws {
        let hidden = SlurmEnvironment.hidden(from: [
            "--array=0-3", "--time=20", "--mem=1500M", "--no-requeue", "--cpus-per-task=2", "-q long",
            "--partition short",
        ])
        for name in [
            "WAIT", "ARRAY_INX", "TIMELIMIT", "MEM_PER_NODE", "MEM_PER_CPU", "REQUEUE", "CPUS_PER_TASK", "QOS",
            "PARTITION",
        ] {
            #expect(hidden.contains("SBATCH_\(name)"), "\(name)")
        }
        // What machines.yaml does not say stays the person's.
        #expect(!hidden.contains("SBATCH_ACCOUNT"))
        let answer = try Command.run(["sh", "-c", "echo ${HOME-none}"], without: ["HOME", "NO_SUCH_VARIABLE"])
        #expect(answer.output == "none\n")
    }

    /// As Slurm 22.05 writes it; the widths are left out.
    private static let queue = """
        12 |0 |FAILED |node1 |19200 |NonZeroExitCode
        12 |1 |FAILED |node1 |9 |JobLaunchFailure
        12 |2 |RUNNING |node2 |0 |None
        12 |3 |COMPLETING |node2 |0 |None
        12 |5-7,9%2 |PENDING | |0 |Resources
        12 |8 |TIMEOUT |node1 |15 |TimeLimit
        13 |0 |NODE_FAIL |node1 |1 |NodeDown
        13 |1 |OUT_OF_MEMORY |node1 |125 |OutOfMemory
        13 |2 |PREEMPTED |node1 |0 |None
        13 |3 |CANCELLED | |0 |None
        13 |4 |COMPLETED |node1 |0 |None
        13 |5 |PENDING | |0 |PartitionTimeLimit
        13 |6 |PENDING | |0 |QOSMaxMemoryPerJob
        13 |7 |PENDING | |0 |QOSMaxJobsPerUserLimit
        N/A |N/A |RUNNING |node9 |0 |None
        slurm_load_jobs error: something

        """

    @Test func squeueIsRead() {
        let states = SlurmScheduler.states(in: Self.queue)
        let first = states["12"] ?? [:]
        #expect(first[0] == .ended(.exited(75, node: "node1")) && first[1] == .ended(.killed(signal: 9, node: "node1")))
        #expect(first[2] == .running(node: "node2") && first[3] == .running(node: "node2"))
        #expect([5, 6, 7, 9].allSatisfy { first[$0] == .waiting } && first[8] == .ended(.outOfTime(node: "node1")))
        #expect(first.count == 9)
        #expect(
            states["13"] == [
                0: .ended(.nodeFailed("node1")), 1: .ended(.outOfMemory(node: "node1")), 2: .ended(.preempted),
                3: .ended(.cancelled), 4: .ended(.exited(0, node: "node1")), 5: .ended(.refused("PartitionTimeLimit")),
                6: .ended(.refused("QOSMaxMemoryPerJob")), 7: .waiting,
            ])
    }

    @Test func sacctIsRead() {
        let states = SlurmScheduler.accounts(
            in: """
                12_0|COMPLETED|node1|0:0
                12_1|FAILED|node1|0:9
                12_2|CANCELLED by 1000|None assigned|0:0
                12_[3-5]|PENDING|None assigned|0:0
                14|COMPLETED|node1|0:0

                """)
        #expect(
            states == [
                "12": [
                    0: .ended(.exited(0, node: "node1")), 1: .ended(.killed(signal: 9, node: "node1")),
                    2: .ended(.cancelled), 3: .waiting, 4: .waiting, 5: .waiting,
                ]
            ])
    }

    @Test func htcondorGetsADescription() throws {
        let machine = try Self.machine(
            "lxplus: {scheduler: condor, options: ['+JobFlavour = \"longlunch\"'], constraint: HasAVX2}\n", "lxplus")
        let scheduler = CondorScheduler(machine, engine: Engine(at: "/cvmfs/fiducial"))
        let files = scheduler.files(of: Self.array, in: URL(fileURLWithPath: "/afs/wave"))
        #expect(files.map(\.name) == ["submit.sub", "run.sh", "tasks.txt"])
        let lines = files[0].text.split(separator: "\n").map(String.init)
        for line in [
            "executable = /afs/wave/run.sh", "initialdir = /afs/wave", "request_memory = 1500 MB", "request_cpus = 2",
            "allowed_job_duration = 2400",
            "transfer_input_files = $(bundle), results/$(Process).bundle",
            "transfer_output_remaps = \"$(Process).bundle = results/$(Process).bundle\"",
            "requirements = (HasAVX2) && (Machine =!= \"node3\") && (Machine =!= \"node7\")",
            "+JobFlavour = \"longlunch\"",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
        #expect(lines.last == "queue bundle, task from /afs/wave/tasks.txt")
        #expect(files[1].text.hasSuffix("exec /cvmfs/fiducial work \"$1\" --task \"$2\" --output \"$3.bundle\"\n"))
    }

    @Test func aSiteOfHTCondorCanTakeTheTimeLimitInItsOwnWay() throws {
        let machine = try Self.machine(
            "lxplus: {scheduler: condor, options: ['+MaxRuntime = $(seconds)']}\n", "lxplus")
        let text = CondorScheduler(machine, engine: Engine(at: "/cvmfs/fiducial")).files(
            of: Self.array, in: URL(fileURLWithPath: "/afs/wave"))[0].text
        #expect(text.contains("\nseconds = 2400\n+MaxRuntime = $(seconds)\n"))
    }

    @Test func condorQueueIsRead() throws {
        let states = try CondorScheduler.states(
            in: """
                [{"ClusterId": 7, "ProcId": 0, "JobStatus": 1}, {"ClusterId": 7, "ProcId": 1, "JobStatus": 2, "RemoteHost": "slot1_2@n7.cern.ch"},
                {"ClusterId": 7, "ProcId": 2, "JobStatus": 5, "HoldReasonCode": 34, "HoldReason": "memory usage exceeded request_memory"},
                {"ClusterId": 7, "ProcId": 3, "JobStatus": 5, "HoldReasonCode": 46},
                {"ClusterId": 7, "ProcId": 4, "JobStatus": 5, "HoldReasonCode": 13, "HoldReason": "no such file"},
                {"ClusterId": 7, "ProcId": 5, "JobStatus": 4, "ExitCode": 75}]
                """)
        #expect(
            states["7"] == [
                0: .waiting, 1: .running(node: "n7.cern.ch"), 2: .ended(.outOfMemory(node: nil)),
                3: .ended(.outOfTime(node: nil)), 4: .ended(.refused("no such file")),
                5: .ended(.exited(75, node: nil)),
            ])
        #expect(try CondorScheduler.states(in: "\n").isEmpty)
        #expect(throws: CommandFault.self) { try CondorScheduler.states(in: "-- Failed to fetch ads") }
    }

    @Test func wordsOfAShellStayWhole() throws {
        for text in ["plain", "two words", "it's", "$HOME", "a\"b", "*", "", "é", "-x=1"] {
            let answer = try Command.run(["sh", "-c", "printf %s \(Shell.quoted(text))"])
            #expect(answer.output == text && answer.status == 0)
        }
    }

    @Test func commandsThatDoNotAnswerAreFaults() throws {
        let late = #expect(throws: CommandFault.self) { try Command.run(["sleep", "60"], timeout: 0.2) }
        #expect(late?.description == "sleep gave no answer for 0 s")
        let none = #expect(throws: CommandFault.self) { try Command.run(["no-such-program-here"]) }
        #expect(none?.description == "there is no program 'no-such-program-here' here" && none?.isFinal == true)
        let full = try Command.run(["sh", "-c", "head -c 1000000 /dev/zero >&2; echo done; exit 3"])
        #expect(full.output == "done\n" && full.errors.utf8.count == 1_000_000 && full.status == 3)
    }
}
