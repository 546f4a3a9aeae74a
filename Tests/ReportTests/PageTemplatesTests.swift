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
            "<p>{{label}}: {{#pictures}}{{theme}} {{/pictures}}{{> logo}}</p>\n", to: "figure.html.mustache")
        try workplace.write("<b>L</b>", to: "logo.html.mustache")
        try await workplace.render("```{echo} a\nshows: figure\ncaption: C\n```\n") {
            $0.templates = workplace.folder
        }
        let html = try workplace.html
        #expect(html.contains("<section class=\"cell\" id=\"a\" data-verb=\"echo\">\n<p>a: light dark <b>L</b></p>"))
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

    @Test func refusesAFolderThatIsNotThere() {
        #expect(throws: PageError.unreadableFolder(path: "/nowhere/templates")) {
            try PageTemplates(replacingWith: URL(fileURLWithPath: "/nowhere/templates"))
        }
    }
}
