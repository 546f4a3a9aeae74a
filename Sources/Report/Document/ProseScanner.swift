/// Markdown in which a numbered placeholder stands for each cell and each inline element.
struct ScannedText: Sendable, Equatable {
    private(set) var markdown: String
    let elements: [ProseElement]
    /// In the order of the text.
    var targets: [LinkTarget] = []
    /// Likewise.
    var labels: [LinkLabel] = []

    /// The Markdown, of which nothing is left: that of a long text is needed once and takes memory enough.
    mutating func takeMarkdown() -> String {
        defer { markdown = "" }
        return markdown
    }
}

/// Takes cells, math, inline values, cross references and parameters out of Markdown before the Markdown parser reads
/// it as prose.
///
/// Underscores and bars inside `$…$` would otherwise become emphasis and table cells. The scanner knows just enough
/// Markdown for that: code spans, backslashes, and blank lines, which end every inline element.
struct ProseScanner {
    let lines: [String]
    /// Where code stands: it is copied as it is, but for cells.
    let code: CodeBlocks?
    private var origin: TextOrigin
    /// How many of the lines are the text itself; those behind it lend it their definitions.
    private let ownLines: Int
    let parameters: Parameters
    /// The texts of cells that are read behind their cell, by its label: what the report defines counts for them too.
    let cellTexts: [String: [AuthorText]]

    private(set) var diagnostics: [Diagnostic] = []
    private var elements: [ProseElement] = []
    private var output = ""
    /// Bytes that the values of parameters took so far.
    private var written = 0
    /// Whether the output may be more to Markdown than the lines are: where something was put in, or taken out of a row.
    private var isAltered = false
    /// The line that is scanned; nil in the text itself.
    private var line: AuthorText?
    /// Of links whose text and name are one, those that hold more than Markdown.
    private var definedLabels: Set<String> = []
    private var targets: [LinkTarget] = []
    private var labels: [LinkLabel] = []
    /// The target that is read: where it ends, where in the output it began, and its place.
    private var target: (end: Int, start: Int, place: SourcePlace)?

    init(
        _ lines: [String], code: CodeBlocks? = nil, file: String, parameters: Parameters,
        origin: TextOrigin? = nil, ownLines: Int? = nil, cellTexts: [String: [AuthorText]] = [:]
    ) {
        self.lines = lines
        self.code = code
        self.origin = origin ?? TextOrigin(file: file)
        self.ownLines = ownLines ?? lines.count
        self.parameters = parameters
        self.cellTexts = cellTexts
    }

    /// Scans the text of a report, and lets go of it.
    static func scan(
        _ lines: consuming [String], code: CodeBlocks, file: String, parameters: Parameters,
        cellTexts: [String: [AuthorText]], _ diagnostics: inout [Diagnostic]
    ) -> ScannedText {
        var scanner = ProseScanner(lines, code: code, file: file, parameters: parameters, cellTexts: cellTexts)
        let scanned = scanner.scan()
        diagnostics += scanner.diagnostics
        return scanned
    }

    /// Scans one line of Markdown instead.
    mutating func scan(line text: AuthorText) -> ScannedText {
        scan(text)
        return ScannedText(markdown: output, elements: elements)
    }

    /// Scans everything; `diagnostics` then says what is wrong.
    mutating func scan() -> ScannedText {
        guard code?.isReadable ?? true else { return ScannedText(markdown: "", elements: []) }
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
                                tex: formula.tex, display: true,
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
        guard written <= MarkdownExcess.mostParameterBytes else { return ScannedText(markdown: "", elements: []) }
        if isAltered, let excess = MarkdownExcess(in: output.unicodeLines) {
            diagnostics.append(excess.diagnostic(at: origin.place(line: 0, column: 1)))
            return ScannedText(markdown: "", elements: [])
        }
        return ScannedText(markdown: output, elements: elements, targets: targets, labels: labels)
    }

