import Foundation

/// Sets a page: one HTML file that holds its styles, scripts, pictures and fonts and needs no network.
struct PageRenderer: Sendable {
    private let templates: PageTemplates
    private let katex: KaTeX?

    /// - Parameter katex: sets the math; nil leaves it as TeX.
    init(templates: PageTemplates, katex: KaTeX? = KaTeX()) {
        self.templates = templates
        self.katex = katex
    }

    /// - Returns: the whole page.
    /// - Throws: ``PageError/missingTemplate(name:)``
    func render(_ content: PageContent) throws(PageError) -> String {
        let view = PageView(content, templates: templates, katex: content.hasMath ? katex : nil)
        return try render(view, with: "page")
    }

    /// One cell, for its place in the body of the page.
    ///
    /// - Throws: ``PageError/missingTemplate(name:)``
    func render(_ cell: CellView) throws(PageError) -> String { try render(cell, with: "cell") }

    /// Anything that a template can show: one of the views.
    ///
    /// - Throws: ``PageError/missingTemplate(name:)``
    func render(_ view: Any, with template: String) throws(PageError) -> String {
        guard let text = templates.mustache.render(view, withTemplate: template) else {
            throw .missingTemplate(name: template)
        }
        return text
    }
}

extension PageContent {
    /// Whether anything on the page has to be set as math.
    var hasMath: Bool {
        let texts =
            [bodyHTML, abstractHTML] + contents.map(\.titleHTML) + verdicts.map { MathText.html($0.verdict.claim) }
        if findings.contains(where: { ($0.sentence + $0.remedy).contains("$") }) { return true }
        // In the C library: Foundation would first make an index of the page's 24 MB.
        return texts.compactMap { $0 }.contains { strstr($0, "class=\"math ") != nil }
    }
}
