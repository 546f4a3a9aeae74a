import Foundation
import Testing

@testable import Preview
@testable import Report

@Suite struct RunEventTests {
    private func cell(_ label: String, uses: [String] = [], _ state: Plan.State = .willRun, took: Double? = nil)
        -> PreviewPage.Cell
    {
        PreviewPage.Cell(label: label, verb: "pace", uses: uses, state: state, lastSeconds: took, fingerprint: "")
    }

    @Test func theTimeLeftIsThatOfTheLongestWay() {
        let cells = [
            cell("a", took: 10), cell("b", uses: ["a"], took: 5), cell("c", uses: ["a"], took: 20),
            cell("d", .cached, took: 99),
        ]
        let time = TimeLeft(cells)
        #expect(time.seconds == 30)
        #expect(!time.isAtLeast)
        #expect(TimeLeft(cells + [cell("e", uses: ["c"])]).isAtLeast)
    }

    @Test func aRunningCellSaysItself() {
        let board = RunBoard(waiting: ["a", "b"]) { _, _ in }
        board.begin("a", verb: "pace")
        board.update("a", CellProgress(step: 25, total: 100, rate: 5))
        let cells = [cell("a", took: 1000), cell("b", uses: ["a"], took: 7)]
        let event = RunEvent(.running, cells, board, problem: nil)
        #expect(event.left == 22)
        #expect(event.cells["a"]?.left == 15)
        #expect(event.cells["b"]?.state == .waiting)
        #expect(event.fraction == 0.125)
        board.end("a", .ran(seconds: 1))
        let later = RunEvent(.running, cells, board, problem: nil)
        #expect(later.cells["a"] == nil)
        #expect(later.left == 7)
        #expect(later.done == 1)
        #expect(later.total == 2)
    }

    @Test func tellsWhatFailedAndWhatItKeptFromRunning() {
        let board = RunBoard(waiting: ["a", "b"]) { _, _ in }
        board.begin("a", verb: "pace")
        board.end("a", .failed(message: "no", seconds: 1))
        board.end("b", .blocked(by: "a"))
        let event = RunEvent(.running, [], board, problem: nil)
        #expect(event.cells["a"]?.message == "Failed: no")
        #expect(event.cells["b"]?.state == .failed)
        #expect(event.fraction == 1)
    }

    @Test func aLossCurveKeepsItsEndsAndStaysShort() {
        var curve = LossCurve()
        curve.note(step: 1, loss: 1)
        #expect(curve.points == [[1, 1]])
        for step in 2...10_000 { curve.note(step: step, loss: Double(step)) }
        #expect(curve.points.count <= LossCurve.most)
        #expect(curve.points.count > LossCurve.most / 3)
        #expect((curve.points.last?[0] ?? 0) > 9_800)
        // Each point is the mean of as many steps up to its own.
        let size = curve.points[1][0] - curve.points[0][0]
        for point in curve.points { #expect(abs(point[1] - (point[0] - (size - 1) / 2)) < 1e-6) }
        curve.note(step: 10_001, loss: .nan)
        #expect(curve.points.allSatisfy { $0[1].isFinite })
        curve.note(step: 1, loss: 5)
        #expect(curve.points == [[1, 5]])
    }
}
