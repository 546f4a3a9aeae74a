import Foundation
import Testing

@testable import Report

/// Submissions to HEPData; `PublishedDocumentTests` has HEPData's own validator read one.
@Suite struct HEPDataTests {
    private static let text = """
        ---
        title: Closure & more
        ---

        ```{echo} e
        number: 0.000012
        ```

        ```{echo} lost
        nan: true
        ```

        ```{table} t
        header: ["Quantity: $x$", Value, Bounds]
        rows:
          - ["a", "{e.number ± e.sigma}", "{e.number + e.steps - e.sigma}"]
          - ["b", "{lost.number}", "about {e.steps}"]
        caption: "All of *it*, `{value} e.steps` steps."
        ```

        ```{table} numbers
        header: [Steps]
        rows: [["{e.steps}"], ["{e.sigma}"]]
        ```

        """

    @Test func tablesHaveVariablesWithErrors() async throws {
        let workplace = try Workplace()
        try await workplace.render(Self.text)
        let export = try workplace.session.hepData()
        #expect(export.files.map(\.name) == ["t.yaml", "numbers.yaml", "submission.yaml"] && export.missing.isEmpty)
        let texts = export.files.map { String(decoding: $0.data, as: UTF8.self) }
        #expect(
            texts[0] == """
                dependent_variables:
                  - header:
                      name: "Value"
                    values:
                      - errors:
                          - symerror: 0.0123
                        value: 1.2e-05
                      - value: "NaN"
                  - header:
                      name: "Bounds"
                    values:
                      - errors:
                          - asymerror:
                              minus: -0.0123
                              plus: 10.0
                        value: 1.2e-05
                      - value: "about 10"
                independent_variables:
                  - header:
                      name: "Quantity: $x$"
                    values:
                      - value: "a"
                      - value: "b"

                """, "\(texts[0])")
        #expect(texts[1].contains("name: \"Row\"\n    values:\n      - value: 1\n      - value: 2\n"))
        #expect(
            texts[2].hasPrefix("---\ncomment: \"Closure & more (report.md), fiducial\"\n---\ndata_file: \"t.yaml\"\n"))
        #expect(texts[2].contains("description: \"All of it, 10 steps.\"\n"), "\(texts[2])")
        #expect(texts[2].contains("name: \"Table 1\"\n"))
    }

    @Test func whatIsMissingIsSaid() async throws {
        let workplace = try Workplace()
        try workplace.write(Self.text)
        let export = try workplace.session.hepData()
        #expect(export.files.isEmpty && export.missing.map(\.label) == ["t", "numbers"])
        #expect(throws: InvalidDocument.self) { try workplace.session.hepData(of: ["nothing"]) }
    }

    @Test func numbersAreNumbersToOldReaders() {
        #expect(
            BlockYAML.text(["a": 1e-5, "b": 1e20, "c": [], "d": "x: y", "e": [1, [2.5]]]) == """
                a: 1.0e-05
                b: 1.0e+20
                c: []
                d: "x: y"
                e:
                  - 1
                  - - 2.5

                """)
    }
}
