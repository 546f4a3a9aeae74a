/// A cell as it stands in the text: header and body, not yet read.
struct FencedCell: Sendable {
    let verb: String
    let verbPlace: SourcePlace
    let label: String
    let labelPlace: SourcePlace
    let body: YAMLBlock
    let place: SourcePlace
    /// The indices of its lines, with both fences.
    let lines: Range<Int>
}

/// Where code stands in a text, and which of it are cells.
struct CodeBlocks {
    private(set) var cells: [FencedCell] = []
    /// Indices of the lines that are code, cells among it, or raw HTML: the scanner of prose leaves them alone.
    private(set) var lines: Set<Int> = []
    private(set) var diagnostics: [Diagnostic] = []

    /// A cell's header: `{verb} label`.
    static func header(_ info: String) -> (verb: String, label: String)? {
        let info = info.trimmed
        guard info.hasPrefix("{"), let end = info.firstIndex(of: "}") else { return nil }
        return (info[..<end].dropFirst().trimmed, info[end...].dropFirst().trimmed)
    }

    init(_ text: [String], file: String) {
        CommonMark.withTree(text.joined(separator: "\n") + "\n") { root, _ in
            for node in root.subtree where ["code_block", "html_block"].contains(node.type) {
                lines.formUnion(node.lines.map { $0 - 1 })
                guard node.type == "code_block", node.fence != nil else { continue }
                read(node, in: text, file: file)
            }
        }
    }

    private mutating func read(_ node: CommonMark.Node, in text: [String], file: String) {
        let first = node.lines.lowerBound
        let opening = text[first - 1]
        func place(of part: String) -> SourcePlace {
            let offset = opening.range(of: part).map { opening.distance(from: opening.startIndex, to: $0.lowerBound) }
            return SourcePlace(file: file, line: first, column: (offset ?? 0) + 1)
        }
        let header = Self.header(node.fenceInfo)
        let fencePlace = SourcePlace(
            file: file, line: first, column: opening.prefix { " >".contains($0) }.count + 1)
        if let swallowed = firstUnclosed(node, in: text) {
            let what = header.map { "the cell '\($0.label)'" } ?? "this code block"
            diagnostics.append(
                Diagnostic("\(what) has no closing fence", at: fencePlace, remedy: swallowed))
            return
        }
        guard let header else { return }
        guard node.parent?.type == "document" else {
            diagnostics.append(
                Diagnostic("a cell cannot stand inside a list, a quotation or a footnote", at: fencePlace))
            return
        }
        cells.append(
            FencedCell(
                verb: header.verb, verbPlace: place(of: header.verb.isEmpty ? "{" : header.verb),
                label: header.label, labelPlace: place(of: header.label.isEmpty ? "}" : header.label),
                body: YAMLBlock(
                    text: node.literal, file: file, firstLine: first + 1,
                    indent: opening.prefix { $0 == " " }.count),
                place: fencePlace, lines: (first - 1)..<node.lines.upperBound))
    }

    /// The remedy for a fence without an end, which the next cell or the end of the text closed; nil where it is closed.
    private func firstUnclosed(_ node: CommonMark.Node, in text: [String]) -> String? {
        guard let fence = node.fence else { return nil }
        let mark = String(repeating: fence.character, count: fence.length)
        let body = node.lines.dropFirst()
        if Self.header(node.fenceInfo) != nil,
            let swallowed = body.first(where: { line in
                text.indices.contains(line - 1) && text[line - 1].hasPrefix(mark + "{")
            })
        {
            return "put \(mark) before the next cell, on line \(swallowed)"
        }
        guard let last = body.last, text.indices.contains(last - 1) else { return "end it with a line \(mark)" }
        let closing = text[last - 1].drop { " >".contains($0) }.trimmed
        let isClosed = closing.count >= fence.length && closing.allSatisfy { $0 == fence.character }
        return isClosed ? nil : "end it with a line \(mark)"
    }
}
