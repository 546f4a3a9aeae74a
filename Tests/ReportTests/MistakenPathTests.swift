import Foundation
import Testing

@testable import Report

/// A path means the same for everybody, and a message says what to write for what only a shell or a browser understands.
@Suite struct MistakenPathTests {
    private static let home = ("~" as NSString).expandingTildeInPath

    private func messages(_ text: String) throws -> [String] {
        let workplace = try Workplace()
        try workplace.write(text)
        let error = #expect(throws: InvalidDocument.self) { try workplace.session.read() }
        return error?.diagnostics.map(\.description) ?? []
    }

    private static let cases: [(String, String)] = [
        (
            "~/data/x.json",
            "'~' is not expanded in a report: write '\(home)/data/x.json', or copy the file beside the report"
        ),
        ("$HOME/x.json", "variables of the shell are not expanded in a report"),
        ("%HOMEPATH%/x.json", "variables of the shell are not expanded in a report"),
        ("events*.json", "patterns of names are not expanded"),
        (#"data\x.json"#, "folders are parted by slashes: write 'data/x.json'"),
        (#"C:\data\x.json"#, "a path of Windows leads nowhere here"),
    ]

    @Test(arguments: cases) func aFileOfACell(_ path: String, _ remedy: String) throws {
        let found = try messages("```{json} n\nfile: '\(path)'\n```\n")
        #expect(found.count == 1 && found[0].contains("there is no file '\(path)'; \(remedy)"), "\(found)")
    }

    @Test(arguments: cases) func aBibliography(_ path: String, _ remedy: String) throws {
        let found = try messages("---\nbibliography: '\(path)'\n---\n\nText.\n")
        #expect(found.count == 1 && found[0].contains("there is no bibliography '\(path)'; \(remedy)"), "\(found)")
    }

    @Test(arguments: ["~/x.png", "$HOME/x.png", "x*.png"]) func aPicture(_ path: String) throws {
        let found = try messages("![a](\(path))\n")
        #expect(found.count == 1 && found[0].contains("there is no picture '\(path)'; "), "\(found)")
        #expect(found[0].contains("expanded"), "\(found)")
    }

    @Test func aPictureInQuotes() throws {
        let found = try messages("![a](\"x.png\")\n")
        #expect(
            found.count == 1 && found[0].hasSuffix("there is no picture '\"x.png\"'; leave the quotation marks out"),
            "\(found)")
    }

    @Test(arguments: [
        ("https://example.org/x.json", "nothing is read from the network: download it beside the report"),
        ("s3://bucket/x.json", "nothing is read from the network: download it beside the report"),
        ("file:///tmp/x.json", "write the path alone: '/tmp/x.json'"),
    ]) func aFileOnTheNetwork(_ path: String, _ remedy: String) throws {
        let found = try messages("```{json} n\nfile: \(path)\n```\n")
        #expect(found.count == 1 && found[0].hasSuffix(remedy), "\(found)")
    }

    /// No advice to open the whole machine.
    @Test func aFileAtTheRoot() throws {
        let found = try messages("```{json} n\nfile: /none.json\n```\n")
        #expect(
            found == [
                "report.md:2:7: error: '/none.json' lies outside of the report's folder; copy it beside the report"
            ])
    }

    /// A name may begin with '~' or hold a backslash, where there is such a file.
    @Test(arguments: ["~x.json", "~", "~/x.json", #"a\b.json"#, "$x.json", "a*.json"])
    func takesAFileThatIsThere(_ name: String) throws {
        let workplace = try Workplace()
        try FileManager.default.createDirectory(
            at: workplace.folder.appendingPathComponent("./\(name)").deletingLastPathComponent(),
            withIntermediateDirectories: true)
        try workplace.write("{\"a\": 1}", to: "./\(name)")
        try workplace.write("```{json} n\nfile: '\(name)'\n```\n")
        #expect(throws: Never.self) { try workplace.session.read() }
    }
}
