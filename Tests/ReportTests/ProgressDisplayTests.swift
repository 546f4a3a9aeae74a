import Foundation
import Synchronization
import Testing

@testable import Report

/// A clock that the test advances, and an output that records what is written.
private final class Desk: Sendable {
    private let held = Mutex((time: 0.0, pictures: [String]()))

    var output: ProgressOutput {
        ProgressOutput(
            write: { text in self.held.withLock { $0.pictures.append(text) } },
            now: { self.held.withLock { $0.time } })
    }

    var pictures: [String] { held.withLock { $0.pictures } }

    func pass(_ seconds: Double) { held.withLock { $0.time += seconds } }
}

@Suite struct ProgressDisplayTests {
    private static let style = ProgressStyle(
        environment: ["NO_COLOR": "1", "LANG": "C.UTF-8"], size: TerminalSize(columns: 80, rows: 24))

    @Test func redrawsRunningCellsInPlaceBelowFinishedOnes() {
        let desk = Desk()
        let display = TerminalProgress(output: desk.output) { Self.style }
        display.begin("a", verb: "train")
        display.begin("bb", verb: "scan")
        desk.pass(2)
        display.end("a", .ran(seconds: 2))
        display.end("bb", .cached)
        #expect(
            desk.pictures == [
                "  a  train  0:00\n",
                "\u{1B}[1A\r\u{1B}[J  a   train  0:00\n  bb  scan   0:00\n",
                "\u{1B}[2A\r\u{1B}[J✓ a  done in 2.00 s\n  bb  scan  0:02\n",
                "\u{1B}[1A\r\u{1B}[J· bb  up to date\n",
            ])
    }

    @Test func drawsAtMostTenTimesASecond() {
        let desk = Desk()
        let display = TerminalProgress(output: desk.output) { Self.style }
        display.begin("a", verb: "train")
        for step in 1...1000 {
            desk.pass(0.001)
            display.update("a", CellProgress(step: step, total: 1000))
        }
        #expect((9...11).contains(desk.pictures.count))
    }

    @Test func drawsNoMoreCellsThanTheTerminalHasLines() {
        let desk = Desk()
        let low = ProgressStyle(environment: [:], size: TerminalSize(columns: 80, rows: 6))
        let display = TerminalProgress(output: desk.output) { low }
        for index in 0..<20 { display.begin("cell-\(index)", verb: "fit") }
        let last = desk.pictures.last ?? ""
        #expect(last.hasPrefix("\u{1B}[4A\r\u{1B}[J"))
        #expect(last.filter { $0 == "\n" }.count == 4)
    }

    @Test func keepsNotesAboveTheBars() {
        let desk = Desk()
        let display = TerminalProgress(output: desk.output) { Self.style }
        display.begin("a", verb: "train")
        display.note("a remark")
        #expect(desk.pictures.last == "\u{1B}[1A\r\u{1B}[Ja remark\n  a  train  0:00\n")
    }

    @Test func writesPlainLinesEveryFewSeconds() {
        let desk = Desk()
        let display = PlainProgress(output: desk.output)
        display.begin("a", verb: "train")
        for step in 1...25 {
            desk.pass(1)
            display.update("a", CellProgress(step: step, total: 100, loss: 2))
        }
        display.end("a", .failed(message: "NaN at step 26", seconds: 26))
        #expect(
            desk.pictures == [
                "a: train begins\n",
                "a: 10/100, loss 2.0000, 1.00/s, 1:30 left\n",
                "a: 20/100, loss 2.0000, 1.00/s, 1:20 left\n",
                "a: failed after 26.0 s: NaN at step 26\n",
            ])
    }

    /// Every update rewrites the display as a whole, so it erases exactly the lines of the one before.
    @Test func staysWholeWhenManyCellsReportAtOnce() async {
        let desk = Desk()
        let display = TerminalProgress(output: desk.output) { Self.style }
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<8 {
                group.addTask {
                    display.begin("cell-\(index)", verb: "scan")
                    for step in 1...200 {
                        desk.pass(0.01)
                        display.update("cell-\(index)", CellProgress(step: step, total: 200))
                    }
                    display.end("cell-\(index)", .ran(seconds: 1))
                }
            }
        }
        var live = 0
        for picture in desk.pictures {
            let back = live > 0 ? "\u{1B}[\(live)A\r\u{1B}[J" : ""
            #expect(picture.hasPrefix(back))
            let lines = picture.dropFirst(back.count).split(separator: "\n")
            live = lines.count { $0.hasPrefix("  cell-") }
        }
        #expect(live == 0)
        #expect(desk.pictures.joined().components(separatedBy: "✓").count - 1 == 8)
    }
}
