import Foundation

/// Markdown as it was read, ready for what a run finds: HTML in which placeholders stand for everything that a run may
/// change, such as values and the names of figures.
struct Prose: Sendable, Equatable {
    /// With a placeholder for each element.
    let html: String
    /// The same as plain text, with placeholders; empty for the text of a report, where it is not needed.
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
    /// The labels of its links and footnotes, in the order of the text.
    let labels: [LinkLabel]
    /// What still stands in brackets once Markdown has read it: a link or a footnote that is none is among it.
    let bracketed: Set<String>
    /// What a page cannot show where it stands.
    let misplaced: [Diagnostic]
    /// Where the targets of its links stand.
    let places: LinkPlaces

    /// Markdown from the front matter or from a cell.
    ///
    /// - Parameter owner: a name that distinguishes its footnotes from those of the text.
    init(_ scanned: ScannedText, owner: String) {
        self = CommonMark.withTree(scanned.markdown) { root, renderer in
            var reader = ProseReader(scanned)
            let text = reader.plainText(of: root)
            for block in root.children {
                reader.noteBrackets(in: block)
                reader.prepare(block: block, renderer)
            }
            reader.noteLabels(isReport: false)
            return Prose(
                html: Anchors.footnotes(in: renderer.html(root), owner: owner), text: text, title: nil, reader, scanned)
        }
    }

    /// The text of a report.
    ///
    /// - Parameters:
    ///   - takesTitle: whether the first heading of level 1 is the title and not part of the text.
    ///   - listsWorks: whether it has a list of the cited works: below the first heading called "References" or
    ///     "Bibliography", or at the end under its own heading.
    ///   - partBytes: longer texts are parsed in parts of this size.
    init(
        report scanned: consuming ScannedText, takesTitle: Bool, listsWorks: Bool = false,
        partBytes: Int = CommonMark.partBytes
    ) {
        let markdown = scanned.takeMarkdown()
        let scanned = scanned
        var reader = ProseReader(scanned)
        var title: String?
        var html = ""
        html.reserveCapacity(markdown.utf8.count)
        CommonMark.forEachPart(of: markdown, bytes: partBytes) { root, renderer in
            for block in root.children {
                // The plain text of all blocks would take as much memory as the report.
                reader.noteBrackets(in: block)
                reader.prepare(block: block, renderer)
            }
            reader.takeLines(root, renderer)
            let found = reader.takeHeadings(
                root, renderer, takesTitle: takesTitle && title == nil, listsWorks: listsWorks)
            title = title ?? found
            html += Anchors.footnotes(in: renderer.html(emptying: root))
        }
        if listsWorks { html += reader.listOfWorks() }
        reader.noteLabels(isReport: true)
        self.init(html: html, text: "", title: title, reader, scanned)
    }

    /// Markdown from YAML.
    ///
    /// - Parameters:
    ///   - owner: the label of the cell, or a separate name for a part of the front matter.
    ///   - place: where its value starts.
    ///   - map: the places of its lines; nil if `place` is used for all of them.
    ///   - definitions: those of the report, for links that the text itself does not define.
    ///   - names: the names that its references may use.
    init(
        yaml text: String, of owner: String, at place: SourcePlace, map: TextMap? = nil, _ parameters: Parameters,
        definitions: LinkDefinitions = .none, names: ReferenceNames = .none, _ diagnostics: inout [Diagnostic]
    ) {
        var lines = text.unicodeLines
        if lines.last == "" { lines.removeLast() }
        let ownLines = lines.count
        if text.contains("[") { lines += definitions.used(by: text).flatMap { [""] + $0.unicodeLines } }
        let origin = TextOrigin(place, map)
        let code = CodeBlocks(lines, file: place.file, origin: origin)
        var scanner = ProseScanner(
            lines, code: code, file: place.file, parameters: parameters, origin: origin, ownLines: ownLines,
            names: names)
        self.init(scanner.scan(), owner: owner)
        diagnostics += code.diagnostics + scanner.diagnostics
    }

