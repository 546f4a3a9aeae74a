import Foundation
import TestSupport
import Testing

/// The workflow for GitHub in the documentation, by GitHub's own schema, and its commands as they stand.
@Suite struct PublishedWorkflowTests {
    private static let article = PackageFolder.url.appendingPathComponent("Sources/Report/Report.docc/Programs.md")

    /// The blocks of YAML in the article that are workflows.
    private func workflow() throws -> String {
        let text = try String(contentsOf: Self.article, encoding: .utf8)
        let blocks = text.components(separatedBy: "```yaml\n").dropFirst().compactMap {
            $0.components(separatedBy: "\n```").first
        }
        return try #require(blocks.first { $0.contains("runs-on:") }) + "\n"
    }

    @Test(.enabled(if: PublishedDocumentTests.hasPython, PublishedDocumentTests.reason))
    func isOfGitHubsSchema() throws {
        let folder = try TemporaryFolder()
        _ = try folder.file("report.yml", workflow())
        let run = try ShellRun(
            "\"$FIDUCIAL_READERS/bin/check-jsonschema\" --builtin-schema vendor.github-workflows report.yml", in: folder
        )
        #expect(run.status == 0, "\(run.output)\(run.errors)")
    }

    @Test func itsCommandsRun() throws {
        let folder = try TemporaryFolder()
        _ = try folder.file(
            "closure.md",
            """
            ```{json} numbers
            file: numbers.json
            ```

            ```{check} claims
            claims: [{claim: It is small, value: numbers.a, below: 3}]
            ```

            """)
        _ = try folder.file("numbers.json", "{\"a\": 2}")
        let commands = try workflow().split(separator: "\n").compactMap { line in
            line.components(separatedBy: "- run: fiducial ").dropFirst().first
        }
        #expect(commands.count >= 3)
        let script = commands.map { "\"$FIDUCIAL\" \($0) || exit" }.joined(separator: "\n")
        let run = try ShellRun(script + "\nls", in: folder)
        #expect(run.status == 0, "\(run.errors)")
        for name in ["closure.html", "claims.xml", "results.json", "closure.sarif"] {
            #expect(run.output.contains("\(name)\n"), "\(name)")
        }
    }
}
