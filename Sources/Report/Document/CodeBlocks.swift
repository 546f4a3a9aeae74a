/// Where code stands in a text, and which of it are cells.
///
/// Whatever looks like a cell and is none to Markdown is an error: a check that nobody runs would be taken for one that
/// holds.
struct CodeBlocks {
    private(set) var cells: [FencedCell] = []
    /// Indices of the lines that are code, cells among it, or raw HTML: the scanner of prose leaves them alone.
    private(set) var lines: LineSet = []
    /// Fences of math, as GitHub has them, by the index of their first line: their text and their lines.
    private(set) var formulas: [Int: (tex: String, lines: Range<Int>)] = [:]
    /// Indices of the lines of comments that begin a block, with what stands behind them; by the first of them.
    private(set) var comments: [Int: Range<Int>] = [:]
    private(set) var diagnostics: [Diagnostic] = []
    /// false where Markdown cannot be asked what the text is, because that would take too long or too much; nothing is known
    /// of it then.
    private(set) var isReadable = true
    /// false where a comment may have swallowed a cell.
    private(set) var isWhole = true

    /// Until all of it is read.
    private var text: [String]
    private let file: String
    private let verbs: [String]
    private let origin: TextOrigin
    /// Deeper than any text that is meant to be read.
    private static let deepest = 100

    /// A cell's header: `{verb} label`.
    static func header(_ info: String) -> (verb: String, label: String)? {
        let info = info.trimmed
        guard info.hasPrefix("{"), let end = info.firstIndex(of: "}") else { return nil }
        return (info[..<end].dropFirst().trimmed, info[end...].dropFirst().trimmed)
    }

    /// - Parameters:
    ///   - verbs: the known verbs.
    ///   - origin: the origin of a text in YAML, which cannot contain cells.
    ///   - partBytes: longer texts are parsed in parts of this size.
    init(
        _ text: [String], file: String, verbs: [String] = [], origin: TextOrigin? = nil,
        partBytes: Int = CommonMark.partBytes
    ) {
        self.text = text
        self.file = file
        self.verbs = verbs
        self.origin = origin ?? TextOrigin(file: file)
        if let excess = MarkdownExcess(in: text) {
            isReadable = false
            diagnostics.append(excess.diagnostic(at: place(excess.line, column: 1)))
            return
        }
        var explained: LineSet = []
        var deepest: (depth: Int, line: Int)?
        CommonMark.forEachPart(ofLines: text, extensions: CommonMark.ofBlocks, bytes: partBytes) { root, _, first in
            if let found = root.deepest, found.depth > deepest?.depth ?? Self.deepest {
                deepest = (found.depth, first + found.line - 1)
            }
            for node in root.nodes("code_block", "html_block") {
                let range = (first + node.lines.lowerBound - 1)..<(first + node.lines.upperBound)
                if node.type == "html_block" {
                    if read(html: node, range) { explained.insert(range) }
                    continue
                }
                lines.insert(range)
                guard node.fence != nil else { continue }
                explained.insert(range)
                read(node, range)
            }
        }
        if let (depth, line) = deepest {
            diagnostics.append(
                Diagnostic(
                    "quotations, lists or emphasis stand \(depth) deep here", at: place(line, column: 1),
                    remedy: "at most \(Self.deepest) are read"))
        }
        for index in text.indices where !explained.contains(index) { refuse(index) }
        self.text = []
    }

    private func place(_ index: Int, column: Int) -> SourcePlace {
        origin.place(line: index, column: column)
    }

