import Foundation
import Testing

@testable import Report

/// What is wrong as code scanning reads it; `PublishedDocumentTests` holds it against the schema.
@Suite struct SARIFTests {
    private func log(_ annotations: [Annotation]) throws -> Value {
        try Value(json: SARIFLog(annotations, engine: "fiducial 1").json)
    }

    private func mistake(_ file: String, _ line: Int = 3) -> Annotation {
        Annotation(Diagnostic("no \"such\" thing", at: SourcePlace(file: file, line: line, column: 7), remedy: "mend"))
    }

    @Test func aMistakeHasAPlaceAndARule() throws {
        let log = try log([mistake("a.md")])
        #expect(log[path: "version"] == "2.1.0" && log[path: "runs.0.tool.driver.version"] == "fiducial 1")
        #expect(log[path: "runs.0.tool.driver.rules.0.id"] == "mistake")
        let result = try #require(log[path: "runs.0.results.0"])
        #expect(result[path: "level"] == "error" && result[path: "ruleIndex"] == 0)
        #expect(result[path: "message.text"] == "Mistake in the report: no \"such\" thing; mend")
        #expect(result[path: "locations.0.physicalLocation.region.startLine"] == 3)
        #expect(result[path: "locations.0.physicalLocation.region.startColumn"] == 7)
    }

    @Test(arguments: [
        ("a.md", "a.md"), ("./b/a.md", "b/a.md"), ("of mine/100%.md", "of%20mine/100%25.md"), ("c:d.md", "c%3Ad.md"),
        ("ν.md", "%CE%BD.md"), ("/tmp/a b.md", "file:///tmp/a%20b.md"), ("../a.md", "../a.md"),
    ]) func filesAreURIs(_ file: String, _ uri: String) throws {
        let place = try log([mistake(file)])[path: "runs.0.results.0.locations.0.physicalLocation.artifactLocation.uri"]
        #expect(place?.string == uri)
    }

    /// A log without results closes what an earlier one reported.
    @Test func nothingWrongIsNoResult() throws {
        let log = try log([])
        #expect(log[path: "runs.0.results"]?.array?.isEmpty == true)
    }

    @Test func eachKindIsOneRule() throws {
        let rules = try log([mistake("a.md", 1), mistake("a.md", 2)])[path: "runs.0.tool.driver.rules"]?.array
        #expect(rules?.count == 1)
    }

    @Test func aRenderWritesWhatItFound() async throws {
        let workplace = try Workplace(directives: [Gauge.self])
        let file = workplace.folder.appendingPathComponent("scan.sarif")
        let text = """
            ```{gauge} fit
            best: {mass: 1.5}
            events: 9
            ```

            ```{check} c
            claims: [{claim: Mass is high, value: fit.mass.best, above: 1.6}]
            ```

            """
        let outcome = try await workplace.render(text) { $0.sarif = file }
        #expect(outcome.exitStatus == 1, "\(outcome.messages)")
        let results = try Value(json: Data(contentsOf: file))[path: "runs.0.results"]?.array ?? []
        #expect(results.map { $0[path: "ruleId"]?.string } == ["finding/few-events", "failed-claim"])
        #expect(results.map { $0[path: "level"]?.string } == ["warning", "error"])
        // A text that is wrong has nothing else.
        #expect(try await workplace.render("```{gouge} a\n```\n") { $0.sarif = file }.exitStatus == 2)
        let wrong = try Value(json: Data(contentsOf: file))[path: "runs.0.results"]?.array ?? []
        #expect(wrong.map { $0[path: "ruleId"]?.string } == ["mistake"])
    }
}
