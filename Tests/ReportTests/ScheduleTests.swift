import Foundation
import Synchronization
import Testing

@testable import Report

@Suite struct ScheduleTests {
    static let text = """
        ```{echo} a
        ```

        ```{echo} b
        ```

        ```{echo} c
        ```

        ```{echo} d
        uses: [a, b]
        ```

        """

    let artifact = Artifact(result: [:])

    @Test func startsCellsWhoseInputsAreThere() throws {
        var schedule = Schedule(try document(Self.text))
        #expect(schedule.ready == ["a", "b", "c"])
        schedule.start(["a", "b"])
        #expect(schedule.ready == ["c"])
        schedule.start(["c"])
        schedule.finish("a", CellResult(.ran, artifact: artifact, inputDigest: ""))
        #expect(schedule.ready == [])
        schedule.finish("b", CellResult(.cached, artifact: artifact, inputDigest: ""))
        #expect(schedule.ready == ["d"])
    }

    @Test func blocksWhatUsesAFailedCell() throws {
        var schedule = Schedule(try document(Self.text))
        schedule.start(["a"])
        schedule.finish("a", CellResult(.failed(message: "no", advice: nil)))
        #expect(schedule.takeBlocked().map(\.label) == ["d"])
        #expect(schedule.ready == ["b", "c"])
    }

    @Test func splitsThreadsAmongTheCellsThatAreReady() {
        let budget = ThreadBudget(8)
        let started = budget.give(to: ["a", "b", "c"])
        #expect(started.map(\.label) == ["a", "b", "c"])
        #expect(started.map(\.threads) == [2, 3, 3])
        #expect(budget.give(to: ["d"]).isEmpty)
        budget.takeBack(from: "a")
        #expect(budget.give(to: []).isEmpty)
        budget.takeBack(from: "b")
        #expect(budget.give(to: ["d"]).map(\.threads) == [5])
    }

    /// Threads that a cell leaves go to cells that wait, and else to one that runs and asks.
    @Test func offersThreadsThatNobodyWaitsFor() {
        let budget = ThreadBudget(8)
        func asked(_ labels: [String]) -> [Int] { labels.map { budget.grant(of: $0).threads } }
        #expect(budget.give(to: ["a", "b", "c"]).count == 3)
        #expect(asked(["a", "b", "c"]) == [2, 3, 3])
        budget.takeBack(from: "a")
        // Not before it is known that no cell waits for them.
        #expect(asked(["b", "c"]) == [3, 3])
        #expect(budget.give(to: []).isEmpty)
        #expect(asked(["c", "b", "c"]) == [5, 3, 5])
        budget.takeBack(from: "b")
        #expect(budget.give(to: ["d"]).count == 1)
        #expect(asked(["c", "d"]) == [5, 3])
        budget.takeBack(from: "c")
        #expect(budget.give(to: []).isEmpty)
        #expect(asked(["d", "c"]) == [8, 1])
    }

    @Test func startsNoMoreCellsThanThreads() {
        let budget = ThreadBudget(1)
        #expect(budget.give(to: ["a", "b"]).map(\.label) == ["a"])
        #expect(budget.give(to: ["b"]).isEmpty)
        budget.takeBack(from: "a")
        #expect(budget.give(to: ["b"]).map(\.label) == ["b"])
    }

    @Test func sharesAGrantThatGrows() {
        let total = Atomic<Int>(1)
        let grant = ThreadGrant(most: 7) { total.load(ordering: .relaxed) }
        let shares = (0..<2).map { grant.share($0, of: 2) }
        #expect(shares.map(\.threads) == [1, 1])
        #expect(shares.map(\.most) == [4, 3])
        total.store(7, ordering: .relaxed)
        #expect(shares.map(\.threads) == [4, 3])
    }

    @Test func runsIndependentCellsSideBySide() async throws {
        let workplace = try Workplace()
        let cells = ["a", "b"].map {
            "```{echo} \($0)\ntext: \(workplace.counter)\nmeets: 2\nnumber: 0.\($0 == "a" ? 1 : 2)\n```\n"
        }
        let outcome = try await workplace.render(cells.joined(separator: "\n"))
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
    }

    /// Stops the run as soon as a cell says how far it is.
    struct Stopper: ProgressSink {
        let cell: String
        let cancellation: Cancellation
        func begin(_ cell: String, verb: String) {}
        func update(_ cell: String, _ progress: CellProgress) {
            if cell == self.cell { cancellation.cancel() }
        }
        func end(_ cell: String, _ outcome: CellOutcome) {}
    }

    @Test func stopsARunningCellAndKeepsWhatIsDone() async throws {
        let workplace = try Workplace()
        let text = "```{echo} a\ntext: \(workplace.counter)\n```\n\n```{echo} b\nuses: [a]\nwaits: true\n```\n"
        let cancellation = Cancellation()
        let outcome = try await workplace.render(text) {
            $0.cancellation = cancellation
            $0.progress = Stopper(cell: "b", cancellation: cancellation)
        }
        #expect(outcome.exitStatus == 130)
        #expect(outcome.messages == ["report.md: stopped; finished cells are in the store"])
        #expect(try workplace.html.contains("1 of 2 cells have no result: b."))
        #expect(try workplace.session.plan().entries.map(\.state) == [.cached, .willRun])
        let resumed = try await workplace.render()
        #expect(resumed.run?.results["a"]?.outcome == .cached)
        #expect(resumed.run?.artifact("b")?.result[path: "resumed"] == "half done")
        let unfinished = workplace.store.folder.appendingPathComponent("unfinished")
        #expect(try FileManager.default.contentsOfDirectory(atPath: unfinished.path).isEmpty)
    }

    /// Records the progress that is reported to it.
    final class Log: ProgressSink {
        let lines = Mutex<[String]>([])
        func begin(_ cell: String, verb: String) { lines.withLock { $0.append("begin \(cell) \(verb)") } }
        func update(_ cell: String, _ progress: CellProgress) {
            lines.withLock { $0.append("update \(cell) \(progress.step)/\(progress.total ?? 0)") }
        }
        func end(_ cell: String, _ outcome: CellOutcome) {
            let word =
                switch outcome {
                case .ran: "ran"
                case .cached: "cached"
                case .failed: "failed"
                case .blocked(let by): "blocked by \(by)"
                case .manual: "manual"
                case .cancelled: "cancelled"
                }
            lines.withLock { $0.append("end \(cell) \(word)") }
        }
    }

    @Test func tellsHowTheCellsGetOn() async throws {
        let workplace = try Workplace()
        let text = "```{echo} a\nfails: x\n```\n\n```{echo} b\nuses: [a]\n```\n\n```{echo} c\nsteps: 7\n```\n"
        let log = Log()
        try await workplace.render(text) {
            $0.jobs = 1
            $0.progress = log
        }
        #expect(
            log.lines.withLock { $0 } == [
                "begin a echo", "end a failed", "end b blocked by a", "begin c echo", "update c 1/7", "end c ran",
            ])
        let again = Log()
        try await workplace.render { $0.progress = again }
        #expect(again.lines.withLock { $0 }.contains("end c cached"))
        #expect(!again.lines.withLock { $0 }.contains("begin c echo"))
    }
}
