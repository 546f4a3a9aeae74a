import Foundation
import Report
import Testing

@testable import Cluster

/// Tasks that die in every way, over a cluster in memory.
@Suite struct WaveLoopTests {
    @Test func shortJobsGoInOneArrayAndTheSchedulerIsHardlyAsked() {
        var render = SimulatedRender(SimulatedCluster(nodes: 5) { _ in 100 })
        render.ask(60, cost: 100)
        render.run()
        #expect(render.reports.count == 60 && render.reports.values.allSatisfy { $0.ending == .ran })
        #expect(render.cluster.starts.count == 10 && render.cluster.starts.allSatisfy { $0.keys.count == 6 })
        #expect(render.loop.calls.submissions == 1)
        // Two rounds of ten minutes.
        #expect(render.now > 1200 && render.now < 1215 && render.loop.calls.questions < 30)
        #expect(render.cluster.removed == ["array-0"] && render.notices.isEmpty)
    }

    @Test func aResultThatIsThereCountsWhateverTheSchedulerSays() {
        var render = SimulatedRender(SimulatedCluster(nodes: 2) { _ in 50 })
        render.ask(2)
        render.run(until: 10)
        render.cluster.goAway(true)
        render.run()
        #expect(render.reports.count == 2 && render.now < 60)
    }

    @Test func aSchedulerThatIsAwayIsAskedAgain() {
        var render = SimulatedRender(SimulatedCluster(nodes: 2) { _ in 50 })
        render.cluster.goAway(true)
        render.ask(2)
        render.run(until: 60)
        #expect(render.reports.isEmpty && render.notices == ["it is away; it is tried again"])
        #expect((2...6).contains(render.loop.calls.submissions), "with ever longer pauses")
        render.cluster.goAway(false)
        render.run()
        #expect(render.reports.count == 2 && render.cluster.starts.count == 2)
    }

