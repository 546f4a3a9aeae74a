import Foundation

/// Sets one cell: what it shows, or why it shows nothing, and its source.
struct CellHTML: Sendable {
    let presentation: CellPresentation
    let markdown: MarkdownHTML
    /// The folder beside the page that holds the files, as a relative link.
    let filesFolder: String
    let renderer: PageRenderer

    private var cell: Cell { presentation.cell }

    func html() throws(PageError) -> String {
        let problem = problem
        if cell.settings.hide, problem == nil { return "<div class=\"cell-hidden\" id=\"\(cell.label)\"></div>\n" }
        var html = "<section class=\"cell\" id=\"\(cell.label)\" data-verb=\"\(EscapedHTML.text(cell.verb))\">\n"
        if let title = cell.settings.title {
            html += "<p class=\"cell-title\">\(MathText.html(title))</p>\n"
        }
        if let problem { html += problem } else { html += try output() }
        return html + source + "</section>\n"
    }

    // MARK: what the cell shows

    private func output() throws(PageError) -> String {
        var html = ""
        var figures: [Figure] = []
        var isFirstTable = true
        for fragment in presentation.fragments {
            if case .figure(let figure) = fragment {
                figures.append(figure)
                continue
            }
            html += figureHTML(&figures)
            switch fragment {
            case .figure: break
            case .table(let table):
                html += tableHTML(table, isNumbered: isFirstTable && presentation.kind == .table)
                isFirstTable = false
            case .verdicts(let verdicts): html += try renderer.render(verdicts.onPage(at: cell.label))
            case .html(let ready): html += ready + "\n"
            case .note(let note): html += "<p class=\"cell-note\">\(MathText.html(note))</p>\n"
            }
        }
        html += figureHTML(&figures)
        if presentation.kind == .other, let caption = cell.caption {
            html += "<p class=\"cell-caption\">\(markdown.inline(caption))</p>\n"
        }
        return html
    }

    /// Figures that follow each other share one caption.
    private func figureHTML(_ figures: inout [Figure]) -> String {
        guard !figures.isEmpty else { return "" }
        defer { figures = [] }
        let width = cell.settings.width.map { " style=\"max-width:\($0);margin-inline:auto\"" } ?? ""
        var html = "<figure class=\"cell-figure\" id=\"\(cell.label)-figure\"\(width)>\n"
        for (index, figure) in figures.enumerated() {
            let prefix = figures.count == 1 ? cell.label : "\(cell.label)-\(index + 1)"
            let alt = EscapedHTML.text(cell.settings.alt ?? figure.alt)
            for (theme, svg, narrow) in [
                ("light", figure.light, figure.narrow?.light), ("dark", figure.dark, figure.narrow?.dark),
            ] {
                var picture = InlineSVG.element(svg, prefix: "\(prefix)-\(theme)-") ?? ""
                if let narrow = narrow.flatMap({ InlineSVG.element($0, prefix: "\(prefix)-\(theme)-narrow-") }) {
                    picture =
                        "<div class=\"figure-wide\">\(picture)</div>\n<div class=\"figure-narrow\">\(narrow)</div>"
                }
                html += "<div class=\"figure-\(theme)\" role=\"img\" aria-label=\"\(alt)\">\(picture)</div>\n"
            }
        }
        html += links(figures.flatMap { $0.files.keys })
        return html + "<figcaption>\(label)\(captionHTML)</figcaption>\n</figure>\n"
    }

    private func tableHTML(_ table: Table, isNumbered: Bool) -> String {
        func alignment(_ column: Int) -> String {
            guard table.alignment.indices.contains(column), table.alignment[column] != .left else { return "" }
            return " align=\"\(table.alignment[column].rawValue)\""
        }
        func row(_ cells: [String], _ tag: String) -> String {
            let columns = cells.enumerated().map {
                "<\(tag)\(alignment($0))>\(markdown.inlines.withReferences(MathText.html($1)))</\(tag)>"
            }
            return "<tr>" + columns.joined() + "</tr>\n"
        }
        let caption = isNumbered ? "<figcaption>\(label)\(captionHTML)</figcaption>\n" : ""
        let note = table.note.map { "<p class=\"cell-note\">\(MathText.html($0))</p>\n" } ?? ""
        return "<figure class=\"cell-table\">\n\(caption)<div class=\"table-wrap\"><table>\n<thead>\n"
            + row(table.header, "th") + "</thead>\n<tbody>\n" + table.rows.map { row($0, "td") }.joined()
            + "</tbody>\n</table></div>\n" + note + links(Array(table.files.keys)) + "</figure>\n"
    }

    private var label: String {
        presentation.number == nil ? "" : "<span class=\"label\">\(presentation.name)</span>"
    }

    private var captionHTML: String { cell.caption.map { " " + markdown.inline($0) } ?? "" }

    private func links(_ files: [String]) -> String {
        guard !files.isEmpty else { return "" }
        let links = files.sorted().map { name in
            let target = EscapedHTML.text("\(filesFolder)/\(name)".percentEncodedPath)
            return "<a href=\"\(target)\" download>\(EscapedHTML.text(name))</a>"
        }
        return "<p class=\"cell-files\">\(links.joined(separator: " · "))</p>\n"
    }

    // MARK: why it shows nothing

    private var problem: String? {
        if let failure = presentation.drawingFailure {
            return error("<code>\(cell.label)</code> has a result, and drawing it failed.", detail: failure)
        }
        switch presentation.result.outcome {
        case .ran, .cached: return nil
        case .failed(let message, let advice):
            let detail = message + (advice.map { "\n\($0)" } ?? "")
            return error("<code>\(cell.label)</code> stopped.", detail: detail)
        case .cancelled: return blocked("the run was stopped.")
        case .manual: return blocked("it runs only when asked: <code>--refresh \(cell.label)</code>.")
        case .blocked(let cause):
            let link = "<a href=\"#\(cause)\">\(cause)</a>"
            if case .manual = markdown.inlines.presentations[cause]?.result.outcome {
                return blocked("it waits for \(link), which runs only when asked.")
            }
            let uses = cell.uses.contains(cause) ? "it uses" : "it depends on"
            return blocked("\(uses) \(link), which failed.")
        }
    }

    private func error(_ what: String, detail: String) -> String {
        "<div class=\"cell-error\"><p><strong>✗ This cell failed.</strong> \(what)</p>\n"
            + "<pre><code>\(EscapedHTML.text(detail))</code></pre></div>\n"
    }

    private func blocked(_ why: String) -> String {
        "<div class=\"cell-blocked\"><p><strong>– Not computed:</strong> \(why)</p></div>\n"
    }

    // MARK: source

    private var source: String {
        let text = "```{\(cell.verb)} \(cell.label)\n\(cell.source)```"
        let time: String
        switch (presentation.result.outcome, presentation.result.seconds) {
        case (.ran, let seconds?): time = ", ran in \(seconds.duration)"
        case (.cached, let seconds?): time = ", from the store (took \(seconds.duration))"
        default: time = ""
        }
        return "<details class=\"cell-source\"><summary>Source of this cell\(time)</summary>"
            + "<pre><code class=\"language-yaml\">\(EscapedHTML.text(text))</code></pre></details>\n"
    }
}

extension String {
    /// As it stands in a link.
    var percentEncodedPath: String { addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? self }
}
