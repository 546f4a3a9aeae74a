import Foundation
import TestSupport
import Testing

@testable import Report

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// A report is untrusted input: what it may read, and what may run in its page.
@Suite struct SafetyTests {
    private static let png = Pictures.png

    /// A report in a folder of its own, beside a folder that is none of its business.
    private final class Neighbours {
        let folder: TemporaryFolder
        var own: URL { folder.file("own") }
        let other: URL

        init(other name: String = "other") throws {
            folder = try TemporaryFolder()
            other = folder.file(name)
            for url in [own, other] {
                try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
            }
            try SafetyTests.png.write(to: other.appendingPathComponent("secret.png"))
            try Data("{\"a\": 1}".utf8).write(to: other.appendingPathComponent("secret.json"))
            try FileManager.default.createSymbolicLink(
                at: own.appendingPathComponent("link.png"),
                withDestinationURL: other.appendingPathComponent("secret.png"))
            try FileManager.default.createSymbolicLink(
                at: own.appendingPathComponent("link.json"),
                withDestinationURL: other.appendingPathComponent("secret.json"))
            try FileManager.default.createSymbolicLink(
                at: own.appendingPathComponent("folder"), withDestinationURL: other)
            try SafetyTests.png.write(to: own.appendingPathComponent("own.png"))
            try Data("{\"a\": 2}".utf8).write(to: own.appendingPathComponent("own.json"))
            try FileManager.default.createSymbolicLink(
                at: own.appendingPathComponent("inside.png"), withDestinationURL: own.appendingPathComponent("own.png"))
        }

        func messages(_ text: String, allowed: [URL] = []) -> [String] {
            do {
                _ = try DocumentReader(directives: DirectiveRegistry([Echo.self]), allowedFolders: allowed)
                    .read(text: text, file: "report.md", folder: own)
                return []
            } catch {
                return error.diagnostics.map(\.description)
            }
        }
    }

