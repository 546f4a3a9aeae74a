import Foundation

/// Sets a page: one HTML file that holds its styles, scripts, pictures and fonts and needs no network.
struct PageRenderer: Sendable {
    private let templates: PageTemplates
    private let katexFolder: URL

    /// - Parameter katexFolder: has the rules and fonts of math that is set.
    init(templates: PageTemplates, katexFolder: URL = KaTeX.systemFolder) {
        self.templates = templates
        self.katexFolder = katexFolder
    }

    /// - Returns: the whole page.
    /// - Throws: ``PageError/missingTemplate(name:)``
    func render(_ content: PageContent) throws(PageError) -> String { try set(content).html }

    /// - Returns: the whole page, and what it lets the browser do.
    /// - Throws: ``PageError/missingTemplate(name:)``
    func set(_ content: PageContent) throws(PageError) -> (html: String, contentPolicy: String) {
        // Where KaTeX is missing, no formula has been set.
        let katex = content.hasMath ? try? KaTeX(folder: katexFolder) : nil
        let math = katex?.stylesheet(for: content.texts)
        // What stands in the page is known when it is set, words of the templates included.
        let view = PageView(content, templates: templates, mathStylesheet: math)
        let page = try render(view, with: "page")
        let fonts = PageFont.rules(for: page)
        guard !fonts.isEmpty else { return (page, view.contentPolicy) }
        let whole = PageView(content, templates: templates, mathStylesheet: math, fonts: fonts)
        return (try render(whole, with: "page"), whole.contentPolicy)
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
    /// Whether anything on the page is math.
    var hasMath: Bool {
        // In the C library: Foundation would first make an index of all of it.
        texts.contains { strstr($0, "class=\"math ") != nil }
    }

    /// All HTML in which there may be math.
    fileprivate var texts: [String] {
        ([bodyHTML, abstractHTML] + contents.map(\.titleHTML)).compactMap { $0 }
            + verdicts.map(\.claimHTML)
            + findings.flatMap { [MathText.html($0.sentence), MathText.html($0.remedy)] }
    }
}
