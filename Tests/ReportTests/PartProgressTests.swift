import Synchronization
import Testing

@testable import Report

/// The progress of a cell from that of its parts.
@Suite struct PartProgressTests {
    final class Desk: ProgressSink {
        let time = Mutex(0.0)
        let heard = Mutex<[CellProgress]>([])

        func begin(_ cell: String, verb: String) {}
        func update(_ cell: String, _ progress: CellProgress) { heard.withLock { $0.append(progress) } }
        func end(_ cell: String, _ outcome: CellOutcome) {}

        var last: CellProgress? { heard.withLock(\.last) }
        func wait(_ seconds: Double) { time.withLock { $0 += seconds } }
    }

    func members(_ count: Int, _ desk: Desk) -> PartProgress {
        PartProgress("members", count: count, of: "fit", to: desk) { desk.time.withLock { $0 } }
    }

    @Test func countsPartsAndForeseesTheEndFromThoseUnderWay() throws {
        let desk = Desk()
        let progress = members(4, desk)
        progress.begin("member 0")
        progress.begin("member 1")
        desk.wait(10)
        progress.end("member 0", .computed)
        progress.update("member 1", CellProgress(step: 50, total: 100))
        let last = try #require(desk.last)
        #expect(last.step == 1)
        #expect(last.total == 4)
        #expect(last.fraction == 0.375)
        #expect(last.message == "members: member 1 50/100")
        // One and a half in ten seconds: the other two and a half take 16.7 s.
        #expect(ProgressText.timeLeft(last, elapsed: 1000) == "0:17 left")
    }

    @Test func foreseesNothingFromPartsThatTheStoreHad() throws {
        let desk = Desk()
        let progress = members(4, desk)
        desk.wait(1)
        for part in ["member 0", "member 1"] { progress.end(part, .cached) }
        let last = try #require(desk.last)
        #expect(last.fraction == 0.5)
        #expect(last.message == "members")
        #expect(ProgressText.timeLeft(last, elapsed: 1) == nil)
        #expect(ProgressText.rate(last, elapsed: 1) == 0)
        progress.begin("member 2")
        desk.wait(9)
        progress.end("member 2", .computed)
        #expect(ProgressText.timeLeft(try #require(desk.last), elapsed: 10) == "0:10 left")
    }

    @Test func namesAtMostTwoPartsUnderWay() throws {
        let desk = Desk()
        let progress = members(3, desk)
        for part in 0..<3 {
            progress.begin("member \(part)")
            progress.listening(to: "member \(part)").update("fit/member \(part)", CellProgress(step: 1, total: 9))
        }
        #expect(desk.heard.withLock { $0.map(\.message) }[3] == "members: member 0 1/9, member 1 1/9")
        #expect(desk.last?.message == "members")
    }
}