    @Test func whatTheSchedulerWillNeverTakeFailsAtOnce() {
        var render = SimulatedRender(SimulatedCluster(nodes: 2) { _ in 50 })
        render.cluster.refusal = CommandFault("no partition 'x'", isFinal: true, advice: "Name another.")
        render.ask(2)
        render.run(until: 600)
        #expect(!render.loop.isBusy && render.now < 10 && render.loop.calls.submissions == 1)
        #expect(
            render.reports.values.map(\.message)
                == Array(repeating: "it is not submitted: no partition 'x'", count: 2))
        #expect(render.reports.values.allSatisfy { $0.ending == .failed && $0.advice == "Name another." })
        #expect(render.notices == ["no partition 'x'"] && render.cluster.removed == ["array-0"])
        // What is asked for later has its own chance.
        render.cluster.refusal = nil
        render.ask(1, cell: "other")
        render.run(until: 600)
        #expect(render.reports["other-0"]?.ending == .ran)
    }

    @Test func aSchedulerThatTakesAnArrayAndDoesNotSaySoHoldsNothingUp() {
        var render = SimulatedRender(SimulatedCluster(nodes: 2) { _ in 1 })
        render.cluster.answers = false
        render.ask(2)
        render.run(until: 600)
        #expect(render.reports.values.count { $0.ending == .ran } == 2 && render.now < 60)
        render.cluster.answers = true
        render.ask(2, cell: "other")
        render.run(until: 600)
        #expect(
            render.reports.values.count { $0.ending == .ran } == 4
                && render.notices == ["it does not answer; it is tried again"])
    }

    @Test func aNodeThatFailsIsLeftOutAndItsJobsAreDoneOneByOne() {
        let cluster = SimulatedCluster(nodes: 3) { _ in
            100
        } fate: { start in
            start.index == 0 && start.attempt == 0 && start.array == "array-0"
                ? .dies(.nodeFailed("node0"), after: 0.5) : .good
        }
        var render = SimulatedRender(cluster)
        render.ask(18, cost: 100)
        render.run()
        #expect(render.reports.values.count { $0.ending == .ran } == 18)
        let again = cluster.starts.filter { $0.attempt == 1 }
        #expect(again.count == 6 && again.allSatisfy { $0.keys.count == 1 && $0.excluded == ["node0"] })
        #expect(render.notices == ["toy 0 of 'toys': its node failed on node0; it is done again"])
    }

    @Test(arguments: [
        (TaskState.Ending.outOfTime(node: nil), 7200.0, 1 << 30), (.outOfMemory(node: nil), 3600, 2 << 30),
        (.exited(1, node: "node1"), 3600, 1 << 30), (.preempted, 3600, 1 << 30),
    ]) func whatWasTheCauseIsDoubled(_ ending: TaskState.Ending, _ seconds: Double, _ memory: Int) {
        let cluster = SimulatedCluster(nodes: 2) { _ in
            100
        } fate: {
            $0.array == "array-0" ? .dies(ending, after: 0.9) : .good
        }
        var render = SimulatedRender(cluster)
        render.ask(1)
        render.run()
        #expect(render.reports.values.map(\.ending) == [.ran])
        #expect(cluster.starts.map(\.limits.seconds) == [3600, seconds])
        #expect(cluster.starts.map(\.limits.memory) == [1 << 30, memory])
        #expect(cluster.starts[1].attempt == (ending == .preempted ? 0 : 1))
    }

    @Test func whatDiesAgainAndAgainFailsWithItsLog() {
        let cluster = SimulatedCluster(nodes: 2) { _ in
            100
        } fate: { _ in
            .dies(.exited(1, node: "node1"), after: 0.1)
        }
        var render = SimulatedRender(cluster)
        render.ask(1)
        render.run()
        let report = render.reports["toys-0"]
        #expect(report?.ending == .failed && cluster.starts.count == 4)
        #expect(
            report?.message
                == "it ended with status 1, 4 times\nThe end of its log:\n  the last line of array-3/0")
    }

    @Test func moreThanThereIsFailsAtOnce() {
        let cluster = SimulatedCluster(nodes: 2) { _ in
            100
        } fate: { _ in
            .dies(.outOfMemory(node: nil), after: 0.1)
        }
        var render = SimulatedRender(cluster, attempts: 10)
        render.ask(1)
        render.run()
        #expect(cluster.starts.map { $0.limits.memory >> 30 } == [1, 2, 4, 8])
        #expect(render.reports["toys-0"]?.message?.hasPrefix("it was killed for its memory of 8589 MB") == true)
        let cancelled = SimulatedCluster(nodes: 2) { _ in
            100
        } fate: { _ in
            .dies(.cancelled, after: 0.1)
        }
        var other = SimulatedRender(cancelled)
        other.ask(1)
        other.run()
        #expect(cancelled.starts.count == 1)
        #expect(other.reports["toys-0"]?.message?.hasPrefix("someone cancelled it in the queue") == true)
    }

    @Test func whatTheSchedulerNeverStartsFailsAndLeavesTheQueue() {
        let cluster = SimulatedCluster(nodes: 2) { _ in
            100
        } fate: { _ in
            .dies(.refused("PartitionTimeLimit"), after: 0)
        }
        var render = SimulatedRender(cluster)
        render.ask(2)
        render.run()
        #expect(
            render.reports["toys-0"]?.message?.hasPrefix("the scheduler does not start it: PartitionTimeLimit") == true)
        #expect(render.reports["toys-0"]?.advice?.hasPrefix("Set 'time' and 'longest' of the machine") == true)
        #expect(cluster.cancelled.sorted() == ["array-0_0", "array-0_1"] && cluster.starts.count == 2)
    }

    @Test func aTaskThatIsStoppedGoesOnAndThatIsNoFailure() {
        let cluster = SimulatedCluster(nodes: 1) { _ in
            100
        } fate: { start in
            guard start.array != "array-6" else { return .good }
            return .stopped("SIGTERM", after: start.array == "array-0" ? 0.5 : 0.9)
        }
        var render = SimulatedRender(cluster, attempts: 2)
        render.ask(2, cost: 100)
        render.run()
        #expect(render.reports.values.count { $0.ending == .ran } == 2)
        #expect(cluster.starts.count == 7 && cluster.starts.allSatisfy { $0.attempt == 0 })
        #expect(cluster.starts.dropFirst().allSatisfy { $0.keys == ["toys-1"] })
    }

    @Test func resultsThatNeverComeAreComputedAgain() {
        let cluster = SimulatedCluster(nodes: 1) { _ in
            100
        } fate: {
            $0.attempt == 0 ? .silent : .good
        }
        var render = SimulatedRender(cluster)
        render.ask(1)
        render.run()
        #expect(render.reports.count == 1 && cluster.starts.count == 2)
        // The only node there is does it once more.
        #expect(
            render.notices == [
                "toy 0 of 'toys': its results are damaged or did not come on node0; it is done again",
                "there is no such node; it is tried again",
            ])
    }

    @Test func whatDiesEarlyIsDoneBeforeTheLastTasks() throws {
        let cluster = SimulatedCluster(nodes: 10) { _ in
            700
        } fate: {
            $0.array == "array-0" && $0.index < 3 ? .dies(.nodeFailed(nil), after: 0.1) : .good
        }
        var render = SimulatedRender(cluster)
        render.ask(40, cost: 700)
        render.run()
        #expect(render.reports.values.count { $0.ending == .ran } == 40)
        let again = cluster.starts.indices.filter { cluster.starts[$0].attempt == 1 }
        #expect(again.count == 3 && (again.max() ?? 99) < 36, "ten of the forty wait until the queue is nearly empty")
    }

    @Test func whoLeavesHasSubmittedEverything() {
        let cluster = SimulatedCluster(nodes: 10) { _ in 700 }
        var render = SimulatedRender(cluster)
        render.ask(40, cost: 700)
        render.run(until: 30)
        #expect(render.loop.counts.waiting == 30 && render.loop.counts.running == 10)
        #expect(render.loop.submitAll(at: render.now).isEmpty)
        cluster.advance(to: 10_000)
        #expect(cluster.starts.count == 40)
    }

    @Test func aSchedulerThatOnceLeavesTasksOutLosesNone() {
        let cluster = SimulatedCluster(nodes: 2) { _ in 1000 }
        var render = SimulatedRender(cluster)
        render.ask(2)
        render.run(until: 40)
        cluster.forgets = true
        let questions = render.loop.calls.questions
        while render.loop.calls.questions == questions { render.run(until: render.now + 1) }
        cluster.forgets = false
        render.run()
        #expect(cluster.starts.count == 2 && render.reports.count == 2 && render.notices.isEmpty)
    }

    @Test func whatATaskHasSavedIsNotDoneAgain() {
        let cluster = SimulatedCluster(nodes: 1, saves: (results: 60, states: 30)) { _ in
            100
        } fate: {
            $0.array == "array-0" ? .dies(.nodeFailed(nil), after: 0.9) : .good
        }
        var render = SimulatedRender(cluster)
        render.ask(5, cost: 100)
        render.run()
        // It died after 452 s, and had written four results and 18 s of the fifth, none of it in a saved state.
        #expect(cluster.starts.map(\.keys.count) == [5, 1] && render.reports.count == 5)
    }

    @Test func anotherRenderGoesOnWithWhatRuns() {
        let cluster = SimulatedCluster(nodes: 2) { _ in 100 }
        var first = SimulatedRender(cluster)
        first.ask(4)
        first.run(until: 50)
        #expect(cluster.starts.count == 2)
        var second = SimulatedRender(cluster)
        second.now = first.now
        let places = (0..<4).map { TaskArray.Place(bundle: "jobs.bundle", task: $0) }
        second.loop.adopt(
            OpenArray(
                array: TaskArray(
                    name: "array-0", places: places, limits: Limits(seconds: 3600, memory: 1 << 30, threads: 1),
                    excluded: []),
                keys: (0..<4).map { ["toys-\($0)"] }, attempts: [0, 0, 0, 0], id: "array-0"))
        second.ask(5)
        second.run()
        #expect(second.reports.count == 5 && cluster.starts.count == 5)
        #expect(cluster.starts.last?.keys == ["toys-4"])
    }

    @Test func whatAnotherRenderHasClearedUpIsLookedForInTheStore() {
        let cluster = SimulatedCluster(nodes: 2) { _ in 100 }
        var render = SimulatedRender(cluster)
        render.ask(2)
        render.run(until: 50)
        cluster.clearUp(storing: ["toys-0"])
        render.run()
        #expect(render.reports.values.count { $0.ending == .ran } == 2)
        #expect(cluster.starts.map(\.keys) == [["toys-0"], ["toys-1"], ["toys-1"]])
    }

    @Test func equalLimitsShareAnArrayAndLargeOnesAreSplit() {
        let cluster = SimulatedCluster(nodes: 100, mostTasks: 7) { _ in 700 }
        var render = SimulatedRender(cluster)
        render.ask(10, cost: 700, cell: "a")
        render.ask(3, cost: 700, cell: "b")
        render.ask(2, cost: 50_000, cell: "c")
        render.run()
        #expect(render.reports.count == 15 && render.loop.calls.submissions == 3)
        #expect(Dictionary(grouping: cluster.starts, by: \.array).values.map(\.count).sorted() == [2, 6, 7])
    }

    @Test func cancellingEndsWhatIsOpen() throws {
        let cluster = SimulatedCluster(nodes: 1) { _ in 100 }
        var render = SimulatedRender(cluster)
        render.ask(3)
        render.run(until: 20)
        try render.loop.cancel()
        #expect(cluster.cancelled == ["array-0"])
        #expect(render.loop.counts.waiting + render.loop.counts.running == 3)
    }
}
