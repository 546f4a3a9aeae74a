import Yams

/// A piece of YAML inside a report, parsed with the places of the report.
struct YAMLBlock {
    let text: String
    let file: String
    /// The line of the report on which the text starts, and how many columns the report has before it.
    let firstLine: Int
    let indent: Int
    private let lines: [Substring]
    /// The last line with something on it, counted from 1 in the text, and the column behind it.
    private let end: (line: Int, column: Int)

    init(text: String, file: String, firstLine: Int, indent: Int = 0) {
        self.text = text
        self.file = file
        self.firstLine = firstLine
        self.indent = indent
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let last = lines.lastIndex { !$0.isEmpty } ?? 0
        end = (last + 1, lines[last].count + 1)
    }

    /// - Returns: the mapping, list or scalar; nil where there is nothing but comments.
    /// - Throws: ``InvalidDocument`` where it is not YAML.
    func parse() throws(InvalidDocument) -> SourceNode? {
        if let diagnostic = refusal { throw InvalidDocument(diagnostic) }
        do {
            guard let node = try Yams.compose(yaml: Parameters.hide(in: text), .default, .default, .utf8) else {
                return nil
            }
            var seen: Set<Seen> = []
            return try convert(node, &seen)
        } catch let error as InvalidDocument {
            throw error
        } catch let error as YamlError {
            throw InvalidDocument(diagnostic(error))
        } catch {
            throw InvalidDocument(Diagnostic("this is not YAML: \(error)", at: start))
        }
    }

    /// A node by where it stands and what it is.
    private struct Seen: Hashable {
        let line: Int
        let column: Int
        let kind: Int
    }

    /// An alias puts a node into a second place with the mark of the first; a few of them in each other make billions.
    private func isAlias(_ node: Node, _ seen: inout Set<Seen>) -> Bool {
        guard let mark = node.mark else { return false }
        let kind: Int
        switch node {
        case .scalar(let scalar):
            if scalar.string.isEmpty { return false }
            kind = 0
        case .sequence: kind = 1
        case .mapping: kind = 2
        case .alias: return true
        }
        return !seen.insert(Seen(line: mark.line, column: mark.column, kind: kind)).inserted
    }

    private func convert(_ node: Node, _ seen: inout Set<Seen>) throws(InvalidDocument) -> SourceNode {
        let place = node.mark.map(place) ?? start
        if isAlias(node, &seen) {
            throw InvalidDocument(
                Diagnostic("YAML aliases are not supported here", at: place, remedy: "write the value out"))
        }
        if let mark = node.mark, lines.indices.contains(mark.line - 1),
            lines[mark.line - 1].utf8.contains(where: { $0 == UInt8(ascii: "!") || $0 == UInt8(ascii: "&") }),
            let first = lines[mark.line - 1].dropFirst(mark.column - 1).first, first == "!" || first == "&"
        {
            throw InvalidDocument(
                Diagnostic(
                    first == "!" ? "YAML takes this for a tag" : "YAML takes this for an anchor", at: place,
                    remedy: "put the text into quotes"))
        }
        switch node {
        case .scalar(let scalar):
            return SourceNode(
                .scalar(scalar.string, plain: scalar.style == .plain || scalar.style == .any), at: place,
                doubt: doubt(scalar), map: map(scalar))
        case .sequence(let sequence):
            var nodes: [SourceNode] = []
            for element in sequence { nodes.append(try convert(element, &seen)) }
            return SourceNode(.sequence(nodes), at: place)
        case .mapping(let mapping):
            var members: [SourceNode.Member] = []
            for (key, value) in mapping {
                let keyPlace = key.mark.map(self.place) ?? start
                guard case .scalar(let name) = key else {
                    throw InvalidDocument(Diagnostic("a key must be a word", at: keyPlace))
                }
                members.append(.init(key: name.string, keyPlace: keyPlace, value: try convert(value, &seen)))
            }
            return SourceNode(.mapping(members), at: place)
        case .alias:
            preconditionFailure("an alias was refused already")
        }
    }

    /// Characters that YAML reads in another way than an editor shows them.
    private var refusal: Diagnostic? {
        guard text.utf8.contains(where: { $0 > 0x7F }) else { return nil }
        for (index, line) in lines.enumerated() {
            func diagnostic(_ message: String, _ offset: Int, _ remedy: String) -> Diagnostic {
                Diagnostic(
                    message, at: SourcePlace(file: file, line: firstLine + index, column: offset + 1 + indent),
                    remedy: remedy)
            }
            let scalars = Array(line.unicodeScalars)
            if let offset = scalars.firstIndex(where: \.isLineEndOfYAML) {
                return diagnostic(
                    "\(scalars[offset].code) stands here, which ends a line to YAML", offset,
                    "write a blank, or begin a new line")
            }
            let start = scalars.prefix { $0 == " " || $0 == "-" || $0.isBlankButNoSpace }
            let behindColon = scalars.indices.dropFirst().first {
                scalars[$0].isBlankButNoSpace && scalars[$0 - 1] == ":"
            }
            if let offset = start.firstIndex(where: \.isBlankButNoSpace) ?? behindColon {
                return diagnostic(
                    "\(scalars[offset].code) stands here, a blank that is none to YAML", offset, "write a space")
            }
        }
        return nil
    }

