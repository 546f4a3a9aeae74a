import Foundation
import Testing

@testable import Report

/// What `render --json` and `--junit` write.
@Suite struct ResultsDocumentTests {
    private static let text = """
        ---
        title: Hand-over of $x$
        authors: [Ada Lovelace]
        seed: 18446744073709551615
        params: {mass: 1.5}
        ---

        ```{gauge} fit
        best:
          mass: ${mass}
        sigma: 0.25
        events: 9
        ```

        ```{gauge} later
        run: manual
        ```

        ```{gauge} broken
        fails: true
        ```

        ```{check} claims
        claims:
          - {claim: "Mass & <more>", value: fit.mass.best, abs-below: 2}
          - {claim: Mass is high, value: fit.mass.best, above: 1.6}
          - {claim: In between, value: fit.mass.best, between: [1, 3]}
          - {claim: Equal, value: fit.mass.best, equals: 1.4, tolerance: 0.2}
        ```

        """

    private func rendered(strict: Bool = false, _ text: String = text) async throws -> (Workplace, Value, String) {
        let workplace = try Workplace(directives: [Gauge.self])
        let (json, junit) = (
            workplace.folder.appendingPathComponent("r.json"), workplace.folder.appendingPathComponent("j.xml")
        )
        let outcome = try await workplace.render(text) {
            $0.results = json
            $0.junit = junit
            $0.isStrict = strict
        }
        #expect(outcome.exitStatus == 1)
        return (
            workplace, try Value(json: Data(contentsOf: json)), try String(contentsOf: junit, encoding: .utf8)
        )
    }

    @Test func holdsResultsWithWhatIsDeclaredOfThem() async throws {
        let (workplace, document, _) = try await rendered()
        #expect(document[path: "schema"] == "fiducial-results" && document[path: "version"] == 1)
        #expect(document[path: "report.title"] == "Hand-over of $x$")
        #expect(document[path: "report.seed"] == "18446744073709551615")
        #expect(document[path: "report.parameters.mass"] == "1.5")
        let fit = try #require(document[path: "cells.fit"])
        #expect(fit[path: "result.quantities.mass.best"] == 1.5 && fit[path: "state"] == "ran")
        let errors = fit[path: "errors"]?.object
        #expect(errors?["quantities.*.best"] == "quantities.*.sigma" && errors?["shifts.*"] == "shift-errors.*")
        #expect(fit[path: "absences"]?.object == ["quantities.*.sigma": "open"])
        #expect(fit[path: "names"] == ["quantities", "shifts", "shift-errors"])
        #expect(fit[path: "findings.0.name"] == "few-events" && fit[path: "findings.0.accepted"] == false)
        let name = try workplace.session.read().nameInStore
        #expect(fit[path: "key"]?.string == workplace.store.latestKey(of: "fit", in: name))
        #expect(fit[path: "computed.host.cores"]?.int == ProcessInfo.processInfo.activeProcessorCount)
        #expect(document[path: "cells.later.state"] == "manual" && document[path: "cells.later.result"] == nil)
        #expect(document[path: "cells.broken.message"] == "it was told to fail")
        #expect(document[path: "outcome.exit-status"] == 1 && document[path: "outcome.health"] == "doubtful")
        #expect(document[path: "outcome.claims"] == ["pass": 3, "fail": 1, "not-evaluated": 0])
    }

    @Test func claimsHaveLimitsAndMargin() async throws {
        let (_, document, _) = try await rendered()
        func claim(_ index: Int) -> [Value?] {
            ["value", "lower", "upper", "margin"].map { document[path: "claims.\(index).\($0)"] }
        }
        #expect(claim(0) == [1.5, -2.0, 2.0, 0.5])
        #expect(claim(1) == [1.5, 1.6, nil, .number(1.5 - 1.6)])
        #expect(claim(2) == [1.5, 1.0, 3.0, 0.5])
        let margin = try #require(document[path: "claims.3.margin"]?.double)
        #expect(abs(margin - 0.1) < 1e-12)
        #expect(document[path: "claims.1.status"] == "fail" && document[path: "claims.1.cell"] == "claims")
    }

