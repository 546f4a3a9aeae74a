import Foundation
import TestSupport
import Testing

/// A message that nobody gets changes no exit status, and a result that nobody gets is a failure; nothing traps.
@Suite(.enabled(if: access("/dev/full", W_OK) == 0, "needs /dev/full")) struct StreamTroubleTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        _ = try folder.file("n.json", "{\"a\": 2}")
        _ = try folder.file("good.md", "```{json} n\nfile: n.json\n```\n\n`{value} n.a`\n")
        let check =
            "```{json} n\nfile: n.json\n```\n\n```{check} c\nclaims:\n  - {claim: Small, value: n.a, below: 1}\n```\n"
        _ = try folder.file("fails.md", check)
        _ = try folder.file("wrong.md", "```{jsn} n\n```\n\n```{json} N\n```\n\n```{json} N\n```\n")
    }

    private static let commands: [(String, Int32)] = [
        ("validate good.md", 0), ("validate wrong.md", 2), ("render good.md", 0), ("render fails.md", 1),
        ("render wrong.md", 2), ("render missing.md", 2), ("plan wrong.md", 2), ("verbs jsn", 64), ("nonsense", 64),
        ("render good.md -o good.md", 2), ("render good.md -o good.pdf", 64),
        ("render good.md -o new.md", 64),
        ("evaluate none.safetensors -i e.csv -o o.csv", 1),
        ("export none.safetensors --zuko -o o.safetensors", 1),
    ]

    @Test(
        arguments: commands,
        ["2>&-", "2>/dev/full", ">/dev/full", ">&-", ">&- 2>&-", "<&- >&- 2>&-", "> /dev/full 2>&1"])
    func keepsTheExitStatus(_ command: (String, Int32), _ redirection: String) throws {
        let run = try ShellRun("\"$FIDUCIAL\" \(command.0) \(redirection)", in: folder)
        #expect(run.status == command.1, "\(command.0) \(redirection): \(run.errors)")
    }

    /// Where standard error is closed, the first file that is opened must not get its number, and the messages with it.
    @Test func writesNoMessageIntoAFile() throws {
        let run = try ShellRun(
            """
            "$FIDUCIAL" render fails.md 2>&- >&- <&-; echo $?
            "$FIDUCIAL" render fails.md; echo $?
            """, in: folder)
        #expect(run.output.hasPrefix("1\n") && run.output.hasSuffix("1\n"))
        #expect(run.output.contains("from the store"))
        #expect(!run.errors.contains("damaged"), "\(run.errors)")
        #expect(try String(contentsOf: folder.file("fails.html"), encoding: .utf8).hasPrefix("<!DOCTYPE html>"))
    }

    @Test(
        arguments: [
            "plan good.md", "verbs", "verbs train", "--help", "render --help", "--version", "render good.md -o -",
        ],
        [">/dev/full", ">&-"])
    func failsWhereAResultCannotBeWritten(_ command: String, _ redirection: String) throws {
        let run = try ShellRun("\"$FIDUCIAL\" \(command) \(redirection)", in: folder)
        #expect(run.status == 1)
        #expect(run.errors.contains("/dev/stdout"), "\(run.errors)")
    }

    @Test func givesThePageToStandardOutputAndTheSummaryToStandardError() throws {
        let run = try ShellRun(
            "\"$FIDUCIAL\" render good.md -o - | cat > page.html; head -c 15 page.html; ls", in: folder)
        #expect(run.output.hasPrefix("<!DOCTYPE html>"))
        #expect(run.output.hasSuffix("fails.md\ngood.md\nn.json\npage.html\nwrong.md\n"))
        #expect(run.errors.contains("1 cell (1 ran"))
        let page = try String(contentsOf: folder.file("page.html"), encoding: .utf8)
        #expect(page.contains("</html>") && !page.contains("from the store)"))
    }

    @Test func addsThePageBehindWhatALogHas() throws {
        let run = try ShellRun(
            "echo first > log; \"$FIDUCIAL\" render good.md -q -o /dev/stdout >> log; head -c 21 log", in: folder)
        #expect(run.status == 0)
        #expect(run.output == "first\n<!DOCTYPE html>")
    }

    @Test func refusesTheReportAsStandardOutput() throws {
        let run = try ShellRun("\"$FIDUCIAL\" render good.md -o - >> good.md", in: folder)
        #expect(run.status == 2)
        #expect(run.errors.contains("the page would take the place of the report"))
    }

    @Test(arguments: ["plan good.md", "verbs train", "render good.md -o -"]) func endsWhereNobodyReads(
        _ command: String
    ) throws {
        let run = try ShellRun("\"$FIDUCIAL\" \(command) | true; echo ${PIPESTATUS[0]}", in: folder)
        // The little that a pipe holds may have been written before its reader went.
        #expect(["0\n", "1\n"].contains(run.output))
        #expect(!run.errors.contains("Illegal"))
    }
}
