import Report
import Synchronization
import Testing

@testable import FitDirectives

/// A report that is stopped during its trainings and rendered again gives the same bits.
@Suite struct ResumeTests {
    /// Stops the run once a cell has come so far, and remembers with which step each cell began.
    private final class Stopper: ProgressSink {
        let cell: String?
        let fraction: Double
        let cancellation = Cancellation()
        private let steps = Mutex<[String: Int]>([:])

        init(_ cell: String?, at fraction: Double = 0) {
            self.cell = cell
            self.fraction = fraction
        }

        func firstStep(of cell: String) -> Int? { steps.withLock { $0[cell] } }
        func begin(_ cell: String, verb: String) {}
        func end(_ cell: String, _ outcome: CellOutcome) {}
        func update(_ cell: String, _ progress: CellProgress) {
            steps.withLock { if $0[cell] == nil { $0[cell] = progress.step } }
            if cell == self.cell, progress.fraction ?? 0 >= fraction { cancellation.cancel() }
        }
    }

    @Test func findsTheSameBitsWhereverItIsStopped() async throws {
        let workplace = try Workplace()
        let text = ProfileTests.text
        let whole = try await workplace.render(text, store: "whole")
        #expect(whole.exitStatus == 0, "\(whole.messages)")
        for (cell, fraction) in [
            ("score", 0.5), ("score-response", 0.4), ("measurement", 0.2), ("measurement", 0.6), ("amortized", 0.5),
        ] {
            let stopper = Stopper(cell, at: fraction)
            let outcome = try await workplace.render(
                text, jobs: 1, store: "stopped", progress: stopper, cancellation: stopper.cancellation)
            #expect(outcome.exitStatus == 130, "\(cell)")
        }
        let listener = Stopper(nil)
        let outcome = try await workplace.render(text, jobs: 2, store: "stopped", progress: listener)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(try #require(listener.firstStep(of: "amortized")) > 10, "it went on from where it was stopped")
        for label in ["score", "score-response", "measurement", "amortized", "followed"] {
            let artifact = try #require(whole.run?.artifact(label))
            #expect(artifact == outcome.run?.artifact(label), "\(label)")
        }
    }
}
