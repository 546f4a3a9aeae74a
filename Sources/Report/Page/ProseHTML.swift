import Foundation

/// Sets prose: puts what a run found in the place of its placeholders.
struct ProseHTML: Sendable {
    let inlines: InlineHTML
    /// Those from files, by their links: all that the texts show.
    let pictures: [String: LocalPicture]
    /// The text of the report; the texts of cells were read with its definitions.
    var report: Prose?

    /// Checks that texts can be set: all their pictures were read, and their values are not too long.
    ///
    /// - Throws: ``PageError/unreadPicture(link:)``, ``PageError/tooLong(place:most:)``.
    func check(_ texts: [Prose]) throws(PageError) {
        var bytes = 0
        for prose in texts {
            if let link = prose.pictures.first(where: { pictures[$0] == nil && !LocalPicture.isOnNetwork($0) }) {
                throw .unreadPicture(link: link)
            }
            for element in prose.elements {
                guard case .inline(.value(let value, let place)) = element else { continue }
                bytes += inlines.html(.value(value, place)).utf8.count
                if bytes > MarkdownExcess.mostValueBytes {
                    throw .tooLong(place: place, most: MarkdownExcess.mostValueBytes)
                }
            }
        }
    }

    /// The text of a report, set.
    struct Body: Sendable {
        let html: String
        /// The heading that was taken as the title.
        let title: String?
    }

    /// A text of one line, without the tags of a paragraph.
    func inline(_ prose: Prose) -> String {
        let html = block(prose).trimmed
        guard html.hasPrefix("<p>"), html.hasSuffix("</p>"), !html.dropFirst(3).contains("<p>") else { return html }
        return String(html.dropFirst(3).dropLast(4))
    }

    /// A text of a cell in one line; a text that its verb does not list is set like the verb's own texts.
    func line(_ text: String, of label: String, hasValues: Bool = false) -> String {
        guard let report, let line = report.lines[LineName(text, of: label, hasValues: hasValues)] else {
            return MathText.html(text)
        }
        return fill(line.html, report)
    }

    /// The same without links, for a text inside of a link.
    func unlinkedLine(_ text: String, of label: String) -> String { withoutLinks(line(text, of: label)) }

    /// The same as plain text.
    func plainLine(_ text: String, of label: String) -> String {
        guard let report, let line = report.lines[LineName(text, of: label)] else { return text }
        return self.text(line.text, report)
    }

    /// Plain text.
    func text(_ prose: Prose) -> String { text(prose.text, prose).trimmed }

    /// Paragraphs and other blocks; headings get no anchors.
    func block(_ prose: Prose) -> String { DecimalPoints.aligned(in: fill(prose.html, prose)) }

    /// The headings of a report's text in their order, each with the name of its anchor.
    ///
    /// - Parameter labels: the labels of all cells, which headings cannot use.
    func headings(_ prose: Prose, labels: some Sequence<String>) -> [PageContent.Heading] {
        var anchors = Anchors(labels: Array(labels) + prose.labelsOfParts)
        var numbers = inlines.parts.sections[...]
        return prose.elements.compactMap { element in
            guard case .heading(let heading) = element else { return nil }
            let number = numbers.popFirst() ?? nil
            let text = text(heading.text, prose)
            let html = withoutLinks(fill(heading.html, prose))
            return PageContent.Heading(
                level: heading.level, title: text, titleHTML: html == EscapedHTML.text(text) ? nil : html,
                anchor: heading.label?.name ?? anchors.anchor(for: text), number: number)
        }
    }

