extension ReviewTarget {
    /// Everything in a report that can be reviewed, in the order of the text.
    static func all(
        in document: Document, _ presentations: [CellPresentation], _ prose: ProseHTML,
        _ headings: [PageContent.Heading]
    ) -> [ReviewTarget] {
        let byLabel = Dictionary(presentations.map { ($0.cell.label, $0) }, uniquingKeysWith: { first, _ in first })
        let parts = prose.parts(document.body, headings: headings)
        let abstract = document.abstract.map { text in
            ReviewTarget(
                name: abstractName, kind: .abstract, title: "Abstract", anchor: abstractName,
                key: key(of: prose.read(text)), whole: nil)
        }
        return [abstract].compactMap { $0 }
            + parts.indices.flatMap { index -> [ReviewTarget] in
                let section = section(parts, at: index)
                let cells = parts[index].labels.compactMap { byLabel[$0] }.flatMap { presentation in
                    [cell(presentation, in: document, byLabel, prose)] + claims(of: presentation, prose)
                }
                return [section].compactMap { $0 } + cells
            }
    }

    /// A section goes up to the next heading that is not below its own.
    private static func section(_ parts: [ReportPart], at index: Int) -> ReviewTarget? {
        guard let heading = parts[index].heading else { return nil }
        let below = parts[(index + 1)...].prefix { ($0.heading?.level ?? 0) > heading.level }
        let text = below.reduce(into: parts[index].text) { $0.add($1.text) }
        return ReviewTarget(
            name: heading.anchor, kind: .section, title: heading.title, anchor: heading.anchor, key: key(of: text),
            whole: nil)
    }

    private static func key(of text: ReadProse) -> ReviewKey? {
        text.isWhole ? ReviewKey(result: text.valuesValue, words: text.wordsValue) : nil
    }

    private static func cell(
        _ presentation: CellPresentation, in document: Document, _ byLabel: [String: CellPresentation],
        _ prose: ProseHTML
    ) -> ReviewTarget {
        let cell = presentation.cell
        let kind: Kind =
            switch presentation.kind {
            case .figure: .figure
            case .table: .table
            case .other: .cell
            }
        return ReviewTarget(
            name: cell.label, kind: kind,
            title: presentation.numbered ?? cell.settings.title.map { prose.plainLine($0, of: cell.label) }
                ?? cell.label,
            anchor: cell.label, key: key(of: presentation, in: document, byLabel, prose), whole: nil)
    }

    /// A figure is drawn from the results of all cells that its own uses, directly or through others.
    private static func key(
        of presentation: CellPresentation, in document: Document, _ byLabel: [String: CellPresentation],
        _ prose: ProseHTML
    ) -> ReviewKey? {
        let cell = presentation.cell
        guard presentation.absence == nil, presentation.drawingFailure == nil,
            let digest = presentation.result.inputDigest
        else { return nil }
        let used = document.graph.closure(of: cell.label).compactMap { byLabel[$0]?.result.inputDigest }
        let caption = cell.caption.map(prose.read)
        let texts = [cell.settings.title, cell.settings.alt].map { $0.map(Value.string) ?? .null }
        return ReviewKey(
            result: [
                .string(digest), .array(used.sorted().map(Value.string)), cell.options.complete,
                caption?.valuesValue ?? .null,
            ],
            words: .array(texts + [caption?.wordsValue ?? .null]))
    }

    private static func claims(of presentation: CellPresentation, _ prose: ProseHTML) -> [ReviewTarget] {
        let label = presentation.cell.label
        let hasResult = presentation.result.artifact != nil && presentation.absence == nil
        return presentation.verdicts.enumerated().map { index, verdict in
            ReviewTarget(
                name: claimName(index + 1, of: label), kind: .claim, title: prose.plainLine(verdict.claim, of: label),
                anchor: label,
                key: hasResult
                    ? ReviewKey(
                        result: [.string(verdict.status.rawValue), .string(verdict.measured)],
                        words: [.string(verdict.claim), .string(verdict.tolerance)])
                    : nil, whole: label)
        }
    }
}
