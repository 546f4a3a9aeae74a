import Foundation
import Testing

@testable import Report

/// Nothing that a page is made from is written over, whatever it is called, and nothing runs before that is known.
@Suite struct ReplacedInputTests {
    private let workplace: Workplace

    init() throws { workplace = try Workplace() }

    private static let text = """
        ![A picture](picture.svg) ![Another](data/another.svg)

        ```{echo} a
        text: COUNTER
        file: data/input.csv
        shows: file
        ```

        """

    private static let files = ["picture.svg", "data/input.csv", "data/another.svg", "templates/page.css"]

    private static func content(of name: String) -> String {
        name.hasSuffix(".svg")
            ? "<svg xmlns=\"http://www.w3.org/2000/svg\"><title>\(name)</title></svg>" : "/* \(name) */"
    }

    /// A report that reads files, and other names for all of them.
    private func prepare(_ text: String = Self.text) throws {
        let folder = workplace.folder
        for name in ["data", "x", "templates"] {
            try FileManager.default.createDirectory(
                at: folder.appendingPathComponent(name), withIntermediateDirectories: false)
        }
        try workplace.write(text.replacing("COUNTER", with: workplace.counter))
        for name in Self.files { try workplace.write(Self.content(of: name), to: name) }
        for (name, target) in [
            ("link.html", "report.md"), ("link-of-link.html", "link.html"), ("input.html", "data/input.csv"),
        ] {
            try FileManager.default.createSymbolicLink(
                atPath: folder.appendingPathComponent(name).path, withDestinationPath: target)
        }
        for (name, target) in [("hard.html", "report.md"), ("hard-picture.html", "picture.svg")] {
            try FileManager.default.linkItem(
                at: folder.appendingPathComponent(target), to: folder.appendingPathComponent(name))
        }
    }

    private func place(_ path: String) -> URL { URL(fileURLWithPath: workplace.folder.path + "/" + path) }

