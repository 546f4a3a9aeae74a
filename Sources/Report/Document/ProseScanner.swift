/// Takes cells, math, inline values, cross references and parameters out of Markdown before the Markdown parser reads
/// it as prose.
///
/// Underscores and bars inside `$…$` would otherwise become emphasis and table cells. The scanner knows just enough
/// Markdown for that: code spans, backslashes, and blank lines, which end every inline element.
struct ProseScanner {
    let lines: [String]
    /// Where code stands: it is copied as it is, but for cells.
    let code: CodeBlocks?
    private(set) var origin: TextOrigin
    /// How many of the lines are the text itself; those behind it lend it their definitions.
    private let ownLines: Int
    /// The texts of cells that are read behind their cell, by its label: what the report defines counts for them too.
    let cellTexts: [String: [AuthorText]]
    /// What `@name` may mean.
    let names: ReferenceNames
    /// The range of the current brackets of citations in the paragraph, and whether a citation was found in it.
    var citations: (range: Range<Int>, isUsed: Bool)?

    /// Mistakes in the text itself; the writer reports mistakes in its parameters.
    var found: [Diagnostic] = []
    var diagnostics: [Diagnostic] { found + writer.diagnostics }
    private var elements: [ProseElement] = []
    var output = ""
    private var writer: ParameterWriter
    /// Whether the output may be more to Markdown than the lines are: where something was put in, or taken out of a row.
    private var isAltered = false
    /// The line that is scanned; nil in the text itself.
    private(set) var line: AuthorText?
    /// Of links whose text and name are one, those that hold more than Markdown.
    private var definedLabels: Set<String> = []
    private var targets: [LinkTarget] = []
    private var labels: [LinkLabel] = []
    /// The target that is read: where it ends, where in the output it began, and its place.
    private var target: (end: Int, start: Int, place: SourcePlace)?

    init(
        _ lines: [String], code: CodeBlocks? = nil, file: String, parameters: Parameters,
        origin: TextOrigin? = nil, ownLines: Int? = nil, cellTexts: [String: [AuthorText]] = [:],
        names: ReferenceNames = .none
    ) {
        self.lines = lines
        self.code = code
        self.origin = origin ?? TextOrigin(file: file)
        self.ownLines = ownLines ?? lines.count
        writer = parameters.writer
        self.cellTexts = cellTexts
        self.names = names
    }

    /// Scans the text of a report and frees it.
    static func scan(
        _ lines: consuming [String], code: CodeBlocks, file: String, parameters: Parameters,
        cellTexts: [String: [AuthorText]], names: ReferenceNames, _ diagnostics: inout [Diagnostic]
    ) -> ScannedText {
        var scanner = ProseScanner(
            lines, code: code, file: file, parameters: parameters, cellTexts: cellTexts, names: names)
        let scanned = scanner.scan()
        diagnostics += scanner.diagnostics
        return scanned
    }

    /// Scans one line of Markdown instead.
    mutating func scan(line text: AuthorText) -> ScannedText {
        scan(text)
        return ScannedText(markdown: output, elements: elements)
    }

    /// Scans everything; `diagnostics` then holds the mistakes.
    mutating func scan() -> ScannedText {
        guard code?.isReadable ?? true else { return ScannedText(markdown: "", elements: []) }
        // A text that grows by doubling takes three times its length for a while.
        output.reserveCapacity(lines.reduce(0) { $0 + $1.utf8.count + 1 })
        definedLabels = Set(
            LinkDefinitions.paragraphs(lines, code: code?.lines ?? []).flatMap(LinkSpans.labels(definedIn:)))
        let comments = code?.comments ?? [:]
        let formulas = code?.formulas ?? [:]
        let code = code?.lines ?? []
        let cells = Dictionary(
            (self.code?.cells ?? []).map { ($0.lines.lowerBound, $0) }, uniquingKeysWith: { first, _ in first })
        var index = 0
        while index < lines.count {
            if let cell = cells[index] {
                // A fence like the cell's own, so that the text around it is read as it was.
                output += "```"
                insert(.cell(cell.label))
                output += "\n```\n"
                scanTexts(of: cell.label)
                index = cell.lines.upperBound
                continue
            }
            if let formula = formulas[index] {
                // A paragraph of its own.
                output += "\n"
                insert(
                    .inline(
                        .math(
                            Formula(
                                tex: writtenOut(formula.tex, line: index + 1), display: true,
                                place: origin.place(line: index + 1, column: 1),
                                isVerbatim: false))))
                output += "\n\n"
                index = formula.lines.upperBound
                continue
            }
            if code.contains(index) || lines[index].isBlank {
                output += lines[index] + "\n"
                index += 1
                continue
            }
            var end = index
            while end < lines.count {
                if let comment = comments[end] {
                    end = comment.upperBound
                } else if !code.contains(end), !lines[end].isBlank {
                    end += 1
                } else {
                    break
                }
            }
            scan(paragraph: lines[index..<end])
            index = end
        }
        // The author's own text was looked at; this one has the values of its parameters, and the texts of cells.
        guard writer.written <= MarkdownExcess.mostParameterBytes else {
            return ScannedText(markdown: "", elements: [])
        }
        if isAltered, let excess = MarkdownExcess(in: output.unicodeLines) {
            found.append(excess.diagnostic(at: origin.place(line: 0, column: 1)))
            return ScannedText(markdown: "", elements: [])
        }
        return ScannedText(markdown: output, elements: elements, targets: targets, labels: labels)
    }

