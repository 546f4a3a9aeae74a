import Files
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Report

/// What `--log` writes, and pages with a date of the caller's.
@Suite struct RunLogTests {
    private func lines(_ url: URL) throws -> [Value] {
        try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map { try Value(json: Data($0.utf8)) }
    }

    @Test func hasALineForEachChangeOfState() async throws {
        let workplace = try Workplace(directives: [Echo.self, Gauge.self])
        let file = workplace.folder.appendingPathComponent("run.jsonl")
        try await workplace.render("```{echo} a\n```\n")
        let outcome = try await workplace.render(
            """
            ```{echo} a
            ```

            ```{gauge} few
            events: 3
            ```

            ```{echo} broken
            fails: "no luck"
            ```

            ```{echo} after
            uses: [broken]
            ```

            """
        ) {
            $0.log = file
            $0.engine = "fiducial test"
            $0.jobs = 1
        }
        #expect(outcome.exitStatus == 1)
        let lines = try lines(file)
        func line(_ event: String, _ cell: String) -> Value? {
            lines.first { $0[path: "event"]?.string == event && $0[path: "cell"]?.string == cell }
        }
        #expect(lines.first?[path: "event"] == "run-begins" && lines.first?[path: "engine"] == "fiducial test")
        #expect(line("ends", "a")?[path: "outcome"] == "cached" && line("begins", "a") == nil)
        #expect(line("begins", "few")?[path: "verb"] == "gauge" && line("ends", "few")?[path: "outcome"] == "ran")
        #expect(line("finds", "few")?[path: "finding"]?.string?.hasPrefix("doubtful (few-events): 3 events") == true)
        #expect(line("ends", "broken")?[path: "message"] == "no luck")
        #expect(line("ends", "after")?[path: "blocked-by"] == "broken")
        #expect(lines.last?[path: "event"] == "run-ends" && lines.last?[path: "status"] == 1)
        let times = lines.compactMap { $0[path: "time"]?.string }
        #expect(times.count == lines.count && times == times.sorted())
    }

    @Test func tellsHowFarACellIsEveryTenSeconds() throws {
        let folder = try TemporaryFolder()
        let clock = Clock()
        let log = try RunLog(
            OutputFile(folder.file("run.jsonl")), besides: SilentProgress(), now: { clock.now },
            date: { Date(timeIntervalSince1970: clock.now) })
        log.begin("a", verb: "echo")
        for second in 1...25 {
            clock.set(Double(second))
            log.update("a", CellProgress(step: second, total: 50, loss: 0.5))
        }
        log.end("a", .ran(seconds: 25))
        let lines = try lines(folder.file("run.jsonl"))
        #expect(lines.map { $0[path: "event"]?.string } == ["begins", "progress", "progress", "ends"])
        #expect(
            lines[1][path: "step"] == 10 && lines[1][path: "seconds-left"] == 40.0 && lines[2][path: "seconds"] == 20.0)
        #expect(lines[1][path: "time"] == "1970-01-01T00:00:10.000Z")
    }

    private final class Clock: Sendable {
        private let seconds = Mutex(0.0)
        var now: Double { seconds.withLock { $0 } }
        func set(_ now: Double) { seconds.withLock { $0 = now } }
    }

    @Test func theSamePageToTheByteWithADateOfItsOwn() async throws {
        let workplace = try Workplace()
        let text = "```{echo} a\n```\n\n```{echo} b\nuses: [a]\nshows: figure\n```\n"
        func page(_ seconds: Double?) async throws -> String {
            try await workplace.render(text) { $0.pageDate = seconds.map { Date(timeIntervalSince1970: $0) } }
            return try workplace.html
        }
        let first = try await page(1_700_000_000)
        #expect(first == (try await page(1_700_000_000)), "once computed, once from the store")
        #expect(first.contains("<td>2023-11-14T22:13:20Z</td>"))
        #expect(!first.contains(">Machine<") && !first.contains(">This run<"))
        #expect(first != (try await page(1_700_000_001)))
        let usual = try await page(nil)
        #expect(usual.contains(">This run<") && usual.contains(">Machine<"))
    }
}