    /// A line that looks like a cell, and that Markdown takes for something else.
    private mutating func refuse(_ index: Int) {
        // As notebooks have them.
        if text[index].hasPrefix("%%"), case let words = text[index].dropFirst(2).split(separator: " "),
            words.count == 2,
            refuse(headerAlone: "{\(words[0])} \(words[1])", at: index)
        {
            return
        }
        guard text[index].utf8.contains(UInt8(ascii: "{")) else { return }
        if refuse(headerAlone: text[index].trimmed, at: index) { return }
        guard let opening = CellOpening(text[index], verbs: verbs) else { return }
        let indent = text[index].prefix { $0 == " " || $0 == "\t" }
        let above = text[..<index].last { !$0.isBlank }?.trimmed ?? ""
        let remedy =
            if opening.fence.first != "`", opening.fence.first != "~" {
                "write three backticks: ```{\(opening.verb)}"
            } else if opening.fence.count < 3 {
                "write three backticks"
            } else if let obstacle = opening.obstacle {
                obstacle.hasPrefix("U+") ? "remove \(obstacle) before the fence" : "begin a line with the fence"
            } else if indent.count > 3 || indent.contains("\t") {
                "indent the fence by at most three blanks"
            } else if above.hasPrefix("<") || lines.contains(index) {
                "end the HTML above with its closing tag and a blank line"
            } else {
                "put a blank line before it, and no backtick behind its label"
            }
        diagnostics.append(
            Diagnostic(
                "this looks like a cell, and Markdown reads it as text", at: place(index, column: opening.column),
                remedy: remedy))
    }

    /// A cell's header that stands on a line of its own.
    ///
    /// - Returns: whether the line is one.
    private mutating func refuse(headerAlone line: String, at index: Int) -> Bool {
        guard line.first == "{", let header = Self.header(line), verbs.contains(header.verb),
            CellLabel.isValid(header.label)
        else { return false }
        diagnostics.append(
            Diagnostic(
                "this looks like the header of a cell without its fence", at: place(index, column: 1),
                remedy: "write ```\(line), and ``` at its end"))
        return true
    }

    /// - Returns: whether the block is a comment.
    private mutating func read(html node: CommonMark.Node, _ range: Range<Int>) -> Bool {
        let characters = Array(node.literal.unicodeScalars)
        let start = characters.firstIndex { !$0.isWhitespace } ?? 0
        guard Comment.begins(in: characters, at: start) else {
            lines.insert(range)
            if Comment.removed(from: node.literal).contains(Comment.opening) {
                diagnostics.append(
                    Diagnostic(
                        "a comment in this HTML has no end", at: place(range.lowerBound, column: 1),
                        remedy: goesOn(behind: range)
                            ? "a blank line ends the HTML: leave it out of the comment"
                            : "close it with \(Comment.closing)"))
            }
            return false
        }
        comments[range.lowerBound] = range
        guard case .closed(let end) = Comment.end(in: characters, from: start) else {
            isWhole = false
            return true
        }
        let rest = Comment.removed(from: String(scalars: characters[end...])).trimmed
        if rest.hasPrefix("```") || rest.hasPrefix("~~~") {
            diagnostics.append(
                Diagnostic(
                    "a code block cannot begin behind a comment", at: place(range.upperBound - 1, column: 1),
                    remedy: "begin a new line"))
        }
        return true
    }

    /// Whether a comment that is open at the end of a block of HTML is closed further down.
    private func goesOn(behind range: Range<Int>) -> Bool {
        let next = text[range.upperBound...].first { $0.contains(Comment.opening) || $0.contains(Comment.closing) }
        guard let next, let close = next.firstRange(of: Comment.closing) else { return false }
        return next.firstRange(of: Comment.opening).map { close.lowerBound < $0.lowerBound } ?? true
    }

