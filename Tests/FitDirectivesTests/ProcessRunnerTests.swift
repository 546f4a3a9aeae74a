import Foundation
import Report
import TestSupport
import Testing

@testable import FitDirectives

/// Cells and parts of cells, each computed in a process of its own.
@Suite struct ProcessRunnerTests {
    private static let text: String = {
        var report = TinyReport()
        report.members = 1
        return report.densities + report.fit + """
            ```{scan} plane
            fit: measurement
            nuisances: [shift, squeeze]
            half-width: 0.4
            tolerance: 1
            ```

            ```{hessian} curvature
            of: plane
            ```

            ```{coverage} toys
            of: plane
            toys: 2
            tolerance: 1
            ```

            """
    }()

    /// The digests of all files that a store keeps, by key and name, manifests left out.
    private static func digests(_ store: URL) throws -> [String: String] {
        let files = FileManager.default.enumerator(at: store, includingPropertiesForKeys: nil)?.allObjects ?? []
        var digests: [String: String] = [:]
        for case let file as URL in files where file.lastPathComponent == "manifest.json" {
            let manifest = try Value(json: Data(contentsOf: file))
            let key = try #require(manifest[path: "key"]?.string)
            for (name, digest) in try #require(manifest[path: "files"]?.object) {
                digests["\(key)/\(name)"] = digest.string
            }
        }
        return digests
    }

    private static func render(
        in folder: TemporaryFolder, store: String, runner: (any CellRunner)? = nil
    ) async throws -> RenderSession.Outcome {
        let report = try folder.file("report.md", text)
        var session = RenderSession(report: report, as: "report.md", directives: DirectiveRegistry(FitDirectives.all))
        session.store = Store(folder.file(store))
        session.jobs = 2
        session.runner = runner
        return await session.render(to: folder.file("report.html"))
    }

    @Test func leavesTheSameInTheStoreAsThreadsAlsoAfterAKilledWorker() async throws {
        let folder = try TemporaryFolder()
        let here = try await Self.render(in: folder, store: "here")
        #expect(here.exitStatus == 0, "\(here.messages)")

        let killing = try ProcessRunner { job in
            job.label == "score" || job.part?.description.label == "member 0"
        }
        let killed = try await Self.render(in: folder, store: "elsewhere", runner: killing)
        #expect(killed.exitStatus == 1)
        let failure = CellResult.Outcome.failed(
            message: "the process of the job was killed", advice: "Render again.")
        #expect(killed.run?.results["score"]?.outcome == failure)
        #expect(killed.run?.results["kinematics"]?.outcome == .ran, "the others went on")
        #expect(killed.run?.results["measurement"]?.outcome == .blocked(by: "score"))

        let killingAPart = try ProcessRunner { $0.part?.description.label == "member 0" }
        let again = try await Self.render(in: folder, store: "elsewhere", runner: killingAPart)
        #expect(again.run?.results["kinematics"]?.outcome == .cached)
        #expect(
            again.run?.results["measurement"]?.outcome
                == .failed(
                    message: "member 0: the process of the job was killed", advice: "Render again."))
        #expect(killingAPart.jobs.contains { $0.part?.description.label == "nominal" })

        let runner = try ProcessRunner()
        let done = try await Self.render(in: folder, store: "elsewhere", runner: runner)
        #expect(done.exitStatus == 0, "\(done.messages)")
        #expect(
            runner.jobs.map { $0.part?.description.label ?? $0.label }.sorted() == [
                "curvature", "derivatives 0", "likelihoods", "measurement", "member 0", "pilot", "plane", "toy 0",
                "toy 1", "toys",
            ])
        let (expected, found) = (try Self.digests(folder.file("here")), try Self.digests(folder.file("elsewhere")))
        #expect(expected.count > 20)
        #expect(expected == found)
    }
}
