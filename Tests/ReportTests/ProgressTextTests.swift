import Testing

@testable import Report

@Suite struct ProgressTextTests {
    @Test(arguments: [
        (0.342, "0.34 s"), (9.994, "9.99 s"), (9.996, "10.0 s"), (59.94, "59.9 s"), (59.96, "1 min 00 s"),
        (185.2, "3 min 05 s"), (3599.6, "1 h 00 min"), (3725, "1 h 02 min"),
    ])
    func roundsTimesToWhatMatters(seconds: Double, text: String) {
        #expect(DurationText.short(seconds) == text)
    }

    @Test(arguments: [(0.0, "0:00"), (7.4, "0:07"), (59.6, "1:00"), (725, "12:05"), (3723, "1:02:03"), (4e5, "> 99 h")])
    func writesTheClock(seconds: Double, text: String) {
        #expect(ProgressText.clock(seconds) == text)
    }

    @Test(arguments: [(1240.0, "1240/s"), (21.24, "21.2/s"), (2.12, "2.12/s"), (0.294, "3.4 s each")])
    func writesRatesWithThreeDigits(rate: Double, text: String) {
        #expect(ProgressText.rate(rate) == text)
    }

    @Test(arguments: [0, -1, Double.nan, .infinity])
    func leavesOutARateThatIsNone(rate: Double) {
        #expect(ProgressText.rate(rate) == nil)
    }

    @Test(arguments: [(1.23456, "loss 1.2346"), (-0.5, "loss -0.5000"), (2e-5, "loss 2.000e-05"), (0, "loss 0.0000")])
    func writesLosses(loss: Double, text: String) {
        #expect(ProgressText.loss(CellProgress(step: 1, loss: loss)) == text)
    }

    /// A loss that is not a number is shown as that.
    @Test func showsALossThatIsNoNumber() {
        #expect(ProgressText.loss(CellProgress(step: 1, loss: .nan)) == "loss nan")
    }

    @Test func foreseesTheEndFromTheCellsRateElseFromItsTime() {
        let told = CellProgress(step: 100, total: 400, rate: 10)
        #expect(ProgressText.timeLeft(told, elapsed: 1) == "0:30 left")
        let untold = CellProgress(step: 100, total: 400)
        #expect(ProgressText.timeLeft(untold, elapsed: 20) == "1:00 left")
        #expect(ProgressText.timeLeft(CellProgress(step: 0, total: 400), elapsed: 20) == nil)
        #expect(ProgressText.timeLeft(CellProgress(step: 100), elapsed: 20) == nil)
    }

    @Test func readsWhatTheTerminalCanDo() {
        let plain = ProgressStyle(environment: ["NO_COLOR": "1", "LANG": "C", "COLUMNS": "100"], size: nil)
        #expect(plain.colour == false && plain.unicode == false && plain.width == 100)
        let rich = ProgressStyle(
            environment: ["NO_COLOR": "", "LC_ALL": "", "LANG": "de_DE.utf8", "COLUMNS": "100"],
            size: TerminalSize(columns: 120, rows: 40))
        #expect(rich.colour && rich.unicode && rich.width == 120)
        #expect(ProgressStyle(environment: ["COLUMNS": "0"], size: nil).width == 80)
    }
}
