/// Sets the inline elements of prose: math, values of artifacts, cross references.
struct InlineHTML: Sendable {
    /// What became of each cell, by label.
    let presentations: [String: CellPresentation]
    /// The titles of cells as references show them, by label.
    var titles: [String: Title] = [:]
    /// The cited works.
    var works = CitedWorks.none
    /// The numbers of equations and sections.
    var parts = TextParts.none

    struct Title: Sendable {
        /// Without links.
        let html: String
        let text: String
    }

    func html(_ element: InlineElement) -> String {
        switch element {
        case .math(let formula): MathText.span(formula.tex, display: formula.display)
        case .value(let value, _): html(value)
        case .reference(let label, _):
            "<a class=\"xref\" href=\"#\(label)\">\(name(of: label).html)</a>"
        case .citation(let citation): ReferenceList.html(citation, works)
        case .label(let label): "{#\(label.name)}"
        }
    }

    /// The element as plain text, for places without markup: a heading in the contents, an attribute.
    func text(_ element: InlineElement) -> String {
        switch element {
        case .math(let formula): formula.tex
        case .value(let value, _): value.paths.first.map { found($0)?.formatted(value.format) ?? "not available" } ?? ""
        case .reference(let label, _): name(of: label).text
        case .citation(let citation): ReferenceList.text(citation, works)
        case .label(let label): "{#\(label.name)}"
        }
    }

    /// "Figure 3"; otherwise the cell's title or label.
    private func name(of label: String) -> Title {
        if let number = presentations[label]?.numbered { return Title(html: number, text: number) }
        return titles[label] ?? Title(html: EscapedHTML.text(label), text: label)
    }

    /// Paths of values that the result of a cell does not have: mistakes of the author that are found only after the
    /// run.
    func missing(in prose: Prose) -> [(path: ArtifactPath, near: String)] {
        prose.elements.paths.compactMap { path in
            guard !prose.placesOfRows.contains(path.place),
                let cell = presentations[path.label], cell.absence == nil, let artifact = cell.result.artifact,
                cell.written(at: path.path) == nil
            else { return nil }
            return (path, NearMiss.remedy(for: path.path, among: artifact.result.leafPaths()))
        }
    }

    /// A value with its uncertainty as plain text, or the word for a missing value.
    func plain(_ value: InlineValue) -> String {
        guard value.paths.allSatisfy({ found($0) != nil }) else { return "not available" }
        return value.written { found($0) ?? .null }.text
    }

    private func found(_ path: ArtifactPath) -> Value? {
        presentations[path.label]?.written(at: path.path)
    }

    private func html(_ value: InlineValue) -> String {
        for path in value.paths where found(path) == nil {
            let presentation = presentations[path.label]
            let why =
                presentation?.absence != nil
                ? "not computed" : presentation?.result.artifact == nil ? "not available" : "no such value"
            return "<span class=\"value missing\" title=\"\(EscapedHTML.text("\(path)"))\">\(why)</span>"
        }
        let source = value.paths.map(\.description).joined(separator: ", ")
        let isOutdated = value.paths.contains { presentations[$0.label]?.absence != nil }
        let (kind, remark) = isOutdated ? (" outdated", ", out of date") : ("", "")
        return "<span class=\"value\(kind)\" title=\"\(EscapedHTML.text(source))\(remark)\">\(number(value))</span>"
    }

    private func number(_ value: InlineValue) -> String {
        let written = value.written { found($0) ?? .null }
        let best = EscapedHTML.text(written.best)
        switch written.uncertainty {
        case .none: return best
        case .symmetric: return EscapedHTML.text(written.text)
        case .asymmetric(let up, let down):
            func bound(_ sign: String, _ text: String) -> String {
                (WrittenValue.isWord(text) ? "" : sign) + EscapedHTML.text(text)
            }
            let bounds = "<sup>\(bound("+", up))</sup><sub>\(bound("−", down))</sub>"
            return written.withPower("\(best)<span class=\"bounds\">\(bounds)</span>")
        }
    }
}
