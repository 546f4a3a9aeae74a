import Foundation
import TestSupport
import Testing

@testable import Report

/// Figures and tables for a paper.
struct PaperTests {
    private static let text = """
        ---
        title: Closure & more
        ---

        ```{echo} square
        shows: figure
        number: 12.5
        caption: "A square of 50 %, beside @numbers: `{value} square.number ± square.sigma`, $x_1$."
        ```

        ```{table} numbers
        header: [What, "Value of $\\\\nu$"]
        rows:
          - ["a_b", "{square.number | .1}"]
          - ["c", "{square.sigma | .3}"]
        caption: Numbers of @square.
        note: All of it.
        ```

        ```{echo} hidden
        shows: figure
        hide: true
        ```

        """

    private func paper(_ labels: [String] = [], text: String = text) async throws -> RenderSession.PaperExport {
        let workplace = try Workplace()
        let outcome = try await workplace.render(text)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        return try workplace.session.paper(of: labels)
    }

    @Test func hasAFloatForEveryFigureAndTable() async throws {
        let paper = try await paper()
        #expect(
            paper.files.map(\.name) == [
                "square-178mm.pdf", "square-86mm.pdf", "square.tex", "numbers.tex", "figures.tex",
            ])
        #expect(paper.missing.isEmpty && paper.problems.isEmpty)
        let files = Dictionary(
            uniqueKeysWithValues: paper.files.map { ($0.name, String(decoding: $0.data, as: UTF8.self)) })
        #expect(
            files["square-86mm.pdf"] == "%PDF square of 86 mm" && files["square-178mm.pdf"] == "%PDF square of 178 mm")
        let figure = try #require(files["square.tex"])
        #expect(figure.hasPrefix("% Closure & more (report.md), fiducial: Figure 1, the cell 'square', result "))
        #expect(
            figure.hasSuffix(
                """
                \\begin{figure}[htbp]
                  \\centering
                  \\includegraphics[width=86mm]{square-86mm.pdf}
                  \\caption{A square of 50 \\%, beside Table~\\ref{tab:numbers}: 12.500 $\\pm$ 0.012, $x_1$.}
                  \\label{fig:square}
                \\end{figure}

                """), "\(figure)")
        let index = try #require(files["figures.tex"])
        #expect(index.hasSuffix("\\input{square}\n\\input{numbers}\n"))
    }

    @Test func setsTablesWithTheirDecimalPointsUnderEachOther() async throws {
        let file = try #require(try await paper(["numbers"]).files.first)
        #expect(file.name == "numbers.tex")
        #expect(
            String(decoding: file.data, as: UTF8.self).hasSuffix(
                """
                \\begin{table}[htbp]
                  \\centering
                  \\caption{Numbers of Figure~\\ref{fig:square}.}
                  \\label{tab:numbers}
                  \\smallskip
                  \\begin{tabular}{lr}
                \\toprule
                What & Value of $\\nu$ \\\\
                \\midrule
                a\\_b & 12.5\\phantom{00} \\\\
                c & 0.012 \\\\
                \\bottomrule
                \\end{tabular}
                \\\\[0.5ex] \\parbox{\\linewidth}{\\footnotesize All of it.}
                \\end{table}

                """), "\(String(decoding: file.data, as: UTF8.self))")
    }

    @Test func saysWhatIsNotUpToDate() async throws {
        let workplace = try Workplace()
        _ = try await workplace.render(Self.text)
        try workplace.write(Self.text.replacing("number: 12.5", with: "number: 12.6"))
        let paper = try workplace.session.paper()
        #expect(paper.missing.map(\.label) == ["square", "numbers"])
        #expect(paper.missing.first?.why.contains("number: 12.5 → 12.6") == true)
        #expect(paper.files.isEmpty)
        #expect(throws: InvalidDocument.self) { try workplace.session.paper(of: ["nosuch"]) }
    }
}