    @Test func testCasesAreClaimsAndFindings() async throws {
        let (_, _, xml) = try await rendered()
        #expect(xml.contains("<testsuites name=\"report.md\" tests=\"7\" failures=\"1\" errors=\"1\" "))
        #expect(xml.contains("<testcase name=\"Mass &amp; &lt;more&gt;\" classname=\"report.md.claims\""))
        #expect(xml.contains("<failure message=\"measured 1.500, required &gt; 1.6\" type=\"claim\">"))
        #expect(xml.contains("<skipped message=\"doubtful: 9 events are few. Take more.\"/>"))
        #expect(xml.contains("<error message=\"it was told to fail\" type=\"cell\">"))
        #expect(xml.contains("<skipped message=\"it runs only when asked for\"/>"))
        let (_, _, strict) = try await rendered(strict: true)
        #expect(strict.contains("tests=\"7\" failures=\"2\" errors=\"1\" "))
        #expect(strict.contains("type=\"finding\""))
    }

    /// Readers take two cases of one name for one: a claim that fails would hide behind another that holds.
    @Test func testCasesOfOneCellHaveDifferentNames() async throws {
        let workplace = try Workplace(directives: [Gauge.self])
        let claims = ["same", "same", "same (2)"].map { "  - {claim: \($0), value: a.mass.best, below: 9}\n" }
        let file = workplace.folder.appendingPathComponent("junit.xml")
        _ = try await workplace.render("```{gauge} a\n```\n\n```{check} c\nclaims:\n\(claims.joined())```\n") {
            $0.junit = file
        }
        let xml = try String(contentsOf: file, encoding: .utf8)
        let names = xml.matches(of: /<testcase name="([^"]*)" classname="report.md.c"/).map { String($0.1) }
        #expect(names == ["same", "same (2)", "same (2) (2)"])
    }

    @Test func replacesNothingThatItIsMadeFrom() async throws {
        let workplace = try Workplace(directives: [Gauge.self])
        let json = workplace.folder.appendingPathComponent("r.json")
        let twice = try await workplace.render("```{gauge} a\n```\n") {
            $0.results = json
            $0.junit = json
        }
        #expect(twice.exitStatus == 2)
        #expect(
            twice.messages == [
                "report.md: error: the JUnit file would take the place of the file of results; give another file to --junit"
            ])
        let over = try await workplace.render { $0.results = workplace.report }
        #expect(
            over.messages == [
                "report.md: error: the file of results would take the place of the report; give another file to --json"
            ])
        #expect(!FileManager.default.fileExists(atPath: json.path))
    }

    @Test func annotationsAreOneLineEach() async throws {
        let workplace = try Workplace(directives: [Gauge.self])
        let outcome = try await workplace.render(Self.text)
        #expect(
            outcome.annotations.map(\.gitHub) == [
                "::warning file=report.md,line=8,col=1,title=The result of 'fit' is doubtful (few-events)::"
                    + "9 events are few. Take more.",
                "::error file=report.md,line=19,col=1,title=The cell 'broken' failed::it was told to fail",
                "::error file=report.md,line=23,col=1,title=A claim does not hold::Mass is high: 1.500, required > 1.6",
            ])
        let escaped = Annotation(
            Diagnostic("100 %\r\nof it", at: SourcePlace(file: "a,b:c.md", line: 3, column: 7), remedy: "mend"))
        #expect(
            escaped.gitHub
                == "::error file=a%2Cb%3Ac.md,line=3,col=7,title=Mistake in the report::100 %25%0D%0Aof it; mend")
        let wrong = try await workplace.render("```{gouge} a\n```\n")
        #expect(wrong.annotations.count == 1 && wrong.annotations[0].gitHub.hasPrefix("::error file=report.md,line=1,"))
    }

    @Test func everySchemaNamesItself() throws {
        for schema in PublishedSchema.allCases {
            let value = try Value(json: Data(schema.text.utf8))
            #expect(value[path: "properties.schema.const"]?.string == schema.identifier)
            #expect(value[path: "properties.version.const"]?.int == schema.version)
            #expect(value.object?["$id"]?.string == "urn:fiducial:schema:\(schema.rawValue):\(schema.version)")
        }
        #expect(PublishedSchema.pythonModule.contains("def read(path):"))
    }
}
