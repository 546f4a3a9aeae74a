import Testing

@testable import Report

@Suite struct ProgressLineTests {
    private func style(_ width: Int, colour: Bool = false, unicode: Bool = true) -> ProgressStyle {
        ProgressStyle(
            environment: ["NO_COLOR": colour ? "" : "1", "LANG": unicode ? "C.UTF-8" : "C"],
            size: TerminalSize(columns: width, rows: 24))
    }

    private let cell = RunningCell(
        label: "training", verb: "train", start: 100,
        progress: CellProgress(step: 3120, total: 6000, loss: 1.23456, rate: 212))

    private func line(_ width: Int, unicode: Bool = true) -> String {
        ProgressLine.text(cell, columns: .init(label: 10, verb: 5), now: 115, style: style(width, unicode: unicode))
    }

    @Test func showsBarStepLossRateAndTimeLeft() {
        #expect(
            line(100)
                == "  training    train  ━━━━━━━━━━━━────────────  3120/6000  loss 1.2346  212/s  0:14 left")
    }

    @Test func drawsWithPlainSignsWhereTheLocaleHasNoOthers() {
        #expect(
            line(100, unicode: false)
                == "  training    train  ############............  3120/6000  loss 1.2346  212/s  0:14 left")
    }

    @Test func dropsTheLessImportantWhereRoomIsShort() {
        #expect(line(72) == "  training    train  ━━━━────  3120/6000  loss 1.2346  212/s  0:14 left")
        #expect(line(68) == "  training    ━━━━━╸─────  3120/6000  loss 1.2346  212/s  0:14 left")
        #expect(line(60) == "  training    ━━━━━─────  3120/6000  loss 1.2346  0:14 left")
        #expect(line(50) == "  training    ━━━━━━╸──────  3120/6000  0:14 left")
        #expect(line(30) == "  training    3120/6000")
    }

    @Test(arguments: 1...130)
    func neverReachesTheLastColumn(width: Int) {
        #expect(line(width).count < width)
    }

    @Test func saysHowLongACellRunsThatReportsNothing() {
        let silent = RunningCell(label: "fit", verb: "fit", start: 100, progress: nil)
        #expect(
            ProgressLine.text(silent, columns: .init(label: 3, verb: 3), now: 163, style: style(80))
                == "  fit  fit  1:03")
    }

    @Test func keepsBarsOfSeveralCellsBelowEachOther() {
        let other = RunningCell(
            label: "fit", verb: "fit", start: 100, progress: CellProgress(step: 7, total: 6000, loss: 1, rate: 212))
        let columns = ProgressLine.Columns(of: [cell, other])
        let lines = [cell, other].map { ProgressLine.text($0, columns: columns, now: 115, style: style(100)) }
        #expect(lines[1] == "  fit       fit    ────────────────────────     7/6000  loss 1.0000  212/s  0:28 left")
        #expect(
            lines[0].distance(from: lines[0].startIndex, to: lines[0].firstIndex(of: "━") ?? lines[0].endIndex) == 19)
    }

    @Test func showsNoBarWithoutATotal() {
        let open = RunningCell(
            label: "fit", verb: "fit", start: 0, progress: CellProgress(step: 12, loss: 3.5, message: "line search"))
        #expect(
            ProgressLine.text(open, columns: .init(label: 3, verb: 3), now: 6, style: style(80))
                == "  fit  fit  12  loss 3.5000  2.00/s  line search")
    }

    @Test func fillsTheBarFromEmptyToFull() {
        #expect(ProgressLine.bar(0, length: 4, style: style(80)) == "────")
        #expect(ProgressLine.bar(0.125, length: 4, style: style(80)) == "╸───")
        #expect(ProgressLine.bar(1, length: 4, style: style(80)) == "━━━━")
    }

    @Test func tellsOutcomesBySignAndWord() {
        let style = style(80)
        #expect(ProgressLine.outcome("a", .ran(seconds: 84.2), style: style) == "✓ a  done in 1 min 24 s")
        #expect(ProgressLine.outcome("a", .cached, style: style) == "· a  up to date")
        #expect(
            ProgressLine.outcome("a", .failed(message: "NaN at step 3", seconds: 2), style: style)
                == "✗ a  failed after 2.00 s: NaN at step 3")
        #expect(
            ProgressLine.outcome("a", .blocked(by: "b"), style: style)
                == "– a  not run: it uses b, which did not succeed")
    }

    @Test func coloursOnlyWhereColourIsWanted() {
        let outcome = CellOutcome.failed(message: "m", seconds: 1)
        #expect(ProgressLine.outcome("a", outcome, style: style(80, colour: true)).contains("\u{1B}[31m"))
        #expect(!ProgressLine.outcome("a", outcome, style: style(80)).contains("\u{1B}"))
    }
}