/// Pages printed by a browser.
struct PagePrinterTests {
    private let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// A printer whose browser is a script.
    private func printer(_ script: String) throws -> PagePrinter {
        let browser = try folder.file("browser", "#!/bin/bash\n\(script)\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: browser.path)
        return try PagePrinter(environment: [PagePrinter.variable: browser.path])
    }

    private static let printing = """
        for a in "$@"; do case "$a" in --print-to-pdf=*) out="${a#*=}";; file:*) page="$a";; esac; done
        echo "%PDF of $page" > "$out"
        """

    @Test func aPageIsPrintedBesideIt() async throws {
        let workplace = try Workplace()
        let printer = try printer(Self.printing)
        let outcome = try await workplace.render("Text.\n") { $0.printer = printer }
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let pdf = workplace.folder.appendingPathComponent("out/report.pdf")
        let words = "%PDF of \(workplace.page.absoluteString)\n"
        #expect(try String(contentsOf: pdf, encoding: .utf8).hasPrefix(words))
        // It takes the place of what was printed before, and of nothing else.
        #expect(try await workplace.render("More.\n") { $0.printer = printer }.exitStatus == 0)
        #expect(try String(contentsOf: pdf, encoding: .utf8).hasPrefix(words))
    }

    /// Nobody gave the name of the PDF.
    @Test(arguments: ["%PDF-1.4 of a paper", "notes"]) func aPDFOfAnotherOriginStays(_ content: String) async throws {
        let workplace = try Workplace()
        let printer = try printer(Self.printing)
        #expect(try await workplace.render("Text.\n").exitStatus == 0)
        let pdf = workplace.folder.appendingPathComponent("out/report.pdf")
        try Data(content.utf8).write(to: pdf)
        let outcome = try await workplace.render("More.\n") { $0.printer = printer }
        #expect(outcome.exitStatus == 2)
        #expect(
            outcome.messages.first?.contains(
                "report.pdf, which may come with the page, would take the place of a file that was not printed from a page; "
                    + "give another file to -o") == true, "\(outcome.messages)")
        #expect(try String(contentsOf: pdf, encoding: .utf8) == content)
        #expect(!(try String(contentsOf: workplace.page, encoding: .utf8).contains("More.")))
        try Data().write(to: pdf)
        #expect(try await workplace.render("More.\n") { $0.printer = printer }.exitStatus == 0)
    }

    @Test func aPDFTakesTheTextOfNothing() async throws {
        let workplace = try Workplace()
        try Pictures.pdf().write(to: workplace.folder.appendingPathComponent("sketch.pdf"))
        try workplace.write("![A sketch](sketch.pdf)\n")
        var session = workplace.session
        session.printer = try printer(Self.printing)
        let outcome = await session.render(to: workplace.folder.appendingPathComponent("sketch.html"))
        #expect(outcome.exitStatus == 2)
        #expect(
            outcome.messages.first?.contains(
                "sketch.pdf, which may come with the page, would take the place of the picture") == true,
            "\(outcome.messages)")
    }

    @Test(arguments: [
        ("echo 'cannot open display' >&2; exit 3", "printed nothing: cannot open display"),
        ("true", "printed nothing"), (printing.replacing("%PDF", with: "none"), "printed nothing"),
    ]) func aBrowserThatPrintsNothingIsAnError(_ script: String, _ words: String) throws {
        let printer = try printer(script)
        let page = try folder.file("page.html", "<p>Text</p>")
        let error = #expect(throws: PrintError.self) { try printer.print(page, to: folder.file("page.pdf")) }
        #expect(error?.description.hasSuffix(words) == true)
        #expect(!FileManager.default.fileExists(atPath: folder.file("page.pdf").path))
    }

    @Test func whereThereIsNoneItSaysWhatToInstall() {
        let none = #expect(throws: PrintError.self) { try PagePrinter(environment: ["PATH": folder.url.path]) }
        #expect(none?.description.contains("apt-get install chromium") == true)
        let wrong = #expect(throws: PrintError.self) {
            try PagePrinter(environment: [PagePrinter.variable: "/no/such"])
        }
        #expect(wrong?.description == "FIDUCIAL_BROWSER names '/no/such', which is no program")
    }

    @Test(.enabled(if: Chromium.executable != nil, "there is no Chromium")) func chromiumPrints() throws {
        let browser = try #require(Chromium.executable)
        let page = try folder.file("page.html", "<!DOCTYPE html><title>t</title><p>Text</p>")
        let pdf = folder.file("page.pdf")
        try PagePrinter(environment: [PagePrinter.variable: browser]).print(page, to: pdf)
        #expect(try Data(contentsOf: pdf).starts(with: Data("%PDF".utf8)))
    }
}
