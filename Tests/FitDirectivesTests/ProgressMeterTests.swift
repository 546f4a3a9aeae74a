import Report
import Synchronization
import Testing

@testable import FitDirectives

/// How far long work says it is: with a total and the time left, whatever it is.
@Suite struct ProgressMeterTests {
    private final class Desk: ProgressSink {
        let heard = Mutex<[String: [CellProgress]]>([:])

        func begin(_ cell: String, verb: String) {}
        func update(_ cell: String, _ progress: CellProgress) {
            heard.withLock { $0[cell, default: []].append(progress) }
        }
        func end(_ cell: String, _ outcome: CellOutcome) {}
    }

    /// A guess that is passed grows, so that there is always something left.
    @Test func growsAGuessThatIsPassed() {
        #expect(ProgressMeter.total(after: 0, about: 100) == 100)
        #expect(ProgressMeter.total(after: 99, about: 100) == 100)
        #expect(ProgressMeter.total(after: 100, about: 100) == 150)
        #expect(ProgressMeter.total(after: 160, about: 100) == 225)
        for step in 0..<2000 {
            let total = ProgressMeter.total(after: step, about: 0)
            #expect(total > step && total <= 2 * step + 2)
        }
    }

    /// Whatever takes long in a report says how much there is to do: parts that run say more than how many there are.
    @Test func everyLongCellSaysHowMuchThereIs() async throws {
        let workplace = try Workplace()
        let desk = Desk()
        let outcome = try await workplace.render(
            TinyReport(members: 2).densities + TinyReport(members: 2).fit + """
                ```{scan} plane
                fit: measurement
                nuisances: [shift, squeeze]
                tolerance: 1
                ```

                ```{scan} climbed
                fit: measurement
                nuisances: [shift]
                method: newton
                tolerance: 1
                ```

                ```{hessian} curvature
                of: measurement
                ```

                ```{coverage} toys
                of: measurement
                toys: 1
                kind: unconditional
                tolerance: 1
                ```

                """, progress: desk)
        #expect(outcome.cells { if case .failed = $0 { true } else { false } } == [])
        let heard = desk.heard.withLock(\.self)
        for cell in ["score", "measurement", "plane", "climbed", "curvature", "toys"] {
            let progress = try #require(heard[cell], "\(cell) said nothing")
            #expect(progress.allSatisfy { $0.total != nil && $0.fraction != nil }, "\(cell) does not say how much")
            // Between two parts, or two steps, there is a share.
            #expect(progress.contains { ($0.fraction ?? 0) > 0 && ($0.fraction ?? 1) < 1 }, "\(cell) jumps to its end")
        }
    }
}