    private init(html: String, text: String, title: String?, _ reader: ProseReader, _ scanned: ScannedText) {
        self.html = html
        self.text = text
        self.title = title
        elements = reader.elements
        lines = reader.lines
        targets = reader.targets
        refusedLinks = reader.refusedLinks
        misplaced = reader.misplaced
        bracketed = reader.bracketed
        labels = scanned.labels
        places = LinkPlaces(scanned.targets)
    }

    /// The place of a link or a picture, by its target as Markdown reads it.
    func place(of target: String) -> SourcePlace? { places.first(target) }

    /// The places of table rows whose values are part of it.
    var placesOfRows: Set<SourcePlace> {
        Set(
            elements.compactMap { element in
                if case .line(let name, let place) = element, name.hasValues { place } else { nil }
            })
    }

    /// The labels of its headings and equations.
    var labelsOfParts: [String] { TextParts(elements, numbersSections: false).labels.map(\.name) }

    /// The links of its pictures, as the author wrote them.
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
    private(set) var misplaced: [Diagnostic] = []
    private(set) var bracketed: Set<String> = []
    private let hasLabels: Bool
    private let footnoteUses: FootnoteUses
    /// The level of the highest heading.
    private var topLevel: Int?
    /// Whether the list of works has its place below a heading.
    private var hasListOfWorks = false
    /// Of headings and equations that have theirs.
    private var taken: Set<TextLabel> = []

    init(_ scanned: ScannedText) {
        elements = scanned.elements
        hasLabels = !scanned.labels.isEmpty
        footnoteUses = FootnoteUses(scanned.labels)
    }

    /// Notes an element and gives its placeholder.
    private mutating func insert(_ element: ProseElement) -> String {
        elements.append(element)
        return Placeholder.element(elements.count - 1)
    }

    /// Notes text that is still in brackets.
    mutating func noteBrackets(in block: CommonMark.Node) {
        guard hasLabels else { return }
        let text = plainText(of: block)
        guard text.utf8.contains(UInt8(ascii: "[")) else { return }
        for piece in text.utf8.split(separator: UInt8(ascii: "["), omittingEmptySubsequences: false).dropFirst() {
            if let end = piece.firstIndex(of: UInt8(ascii: "]")) { bracketed.insert(String(Substring(piece[..<end]))) }
        }
    }

    /// Prepares everything in a block except headings, in one pass.
    mutating func prepare(block: CommonMark.Node, _ renderer: CommonMark.Renderer) {
        // Looked for first, and replaced then: what stands in a node goes with it.
        let found = block.found
        for node in found.html { node.showHTMLAsText() }
        for node in found.codeBlocks {
            // The scanner leaves nothing of a cell but a fence with its placeholder.
            if node.fenceInfoBeginsWithPlaceholder, case .element? = Placeholder.split(node.fenceInfo).first {
                node.replace(withBlock: node.fenceInfo)
            } else {
                colour(node)
            }
        }
        for link in found.links {
            readNested(in: link, renderer)
            // A picture from the network is shown as a link, and links do not stand in one another.
            for node in link.outermost("image") where LocalPicture.isOnNetwork(node.url) {
                let alt = plainText(of: node)
                node.replace(withInlines: [.text(alt.isEmpty ? node.url : alt)])
            }
            let url = link.url
            if ["javascript:", "vbscript:", "file:", "data:"].contains(where: { url.lowercased().hasPrefix($0) }) {
                refusedLinks.append(url)
            }
            if url.hasPrefix("#") {
                let target = String(url.dropFirst())
                targets.append(target.removingPercentEncoding ?? target)
            }
        }
        if found.hasPictures {
            // A picture inside the text of another goes with it.
            for node in block.outermost("image") {
                let picture = insert(.picture(link: node.url, alt: plainText(of: node), title: node.title))
                node.replace(withInlines: [.html(picture)])
            }
        }
        for node in found.paragraphs {
            // A formula that stands alone is a block.
            guard let formula = displayMath(node) else { continue }
            if let label = formula.label { taken.insert(label) }
            node.replace(withBlock: insert(.block(formula)))
        }
        for quotation in found.quotations { quotation.setAlert() }
    }