    /// Whether a character may be more than itself: in text without these there is nothing to look for.
    private static func means(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\\"), UInt8(ascii: "`"), UInt8(ascii: "<"), UInt8(ascii: "$"), UInt8(ascii: "@"),
            UInt8(ascii: "&"), UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "]"):
            true
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

    /// Lines between blank lines: as far as an inline element may reach.
    private mutating func scan(paragraph: ArraySlice<String>) {
        guard paragraph.contains(where: { $0.utf8.contains(where: Self.means) }) else {
            for line in paragraph {
                output += line
                output += "\n"
            }
            return
        }
        isAltered = isAltered || paragraph.contains { $0.utf8.contains(UInt8(ascii: "|")) }
        let characters = Array(paragraph.joined(separator: "\n") + "\n")
        var cursor = Cursor(
            characters: characters, line: paragraph.startIndex, labels: definedLabels, isLine: line != nil)
        while let character = cursor.current {
            noteLinks(cursor)
            switch character {
            case "]" where cursor.links.labels[cursor.position] != nil:
                output += "][\(cursor.links.labels[cursor.position] ?? "")]"
                cursor.advance(cursor.peek(1) == "[" && cursor.peek(2) == "]" ? 3 : 1)
            case "$" where cursor.isInLink && parameters.values[cursor.parameterName ?? ""] == nil,
                "@" where cursor.isInLink, "`" where cursor.isInLink, "<" where cursor.isInLink:
                output.append(character)
                cursor.advance(1)
            case "&" where cursor.isNoEntity:
                output += "&amp;"
                cursor.advance(1)
            case "\\":
                if !cursor.isInLink, let math = Lookalikes.Math(cursor.rest) {
                    refuse(math, &cursor)
                    continue
                }
                if cursor.peek(1) == "@" {
                    output += "@"
                } else {
                    output.append(character)
                    if let next = cursor.peek(1) { output.append(next) }
                }
                cursor.advance(2)
            case "`": codeSpan(&cursor)
            case "<": comment(&cursor)
            case "$": dollar(&cursor)
            case "@": reference(&cursor)
            case "{" where !cursor.isInLink: braces(&cursor)
            default:
                output.append(character)
                cursor.advance(1)
            }
        }
        noteLinks(cursor)
        target = nil
    }

    private func place(_ cursor: Cursor) -> SourcePlace { origin.place(line: cursor.line, column: cursor.column) }

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
        if let end = cursor.links.targets[cursor.position], end > cursor.position {
            target = (end, output.utf8.count, place(cursor))
        }
    }

    private mutating func insert(_ element: ProseElement) {
        output += Placeholder.element(elements.count)
        elements.append(element)
    }

    /// Leaves a comment out. Alone on its lines it stays as an empty one, which is a block of its own to Markdown.
    private mutating func comment(_ cursor: inout Cursor) {
        guard Comment.begins(in: cursor.characters, at: cursor.position) else {
            output.append("<")
            cursor.advance(1)
            return
        }
        switch Comment.end(in: cursor.characters, from: cursor.position) {
        case .closed(let end):
            if cursor.isAlone(until: end) { output += "<!---->" }
            cursor.advance(end - cursor.position)
            // Blanks behind a comment that begins a line would be an indent.
            if output.isEmpty || output.last == "\n" { cursor.advance(cursor.count(of: " ")) }
        case .nested(let start):
            diagnostics.append(
                Diagnostic(
                    "this comment holds another one, on line \(cursor.line(at: start) + 1)", at: place(cursor),
                    remedy: "close it with \(Comment.closing) before"))
            cursor.advance(cursor.characters.count)
        case .open:
            diagnostics.append(
                Diagnostic(
                    "this comment has no end", at: place(cursor),
                    remedy: "close it with \(Comment.closing), before a blank line where text stands before it"))
            cursor.advance(cursor.characters.count)
        }
    }

    private mutating func codeSpan(_ cursor: inout Cursor) {
        let run = cursor.count(of: "`")
        guard let end = cursor.find(backticks: run) else {
            output += String(repeating: "`", count: run)
            cursor.advance(run)
            return
        }
        let start = cursor.position + run
        // Inside a table the bar of a format has a backslash before it.
        let content = String(cursor.characters[start..<end]).replacing("\n", with: " ").replacing("\\|", with: "|")
        if run == 1, let text = Self.value(in: content) {
            do {
                insert(.inline(.value(try InlineValue(text, at: place(cursor)), place(cursor))))
            } catch {
                diagnostics += error.diagnostics
            }
        } else if run == 1, let remedy = Lookalikes.remedy(ofCode: content) {
            diagnostics.append(
                Diagnostic(
                    "'\(content)' looks like a value and is code", at: place(cursor),
                    remedy: "\(remedy); to show it as code, use two backticks"))
        } else {
            output += String(cursor.characters[cursor.position..<(end + run)])
        }
        cursor.advance(end + run - cursor.position)
    }

    /// `{label.path | .3}`: a value in a row of a table, and elsewhere one without its backticks.
    private mutating func braces(_ cursor: inout Cursor) {
        let rest = cursor.rest
        guard let end = rest.dropFirst().firstIndex(where: { $0 == "{" || $0 == "}" || $0 == "\n" }),
            rest[end] == "}"
        else {
            output.append("{")
            cursor.advance(1)
            return
        }
        let inside = String(rest[(cursor.position + 1)..<end])
        if line?.hasValues ?? false {
            do {
                insert(.inline(.value(try InlineValue(inside, at: place(cursor)), place(cursor))))
            } catch {
                diagnostics += error.diagnostics
            }
        } else if cursor.peek(-1) != "$", let path = Lookalikes.reference(inBraces: "{\(inside)}") {
            diagnostics.append(
                Diagnostic(
                    "'{\(inside)}' looks like a value and is text", at: place(cursor),
                    remedy: "write `{value} \(path)`, or \\{ for a brace of the text"))
        } else {
            output.append("{")
            cursor.advance(1)
            return
        }
        cursor.advance(end + 1 - cursor.position)
    }

    private mutating func refuse(_ math: Lookalikes.Math, _ cursor: inout Cursor) {
        diagnostics.append(
            Diagnostic(
                "'\(math.opening)' is no math in Markdown", at: place(cursor),
                remedy: "write $…$, or $$…$$ for a line of its own; to show it as it is, put it between backticks"))
        cursor.advance(math.count)
    }

    /// What follows `{value}` at the start of a code span.
    private static func value(in content: String) -> String? {
        let content = content.drop(while: \.isWhitespace)
        return content.hasPrefix("{value}") ? String(content.dropFirst("{value}".count)) : nil
    }

    private mutating func dollar(_ cursor: inout Cursor) {
        if let name = cursor.parameterName, parameters.values[name] != nil || !cursor.opensMath {
            if let value = parameters.values[name] {
                insert(value, of: name, at: place(cursor))
            } else {
                diagnostics.append(parameters.unknown(name, at: place(cursor)))
            }
            cursor.advance(name.count + 3)
            return
        }
        guard let math = cursor.math else {
            if cursor.peek(1) == "$", cursor.isAtStartOfLine {
                diagnostics.append(
                    Diagnostic(
                        "this $$ has no end before the next blank line", at: place(cursor),
                        remedy: "leave no blank line in a formula, or write \\$\\$ for two dollars"))
            }
            output.append("$")
            // The second of two is no new beginning.
            if cursor.peek(1) == "$", cursor.peek(2) != "{" {
                output.append("$")
                cursor.advance(1)
            }
            cursor.advance(1)
            return
        }
        var start = cursor
        start.advance(math.offset)
        let formula = Formula(
            tex: math.tex, display: math.display, place: place(start),
            isVerbatim: !origin.isYAML && math.isVerbatim)
        insert(.inline(.math(formula)))
        cursor.advance(math.source.count)
    }

    private mutating func insert(_ value: SourceNode, of name: String, at place: SourcePlace) {
        let most = MarkdownExcess.mostParameterBytes
        // Said once: what comes behind is too much for the same reason.
        guard written <= most else { return }
        written += value.size
        isAltered = true
        guard written <= most else {
            diagnostics.append(
                Diagnostic(
                    "with '${\(name)}' parameters make more than \(most >> 20) MB of this text", at: place,
                    remedy: "use shorter ones, or fewer times"))
            return
        }
        let text = if case .scalar(let text, _) = value.content { text } else { Value(yaml: value).formatted() }
        output += text
    }

    private mutating func reference(_ cursor: inout Cursor) {
        let before = cursor.peek(-1)
        let mayStart = before.map { !($0.isLetter || $0.isNumber || "/.:_-@`".contains($0)) } ?? true
        let isTarget = before == "(" && cursor.peek(-2) == "]"
        var label = ""
        var offset = 1
        while let character = cursor.peek(offset), character.isASCII,
            character.isLowercase || character.isNumber || character == "-"
        {
            label.append(character)
            offset += 1
        }
        while label.last == "-" { label.removeLast() }
        guard mayStart, !isTarget, let first = label.first, first.isLetter else {
            output.append("@")
            cursor.advance(1)
            return
        }
        insert(.inline(.reference(label: label, place(cursor))))
        cursor.advance(label.count + 1)
    }
}
