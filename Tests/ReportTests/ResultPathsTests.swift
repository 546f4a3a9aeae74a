import Foundation
import Testing

@testable import Report

/// References to values that no result will hold, found before anything runs.
@Suite struct ResultPathsTests {
    func diagnostics(_ text: String) -> [String] {
        do {
            _ = try document(text)
            return []
        } catch {
            return error.diagnostics.map(\.description)
        }
    }

    @Test func knowsWhatChecksAndTablesHold() {
        let cells = """
            ```{echo} e
            ```

            ```{check} c
            claims:
              - {claim: it holds, value: e.number, below: 1}
            ```

            ```{table} t
            header: [a]
            rows: [["{e.number}"]]
            ```

            """
        #expect(diagnostics(cells + "`{value} c.passed` of `{value} c.total`, `{value} c.verdicts.0.status`\n") == [])
        #expect(diagnostics(cells + "`{value} t.rows.0.0`\n") == [])
        #expect(
            diagnostics(cells + "`{value} c.pased` `{value} c.verdicts.1.status` `{value} t.row.0`\n").map {
                $0.split(separator: "?")[0]
            } == [
                "report.md:13:1: error: 'c' has no value 'pased'; did you mean 'passed'",
                "report.md:13:19: error: 'c' has no value 'verdicts.1.status'; did you mean 'verdicts.0.status'",
                "report.md:13:49: error: 't' has no value 'row.0'; did you mean 'rows.0'",
            ])
    }

    @Test func saysNothingWhereTheDirectiveDoesNot() {
        #expect(diagnostics("`{value} e.anything`\n\n```{echo} e\ndeclares: false\n```\n") == [])
        let nested = "`{value} f.uses.0.anything`\n\n```{echo} e\ndeclares: false\n```\n\n```{echo} f\nuses: [e]\n```\n"
        #expect(diagnostics(nested) == [])
    }

    @Test func saysNothingOfTheResultOfACellThatIsWrong() {
        let found = diagnostics("`{value} e.anything`\n\n```{echo} e\nnames: [shft]\n```\n")
        #expect(found.count == 1)
        #expect(found[0].contains("there is no nuisance 'shft'"))
    }
}
