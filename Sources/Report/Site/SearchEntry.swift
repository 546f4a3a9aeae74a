/// Something in a page that a search may find.
struct SearchEntry: Sendable, Hashable {
    enum Kind: String, Sendable {
        case text, figure, table, claim, values
    }

    let kind: Kind
    /// The name of its place in the page; empty for the page as a whole.
    let anchor: String
    let title: String
    /// Of values, one a line.
    let text: String

    /// The entry as a list of texts, which takes the least space.
    var value: Value { [.string(kind.rawValue), .string(anchor), .string(title), .string(text)] }

    /// The searchable content of a report, in the order of the text.
    static func all(
        in document: Document, _ presentations: [CellPresentation], _ prose: ProseHTML,
        _ headings: [PageContent.Heading]
    ) -> [SearchEntry] {
        let byLabel = Dictionary(presentations.map { ($0.cell.label, $0) }, uniquingKeysWith: { first, _ in first })
        let abstract = document.abstract.map { text in
            SearchEntry(
                kind: .text, anchor: ReviewTarget.abstractName, title: "Abstract", text: line(prose.read(text).plain))
        }
        let parts = prose.parts(document.body, headings: headings).flatMap { part -> [SearchEntry] in
            let text = SearchEntry(
                kind: .text, anchor: part.heading?.anchor ?? "", title: part.heading?.title ?? "",
                text: line(part.text.plain))
            let cells = part.labels.compactMap { byLabel[$0] }.flatMap { presentation in
                shown(presentation, prose) + claims(presentation, prose) + values(presentation)
            }
            return (text.text.isEmpty && text.title.isEmpty ? [] : [text]) + cells
        }
        return [abstract].compactMap { $0 } + parts
    }

    private static func line(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// A figure by its caption and its description, a table also by what stands in it.
    private static func shown(_ presentation: CellPresentation, _ prose: ProseHTML) -> [SearchEntry] {
        let cell = presentation.cell
        guard !cell.settings.hide, presentation.kind != .other else { return [] }
        var texts = [cell.caption.map { prose.read($0).plain }, cell.settings.title].compactMap { $0 }
        for fragment in presentation.fragments {
            switch fragment {
            case .figure(let picture): texts.append(cell.settings.alt ?? picture.alt)
            case .table(let table):
                texts += [table.header.joined(separator: " ")] + table.rows.map { $0.joined(separator: " ") }
            case .note(let note): texts.append(note)
            case .verdicts, .html: break
            }
        }
        return [
            SearchEntry(
                kind: presentation.kind == .figure ? .figure : .table, anchor: cell.label,
                title: presentation.numbered ?? cell.label, text: line(texts.joined(separator: " ")))
        ]
    }

    private static func claims(_ presentation: CellPresentation, _ prose: ProseHTML) -> [SearchEntry] {
        let label = presentation.cell.label
        return presentation.verdicts.map { verdict in
            SearchEntry(
                kind: .claim, anchor: label, title: prose.plainLine(verdict.claim, of: label),
                text: "\(verdict.status.rawValue): measured \(verdict.measured), required \(verdict.tolerance)")
        }
    }

    /// The single numbers and words of a result as reports name them, with their errors; a check has its claims.
    private static func values(_ presentation: CellPresentation) -> [SearchEntry] {
        guard presentation.absence == nil, let result = presentation.result.artifact?.result,
            presentation.cell.verb != CheckDirective.verb
        else { return [] }
        let label = presentation.cell.label
        let values = ResultValues(
            LongList.shortening(result), shape: presentation.shape, verb: presentation.cell.verb)
        let lines = values.entries.compactMap { entry -> String? in
            guard LongList.count(entry.value) == nil, !entry.value.isNull else { return nil }
            return
                "\(ComparisonWords.place(label, entry.path, entry.name)) = \(ComparisonWords.value(entry.value, entry.error))"
        }
        guard !lines.isEmpty else { return [] }
        return [SearchEntry(kind: .values, anchor: label, title: label, text: lines.joined(separator: "\n"))]
    }
}

extension Value {
    fileprivate var isNull: Bool { if case .null = self { true } else { false } }
}
