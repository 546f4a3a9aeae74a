import Foundation
import Report
import TestSupport
import Testing

@testable import Cluster

/// Settings of machines, and what is wrong with them.
@Suite struct MachineTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func withoutSettingsThereAreDefaults() throws {
        let machine = try Machine("slurm:long", settings: folder.file("none.yaml"))
        #expect(machine.kind == .slurm && machine.partition == "long" && machine.attempts == 4)
        #expect(machine.limits.unknown == Limits(seconds: 7200, memory: 2_000_000_000, threads: 1))
        #expect(machine.grouping == JobGrouping(shortest: 600, slots: 200))
    }

    @Test func settingsAreRead() throws {
        let file = try folder.file(
            "machines.yaml",
            """
            # Of our group.
            big:
              scheduler: slurm
              partition: long
              time: 90min
              longest: 3d
              memory: 500MB
              most-memory: 1.5GB
              memory-per: core
              array: 300
              cores: 4
              slots: 1000
              task: 30 min
              engine: travels
              spool: ~/scratch
            slurm:
            """)
        let machine = try Machine("big", settings: file)
        #expect(
            machine.limits
                == LimitRule(
                    unknown: Limits(seconds: 5400, memory: 500_000_000, threads: 4), longest: 259_200,
                    mostMemory: 1_500_000_000))
        #expect(machine.grouping == JobGrouping(shortest: 1800, slots: 1000) && machine.engine == "travels")
        #expect(machine.memoryPer == .core && machine.array == 300)
        #expect(try Machine("big:express", settings: file).partition == "express")
        #expect(try Machine("slurm", settings: file).partition == nil)
    }

    @Test(arguments: [
        ("slurm:short*", "'short*' is no name of a partition"), ("slurm:", "'' is no name of a partition"),
        ("slurm:a b", "'a b' is no name of a partition"),
        ("condor:short", "HTCondor has no partitions, and 'short' is given as one"),
    ]) func whatIsNoPartitionIsRefused(_ text: String, _ words: String) throws {
        let error = #expect(throws: InvalidDocument.self) {
            try Machine(text, settings: folder.file("none.yaml"))
        }
        #expect(error.map { "\($0)" }?.contains(words) == true)
        #expect(try Machine("slurm:a,b-2_x", settings: folder.file("none.yaml")).partition == "a,b-2_x")
    }

    @Test(arguments: [
        ("big:\n  partitoin: long\n", "2:3: error: 'big' has no option 'partitoin'; did you mean 'partition'?"),
        ("big:\n  scheduler: pbs\n", "2:14: error: 'scheduler' cannot be 'pbs'"),
        (
            "big:\n  scheduler: slurm\n  time: 2 fortnights\n",
            "3:9: error: 'time' wants a time such as 90s, 10min, 2h or 1d, not '2 fortnights'"
        ),
        ("big:\n  scheduler: slurm\n  memory: 2\n", "3:11: error: 'memory' wants a size such as 500MB or 2GB, not '2'"),
        ("big:\n  scheduler: slurm\n  cores: 0\n", "3:10: error: 'cores' must lie between 1 and 1024, not 0"),
        ("big:\n  partition: long\n", "1:1: error: 'big' needs the option 'scheduler'; slurm or condor"),
        ("big: {scheduler: slurm}\nbig: {scheduler: slurm}\n", "2:1: error: "),
        ("- big\n", "1:1: error: settings are names with options below them, not a list"),
        ("big: {spool: \"${HOME}/x\"}\n", "1:15: error: settings have no parameters; write the value out"),
        ("big: [\n", ": error: "), ("", "1:1: error: there is no machine 'big'"),
    ]) func mistakesHaveTheirPlace(_ text: String, _ words: String) throws {
        let file = try folder.file("machines.yaml", text)
        let error = #expect(throws: InvalidDocument.self) { try Machine("big", settings: file) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        #expect(error?.description.hasPrefix(file.path) == true)
    }

    @Test func aNameThatIsNoneIsSaid() throws {
        let error = #expect(throws: InvalidDocument.self) { try Machine("slrum", settings: folder.file("none.yaml")) }
        #expect(
            error?.description.contains("there is no machine 'slrum', and no file of settings; did you mean 'slurm'?")
                == true)
    }

    @Test func aProgramTravelsWithItsLibraries() throws {
        let engine = try Engine(of: URL(fileURLWithPath: "/usr/bin/env"), copiedInto: folder.url)
        let copy = try #require(engine.folder)
        #expect(FileManager.default.isExecutableFile(atPath: copy.appendingPathComponent("fiducial").path))
        let again = try Engine(of: URL(fileURLWithPath: "/usr/bin/env"), copiedInto: folder.url)
        #expect(again == engine)
        #expect(try folder.names().count == 1)
    }
}
