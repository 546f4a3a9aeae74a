import Foundation
import Report
import TestSupport
import Testing

@testable import Cluster

/// Submit files, read by HTCondor's own bindings for Python, where `make test` could install them (`FIDUCIAL_READERS`). No daemon
/// runs, and nothing is submitted.
@Suite struct CondorBindingsTests {
    private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "condor/expand.py")

    /// nil where it has no HTCondor.
    private static let python: String? = {
        guard let place = ProcessInfo.processInfo.environment["FIDUCIAL_READERS"] else { return nil }
        let python = "\(place)/bin/python3"
        guard let answer = try? Command.run([python, "-W", "ignore", "-c", "import htcondor"]), answer.status == 0
        else {
            return nil
        }
        return python
    }()

    private func jobs(_ machine: Machine, _ array: TaskArray, in folder: URL) throws -> [Value] {
        let scheduler = CondorScheduler(machine, engine: Engine(at: "/cvmfs/fiducial"))
        for file in scheduler.files(of: array, in: folder) {
            try Data(file.text.utf8).write(to: folder.appendingPathComponent(file.name))
        }
        let python = try #require(Self.python)
        let answer = try Command.run([python, Self.script.path, folder.appendingPathComponent("submit.sub").path])
        #expect(answer.status == 0, "\(answer.errors)")
        return try #require(try Value(json: answer.output).array)
    }

    @Test(.enabled(if: CondorBindingsTests.python != nil, "there is no Python with htcondor"))
    func everyTaskIsTheJobThatIsMeant() throws {
        let temporary = try TemporaryFolder()
        let folder = temporary.url.appendingPathComponent("a wave", isDirectory: true)
        for name in ["results", "logs"] {
            try FileManager.default.createDirectory(
                at: folder.appendingPathComponent(name), withIntermediateDirectories: true)
        }
        // The bindings look at the files that are to travel.
        for name in ["toys.bundle", "fit.bundle", "results/0.bundle", "results/1.bundle"] {
            try Data().write(to: folder.appendingPathComponent(name))
        }
        let settings = try temporary.file(
            "machines.yaml",
            """
            lxplus:
              {scheduler: condor, account: group_u_ATLAS.u_zp, constraint: HasAVX2, options: ['+JobFlavour = "longlunch"']}

            """)
        let array = TaskArray(
            name: "20261130-231501-4f2a",
            places: [TaskArray.Place(bundle: "toys.bundle", task: 3), TaskArray.Place(bundle: "fit.bundle", task: 0)],
            limits: Limits(seconds: 2400, memory: 1_500_000_000, threads: 2), excluded: ["node3"])
        let jobs = try jobs(try Machine("lxplus", settings: settings), array, in: folder)
        #expect(jobs.count == 2)
        for (index, arguments, bundle) in [(0, "toys.bundle 3 0", "toys.bundle"), (1, "fit.bundle 0 1", "fit.bundle")] {
            let job = try #require(jobs[index].object)
            let expected = [
                "Cmd": "\(folder.path)/run.sh", "Iwd": folder.path, "Args": arguments, "Out": "logs/\(index).log",
                "Err": "logs/\(index).log", "UserLog": "\(folder.path)/condor.log", "JobUniverse": "5",
                "RequestCpus": "2",
                "RequestMemory": "1500", "AllowedJobDuration": "2400", "KillSig": "SIGTERM", "JobMaxVacateTime": "120",
                "ShouldTransferFiles": "YES", "WhenToTransferOutput": "ON_EXIT_OR_EVICT",
                "TransferInput": "\(bundle),results/\(index).bundle", "TransferOutput": "\(index).bundle",
                "TransferOutputRemaps": "\(index).bundle = results/\(index).bundle", "JobFlavour": "longlunch",
            ]
            for (name, value) in expected { #expect(job[name]?.string == value, "\(name) of job \(index)") }
            let requirements = job["Requirements"]?.string ?? ""
            #expect(requirements.hasPrefix("((HasAVX2) && (Machine isnt \"node3\"))"), "\(requirements)")
            #expect(job["AccountingGroup"]?.string?.hasPrefix("group_u_ATLAS.u_zp") == true)
        }
    }
}
