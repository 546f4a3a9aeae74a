import Foundation
import Testing

@testable import Report

@Suite struct TableTests {
    @Test func setsValuesInRows() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(
            """
            ```{echo} e
            number: 0.12345
            ```

            ```{table} t
            header: [Density, "Gap $\\\\delta$", Steps]
            rows:
              - ["$p(x|{c})$", "{e.number ± e.sigma}", "{e.steps}"]
              - ["{e.number | .1%} of all", "{e.number + e.sigma - e.sigma | .2}", "{e.steps}"]
            caption: All of it.
            ```

            """)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let result = try #require(outcome.run?.artifact("t")?.result)
        #expect(
            result[path: "rows"] == [
                ["$p(x|{c})$", "0.123 ± 0.012", "10"], ["12.3 % of all", "0.12 +0.01 −0.01", "10"],
            ])
        let html = try workplace.html.withTeX
        #expect(html.contains("<th align=\"right\">Gap <span class=\"math inline\">\\delta</span></th>"))
        #expect(html.contains("<figcaption><span class=\"label\">Table 1</span> All of it.</figcaption>"))
    }

    @Test func isLeftBesideThePageWithItsNumbers() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(
            """
            ```{echo} e
            number: 0.123456
            ```

            ```{table} t
            header: ["Density, or $p$", Gap, Bounds, Steps]
            rows:
              - ['*A* "quoted"', "{e.number ± e.sigma}", "{e.number + e.steps - e.sigma}", "{e.steps}"]
              - ["B", "{e.number | .1} of all", "{e.sigma}", none]
            formats: [csv, json, latex]
            ```

            """)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let files = workplace.page.deletingLastPathComponent().appendingPathComponent("report_files")
        #expect(
            try String(contentsOf: files.appendingPathComponent("t.csv"), encoding: .utf8) == """
                "Density, or $p$",Gap,Gap ±,Bounds,Bounds +,Bounds -,Steps\r
                "*A* ""quoted""\",0.123456,0.0123,0.123456,10.0,0.0123,10\r
                B,0.1 of all,,0.0123,,,none\r

                """)
        let json = try Value(json: Data(contentsOf: files.appendingPathComponent("t.json")))
        #expect(json[path: "rows.0.1"] == ["text": "0.123 ± 0.012", "value": 0.123456, "up": 0.0123, "down": 0.0123])
        #expect(json[path: "rows.1.3"] == ["text": "none"])
        let latex = try String(contentsOf: files.appendingPathComponent("t.tex"), encoding: .utf8)
        #expect(latex.hasPrefix("% report.md, the cell 't', result "))
        #expect(latex.contains("\\begin{tabular}{llrl}") && latex.contains("\\emph{A}"), "\(latex)")
        #expect(latex.contains("0.1 of all & ") && latex.hasSuffix("\\end{tabular}\n"), "\(latex)")
        let html = try workplace.html
        for name in ["t.csv", "t.json", "t.tex"] { #expect(html.contains("href=\"report_files/\(name)\"")) }
        try await workplace.render("```{echo} e\n```\n")
        #expect(!FileManager.default.fileExists(atPath: files.path))
    }

    /// null is no value: a word on the page, an empty field of CSV, null of JSON; NaN and infinity are numbers.
    @Test func tellsWhatIsMissingFromNaN() async throws {
        let workplace = try Workplace()
        try workplace.write(
            """
            {"rows": [{"a": 1, "b": null, "c": "x"}, {"a": null, "b": null, "c": null}, {"a": {"$number": "nan"}, "b": null, "c": "z"},
             {"a": {"$number": "-inf"}, "b": null, "c": "none"}], "one": null}
            """, to: "n.json")
        let outcome = try await workplace.render(
            """
            ```{json} n
            file: n.json
            ```

            ```{table} t
            each: n.rows
            columns: [{header: A, value: a}, {header: B, value: b}, {header: C, value: c}]
            formats: [csv, json]
            ```

            ```{table} u
            header: [A]
            rows: [["{n.one}"]]
            formats: [csv]
            ```

            ```{check} c
            claims: [{claim: Small, value: n.one, below: 1}, {claim: True, value: n.rows.0.b, is: true}]
            ```

            """)
        #expect(outcome.exitStatus == 1)
        let files = workplace.page.deletingLastPathComponent().appendingPathComponent("report_files")
        func text(_ name: String) throws -> String {
            try String(contentsOf: files.appendingPathComponent(name), encoding: .utf8)
        }
        #expect(try text("t.csv") == "A,B,C\r\n1,,x\r\n,,\r\nnan,,z\r\n-inf,,none\r\n")
        #expect(try text("u.csv") == "A\r\n\r\n")
        let json = try Value(json: Data(contentsOf: files.appendingPathComponent("t.json")))
        #expect(json[path: "rows.1.0"] == ["text": "none", "value": .null])
        #expect(json[path: "rows.2.0.value"]?.double?.isNaN == true)
        let html = try workplace.html
        // A column with numbers is one of numbers, and one without any is not.
        #expect(html.contains("<tr><td align=\"right\">none</td><td>none</td><td>none</td></tr>"))
        #expect(outcome.messages.contains { $0.contains("Small: n.one has no value (null)") }, "\(outcome.messages)")
        #expect(
            outcome.messages.contains { $0.contains("True: n.rows.0.b has no value (null)") }, "\(outcome.messages)")
    }

    @Test func linksToTheCellsThatItNames() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(
            """
            ```{echo} e
            number: 0.5
            ```

            ```{table} t
            header: [Cell, Value]
            rows:
              - ["from @t, and \\\\@nothing, a@t", "{e.number}"]
            caption: All of it.
            ```

            """)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(
            try workplace.html.contains("<td>from <a class=\"xref\" href=\"#t\">Table 1</a>, and @nothing, a@t</td>"))
    }

    @Test func setsARowForEachElementOfAList() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(
            """
            ```{echo} a
            number: 1.5
            ```

            ```{echo} b
            number: 2.5
            ```

            ```{echo} both
            uses: [a, b]
            ```

            ```{table} t
            each: both.uses
            columns:
              - {header: "#", value: "#"}
              - {header: Number, value: number, format: .1}
              - {header: Text, value: text}
            align: [center, right, left]
            note: One row a cell.
            ```

            """)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(outcome.run?.artifact("t")?.result[path: "rows"] == [["1", "1.5", ""], ["2", "2.5", ""]])
        #expect(
            try workplace.html.contains("<tr><td align=\"center\">2</td><td align=\"right\">2.5</td><td></td></tr>"))
    }

    @Test(arguments: [
        ("header: [a, b]\nrows: [[x, y]]\nalign: [left]", 4, "1 of 2 columns"),
        ("header: [a]\nrows: [[x]]\nalign: [left, right]", 4, "2 of 1 column"),
        ("each: e.uses\ncolumns: [{header: A, value: text}]\nalign: [left, left, left]", 4, "3 of 1 column"),
        ("header: [a, b]\nrows: []\nalign: []", 4, "0 of 2 columns"),
    ]) func refusesAnAlignmentThatDoesNotFit(_ options: String, _ line: Int, _ words: String) {
        let text = "```{table} t\n\(options)\n```\n\n```{echo} e\n```\n"
        let error = #expect(throws: InvalidDocument.self) { try document(text) }
        let found = error?.diagnostics.first { $0.message.contains("'align' has \(words)") }
        #expect(found?.place.line == line, "\(error.debugDescription)")
    }

    @Test func failsWhereAResultDoesNotHoldTheValue() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(
            "```{echo} e\ndeclares: false\n```\n\n```{table} t\nheader: [a]\nrows: [[\"{e.numbr}\"]]\n```\n")
        #expect(outcome.exitStatus == 1)
        #expect(outcome.messages.first?.contains("'e' has no value 'numbr'; did you mean 'number'?") == true)
    }
}
