import Flows
import Foundation
import Report
import Testing

@testable import FitDirectives

/// Which cross terms a trained residual has.
@Suite struct CrossOrderTests {
    private static let residuals: [(label: String, options: String, order: CrossOrder)] = [
        ("unsaid", "pairs: [[shift, squeeze]]", .third),
        ("third", "pairs: [[shift, squeeze]]\ncross-order: 3", .third),
        ("published", "pairs: [[squeeze, shift]]\ncross-order: 2", .second),
        ("additive", "layers: 1", .second),
    ]

    @Test func takesTheTermsThatItIsAskedFor() async throws {
        let workplace = try Workplace()
        let cells = Self.residuals.map { label, options, _ in
            "```{train} \(label)\nbase: kinematics\nsample: joint\n\(options)\n```\n\n"
        }
        let outcome = try await workplace.render(
            """
            ---
            defaults:
              train: {hidden: [8], transforms: 1, bins: 6, steps: 20, batch: 256, validation: 1000}
            ---

            ```{generate} nominal
            events: 2000
            ```

            ```{generate} joint
            events: 2000
            at: [{shift: 1}, {squeeze: 1}, {shift: 1, squeeze: 1}, {shift: -1, squeeze: 1}]
            ```

            ```{train} kinematics
            density: kinematics
            sample: nominal
            ```


            """ + cells.joined())
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        var parameters: [String: Int] = [:]
        for (label, _, order) in Self.residuals {
            let data = try #require(outcome.run?.artifact(label)?.attachments["model.safetensors"])
            let layers = try ModelFile(data: data).flow.maps.flatMap(\.residualLayers)
            #expect(layers.map(\.crossOrder) == [order], "\(label)")
            parameters[label] = try #require(outcome.value(label, "parameters")?.int)
        }
        #expect(parameters["unsaid"] == parameters["third"])
        #expect(parameters["published", default: 0] > parameters["additive", default: 0])
        #expect(parameters["third", default: 0] > parameters["published", default: 0])
    }
}
