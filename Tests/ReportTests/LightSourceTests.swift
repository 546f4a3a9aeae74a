import CZlib
import Foundation
import Testing

@testable import Report

/// Scripts and stylesheets on their way into a page.
@Suite struct LightSourceTests {
    private static let files = [
        "page.css", "print.css", "comparison.css", "explore.css", "theme.js", "page.js", "comparison.js", "figures.js",
        "explore.js",
    ]

    @Test func leavesOutWhatOnlyAuthorsRead() {
        let text = "/* One\n   and two */\n.a {\n    color: red;\n}\n\n    // not a word\n    let a = 1; // stays\n"
        #expect(LightSource.script(text) == ".a {\ncolor: red;\n}\nlet a = 1; // stays\n")
        let sheet =
            ".a,\n.b {\n    content: \": {\";\n    color: red;\n}\n\n@media (min-width: 2em) {\n    a:hover {\n        font: 1em\n            serif;\n    }\n}\n"
        #expect(
            LightSource.stylesheet(sheet)
                == ".a,.b{content: \": {\";color:red}@media (min-width:2em){a:hover{font:1em serif}}")
    }

    /// No line may be changed in meaning: a string ends on the line where it begins, and a comment has lines of its own.
    @Test(arguments: files) func mayMakeEveryBuiltInFileLighter(_ file: String) throws {
        let text = try PageTemplates().asset(file)
        #expect(!text.isEmpty)
        for line in text.split(separator: "\n") {
            #expect(line.count { $0 == "`" }.isMultiple(of: 2), "\(file): \(line)")
            let comment = line.firstRange(of: "/*")
            #expect(comment == nil || line.drop { $0 == " " }.hasPrefix("/*"), "\(file): \(line)")
        }
    }

    @Test func packsAScriptThatThePolicyKnows() throws {
        var content = PageContent(title: "T", bodyHTML: "<svg><rect data-x=\"0 1\"/></svg>")
        content.scripts = PageContent.Script.needed(by: content.bodyHTML)
        #expect(content.scripts == [.figures])
        let templates = try PageTemplates()
        let page = try PageRenderer(templates: templates).render(content)
        let packed = try #require(page.firstMatch(of: /<script type="application\/zlib" class="packed">([^<]*)</)?.1)
        let bytes = [UInt8](try #require(Data(base64Encoded: String(packed))))
        let text = templates.lightAsset("figures.js")
        var unpacked = [UInt8](repeating: 0, count: 2 * text.utf8.count)
        var length = UInt(unpacked.count)
        #expect(uncompress(&unpacked, &length, bytes, UInt(bytes.count)) == Z_OK)
        #expect(unpacked.prefix(Int(length)).elementsEqual(text.utf8))
        let allowed = ContentPolicy(scripts: [text], styles: []).text.matches(of: /script-src ('sha256-[^']*')/)
        #expect(page.contains(try #require(allowed.first?.1)))
        #expect(packed.count < text.count / 2)
    }

    @Test func bringsScriptsWhereThereIsSomethingForThem() {
        #expect(PageContent.Script.needed(by: "<p>data-x</p>") == [])
        #expect(PageContent.Script.needed(by: "<div class=\"explore\" hidden>") == [.explore])
    }

    @Test func leavesAnAuthorsOwnFileAsItIs() throws {
        let folder = URL(fileURLWithPath: NSTemporaryDirectory()).appendingPathComponent("light-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let own = "    // mine\n"
        try Data(own.utf8).write(to: folder.appendingPathComponent("page.js"))
        let templates = try PageTemplates(replacingWith: folder)
        #expect(templates.lightAsset("page.js") == own)
        #expect(templates.lightAsset("print.css") != templates.asset("print.css"))
    }
}
