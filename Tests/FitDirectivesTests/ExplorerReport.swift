import Foundation
import Inference
import Report
import Testing

@testable import FitDirectives

/// A small measurement with an explorer of its scan, rendered once for all tests of it.
struct ExplorerReport: Sendable {
    let workplace: Workplace
    let outcome: RenderSession.Outcome
    let result: ExploreDirective.Result

    private static let task = Task { () throws -> ExplorerReport in
        let workplace = try Workplace()
        let outcome = try await workplace.render(text)
        let result = try #require(outcome.run?.artifact("explorer")?.result, "\(outcome.messages)")
        return ExplorerReport(
            workplace: workplace, outcome: outcome, result: try result.decoded(as: ExploreDirective.Result.self))
    }

    static var shared: ExplorerReport {
        get async throws { try await task.value }
    }

    static var text: String {
        TinyReport(seed: 7).densities + TinyReport().fit + """
            ```{scan} plane
            fit: measurement
            nuisances: [shift, squeeze]
            ```

            ```{plot} curves
            kind: curves
            of: [plane]
            formats: [json]
            ```

            ```{plot} contours
            kind: contours
            of: [plane]
            heat-map: true
            formats: [json]
            ```

            ```{plot} marginals
            kind: marginals
            of: [measurement]
            formats: [json]
            ```

            ```{explore} explorer
            of: plane
            bins: 12
            events: 4000
            caption: The model at any ν.
            ```

            """
    }
}
