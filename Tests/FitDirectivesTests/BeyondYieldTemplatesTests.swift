import Foundation
import Report
import Testing

@testable import FitDirectives

/// A nuisance that moves yields alone has templates, too, and a best fit beyond them is a guess.
@Suite struct BeyondYieldTemplatesTests {
    /// - Parameters:
    ///   - templates: values of the nuisance that templates show, each by 10 %.
    ///   - events: of class a in data, where simulation expects 2915.
    private static func text(_ templates: [Double], events: Int, in folder: URL) throws -> String {
        var sample = LintSample()
        sample.samples = [("a", "class: a, "), ("b", "class: b, ")]
        for value in templates {
            let name = "tag\(sample.samples.count)"
            sample.samples.append((name, "at: {tag: \(value)}, class: a, "))
            sample.vary(name) { event, _ in event.w *= exp(value * log(1.1)) }
        }
        sample.files["data"] =
            LintSample.events(events, seed: 2, first: 2e6)
            + LintSample.events(2880, seed: 2, first: 3e6, correlation: 0.5).map { event in
                var event = event
                event.p += 2
                return event
            }
        return try sample.write(into: folder) + """
            ```{train} features
            density: kinematics
            sample: simulation
            affine: true
            hidden: [8]
            transforms: 1
            bins: 4
            steps: 200
            batch: 512
            ```

            ```{fit} measurement
            data: data
            kinematics: features
            transfer: none
            ```

            """
    }

    /// By ten per cent for each unit: 4000 events are at 3.3, 2900 at 0, and 2400 at −2.
    @Test(
        arguments: [
            ([-1, 1], 4000, ["far-beyond-templates"], -1...1), ([-1, 1], 2900, [], -1...1),
            ([1], 2400, ["far-beyond-templates"], 0...1), ([-4, 4], 4000, [], -4...4),
        ] as [([Double], Int, [String], ClosedRange<Double>)])
    func findsABestFitBeyondTheTemplatesOfYields(
        _ templates: [Double], _ events: Int, _ names: [String], _ reach: ClosedRange<Double>
    ) async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(Self.text(templates, events: events, in: workplace.folder))
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let best = try #require(outcome.value("measurement", "nuisances.tag.best")?.double)
        #expect(reach.contains(best) == names.isEmpty, "\(best)")
        #expect(outcome.value("measurement", "nuisances.tag.templates.lowest")?.double == reach.lowerBound)
        #expect(outcome.value("measurement", "nuisances.tag.templates.highest")?.double == reach.upperBound)
        let cell = try #require(outcome.health?.cells.first { $0.label == "measurement" })
        let found = cell.findings.map(\.name).filter { $0.hasSuffix("beyond-templates") }
        #expect(found == names, "\(cell.findings)")
    }
}