    private mutating func read(_ node: CommonMark.Node, _ range: Range<Int>) {
        let first = range.lowerBound
        let opening = text[first]
        let brace = opening.firstIndex(of: "{") ?? opening.startIndex
        /// The place of the text after a brace; of the brace itself if that text is empty.
        func header(_ part: String, behind brace: String.Index) -> SourcePlace {
            let inside = opening[brace...].dropFirst().firstIndex { !$0.isWhitespace }
            let start = part.isEmpty ? brace : inside ?? brace
            return place(first, column: opening.distance(from: opening.startIndex, to: start) + 1)
        }
        let cell = Self.header(node.fenceInfo)
        let fencePlace = place(first, column: opening.prefix { $0 == " " || $0 == ">" }.count + 1)
        if let remedy = unclosed(node, range) {
            let what = cell.map { "the cell '\($0.label)'" } ?? "this code block"
            diagnostics.append(Diagnostic("\(what) has no closing fence", at: fencePlace, remedy: remedy))
            return
        }
        guard let cell else {
            let isPlain = node.parent?.type == "document"
            if node.fenceInfo.trimmed == "math", isPlain, !node.literal.isBlank {
                formulas[first] = (node.literal.trimmed, range)
            } else if node.fenceInfo.trimmed == "math" {
                diagnostics.append(
                    Diagnostic(
                        isPlain ? "this fence of math is empty" : "a fence of math stands inside of something else",
                        at: fencePlace, remedy: "write $$…$$"))
            }
            refuse(bare: node.fenceInfo, at: fencePlace)
            // Below its fence; a language says that it is to be shown.
            if node.fenceInfo.isBlank, range.count > 2 {
                _ = refuse(headerAlone: text[first + 1].trimmed, at: first + 1)
            }
            return
        }
        guard !origin.isYAML, node.parent?.type == "document" else {
            let inside = origin.isYAML ? "a text of YAML" : "a list, a quotation or a footnote"
            diagnostics.append(
                Diagnostic(
                    "a cell cannot stand inside \(inside)", at: fencePlace,
                    remedy: "begin its fence in the first column"))
            return
        }
        cells.append(
            FencedCell(
                verb: cell.verb, verbPlace: header(cell.verb, behind: brace),
                label: cell.label,
                labelPlace: header(cell.label, behind: opening[brace...].firstIndex(of: "}") ?? brace),
                body: YAMLBlock(
                    text: node.literal, file: file, firstLine: first + 2,
                    indent: opening.prefix { $0 == " " }.count),
                place: fencePlace, lines: range))
    }

    /// A header that is nearly one: `check closure`, `{check closure`, `(chek) closure`, `yaml {check} closure`. A verb alone
    /// may be the name of a language.
    private mutating func refuse(bare info: String, at place: SourcePlace) {
        let words = info.split { !($0.isLetter || $0.isNumber || "-_.".contains($0)) }.map { $0.lowercased() }
        let hasBrackets = info.contains { "{}｛｝[]()<>:,".contains($0) }
        // The language that may stand before the verb is no verb.
        for (index, word) in words.prefix(hasBrackets ? 2 : 1).enumerated() {
            let isExact = verbs.contains(word)
            guard let verb = isExact ? word : verbs.first(where: { NearMiss.distance($0, word) == 1 && word.count > 3 })
            else { continue }
            let label = words.indices.contains(index + 1) ? words[index + 1] : nil
            if label == nil, !hasBrackets, verb == "json" || !isExact { return }
            // Lines to highlight, and other attributes of code.
            if info.contains("=") || (verb == "json" && hasBrackets && info.first?.isLetter ?? false) { return }
            diagnostics.append(
                Diagnostic(
                    "this looks like a cell of '\(verb)' with another header", at: place,
                    remedy: "write ```{\(verb)} \(label ?? "label")"))
            return
        }
    }

    /// The remedy for a fence without an end, which the next cell or the end of the text closed; nil where it is closed.
    ///
    /// - Parameter range: the indices of its lines.
    private func unclosed(_ node: CommonMark.Node, _ range: Range<Int>) -> String? {
        guard let fence = node.fence else { return nil }
        let mark = String(repeating: fence.character, count: fence.length)
        let body = range.dropFirst().clamped(to: text.indices)
        func isSwallowed(_ line: Int) -> Bool {
            guard let byte = fence.character.asciiValue, text[line].utf8.contains(byte) else { return false }
            return CellOpening(text[line], verbs: verbs)?.isLike(fence) ?? false
        }
        if let swallowed = body.first(where: isSwallowed) {
            let shown = Self.header(node.fenceInfo) == nil ? "; to show a cell as text, use a longer fence" : ""
            return "put \(mark) before the next cell, on line \(swallowed + 1)\(shown)"
        }
        guard let last = body.last else { return "end it with a line \(mark)" }
        let closing = text[last].drop { $0 == " " || $0 == ">" }.trimmed
        let isClosed = closing.count >= fence.length && closing.allSatisfy { $0 == fence.character }
        return isClosed ? nil : "end it with a line \(mark)"
    }
}