    @Test(arguments: [
        "![a](../other/secret.png)", "![a](link.png)", "![a](folder/secret.png)", "![a](%2e%2e/other/secret.png)",
        "![a](/etc/passwd)", "```{json} j\nfile: ../other/secret.json\n```", "```{json} j\nfile: link.json\n```",
        "```{echo} e\nfile: folder/secret.json\n```", "```{echo} e\nfile: /etc/passwd\n```",
        "```{echo} e\ncaption: Of ![a](link.png).\n```", "---\nabstract: Of ![a](link.png).\n---\n\nText.",
        "```{echo} e\nfile: ../other/none.json\n```",
    ])
    func refusesWhatLiesOutsideOfTheFolder(_ text: String) throws {
        let neighbours = try Neighbours()
        let messages = neighbours.messages(text + "\n")
        #expect(messages.count == 1)
        #expect(
            messages.first?.contains("lies outside of the report's folder; to allow it, give --allow-path /") == true)
    }

    /// What the message says to give is what allows the file, wherever links lead.
    @Test(
        arguments: [
            "![a](../other/secret.png)", "![a](link.png)", "![a](folder/secret.png)",
            "```{json} j\nfile: link.json\n```",
            "```{echo} e\nfile: chain.json\n```",
        ], ["other", "the other's place"]) func namesTheFolderOfTheFileItself(_ text: String, _ name: String) throws
    {
        let neighbours = try Neighbours(other: name)
        try FileManager.default.createSymbolicLink(
            at: neighbours.own.appendingPathComponent("chain.json"),
            withDestinationURL: neighbours.own.appendingPathComponent("link.json"))
        let text = text.replacing("other", with: name.replacing(" ", with: "%20")) + "\n"
        let folder = try #require(realpath(neighbours.other.path, nil).map { String(cString: $0) })
        let shown = name.contains(" ") ? "'\(folder.replacing("'", with: #"'\''"#))'" : folder
        #expect(neighbours.messages(text).first?.hasSuffix("give --allow-path \(shown)") == true)
        #expect(neighbours.messages(text, allowed: [URL(fileURLWithPath: folder)]) == [])
    }

    @Test(arguments: [
        "![a](own.png)", "![a](inside.png)", "![a](./x/../own.png)", "```{json} j\nfile: own.json\n```",
        "```{echo} e\nfile: own.json\n```", "![a](https://example.org/a.png)",
    ])
    func takesWhatLiesInside(_ text: String) throws {
        #expect(try Neighbours().messages(text + "\n") == [])
    }

    @Test(arguments: [
        "![a](../other/secret.png)", "![a](link.png)", "```{json} j\nfile: link.json\n```",
        "```{echo} e\nfile: folder/secret.json\n```",
    ])
    func takesWhatIsAllowed(_ text: String) throws {
        let neighbours = try Neighbours()
        #expect(neighbours.messages(text + "\n", allowed: [neighbours.other]) == [])
        // Also where the folder is given through a link.
        #expect(neighbours.messages(text + "\n", allowed: [neighbours.own.appendingPathComponent("folder")]) == [])
        // A folder whose name begins alike is another one.
        let prefix = URL(fileURLWithPath: neighbours.other.path.dropLast().description)
        #expect(neighbours.messages(text + "\n", allowed: [prefix]).count == 1)
    }

    @Test func aFileThatIsReplacedByALinkIsNotRead() throws {
        let neighbours = try Neighbours()
        let contents = InputContents(in: AllowedFolders([neighbours.own]))
        let file = neighbours.own.appendingPathComponent("own.json")
        #expect(contents.allow(file))
        try FileManager.default.removeItem(at: file)
        try FileManager.default.createSymbolicLink(
            at: file, withDestinationURL: neighbours.other.appendingPathComponent("secret.json"))
        let error = #expect(throws: UnreadableInput.self) { try contents.data(of: file) }
        #expect(error?.description == "it lies outside of the report's folder")
    }

    @Test func jobsOfOtherProcessesMayReadWhatTheirRenderMay() async throws {
        let workplace = try Workplace()
        let other = try TemporaryFolder()
        let file = try other.file("numbers.json", "{\"a\": 1}")
        let text = "```{json} j\nfile: \(file.path)\n```\n"
        #expect(try await workplace.render(text).exitStatus == 2)
        let outcome = try await workplace.render(text) {
            $0.allowedFolders = [other.url]
            $0.runner = WritingRunner([Echo.self])
        }
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(outcome.run?.artifact("j")?.result == ["a": 1])
    }

    /// A name, the file's bytes, and whether it is a picture.
    static let files: [(name: String, start: [UInt8], isPicture: Bool)] = [
        ("a.png", Array(png), true), ("b.jpg", Array(Pictures.jpeg), true), ("c.gif", Array(Pictures.gif), true),
        ("d.webp", Array(Pictures.webP), true), ("e.svg", Array(Pictures.svg), true),
        (
            "f.svg", Array("\u{FEFF}<?xml version='1.0'?>\n<!-- > -->\n<!DOCTYPE svg [<!ENTITY a 'b'>]>\n<svg/>".utf8),
            true
        ),
        ("jpeg-as.png", Array(Pictures.jpeg), true), ("g.png", Array("root:x:0:0".utf8), false),
        ("h.svg", Array("<html><svg></svg></html>".utf8), false), ("i.pdf", Array(Pictures.pdf()), true),
        ("j.tiff", [0x49, 0x49, 0x2A, 0], false), ("k.png", [], false),
        ("l.png", Array("version https://git-lfs.github.com/spec/v1\n".utf8), false),
    ]

    @Test(arguments: files.indices) func looksAtTheBytesOfAPicture(_ index: Int) throws {
        let neighbours = try Neighbours()
        let (name, start, isPicture) = Self.files[index]
        try Data(start).write(to: neighbours.own.appendingPathComponent(name))
        let messages = neighbours.messages("Text ![a](\(name))\n")
        if isPicture {
            #expect(messages == [])
        } else {
            #expect(
                messages == [
                    "report.md:1:11: error: the file '\(name)' is no picture that a page can show; "
                        + "PNG, JPEG, GIF, WebP, SVG and PDF are"
                ])
        }
    }

    @Test(arguments: [
        ("![a](pipe.png)", "it is a pipe or a device"), ("![a](.)", "it is a folder"),
        ("```{echo} e\nfile: pipe.png\n```", "it is a pipe or a device"), ("![a](none.png)", "there is no picture"),
        ("![a](own.png#x)", "there is no picture"), ("![a](data:image/png;base64,AAAA)", "a picture is a file"),
        ("![a](javascript:x)", "there is no picture"), ("![a](file:///etc/passwd)", "a picture is a file"),
    ])
    func refusesWhatIsNoFile(_ text: String, _ words: String) throws {
        let neighbours = try Neighbours()
        #expect(mkfifo(neighbours.own.appendingPathComponent("pipe.png").path, 0o600) == 0)
        let messages = neighbours.messages(text + "\n")
        #expect(messages.count == 1 && messages.first?.contains(words) == true, "\(messages)")
    }

    // MARK: The page

    private static func policy(_ page: String) throws -> [String: [String]] {
        let text = try #require(page.firstMatch(of: /Content-Security-Policy" content="([^"]*)"/)).1
        let parts = text.split(separator: ";").map { $0.split(separator: " ").map(String.init) }
        return Dictionary(parts.map { ($0[0], Array($0.dropFirst())) }, uniquingKeysWith: { first, _ in first })
    }

    private static func texts(_ name: String, in page: String) throws -> [String] {
        let regex = try Regex("<\(name)(?: media=\"print\")?>([\\s\\S]*?)</\(name)>", as: (Substring, Substring).self)
        return page.matches(of: regex).map { String($0.output.1) }
    }

    private static func hash(_ text: String) -> String {
        "'sha256-\(Data(SHA256.digest(text.utf8)).base64EncodedString())'"
    }

    @Test func writesTheDigestsThatBrowsersExpect() {
        // From the text of Content Security Policy Level 3, section 8.
        #expect(Self.hash("doSomething();") == "'sha256-RFWPLDbv2BY+rCkDzsE+0fr8ylGr2R2faWMhq4lfEQc='")
        #expect(SHA256.hex("abc".utf8) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test(arguments: ["sample", "plain", "cells", "own templates"]) func runsTheScriptsOfItsTemplatesAlone(
        _ kind: String
    ) async throws {
        let workplace = try Workplace()
        switch kind {
        case "sample":
            let page = try PageRenderer(templates: try PageTemplates()).render(PageSample.content())
            try FileManager.default.createDirectory(
                at: workplace.page.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(page.utf8).write(to: workplace.page)
        case "plain": try await workplace.render("Text.\n\n## A\n\n## B\n")
        case "cells":
            try await workplace.render("```{echo} a\nshows: figure\ncaption: $x$\n```\n\n<script>alert(1)</script>\n")
        default:
            try workplace.write(
                "<p>{{{note}}}</p><script>own();</script><style>p{}</style>\n", to: "note.html.mustache")
            try workplace.write("other();\r\nmore();\r\n", to: "page.js")
            try await workplace.render("```{table} t\nheader: [a]\nrows: [[b]]\nnote: N\n```\n") {
                $0.templates = workplace.folder
            }
        }
        let page = try workplace.html
        let policy = try Self.policy(page)
        #expect(policy["default-src"] == ["'none'"])
        #expect(policy["base-uri"] == ["'none'"] && policy["form-action"] == ["'none'"])
        #expect(policy["img-src"] == ["data:"] && policy["font-src"] == ["data:"])
        #expect(policy["connect-src"] == nil && policy["frame-src"] == nil)
        let scripts = try Self.texts("script", in: page)
        #expect(scripts.count >= 2)
        for script in scripts {
            let hash = Self.hash(script.replacing("\r\n", with: "\n"))
            #expect(policy["script-src"]?.contains(hash) == true, "\(script.prefix(60))")
        }
        for style in try Self.texts("style", in: page) {
            #expect(policy["style-src-elem"]?.contains(Self.hash(style)) == true, "\(style.prefix(60))")
        }
        #expect(policy["script-src"]?.contains("'unsafe-inline'") == false)
        #expect(policy["script-src"]?.contains(Self.hash("alert(1)")) == false)
    }

    // MARK: Figures

    /// What breaks the rules of XML, or nil.
    private static func fault(_ xml: String) -> String? {
        let parser = XMLParser(data: Data(xml.utf8))
        return parser.parse() ? nil : "\(parser.parserError.map { "\($0)" } ?? "fault") on line \(parser.lineNumber)"
    }

    @Test(arguments: [
        "<svg></svg>", "<svg width=\"10\"></svg>", "<svg width=\"10\" style=\"max-width:10pt;height:auto\"></svg>",
        "<svg role=\"img\" aria-label=\"x\" viewBox=\"0 0 5 5\" width=\"100%\"></svg>",
        "<?xml version=\"1.0\"?><svg style=\"\" role=\"img\" width=\"5pt\"><g style=\"fill:red\"/></svg>",
    ])
    func givesARootNoAttributeTwice(_ file: String) throws {
        for alt in [nil, "a < \"b\""] {
            let element = try #require(InlineSVG.element(file, alt: alt, prefix: "p-"))
            #expect(Self.fault(element) == nil, "\(element)")
        }
    }

    @Test func keepsTheStyleOfTheFile() {
        #expect(
            InlineSVG.element("<svg width=\"10\" style=\"max-width:10pt\" role=\"img\"></svg>", prefix: "")
                == "<svg style=\"--figure-width:10;max-width:10pt\" width=\"10\" role=\"img\"></svg>")
    }

    @Test func everyFigureOfAPageIsXML() throws {
        let page = try PageRenderer(templates: try PageTemplates()).render(PageSample.content())
        let figures = page.matches(of: /<svg[\s\S]*?<\/svg>/).map { String($0.output) }
        #expect(figures.count >= 5)
        for figure in figures { #expect(Self.fault(figure) == nil, "\(figure.prefix(200))") }
    }
}
