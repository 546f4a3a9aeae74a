import Foundation

/// Markdown as it was read, ready for what a run finds: HTML in which placeholders stand for everything that a run may
/// change, such as values and the names of figures.
struct Prose: Sendable, Equatable {
    /// With a placeholder for each element.
    let html: String
    /// The same as plain text, with placeholders.
    let text: String
    /// The heading that is the title of the report and not part of the text; plain text, with placeholders.
    let title: String?
    /// In the order of their placeholders' numbers.
    let elements: [ProseElement]
    /// The texts of cells that were read with it.
    let lines: [LineName: LineOfProse]
    /// The places in the page that its links name, without `#`.
    let targets: [String]
    /// Links that a page must not follow, such as `javascript:…`; the renderer leaves them empty.
    let refusedLinks: [String]

    /// Markdown that stands in the front matter or in a cell.
    ///
    /// - Parameter owner: its footnotes are told from those of the text by this name.
    init(_ scanned: ScannedText, owner: String) {
        self = CommonMark.withTree(scanned.markdown) { root, renderer in
            var reader = ProseReader(scanned.elements)
            let text = reader.plainText(of: root)
            reader.prepare(root)
            return Prose(
                html: Anchors.footnotes(in: renderer.html(root), owner: owner), text: text, title: nil, reader)
        }
    }

    /// The text of a report.
    ///
    /// - Parameter takesTitle: whether the first heading of level 1 is the title and not part of the text.
    init(report scanned: ScannedText, takesTitle: Bool) {
        self = CommonMark.withTree(scanned.markdown) { root, renderer in
            var reader = ProseReader(scanned.elements)
            let text = reader.plainText(of: root)
            reader.prepare(root)
            reader.takeLines(root, renderer)
            let title = reader.takeHeadings(root, renderer, takesTitle: takesTitle)
            return Prose(html: Anchors.footnotes(in: renderer.html(root)), text: text, title: title, reader)
        }
    }

    /// Markdown that came from YAML: all of it is said to stand where its value starts.
    ///
    /// - Parameter owner: the label of the cell, or a name of its own for a part of the front matter.
    init(
        yaml text: String, of owner: String, at place: SourcePlace, _ parameters: Parameters,
        _ diagnostics: inout [Diagnostic]
    ) {
        var lines = text.unicodeLines
        if lines.last == "" { lines.removeLast() }
        let code = CodeBlocks(lines, file: place.file, fixedPlace: place)
        var scanner = ProseScanner(
            lines, code: code, file: place.file, parameters: parameters, fixedPlace: place)
        self.init(scanner.scan(), owner: owner)
        diagnostics += code.diagnostics + scanner.diagnostics
    }

    private init(html: String, text: String, title: String?, _ reader: ProseReader) {
        self.html = html
        self.text = text
        self.title = title
        elements = reader.elements
        lines = reader.lines
        targets = reader.targets
        refusedLinks = reader.refusedLinks
    }

    /// Where the rows of tables stand whose values are part of it.
    var placesOfRows: Set<SourcePlace> {
        Set(
            elements.compactMap { element in
                if case .line(let name, let place) = element, name.hasValues { place } else { nil }
            })
    }

    /// The links of its pictures, as written.
    var pictures: [String] {
        elements.compactMap { element in
            if case .picture(let link, _, _) = element { link } else { nil }
        }
    }
}

/// Turns nodes of the Markdown tree into elements of prose, and what is known already into HTML.
private struct ProseReader {
    private(set) var elements: [ProseElement]
    private(set) var lines: [LineName: LineOfProse] = [:]
    private(set) var targets: [String] = []
    private(set) var refusedLinks: [String] = []

    init(_ elements: [ProseElement]) { self.elements = elements }

    /// Notes an element and gives its placeholder.
    private mutating func insert(_ element: ProseElement) -> String {
        elements.append(element)
        return Placeholder.element(elements.count - 1)
    }

