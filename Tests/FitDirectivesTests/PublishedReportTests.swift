import Foundation
import Report
import TestSupport
import Testing

@testable import FitDirectives

/// `reports/published.md`, and the gaps that it regenerates.
@Suite struct PublishedReportTests {
    private static let report = PackageFolder.url.appendingPathComponent("reports/published.md")

    private func diagnostics(_ parameters: [(name: String, value: String)], allowed: [URL] = []) -> String {
        let reader = DocumentReader(
            directives: DirectiveRegistry(FitDirectives.all), parameters: parameters, allowedFolders: allowed)
        do {
            _ = try reader.read(Self.report, as: "published.md")
            return ""
        } catch {
            return error.description
        }
    }

    @Test func saysInOneLineWhatToGiveItWithoutAFolder() {
        let lines = diagnostics([]).split(separator: "\n")
        #expect(lines.count == 1)
        #expect(lines.first?.contains("needs the parameter 'networks': the folder of the published networks") == true)
        #expect(lines.first?.contains("-p networks=") == true)
    }

    @Test(.enabled(if: ReferenceFolder.isAvailable, "\(ReferenceFolder.reason)"))
    func hasNoMistakeWithTheFolder() throws {
        let networks = try #require(ReferenceFolder.url).appendingPathComponent("checkpoints")
        #expect(diagnostics([("networks", networks.path)], allowed: [networks]) == "")
        #expect(diagnostics([("networks", networks.path)]).contains("lies outside of the report's folder"))
    }

    /// A gap of both densities at one point, from 200,000 events.
    private struct Row {
        let point: String
        let kinematics: Double
        let score: Double
    }

    private static let rows = [
        Row(point: "{shift: 0}", kinematics: 0.00009, score: 0.0008),
        Row(point: "{shift: 1}", kinematics: 0.00008, score: 0.0018),
        Row(point: "{shift: -1}", kinematics: 0.00008, score: 0.0006),
        Row(point: "{squeeze: 1}", kinematics: 0.00006, score: 0.0031),
        Row(point: "{squeeze: -1}", kinematics: 0.00009, score: 0.0013),
        Row(point: "{shift: 0.5, squeeze: -0.5}", kinematics: 0.0004, score: 0.0007),
        Row(point: "{shift: 1, squeeze: 1}", kinematics: 0.0040, score: 0.0091),
        Row(point: "{shift: -1, squeeze: 1}", kinematics: 0.0038, score: 0.0048),
    ]

    /// On a fifth of the events that the report takes.
    @Test(.enabled(if: ReferenceFolder.isAvailable, "\(ReferenceFolder.reason)"))
    func findsThePublishedGapsWithinTheirErrors() async throws {
        let networks = try #require(ReferenceFolder.url).appendingPathComponent("checkpoints")
        let events = 40_000
        let cells = ["kinematics": "kin", "score": "score"].map { density, name in
            """
            ```{train} \(density)
            from: \(networks.path)/\(name)_density_residuals.safetensors
            density: \(density)
            nuisances: [shift, squeeze]
            sample: simulation
            validation: \(events * Self.rows.count)
            ```


            """
        }
        let simulation = """
            ```{generate} simulation
            events: \(events)
            at: [\(Self.rows.map(\.point).joined(separator: ", "))]
            ```


            """
        let outcome = try await Workplace().render(
            simulation + cells.joined(), allowedFolders: [networks])
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        for (index, row) in Self.rows.enumerated() {
            for (density, published) in [("kinematics", row.kinematics), ("score", row.score)] {
                let value = try #require(outcome.value(density, "gaps.\(index).value")?.double)
                let error = try #require(outcome.value(density, "gaps.\(index).error")?.double)
                // Both were measured; the published one on five times as many events, and rounded to the last digit.
                let rounding = published < 0.0001 ? 5e-6 : 5e-5
                let tolerance = 4 * error * (1 + Double(events) / 200_000).squareRoot() + rounding
                #expect(abs(value - published) < tolerance, "\(density) at \(row.point)")
            }
        }
    }
}