    /// Whether a character may be more than itself: in text without these there is nothing to look for.
    private static func means(_ byte: UInt8) -> Bool { means(Unicode.Scalar(byte)) }

    private static func means(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\\", "`", "<", "$", "@", "&", "{", "[", "]": true
        default: false
        }
    }

    /// Each is a paragraph of its own, which begins with a mark: nothing in it can begin a block.
    private mutating func scanTexts(of label: String) {
        var known: Set<LineName> = []
        for text in cellTexts[label] ?? [] {
            let name = LineName(text, of: label)
            guard known.insert(name).inserted else { continue }
            output += "\n"
            insert(.line(name, text.place))
            output += " "
            isAltered = isAltered || text.text.utf8.contains { $0 == UInt8(ascii: "@") || $0 == UInt8(ascii: "]") }
            scan(text)
            output += "\n"
        }
    }

    private mutating func scan(_ text: AuthorText) {
        let around = origin
        line = text
        origin = TextOrigin(text.place)
        scan(paragraph: [Self.inOneLine(text.text)])
        line = nil
        origin = around
    }

    private static func inOneLine(_ text: String) -> String {
        // Most are one.
        let isPlain = text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
        return isPlain ? text.trimmed : text.unicodeLines.map(\.trimmed).joined(separator: " ").trimmed
    }

    /// With the values of its parameters.
    private mutating func writtenOut(_ tex: String, line: Int) -> String {
        guard ParameterWriter.isAsked(by: tex) else { return tex }
        let origin = origin
        let text = writer.write(Array(tex.unicodeScalars), line: line, isProse: false) { position in
            origin.place(line: position.line, column: position.column)
        }
        return String(scalars: text.scalars)
    }

    /// Lines between blank lines: as far as an inline element may reach.
    private mutating func scan(paragraph: ArraySlice<String>) {
        for (index, text) in zip(paragraph.indices, paragraph) where line == nil {
            guard let foreign = ForeignMarkup(line: text) else { continue }
            // Of a table once, and not for each of its rules.
            if foreign.isTable, index > paragraph.startIndex,
                ForeignMarkup(line: paragraph.first ?? "")?.isTable ?? false
            {
                continue
            }
            found.append(
                Diagnostic(foreign.message, at: origin.place(line: index, column: 1), remedy: foreign.remedy))
        }
        guard paragraph.contains(where: { $0.utf8.contains(where: Self.means) }) else {
            for line in paragraph {
                output += line
                output += "\n"
            }
            if TableRows.mayStand(in: paragraph) { refuseRows(of: paragraph, Array(paragraph)) }
            return
        }
        isAltered = isAltered || paragraph.contains { $0.utf8.contains(UInt8(ascii: "|")) }
        let start = output.utf8.count
        citations = nil
        var cursor = cursor(of: paragraph)
        while let scalar = cursor.current {
            noteLinks(cursor)
            if let end = plainEnd(cursor) {
                let text = String(scalars: cursor.scalars[cursor.position..<end])
                output += parts(citationsAt: cursor.position) ? text.replacing(";", with: ",") : text
                cursor.advance(to: end)
                continue
            }
            switch scalar {
            case "]" where cursor.links.labels[cursor.position] != nil:
                output += "][\(cursor.links.labels[cursor.position] ?? "")]"
                cursor.advance(cursor.peek(1) == "[" && cursor.peek(2) == "]" ? 3 : 1)
            case "$" where cursor.isInLink, "@" where cursor.isInLink, "`" where cursor.isInLink,
                "<" where cursor.isInLink:
                output.unicodeScalars.append(scalar)
                cursor.advance(1)
            case "&" where cursor.isNoEntity:
                output += "&amp;"
                cursor.advance(1)
            case "\\":
                if !cursor.isInLink, let math = Lookalikes.Math(cursor.rest) {
                    refuse(math, &cursor)
                    continue
                }
                if !cursor.isInLink, let foreign = ForeignMarkup(command: cursor.rest) { refuse(foreign, cursor) }
                if cursor.peek(1) == "@" {
                    output += "@"
                } else {
                    if Alert.isEscaped(cursor) { output += Placeholder.nothing }
                    output.append("\\")
                    if let next = cursor.peek(1) { output.unicodeScalars.append(next) }
                }
                cursor.advance(2)
            case "`": codeSpan(&cursor)
            case "<": comment(&cursor)
            case "$": dollar(&cursor)
            case "@": reference(&cursor)
            case "{" where !cursor.isInLink: braces(&cursor)
            default:
                if scalar == "[" {
                    refuseAlert(cursor)
                    if let foreign = ForeignMarkup(
                        bracket: cursor.rest, behind: cursor.peek(-1), and: cursor.peek(-2))
                    {
                        refuse(foreign, cursor)
                    }
                    beginCitations(cursor)
                }
                output.unicodeScalars.append(scalar)
                cursor.advance(1)
            }
        }
        noteLinks(cursor)
        target = nil
        if TableRows.mayStand(in: paragraph) {
            refuseRows(of: paragraph, String(decoding: output.utf8.dropFirst(start), as: UTF8.self).unicodeLines)
        }
    }

    private mutating func cursor(of paragraph: ArraySlice<String>) -> Cursor {
        let text = paragraph.joined(separator: "\n") + "\n"
        let first = paragraph.startIndex
        // Those of a text of YAML stand in it already, and not in the definitions that the report lends it.
        guard line == nil, !origin.isYAML || first >= ownLines, ParameterWriter.isAsked(by: text) else {
            return Cursor(Array(text.unicodeScalars), line: first, labels: definedLabels, isLine: line != nil)
        }
        isAltered = true
        let origin = origin
        let written = writer.write(Array(text.unicodeScalars), line: first, isProse: true) { position in
            origin.place(line: position.line, column: position.column)
        }
        return Cursor(written.scalars, line: first, places: written.places, labels: definedLabels)
    }

    /// Where text ends that is nothing but itself; nil where there is none.
    private func plainEnd(_ cursor: Cursor) -> Int? {
        let limit = target.map { min($0.end, cursor.scalars.count) } ?? cursor.scalars.count
        var end = cursor.position
        while end < limit, !Self.means(cursor.scalars[end]) { end += 1 }
        end = cursor.links.nextNote(from: cursor.position + 1, before: end)
        return end > cursor.position ? end : nil
    }

    /// What looks like one of GitHub's alerts, and would be shown as a quotation.
    private mutating func refuseAlert(_ cursor: Cursor) {
        guard let alert = Alert(cursor), let problem = alert.problem else { return }
        found.append(Diagnostic(problem.message, at: place(cursor), remedy: problem.remedy))
    }

    /// Rows of tables with more cells than their table has columns, which Markdown leaves out.
    ///
    /// - Parameter read: its lines as Markdown is given them.
    private mutating func refuseRows(of paragraph: ArraySlice<String>, _ read: [String]) {
        for problem in TableRows.problems(in: read, written: Array(paragraph)) {
            let line = min(paragraph.startIndex + problem.line, paragraph.endIndex - 1)
            found.append(
                Diagnostic(problem.message, at: origin.place(line: line, column: 1), remedy: problem.remedy))
        }
    }

    func place(_ cursor: Cursor) -> SourcePlace { origin.place(line: cursor.line, column: cursor.column) }

    /// Targets and labels of links that begin or end here.
    private mutating func noteLinks(_ cursor: Cursor) {
        if let mark = cursor.links.marks[cursor.position] {
            labels.append(
                LinkLabel(mark: mark, place: place(cursor), isOwn: line != nil || cursor.line < ownLines))
        }
        if let (end, start, place) = target, cursor.position >= end {
            targets.append(
                LinkTarget(text: String(decoding: output.utf8.dropFirst(start), as: UTF8.self), place: place))
            target = nil
        }
        if let end = cursor.links.targets[cursor.position] {
            if end > cursor.position {
                target = (end, output.utf8.count, place(cursor))
            } else {
                targets.append(LinkTarget(text: "", place: place(cursor)))
            }
        }
    }

    mutating func insert(_ element: ProseElement) {
        output += Placeholder.element(elements.count)
        elements.append(element)
    }

    /// Leaves a comment out. Alone on its lines it stays as an empty one, which is a block of its own to Markdown.
    private mutating func comment(_ cursor: inout Cursor) {
        guard Comment.begins(in: cursor.scalars, at: cursor.position) else {
            output.append("<")
            cursor.advance(1)
            return
        }
        switch Comment.end(in: cursor.scalars, from: cursor.position) {
        case .closed(let end):
            if cursor.isAlone(until: end) { output += "<!---->" }
            cursor.advance(end - cursor.position)
            // Blanks behind a comment that begins a line would be an indent.
            if output.isEmpty || output.last == "\n" { cursor.advance(cursor.count(of: " ")) }
        case .nested(let start):
            found.append(
                Diagnostic(
                    "this comment holds another one, on line \(cursor.line(at: start) + 1)", at: place(cursor),
                    remedy: "close it with \(Comment.closing) before"))
            cursor.advance(cursor.scalars.count)
        case .open:
            found.append(
                Diagnostic(
                    "this comment has no end", at: place(cursor),
                    remedy: "close it with \(Comment.closing), before a blank line where text stands before it"))
            cursor.advance(cursor.scalars.count)
        }
    }
}