    /// Where the lines of a text stand; nil where it stands on one line.
    private func map(_ scalar: Node.Scalar) -> TextMap? {
        guard let mark = scalar.mark, lines.indices.contains(mark.line - 1) else { return nil }
        let isBlock = scalar.style == .literal || scalar.style == .folded
        // A text of a block begins on the line below its sign.
        let first = isBlock ? mark.line : mark.line - 1
        let depth = lines[mark.line - 1].prefix { $0 == " " }.count
        let following = lines.indices.dropFirst(first + 1).prefix { index in
            lines[index].trimmed.isEmpty || lines[index].prefix { $0 == " " }.count > depth
        }
        let written = ([first] + following).filter(lines.indices.contains).map { index in
            var text = Parameters.hide(in: String(lines[index]))[...]
            var column = 1
            if index == mark.line - 1 {
                // Behind the quotation mark, where there is one.
                let isQuoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted
                column = mark.column + (isQuoted ? 1 : 0)
                text = text.dropFirst(column - 1)
            }
            column += text.prefix { $0.isWhitespace }.count
            var content = text.trimmed
            if !isBlock, let quote = content.last, quote == "\"" || quote == "'" { content.removeLast() }
            return (text: content, place: SourcePlace(file: file, line: firstLine + index, column: column + indent))
        }
        return written.count < 2 && !isBlock ? nil : TextMap(scalar.string, writtenOn: written)
    }

    /// Where a text lost something on its way through YAML: its end, behind a `#`, or a backslash of its math.
    private func doubt(_ scalar: Node.Scalar) -> String? {
        guard let mark = scalar.mark, lines.indices.contains(mark.line - 1) else { return nil }
        switch scalar.style {
        case .plain, .any:
            guard lines[mark.line - 1].utf8.contains(UInt8(ascii: "#")) else { return nil }
            let rest = Parameters.hide(in: String(lines[mark.line - 1].dropFirst(mark.column - 1)))
            let first = scalar.string.prefix { $0 != "\n" }
            guard !first.isEmpty, rest.hasPrefix(first), case let behind = rest.dropFirst(first.count),
                behind.first?.isWhitespace ?? false, behind.trimmed.hasPrefix("#")
            else { return nil }
            return
                "YAML takes '\(behind.trimmed)' for a comment: put the text into quotes, or the comment on its own line"
        case .doubleQuoted:
            let parts = scalar.string.split(separator: "$", omittingEmptySubsequences: false)
            let isChanged = parts.indices.contains { index in
                index % 2 == 1 && index < parts.count - 1
                    && parts[index].unicodeScalars.contains {
                        $0.value < 0x20 || $0.isLineEndOfYAML || $0 == "\u{A0}"
                    }
            }
            let hasControl = scalar.string.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }
            return isChanged || hasControl
                ? "in double quotes a backslash begins an escape: use single quotes for math and backslashes" : nil
        default: return nil
        }
    }

    private var start: SourcePlace { SourcePlace(file: file, line: firstLine, column: 1 + indent) }

    private func place(_ mark: Mark) -> SourcePlace {
        // Where the parser stops behind the end of the text, the last line is the one to look at.
        guard mark.line <= end.line else {
            return SourcePlace(file: file, line: firstLine + end.line - 1, column: end.column + indent)
        }
        return SourcePlace(file: file, line: firstLine + mark.line - 1, column: mark.column + indent)
    }

    private func diagnostic(_ error: YamlError) -> Diagnostic {
        switch error {
        case .scanner(let context, let problem, let mark, _),
            .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            if problem.hasPrefix("Maximum nesting level") {
                return Diagnostic("lists and mappings stand too deep in one another here", at: place(mark))
            }
            let during = context.map { " (\($0.text) on line \(firstLine + $0.mark.line - 1))" } ?? ""
            return Diagnostic("this is not YAML: \(problem)\(during)", at: place(mark), remedy: advice(mark, problem))
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.map { "'\($0)'" }.joined(separator: ", ")
            return Diagnostic("the key \(names) stands more than once", at: second(keys.first, context.mark))
        case .reader(let problem, _, _, _):
            return Diagnostic("this is not YAML: \(problem)", at: start)
        default:
            return Diagnostic("this is not YAML: \(error)", at: start)
        }
    }

    /// Where a key stands for the second time, at the same depth as the first.
    private func second(_ key: String?, _ first: Mark) -> SourcePlace {
        let start = String(repeating: " ", count: first.column - 1) + (key ?? "") + ":"
        let line = lines.indices.dropFirst(first.line).first { lines[$0].hasPrefix(start) }
        return line.map { SourcePlace(file: file, line: firstLine + $0, column: first.column + indent) }
            ?? place(first)
    }

    /// The usual slips: a tab, and a colon or a special character in a text without quotes.
    private func advice(_ mark: Mark, _ problem: String) -> String? {
        guard lines.indices.contains(mark.line - 1) else { return nil }
        let line = lines[mark.line - 1]
        if problem.contains("escape") { return "put the text into single quotes, in which a backslash is one" }
        if line.contains("\t") { return "indent with spaces, not with tabs" }
        if problem.contains("mapping values are not allowed") { return "put a text with a colon into quotes" }
        if problem.contains("cannot start any token") { return "put the text into quotes" }
        return nil
    }
}