    /// Whether everything that is read has its text, and every link is one.
    private func expectAllAsBefore(_ text: String = Self.text) throws {
        #expect(
            try String(contentsOf: workplace.report, encoding: .utf8)
                == text.replacing("COUNTER", with: workplace.counter))
        for name in Self.files {
            #expect(try String(contentsOf: place(name), encoding: .utf8) == Self.content(of: name))
        }
        for name in ["link.html", "link-of-link.html", "input.html"] {
            #expect(throws: Never.self) { try FileManager.default.destinationOfSymbolicLink(atPath: place(name).path) }
        }
    }

    @Test(
        arguments: [
            ("report.md", "the report"), ("./x/../report.md", "the report"), ("link.html", "the report"),
            ("link-of-link.html", "the report"), ("hard.html", "the report"),
            ("data/input.csv", "'data/input.csv', which the cell 'a' reads"),
            ("input.html", "'data/input.csv', which the cell 'a' reads"),
            ("picture.svg", "the picture 'picture.svg'"), ("hard-picture.html", "the picture 'picture.svg'"),
            ("data/another.svg", "the picture 'data/another.svg'"),
            ("templates/page.css", "the template 'page.css'"),
        ])
    func refusesThePage(_ path: String, _ what: String) async throws {
        try prepare()
        var session = workplace.session
        session.templates = place("templates")
        let outcome = await session.render(to: place(path))
        #expect(outcome.exitStatus == 2)
        #expect(
            outcome.messages == [
                "report.md: error: the page would take the place of \(what); give another file to -o"
            ])
        #expect(workplace.runs("a") == 0)
        try expectAllAsBefore()
    }

    /// Whoever names a page knows what stands there; but Markdown is no page.
    @Test func refusesAnotherReportAsThePage() async throws {
        try prepare()
        try workplace.write("# Another", to: "another.md")
        try workplace.write("", to: "empty.md")
        try workplace.write("mine", to: "notes.txt")
        let outcome = await workplace.session.render(to: place("another.md"))
        #expect(outcome.exitStatus == 2)
        #expect(
            outcome.messages == [
                "report.md: error: the page would take the place of 'another.md', which is Markdown and no page; "
                    + "give another file to -o"
            ])
        #expect(workplace.runs("a") == 0)
        #expect(try String(contentsOf: place("another.md"), encoding: .utf8) == "# Another")
        for name in ["empty.md", "notes.txt"] {
            #expect(await workplace.session.render(to: place(name)).exitStatus == 0)
        }
    }

    @Test(arguments: ["a.svg", "a.csv", "a.tar.gz", "link"])
    func refusesAFileBesideThePage(_ name: String) async throws {
        let path = name == "link" ? "data/input.csv" : "report_files/\(name)"
        let text = "```{echo} a\ntext: COUNTER\nfile: \(path)\nshows: file\n```\n"
        try prepare(text)
        try FileManager.default.createDirectory(at: place("report_files"), withIntermediateDirectories: false)
        if name == "link" {
            try FileManager.default.createSymbolicLink(
                atPath: place("report_files/a.svg").path, withDestinationPath: "../data/input.csv")
        } else {
            try workplace.write("mine", to: path)
        }
        let outcome = await workplace.session.render(to: place("report.html"))
        #expect(outcome.exitStatus == 2)
        let file = name == "link" ? "a.svg" : name
        #expect(
            outcome.messages == [
                "report.md: error: report_files/\(file), which may come with the page, would take the place of "
                    + "'\(path)', which the cell 'a' reads; give another file to -o"
            ])
        #expect(workplace.runs("a") == 0)
        if name != "link" { #expect(try String(contentsOf: place(path), encoding: .utf8) == "mine") }
        try expectAllAsBefore(text)
    }

    /// A file that an earlier page left beside it and that the report reads now is not cleared away.
    @Test func keepsAFileOfAnEarlierPageThatIsReadNow() async throws {
        try prepare("```{echo} old\nshows: file\n```\n")
        #expect(await workplace.session.render(to: place("report.html")).exitStatus == 0)
        try workplace.write("```{echo} new\nfile: report_files/old.svg\nshows: file\n```\n")
        let outcome = await workplace.session.render(to: place("report.html"))
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(FileManager.default.fileExists(atPath: place("report_files/old.svg").path))
        #expect(FileManager.default.fileExists(atPath: place("report_files/new.svg").path))
    }

    @Test func letsOtherFilesBesideThePageBeRead() async throws {
        try prepare("```{echo} a\nfile: report_files/mine.csv\nshows: file\n```\n")
        try FileManager.default.createDirectory(at: place("report_files"), withIntermediateDirectories: false)
        try workplace.write("mine", to: "report_files/mine.csv")
        let outcome = await workplace.session.render(to: place("report.html"))
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(try String(contentsOf: place("report_files/mine.csv"), encoding: .utf8) == "mine")
    }

    /// Nobody gave the names of the files beside a page.
    @Test(arguments: ["a.svg", "a.png"]) func keepsFilesOfAnotherOrigin(_ name: String) async throws {
        let text = "```{echo} a\ntext: COUNTER\nshows: file\n```\n"
        try prepare(text)
        try FileManager.default.createDirectory(at: place("report_files"), withIntermediateDirectories: false)
        try workplace.write("mine", to: "report_files/\(name)")
        let outcome = await workplace.session.render(to: place("report.html"))
        #expect(outcome.exitStatus == 2)
        #expect(
            outcome.messages == [
                "report.md: error: report_files/\(name), which may come with the page, would take the place of "
                    + "a file that this program did not write; give another file to -o"
            ])
        #expect(workplace.runs("a") == 0)
        #expect(try String(contentsOf: place("report_files/\(name)"), encoding: .utf8) == "mine")
    }

    /// Neither is a file of an earlier page that somebody has worked on since replaced, nor cleared away.
    @Test func keepsWhatWasChangedSince() async throws {
        try prepare("```{echo} a\nshows: file\n```\n")
        #expect(await workplace.session.render(to: place("report.html")).exitStatus == 0)
        try workplace.write("mine", to: "report_files/a.svg")
        let again = await workplace.session.render(to: place("report.html"))
        #expect(again.exitStatus == 2)
        #expect(again.messages.first?.contains("a file that was changed after this program wrote it") == true)
        try workplace.write("```{echo} b\nshows: file\n```\n")
        #expect(await workplace.session.render(to: place("report.html")).exitStatus == 0)
        #expect(try String(contentsOf: place("report_files/a.svg"), encoding: .utf8) == "mine")
    }

    @Test func nothingOfTheStoreIs() async throws {
        try prepare()
        _ = await workplace.session.render(to: workplace.page)
        let store = workplace.store.folder
        for place in ["latest/page.html", "page.html"] {
            let outcome = await workplace.session.render(to: store.appendingPathComponent(place))
            #expect(outcome.exitStatus == 2)
            #expect(outcome.messages.first?.contains("would take the place of a file of the store") == true)
        }
    }

    @Test func healthIsNoFileThatComesWithThePage() async throws {
        try prepare()
        var session = workplace.session
        session.health = workplace.page.deletingLastPathComponent().appendingPathComponent("report_files/a.svg")
        let outcome = await session.render(to: workplace.page)
        #expect(outcome.exitStatus == 2)
        #expect(outcome.messages.first?.contains("would take the place of a file that comes with the page") == true)
    }
}