    /// Sets code of a known language, as cmark sets it but for its colours.
    private func colour(_ code: CommonMark.Node) {
        let language = String(code.fenceInfo.prefix { !$0.isWhitespace })
        guard !language.isEmpty, let html = ColouredCode.html(code.literal, language: language) else { return }
        let name = EscapedHTML.text(language)
        code.replace(withBlock: "<pre><code class=\"language-\(name)\">\(html)</code></pre>")
    }

    /// References, footnotes and links of formulas inside the text of a link: a page cannot lead to two places at once.
    private mutating func readNested(in link: CommonMark.Node, _ renderer: CommonMark.Renderer) {
        func refuse(_ what: String, at place: SourcePlace) {
            misplaced.append(
                Diagnostic(
                    "\(what) stands inside of a link", at: place, remedy: "end the link before it, or begin it behind"))
        }
        for node in link.subtree where node.type == "text" {
            for case .element(let index) in Placeholder.split(node.literal) {
                switch elements[index] {
                case .inline(.reference(let label, let place)): refuse("the reference '@\(label)'", at: place)
                case .inline(.citation(let citation)): refuse("the citation '@\(citation.key)'", at: citation.place)
                case .inline(.math(let formula)) where formula.tex.contains(#/\\(href|url)\b/#):
                    refuse("a formula with a link", at: formula.place)
                default: break
                }
            }
        }
        for use in footnotes(in: link, renderer) {
            refuse("the footnote '[^\(use.mark.label)]'", at: use.place)
        }
    }

    /// The references to footnotes in a node, as far as they can be told from others to the same.
    private func footnotes(in node: CommonMark.Node, _ renderer: CommonMark.Renderer) -> [LinkLabel] {
        guard node.subtree.contains(where: \.isFootnoteReference) else { return [] }
        return renderer.html(node).components(separatedBy: "<a href=\"#fn-").dropFirst().compactMap { target in
            let label = String(target.prefix { $0 != "\"" })
            return footnoteUses.use(of: label.removingPercentEncoding ?? label, inBrackets: node.type == "link")
        }
    }

    /// Extracts the texts of cells, each a paragraph.
    mutating func takeLines(_ root: CommonMark.Node, _ renderer: CommonMark.Renderer) {
        for node in root.children("paragraph") {
            guard let first = node.firstChild, first.beginsWithPlaceholder,
                case .element(let index)? = Placeholder.split(first.literal).first,
                case .line(let name, _) = elements[index]
            else { continue }
            let mark = Placeholder.element(index).utf8.count
            // Without its own tags, "<p>" and "</p>".
            let html = Anchors.footnotes(
                in: String(Substring(renderer.html(node).trimmed.utf8.dropFirst(3).dropLast(4))))
            lines[name] = LineOfProse(
                html: Substring(html.utf8.dropFirst(mark)).trimmed,
                text: Substring(plainText(of: node).utf8.dropFirst(mark)).trimmed)
            node.replace(withBlock: "")
        }
    }

    /// - Returns: the text of the heading that is the title.
    mutating func takeHeadings(
        _ root: CommonMark.Node, _ renderer: CommonMark.Renderer, takesTitle: Bool, listsWorks: Bool
    ) -> String? {
        var title: String?
        for node in root.children("heading") {
            let (text, label) = takeLabel(plainText(of: node))
            if takesTitle, title == nil, node.headingLevel == 1 {
                title = text
                misplaced += footnotes(in: node, renderer).map { use in
                    Diagnostic(
                        "the footnote '[^\(use.mark.label)]' stands in the title of the page, which shows none",
                        at: use.place, remedy: "put it behind the first sentence")
                }
                node.replace(withBlock: "")
                continue
            }
            // Without its own tag, "<h2>" and "</h2>".
            let html = takeLabel(
                Anchors.footnotes(in: String(renderer.html(node).trimmed.dropFirst(4).dropLast(5)))
            ).text
            if let label { taken.insert(label) }
            let heading = ProseElement.Heading(level: node.headingLevel, text: text, html: html, label: label)
            topLevel = min(topLevel ?? heading.level, heading.level)
            var block = insert(.heading(heading))
            if listsWorks, !hasListOfWorks, ["references", "bibliography"].contains(text.trimmed.lowercased()) {
                block += "\n" + insert(.references)
                hasListOfWorks = true
            }
            node.replace(withBlock: block)
        }
        return title
    }

    /// The text or the HTML of a heading without the label that ends it.
    private func takeLabel(_ text: String) -> (text: String, label: TextLabel?) {
        guard case .element(let index)? = Placeholder.split(text).last, text.hasSuffix(Placeholder.element(index)),
            case .inline(.label(let label)) = elements[index]
        else { return (text, nil) }
        return (
            String(decoding: text.utf8.dropLast(Placeholder.element(index).utf8.count), as: UTF8.self).trimmed, label
        )
    }

    /// Reports labels without a target.
    ///
    /// - Parameter isReport: whether it is the text of a report; only this has numbers.
    mutating func noteLabels(isReport: Bool) {
        func refuse(_ label: TextLabel, _ message: String, _ remedy: String) {
            misplaced.append(Diagnostic(message, at: label.place, remedy: remedy))
        }
        func isUnsound(_ label: TextLabel) -> Bool {
            guard let kind = TextLabel.kind(of: label.name), !label.isSound else { return false }
            refuse(
                label, "'\(label.name)' cannot be a label",
                "use lower-case letters, digits and hyphens, as in {#\(kind.rawValue)fit}")
            return true
        }
        for element in elements {
            switch element {
            case .inline(.math(let formula)):
                guard let label = formula.label, !isUnsound(label) else { continue }
                if TextLabel.kind(of: label.name) != .equation {
                    refuse(
                        label, "'\(label.name)' cannot be the label of an equation",
                        "begin it with eq-, as in {#eq-fit}")
                } else if !isReport || !taken.contains(label) {
                    refuse(
                        label, "an equation with a label stands alone in a paragraph of the text",
                        "leave a blank line before and behind it, or remove the label")
                }
            case .heading(let heading):
                guard let label = heading.label, !isUnsound(label), TextLabel.kind(of: label.name) != .section else {
                    continue
                }
                refuse(
                    label, "'\(label.name)' cannot be the label of a heading", "begin it with sec-, as in {#sec-fit}")
            case .inline(.label(let label)):
                guard !taken.contains(label), TextLabel.kind(of: label.name) != nil, !isUnsound(label) else { continue }
                refuse(
                    label, "the label '\(label.name)' stands behind no heading of the text and no equation",
                    "put it at the end of the line of a heading, or behind $$…$$")
            default: continue
            }
        }
    }

    /// The list of works after all other text, under its own heading; empty if the author placed it elsewhere.
    mutating func listOfWorks() -> String {
        guard !hasListOfWorks else { return "" }
        let name = "References"
        let heading = ProseElement.Heading(level: topLevel ?? 2, text: name, html: name)
        return insert(.heading(heading)) + "\n" + insert(.references) + "\n"
    }

    func plainText(of node: CommonMark.Node) -> String {
        var text = ""
        node.visit { node in
            switch node.plainKind {
            case .text, .code: text += node.literal
            case .lineBreak: text += " "
            // Raw HTML is shown as the text that it is.
            case .html: text += Comment.removed(from: node.literal)
            case .other: break
            }
        }
        return text
    }

    private func displayMath(_ paragraph: CommonMark.Node) -> Formula? {
        guard let child = paragraph.onlyChild, child.beginsWithPlaceholder,
            case let pieces = Placeholder.split(child.literal), pieces.count == 1,
            case .element(let index) = pieces[0], case .inline(.math(let formula)) = elements[index], formula.display
        else { return nil }
        return formula
    }
}
