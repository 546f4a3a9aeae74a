import Foundation
import Synchronization

/// Sets a page: one HTML file that holds its styles, scripts, pictures and fonts and needs no network.
struct PageRenderer: Sendable {
    private let templates: PageTemplates
    private let katex: KaTeXOnDemand
    private let font = PageFont()

    /// - Parameter katexFolder: the folder with the rules and fonts of math.
    init(templates: PageTemplates, katexFolder: URL = KaTeX.systemFolder) {
        self.templates = templates
        katex = KaTeXOnDemand(katexFolder)
    }

    /// - Returns: the whole page.
    /// - Throws: ``PageError/missingTemplate(name:)``
    func render(_ content: PageContent) throws(PageError) -> String { try set(content).html }

    /// - Returns: the whole page, and its content policy.
    /// - Throws: ``PageError/missingTemplate(name:)``
    func set(_ content: PageContent) throws(PageError) -> (html: String, contentPolicy: String) {
        // Where KaTeX is missing, no formula has been set.
        let math = content.hasMath ? katex.found?.stylesheet(for: content.texts) : nil
        let view = PageView(content, templates: templates, mathStylesheet: math)
        return view.completed(try render(view, with: "page"), by: font)
    }

    /// One cell, for its place in the body of the page.
    ///
    /// - Throws: ``PageError/missingTemplate(name:)``
    func render(_ cell: CellView) throws(PageError) -> String { try render(cell, with: "cell") }

    /// Renders one of the views with a template.
    ///
    /// - Throws: ``PageError/missingTemplate(name:)``
    func render(_ view: Any, with template: String) throws(PageError) -> String {
        guard let text = templates.mustache.render(view, withTemplate: template) else {
            throw .missingTemplate(name: template)
        }
        return text
    }
}

/// KaTeX, read when the first page needs it.
private final class KaTeXOnDemand: Sendable {
    private let folder: URL
    private let state = Mutex<KaTeX?>(nil)

    init(_ folder: URL) { self.folder = folder }

    /// KaTeX, if it was found; otherwise it is looked for again the next time.
    var found: KaTeX? {
        state.withLock { katex in
            katex = katex ?? (try? KaTeX(folder: folder))
            return katex
        }
    }
}

extension PageContent {
    /// Whether the page contains math.
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