/// What a page is put in the place of stays what it is.
@Suite struct PagePlaceTests {
    private let workplace: Workplace

    init() throws { workplace = try Workplace() }

    private func place(_ path: String) -> URL { URL(fileURLWithPath: workplace.folder.path + "/" + path) }

    private func mode(_ path: String) -> mode_t {
        var status = stat()
        lstat(place(path).path, &status)
        return status.st_mode
    }

    private static let text = "```{echo} a\nshows: file\n```\n"

    @Test func keepsALinkAndReplacesWhatItLeadsTo() async throws {
        try workplace.write(Self.text)
        try FileManager.default.createDirectory(at: place("www"), withIntermediateDirectories: false)
        try workplace.write("old", to: "www/index.html")
        chmod(place("www/index.html").path, 0o640)
        try FileManager.default.createSymbolicLink(
            atPath: place("page.html").path, withDestinationPath: "www/index.html")
        let outcome = await workplace.session.render(to: place("page.html"))
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(mode("page.html") & S_IFMT == S_IFLNK)
        #expect(mode("www/index.html") & 0o7777 == 0o640)
        #expect(try String(contentsOf: place("www/index.html"), encoding: .utf8).hasPrefix("<!DOCTYPE html>"))
        #expect(FileManager.default.fileExists(atPath: place("page_files/a.svg").path))
        #expect(try FileManager.default.contentsOfDirectory(atPath: place("www").path) == ["index.html"])
    }

    @Test func writesIntoAPipeAndSaysWhatHasNoPlaceThere() async throws {
        try workplace.write(Self.text)
        #expect(mkfifo(place("pipe").path, 0o600) == 0)
        let path = place("pipe").path
        // The page is longer than a pipe holds, so somebody has to read; never for long, if nobody writes.
        let got = place("got")
        try Data().write(to: got)
        let reader = Process()
        reader.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        reader.arguments = ["timeout", "60", "cat", path]
        reader.standardOutput = try FileHandle(forWritingTo: got)
        try reader.run()
        let outcome = await workplace.session.render(to: place("pipe"))
        #expect(outcome.exitStatus == 0)
        #expect(
            outcome.messages == [
                "report.md: warning: not written, because \(path) has no place beside it: a.svg"
            ])
        reader.waitUntilExit()
        #expect(try String(contentsOf: got, encoding: .utf8).hasPrefix("<!DOCTYPE html>"))
        #expect(mode("pipe") & S_IFMT == S_IFIFO)
        #expect(!FileManager.default.fileExists(atPath: place("pipe_files").path))
    }

    @Test(arguments: ["newdir/", "out", "report.md/page.html", "link-in-a-circle"])
    func saysBeforeAnythingRunsThatThereCanBeNoPage(_ path: String) async throws {
        try workplace.write("```{echo} a\ntext: \(workplace.counter)\n```\n")
        try FileManager.default.createDirectory(at: place("out"), withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(
            atPath: place("link-in-a-circle").path, withDestinationPath: "link-in-a-circle")
        let before = try FileManager.default.contentsOfDirectory(atPath: workplace.folder.path).sorted()
        let outcome = await workplace.session.render(to: place(path))
        #expect(outcome.exitStatus == 1)
        #expect(outcome.messages.count == 1)
        #expect(outcome.messages.first?.hasPrefix("report.md: error: cannot ") == true, "\(outcome.messages)")
        #expect(workplace.runs("a") == 0)
        let after = try FileManager.default.contentsOfDirectory(atPath: workplace.folder.path).sorted()
        #expect(before == after)
    }
}