    /// Everything but the headings of a report.
    mutating func prepare(_ root: CommonMark.Node) {
        // Looked for first, and replaced then: what stands in a node goes with it.
        for node in root.subtree.filter({ ["paragraph", "code_block"].contains($0.type) }) {
            switch node.type {
            case "paragraph":
                // A formula that stands alone is a block.
                guard let formula = displayMath(node) else { continue }
                node.replace(withBlock: insert(.block(formula)))
            case "code_block":
                // The scanner leaves nothing of a cell but a fence with its placeholder.
                guard case .element? = Placeholder.split(node.fenceInfo).first else { continue }
                node.replace(withBlock: node.fenceInfo)
            default: break
            }
        }
        for quotation in root.subtree.filter({ $0.type == "block_quote" }) { quotation.setAlert() }
        // A picture inside the text of another goes with it.
        for node in root.subtree.filter({ $0.type == "image" && !$0.stands(in: "image") }) {
            let picture = insert(.picture(link: node.url, alt: plainText(of: node), title: node.title))
            node.replace(withInlines: [.html(picture)])
        }
        refusedLinks = root.subtree.filter { $0.type == "link" }.map { $0.url }.filter { link in
            ["javascript:", "vbscript:", "file:", "data:"].contains { link.lowercased().hasPrefix($0) }
        }
        targets = root.subtree.filter { $0.type == "link" && $0.url.hasPrefix("#") }.map { link in
            let target = String(link.url.dropFirst())
            return target.removingPercentEncoding ?? target
        }
        dropRawHTML(in: root)
    }

    /// Takes the texts of cells out, each a paragraph.
    mutating func takeLines(_ root: CommonMark.Node, _ renderer: CommonMark.Renderer) {
        for node in root.children where node.type == "paragraph" {
            guard let first = node.children.first, case .element(let index)? = Placeholder.split(first.literal).first,
                case .line(let name, _) = elements[index]
            else { continue }
            let mark = Placeholder.element(index).count
            // Without its own tags, "<p>" and "</p>".
            let html = Anchors.footnotes(in: String(renderer.html(node).trimmed.dropFirst(3).dropLast(4)))
            lines[name] = LineOfProse(
                html: html.dropFirst(mark).trimmed, text: plainText(of: node).dropFirst(mark).trimmed)
            node.replace(withBlock: "")
        }
    }

    /// - Returns: the text of the heading that is the title.
    mutating func takeHeadings(
        _ root: CommonMark.Node, _ renderer: CommonMark.Renderer, takesTitle: Bool
    ) -> String? {
        var title: String?
        for node in root.children where node.type == "heading" {
            let text = plainText(of: node)
            if takesTitle, title == nil, node.headingLevel == 1 {
                title = text
                node.replace(withBlock: "")
                continue
            }
            // Without its own tag, "<h2>" and "</h2>".
            let html = Anchors.footnotes(in: String(renderer.html(node).trimmed.dropFirst(4).dropLast(5)))
            let heading = ProseElement.Heading(level: node.headingLevel, text: text, html: html)
            node.replace(withBlock: insert(.heading(heading)))
        }
        return title
    }

    func plainText(of node: CommonMark.Node) -> String {
        node.subtree.map { node in
            switch node.type {
            case "text", "code": node.literal
            case "softbreak", "linebreak": " "
            default: ""
            }
        }.joined()
    }

    private func displayMath(_ paragraph: CommonMark.Node) -> Formula? {
        let children = paragraph.children
        guard children.count == 1, case let pieces = Placeholder.split(children[0].literal), pieces.count == 1,
            case .element(let index) = pieces[0], case .inline(.math(let formula)) = elements[index], formula.display
        else { return nil }
        return formula
    }

    /// Raw HTML is shown as the text it is; comments are for the author alone.
    private func dropRawHTML(in root: CommonMark.Node) {
        for node in root.subtree.filter({ $0.type == "html_block" || $0.type == "html_inline" }) {
            let text = Comment.removed(from: node.literal)
            if node.type == "html_block" {
                node.replace(withBlock: text.trimmed.isEmpty ? "" : "<p>\(EscapedHTML.text(text.trimmed))</p>")
            } else {
                node.replace(withInlines: text.isEmpty ? [] : [.text(text)])
            }
        }
    }
}
