import Testing

@testable import Report

/// Numbers under each other. A pad stands as `[…]`.
@Suite struct DecimalPointsTests {
    private func table(_ cells: [String], align: String = " align=\"right\"") -> String {
        "<table>\n<thead>\n<tr><th>a</th><th\(align)>b</th></tr>\n</thead>\n<tbody>\n"
            + cells.map { "<tr><td>1.5</td><td\(align)>\($0)</td></tr>\n" }.joined() + "</tbody>\n</table>"
    }

    private func column(_ cells: String...) -> [String] {
        let html = DecimalPoints.aligned(in: "<p>2.25</p>" + table(cells) + "<p>3</p>")
        return html.matches(of: /<td align="right">(.*?)<\/td>/).map { cell in
            String(cell.output.1).replacing(/<span class="pad( bounds)?" data-pad="([^"]*)"><\/span>/) { pad in
                pad.output.1 == nil ? "[\(pad.output.2)]" : "[\(pad.output.2)]*"
            }
        }
    }

    private func value(_ text: String) -> String { "<span class=\"value\" title=\"a.b\">\(text)</span>" }

    private func bounds(_ up: String, _ down: String) -> String {
        "<span class=\"bounds\"><sup>\(up)</sup><sub>\(down)</sub></span>"
    }

    @Test func givesANumberTheDigitsThatItLacks() {
        #expect(column("0.5", "−12.25", "+3", "1,000.125") == ["0.5[00]", "−12.25[0]", "+3[.000]", "1,000.125"])
    }

    @Test func leavesColumnsThatStandUnderEachOtherAlone() {
        #expect(column("0.51", "−12.25") == ["0.51", "−12.25"])
        #expect(column("24,812", "3") == ["24,812", "3"])
        #expect(column("1.5 × 10⁻⁶", "2.5 × 10⁻⁷") == ["1.5 × 10⁻⁶", "2.5 × 10⁻⁷"])
    }

    @Test func putsADashInThePlaceOfDigits() {
        #expect(column("0.5", "–") == ["0.5", "–[.0]"])
    }

    @Test func hasUncertaintiesUnderEachOtherToo() {
        #expect(
            column("1.2 ± 0.3", "10.25 ± 12.05", "3") == ["1.2[0] ± [0]0.3[0]", "10.25 ± 12.05", "3[.00 ± 00.00]"])
    }

    @Test func countsUnitsAndPowersOfTen() {
        #expect(column("12 %", "3.5 %", "1.2") == ["12[.0] %", "3.5 %", "1.2[ %]"])
        #expect(
            column("1.5 × 10⁻⁶", "(2.00 ± 0.40) × 10⁻¹²", "4") == [
                "1.5[0 ± 0.00] × 10⁻⁶[)⁰]", "(2.00 ± 0.40) × 10⁻¹²", "4[.00 ± 0.00) × 00⁻⁰⁰]",
            ])
        #expect(column("1e-05", "2.5") == ["1[.0]e-05", "2.5[e-00]"])
    }

    @Test func hasRoomForBoundsAboveEachOther() {
        let (own, short) = (bounds("+0.4", "−0.30"), bounds("+1[.00]", "−1"))
        #expect(
            column(value("0.5" + own), value("12"), value("1.25" + bounds("+1", "−1")) + " %") == [
                value("0.5[0]\(own)[ %]"), value("12[.00][+0.00]*[ %]"), value("1.25" + short) + " %",
            ])
    }

    @Test func leavesWordsAndOtherTextsOnTheRight() {
        #expect(column("0.5", "open", "12.25") == ["0.5[0]", "open", "12.25"])
        #expect(
            column("0.5", "1 of 3", "2026-03-12", "x 2", "12.25").dropFirst().dropLast() == [
                "1 of 3", "2026-03-12", "x 2",
            ])
        // Ends that have nothing in common cannot be compared.
        #expect(column("0.5 cm", "1.25 σ") == ["0.5[0] cm", "1.25 σ"])
        let link = "<a class=\"xref\" href=\"#a\">2.5</a>"
        #expect(column(link, "0.25", "3") == [link, "0.25", "3[.00]"])
    }

    @Test func comparesWithSignsOfHTML() {
        #expect(column("&lt; 0.1", "0.25") == ["&lt; 0.1[0]", "0.25"])
    }

    @Test func touchesColumnsOnTheRightAlone() {
        let centred = table(["0.5", "0.25"], align: " align=\"center\"")
        #expect(DecimalPoints.aligned(in: centred) == centred)
        let joined = table(["0.5", "0.25"]).replacing("<th>a", with: "<th colspan=\"2\">a")
        #expect(DecimalPoints.aligned(in: joined) == joined)
    }

    @Test func changesNothingASecondTime() {
        let once = DecimalPoints.aligned(in: table(["0.5 ± 0.25", "1.25", "3 %", "–"]))
        #expect(once.contains("data-pad") && DecimalPoints.aligned(in: once) == once)
    }

    @Test func alignsTablesOfCellsAndOfTheText() async throws {
        let workplace = try Workplace()
        try await workplace.render(
            """
            | a |
            |--:|
            | 0.5 |
            | 12.25 |

            ```{echo} e
            number: 0.5
            ```

            ```{table} t
            header: [Value]
            rows: [["{e.number | .1}"], ["{e.number | .3}"]]
            ```

            """)
        let html = try workplace.html
        #expect(html.contains("<td align=\"right\">0.5<span class=\"pad\" data-pad=\"0\"></span></td>"))
        #expect(html.contains(">0.5<span class=\"pad\" data-pad=\"00\"></span></span></td>"))
    }
}
