import Foundation

/// Sets Markdown whose inline elements are known.
struct MarkdownHTML: Sendable {
    let inlines: InlineHTML
    /// Where relative links to pictures start.
    let folder: URL

    /// One line: what would be a paragraph, without its tags.
    func inline(_ prose: Prose) -> String {
        let html = block(prose).trimmed
        guard html.hasPrefix("<p>"), html.hasSuffix("</p>"), !html.dropFirst(3).contains("<p>") else { return html }
        return String(html.dropFirst(3).dropLast(4))
    }

    /// Plain text.
    func text(_ prose: Prose) -> String {
        CommonMark.withTree(prose.markdown) { root, _ in plain(root, prose) }.trimmed
    }

    /// Paragraphs and whatever else Markdown has; headings get no anchors.
    func block(_ prose: Prose) -> String {
        CommonMark.withTree(prose.markdown) { root, renderer in
            prepare(root, prose)
            return fill(renderer.html(root), prose)
        }
    }

    /// The text of a report.
    ///
    /// - Parameters:
    ///   - cells: the HTML of each cell by label.
    ///   - takesTitle: whether the first heading of level 1 is the title and not part of the text.
    func body(_ prose: Prose, cells: [String: String], takesTitle: Bool) -> Body {
        CommonMark.withTree(prose.markdown) { root, renderer in
            var anchors = Anchors(taken: Anchors.ofThePage.union(cells.keys))
            var headings: [PageContent.Heading] = []
            var title: String?
            let blocks = setCells(in: root, cells, firstIndex: prose.elements.count)
            prepare(root, prose)
            for node in root.children where node.type == "heading" {
                let text = plain(node, prose)
                if takesTitle, title == nil, node.headingLevel == 1 {
                    title = text
                    node.replace(withBlock: "")
                    continue
                }
                let tag = "h\(node.headingLevel)"
                let inside = String(renderer.html(node).trimmed.dropFirst(tag.count + 2).dropLast(tag.count + 3))
                let html = withoutLinks(fill(inside, prose))
                let anchor = anchors.anchor(for: text)
                headings.append(
                    .init(
                        level: node.headingLevel, title: text,
                        titleHTML: html == EscapedHTML.text(text) ? nil : html, anchor: anchor))
                node.replace(withBlock: "<\(tag) id=\"\(anchor)\">\(inside)</\(tag)>")
            }
            return Body(html: fill(renderer.html(root), prose, blocks: blocks), headings: headings, title: title)
        }
    }

    struct Body: Sendable {
        let html: String
        let headings: [PageContent.Heading]
        /// The heading that was taken as the title.
        let title: String?
    }

    // MARK: steps

    /// Puts a placeholder where each cell stands.
    private func setCells(in root: CommonMark.Node, _ cells: [String: String], firstIndex: Int) -> [String] {
        var blocks: [String] = []
        for node in root.children where node.type == "code_block" {
            guard let header = CodeBlocks.header(node.fenceInfo), let html = cells[header.label] else { continue }
            node.replace(withBlock: Placeholder.element(firstIndex + blocks.count))
            blocks.append(html)
        }
        return blocks
    }

    private func prepare(_ root: CommonMark.Node, _ prose: Prose) {
        for node in root.subtree where node.type == "paragraph" {
            // A formula that stands alone is a block.
            guard node.children.count == 1, let tex = displayMath(node.children[0], prose) else { continue }
            node.replace(withBlock: "<div class=\"math display\">\(EscapedHTML.text(tex))</div>")
        }
        for node in root.subtree where node.type == "image" { setImage(node, prose) }
        dropRawHTML(in: root)
    }

    private func displayMath(_ node: CommonMark.Node, _ prose: Prose) -> String? {
        let pieces = Placeholder.split(node.literal)
        guard pieces.count == 1, case .element(let index) = pieces[0],
            case .math(let tex, display: true, _) = prose.elements[index]
        else { return nil }
        return tex
    }

    /// Raw HTML is shown as the text it is; comments are for the author alone.
    private func dropRawHTML(in root: CommonMark.Node) {
        for node in root.subtree {
            let isComment = node.literal.trimmed.hasPrefix("<!--") && node.literal.trimmed.hasSuffix("-->")
            switch node.type {
            case "html_block":
                node.replace(withBlock: isComment ? "" : "<p>\(EscapedHTML.text(node.literal.trimmed))</p>")
            case "html_inline":
                node.replace(withInlines: isComment ? [] : [.text(node.literal)])
            default: break
            }
        }
    }

    /// A picture from a file becomes part of the page; one from the network would make the page ask for it.
    private func setImage(_ node: CommonMark.Node, _ prose: Prose) {
        let alt = plain(node, prose)
        guard let picture = LocalPicture(node.url, in: folder) else {
            let link = "<a href=\"\(EscapedHTML.text(node.url))\">\(EscapedHTML.text(alt.isEmpty ? node.url : alt))</a>"
            let isNetwork = node.url.hasPrefix("https://") || node.url.hasPrefix("http://")
            node.replace(withInlines: [isNetwork ? .html(link) : .text(alt)])
            return
        }
        node.replace(withInlines: [.html("<img src=\"\(picture.dataURL)\" alt=\"\(EscapedHTML.text(alt))\">")])
    }

    private func plain(_ node: CommonMark.Node, _ prose: Prose) -> String {
        node.subtree.map { node in
            switch node.type {
            case "text", "code":
                Placeholder.split(node.literal).map { piece in
                    switch piece {
                    case .text(let text): text
                    case .element(let index): inlines.text(prose.elements[index])
                    }
                }.joined()
            case "softbreak", "linebreak": " "
            default: ""
            }
        }.joined()
    }

    /// Puts elements, and then blocks, in the place of their placeholders. Inside a tag (a link's target, a picture's
    /// alternative text) only text can stand.
    private func fill(_ html: String, _ prose: Prose, blocks: [String] = []) -> String {
        var isInTag = false
        return Placeholder.split(html).map { piece in
            switch piece {
            case .text(let text):
                // The renderer escapes both signs everywhere else.
                if let last = text.last(where: { "<>".contains($0) }) { isInTag = last == "<" }
                return text
            case .element(let index):
                guard index < prose.elements.count else { return blocks[index - prose.elements.count] }
                let element = prose.elements[index]
                return isInTag ? EscapedHTML.text(inlines.text(element)) : inlines.html(element)
            }
        }.joined()
    }

    /// The inside of a heading as the contents show it.
    private func withoutLinks(_ html: String) -> String {
        html.replacing(/<sup class="footnote-ref">.*?<\/sup>|<\/?a\b[^>]*>/, with: "")
    }
}
