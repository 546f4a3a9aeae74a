import Foundation
import TestSupport
import Testing

@testable import Report

@Suite struct PageTemplatesTests {
    private func withFolder<T>(_ files: [String: String], _ body: (URL) throws -> T) throws -> T {
        let folder = try TemporaryFolder()
        for (name, text) in files { _ = try folder.file(name, text) }
        return try withExtendedLifetime(folder) { try body(folder.url) }
    }

    /// Every file of the project has a compiled copy with the same content.
    @Test func carriesEveryTemplateAndResource() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let templates = try PageTemplates()
        let files = FileManager.default
        let partials = try files.contentsOfDirectory(atPath: root.appendingPathComponent("templates").path)
        #expect(!partials.isEmpty)
        for name in partials {
            let partial = String(name.dropLast(".html.mustache".count))
            #expect(templates.mustache.getTemplate(named: partial) != nil, "\(name) is not built in")
        }
        for name in try files.contentsOfDirectory(atPath: root.appendingPathComponent("Resources").path)
        where name.hasSuffix(".css") || name.hasSuffix(".js") {
            let text = try String(contentsOf: root.appendingPathComponent("Resources/\(name)"), encoding: .utf8)
            #expect(templates.asset(name) == text, "\(name) is not built in as it is")
        }
    }

    @Test func takesOwnFilesAndKeepsTheRest() throws {
        let own = [
            "masthead.html.mustache": "<header>{{> logo}}{{title}}</header>\n", "logo.html.mustache": "<b>L</b>",
            "print.css": "@page{}",
        ]
        let page = try withFolder(own) { folder in
            try PageRenderer(templates: PageTemplates(replacingWith: folder))
                .render(PageContent(title: "T", bodyHTML: "<p>Text</p>"))
        }
        #expect(page.contains("<header><b>L</b>T</header>"))
        #expect(page.contains("<style media=\"print\">@page{}</style>"))
        #expect(page.contains("<main id=\"_report\">"))
    }

    @Test func takesOwnTemplatesForCells() async throws {
        let workplace = try Workplace()
        try workplace.write(
            "<p>{{label}}: {{#pictures}}one {{/pictures}}{{> logo}}</p>\n", to: "figure.html.mustache")
        try workplace.write("<b>L</b>", to: "logo.html.mustache")
        try await workplace.render("```{echo} a\nshows: figure\ncaption: C\n```\n") {
            $0.templates = workplace.folder
        }
        let html = try workplace.html
        #expect(html.contains("<section class=\"cell\" id=\"a\" data-verb=\"echo\">\n<p>a: one <b>L</b></p>"))
        #expect(html.contains("<details class=\"cell-source\">"))
        #expect(!html.contains("<figure"))
    }

    @Test func saysWhereATemplateIsMalformed() throws {
        try withFolder(["page.html.mustache": "<p>\n{{#open}}never closed"]) { folder in
            let error = #expect(throws: PageError.self) { try PageTemplates(replacingWith: folder) }
            guard case .malformedTemplate(let name, let line, _, _)? = error else {
                Issue.record("\(String(describing: error)) is not about a malformed template")
                return
            }
            #expect(name == "page.html.mustache")
            #expect(line == 2)
        }
    }

    /// A page that would never end, or be larger than any memory, or nest deeper than the stack.
    @Test(arguments: [
        (["figure": "{{> figure}}"], "figure.html.mustache:1:1", "includes itself (figure → figure)"),
        (
            ["cell": "<p>\n{{#isShown}} {{> a}}{{/isShown}}", "a": "x\n {{>b}}", "b": "{{^c}}{{> cell }}{{/c}}"],
            "html.mustache:2:", "includes itself (a → b → cell → a)"
        ),
        (["note": "{{=<% %>=}}<%> note %>"], "note.html.mustache:1:12", "includes itself"),
        (
            ["note": "{{<frame}}{{$x}}{{> note}}{{/x}}{{/frame}}", "frame": "{{$x}}{{/x}}"], "mustache:1:",
            "includes itself"
        ),
        (
            ["note": "{{<frame}}{{$x}}{{$x}}{{/x}}{{/x}}{{/frame}}", "frame": "{{$x}}{{/x}}"], "mustache:1:",
            "more than 100 deep"
        ),
        (["note": "{{> *name}}"], "note.html.mustache:1:1", "cannot come from the data"),
        (
            ["note": String(repeating: "{{#a}}", count: 100_000) + String(repeating: "{{/a}}", count: 100_000)],
            "note.html.mustache:1:", "more than 100 deep"
        ),
        (
            Dictionary(
                uniqueKeysWithValues: (0..<12).map { level in
                    ("t\(level)", String(repeating: level == 11 ? "x" : "{{> t\(level + 1)}}", count: 10))
                }), "mustache:1:", "more than 100000 times"
        ),
    ]) func refusesTemplatesWithoutAnEnd(_ templates: [String: String], _ place: String, _ reason: String) throws {
        let files = Dictionary(uniqueKeysWithValues: templates.map { ("\($0).html.mustache", $1) })
        try withFolder(files) { folder in
            let error = #expect(throws: PageError.self) { try PageTemplates(replacingWith: folder) }
            let words = "\(try #require(error))"
            #expect(words.contains(place) && words.contains(reason), "\(words)")
        }
    }

    @Test func takesTemplatesThatInheritAndStandInSections() throws {
        let own = [
            "masthead.html.mustache": "{{<frame}}{{$inside}}{{#title}}{{> logo}}{{/title}}{{/inside}}{{/frame}}",
            "frame.html.mustache": "<header>{{$inside}}none{{/inside}}{{> logo}}</header>",
            "logo.html.mustache": "<b>L</b>",
        ]
        let page = try withFolder(own) { folder in
            try PageRenderer(templates: PageTemplates(replacingWith: folder))
                .render(PageContent(title: "T", bodyHTML: "<p>Text</p>"))
        }
        #expect(page.contains("<header><b>L</b><b>L</b></header>"))
    }

    @Test(arguments: [
        (
            ["masthead.html.mustache": "<p>\n {{titel}}</p>"], "masthead.html.mustache:2:2",
            "'titel'; did you mean 'title'?"
        ),
        (["note.html.mustache": "{{{nota}}}"], "note.html.mustache:1:1", "'nota'; did you mean 'note'?"),
        (["figure.html.mustache": "{{#picturs}}{{theme}}{{/picturs}}"], "figure.html.mustache:1:1", "'picturs'"),
        (["figure.html.mustache": "{{^pictures.thema}}a{{/pictures.thema}}"], "figure.html.mustache:1:1", "'thema'"),
        (["note.html.mustache": "{{uppercased(noet)}}"], "note.html.mustache:1:1", "'noet'"),
        (["note.html.mustache": "{{& noet }}"], "note.html.mustache:1:1", "'noet'"),
        (["note.html.mustache": "{{> caption}}{{> logo}}"], "note.html.mustache:1:14", "there is no template 'logo'"),
        (["figur.html.mustache": "<p></p>"], "'figur.html.mustache'", "did you mean 'figure.html.mustache'?"),
        (["figure.mustache": "<p></p>"], "'figure.mustache'", "did you mean 'figure.html.mustache'?"),
        (["pages.css": "a {}"], "'pages.css'", "did you mean 'page.css'?"), (["own.js": "a()"], "'own.js'", "page.js"),
    ]) func refusesNamesThatMeanNothing(_ files: [String: String], _ place: String, _ reason: String) throws {
        try withFolder(files) { folder in
            let error = #expect(throws: PageError.self) { try PageTemplates(replacingWith: folder) }
            let words = "\(try #require(error))"
            #expect(words.contains(place) && words.contains(reason), "\(words)")
        }
    }

    @Test func takesWhatMustacheHasBesidesNames() throws {
        let own = [
            "masthead.html.mustache":
                "{{! a note }}{{#authors}}{{.}}{{^last()}}, {{/last()}}{{/authors}}{{uppercased(title)}}",
            "README.md": "{{nothing}}", ".hidden.css": "a",
        ]
        let page = try withFolder(own) { folder in
            try PageRenderer(templates: PageTemplates(replacingWith: folder))
                .render(PageContent(title: "t", authors: ["A", "B"], bodyHTML: "<p>Text</p>"))
        }
        #expect(page.contains("A, BT"))
    }

    @Test func refusesAFolderThatIsNotThere() {
        #expect(throws: PageError.unreadableFolder(path: "/nowhere/templates")) {
            try PageTemplates(replacingWith: URL(fileURLWithPath: "/nowhere/templates"))
        }
    }
}