    /// The text of a report.
    ///
    /// - Parameters:
    ///   - cells: the HTML of each cell by label.
    ///   - headings: as ``headings(_:labels:)`` finds them.
    ///   - below: HTML to insert below headings, by the names of their anchors.
    func body(
        _ prose: Prose, cells: [String: String], headings: [PageContent.Heading], below: [String: String] = [:]
    ) -> Body {
        var blocks: [Int: String] = [:]
        var rest = headings[...]
        for (index, element) in prose.elements.enumerated() {
            switch element {
            case .cell(let label): blocks[index] = cells[label]
            case .heading(let heading):
                guard let known = rest.popFirst() else { continue }
                let anchor = known.anchor
                let inside = known.numberHTML + fill(heading.html, prose)
                blocks[index] =
                    "<h\(heading.level) id=\"\(anchor)\">\(inside)</h\(heading.level)>" + (below[anchor] ?? "")
            case .references: blocks[index] = ReferenceList.mark
            case .inline, .picture, .block, .line: break
            }
        }
        return Body(
            html: DecimalPoints.aligned(in: Backreferences.withoutDead(fill(prose.html, prose, blocks: blocks))),
            title: prose.title.map { text($0, prose) })
    }

    // MARK: placeholders

    /// Puts elements in the place of their placeholders. Inside a tag (a link's target) only text can stand.
    ///
    /// - Parameter blocks: the HTML of cells and headings, by the number of the element.
    private func fill(_ html: String, _ prose: Prose, blocks: [Int: String] = [:]) -> String {
        var isInTag = false
        var formula: String?
        var result = ""
        for piece in Placeholder.split(html) {
            if case .element = piece, let waiting = formula {
                result += waiting
                formula = nil
            }
            switch piece {
            case .text(let text):
                var rest = text[...]
                if let waiting = formula { result += MathText.withPunctuation(waiting, of: &rest) }
                formula = nil
                // The Markdown renderer escapes both signs everywhere else.
                if let last = text.utf8.last(where: { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") }) {
                    isInTag = last == UInt8(ascii: "<")
                }
                result += rest
            case .element(let index):
                switch prose.elements[index] {
                case .inline(let element) where isInTag: result += EscapedHTML.text(inlines.text(element))
                case .inline(.math(let math)): formula = MathText.span(math.tex, display: math.display)
                case .inline(let element): result += inlines.html(element)
                case .block(let math): result += block(math)
                case .picture(let link, let alt, let title):
                    result += image(link, alt: text(alt, prose), title: text(title, prose), prose)
                case .cell, .heading, .references: result += blocks[index] ?? ""
                case .line: break
                }
            }
        }
        return result + (formula ?? "")
    }

    /// A formula that stands alone, with its number beside it.
    private func block(_ formula: Formula) -> String {
        let block = MathText.block(formula.tex)
        guard let label = formula.label?.name, let number = inlines.parts.equations[label] else { return block }
        return
            "<div class=\"equation\" id=\"\(label)\">\(block)<span class=\"equation-number\">(\(number))</span></div>"
    }

    /// Plain text with the elements as text.
    private func text(_ text: String, _ prose: Prose) -> String {
        Placeholder.split(text).map { piece in
            switch piece {
            case .text(let text): text
            case .element(let index):
                if case .inline(let element) = prose.elements[index] { inlines.text(element) } else { "" }
            }
        }.joined()
    }

    /// A picture from a file becomes part of the page; one from the network would make the page ask for it, and is a link.
    private func image(_ link: String, alt: String, title: String, _ prose: Prose) -> String {
        let title = title.isEmpty ? "" : " title=\"\(EscapedHTML.text(title))\""
        if let file = pictures[link] {
            return "<img src=\"\(file.dataURL)\" alt=\"\(EscapedHTML.text(alt))\"\(title)>"
        }
        let target = text(link, prose)
        return "<a href=\"\(EscapedHTML.text(target))\"\(title)>\(EscapedHTML.text(alt.isEmpty ? target : alt))</a>"
    }

    /// The inside of a heading as the contents show it.
    private func withoutLinks(_ html: String) -> String {
        guard html.contains("<a") || html.contains("</a") else { return html }
        return html.replacing(/<sup class="footnote-ref">.*?<\/sup>|<\/?a\b[^>]*>/, with: "")
    }
}
