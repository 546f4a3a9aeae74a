import Yams

/// A piece of YAML inside a report, parsed with the places of the report.
struct YAMLBlock {
    let text: String
    let file: String
    /// The line of the report on which the text starts, and how many columns the report has before it.
    let firstLine: Int
    let indent: Int
    /// How many lists and mappings the value of an option stands in: the lines of deeper ones are not needed.
    let depthOfOptions: Int
    /// The last line with something on it, counted from 1 in the text.
    private let lastLine: Int

    init(text: String, file: String, firstLine: Int, indent: Int = 0, depthOfOptions: Int = 1) {
        self.text = text
        self.file = file
        self.firstLine = firstLine
        self.indent = indent
        self.depthOfOptions = depthOfOptions
        let feed = UInt8(ascii: "\n")
        let last = text.utf8.lastIndex { $0 != feed }
        lastLine = 1 + (last.map { text.utf8[..<$0].count { $0 == feed } } ?? 0)
    }

    /// Made for a message only.
    private var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

    /// - Returns: the mapping, list or scalar; nil if the text has only comments.
    /// - Throws: ``InvalidDocument`` where it is not YAML.
    func parse() throws(InvalidDocument) -> SourceNode? {
        if let diagnostic = refusal { throw InvalidDocument(diagnostic) }
        do {
            let hidden = Parameters.hide(in: text)
            // Every scalar is a text here: nobody asks whether it looks like a number or a date, and nothing is made of one.
            guard let node = try Yams.compose(yaml: hidden, .basic, Constructor([:], [:], [:]), .utf8) else {
                return nil
            }
            var marks = YAMLMarks(in: hidden)
            return try convert(node, &marks)
        } catch let error as InvalidDocument {
            throw error
        } catch let error as YamlError {
            throw InvalidDocument(diagnostic(error))
        } catch {
            throw InvalidDocument(Diagnostic("this is not YAML: \(error)", at: start))
        }
    }

    /// - Parameter depth: how many lists and mappings it stands in.
    private func convert(
        _ node: Node, _ marks: inout YAMLMarks, depth: Int = 0
    ) throws(InvalidDocument) -> SourceNode {
        let place = node.mark.map(place) ?? start
        if marks.isAlias(node) {
            throw InvalidDocument(
                Diagnostic("YAML aliases are not supported here", at: place, remedy: "write the value out"))
        }
        if let first = marks.character(node.mark), first == "!" || first == "&" {
            throw InvalidDocument(
                Diagnostic(
                    first == "!" ? "YAML takes this for a tag" : "YAML takes this for an anchor", at: place,
                    remedy: "put the text into quotes"))
        }
        switch node {
        case .scalar(let scalar):
            return SourceNode(
                .scalar(scalar.string, plain: scalar.style == .plain || scalar.style == .any), at: place,
                doubt: doubt(scalar, &marks), map: depth <= depthOfOptions ? map(scalar, &marks) : nil)
        case .sequence(let sequence):
            var nodes: [SourceNode] = []
            for element in sequence { nodes.append(try convert(element, &marks, depth: depth + 1)) }
            return SourceNode(.sequence(nodes), at: place)
        case .mapping(let mapping):
            var members: [SourceNode.Member] = []
            for (key, value) in mapping {
                let keyPlace = key.mark.map(self.place) ?? start
                guard case .scalar(let name) = key else {
                    throw InvalidDocument(Diagnostic("a key must be a word", at: keyPlace))
                }
                members.append(
                    .init(key: name.string, keyPlace: keyPlace, value: try convert(value, &marks, depth: depth + 1)))
            }
            return SourceNode(.mapping(members), at: place)
        case .alias:
            preconditionFailure("an alias was refused already")
        }
    }

    /// Characters that YAML reads in another way than an editor shows them.
    private var refusal: Diagnostic? {
        guard text.utf8.contains(where: { $0 >= 0x7F || $0 < 0x20 && $0 != 0x0A && $0 != 0x09 }) else { return nil }
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
            if let offset = scalars.firstIndex(where: \.isRefusedByYAML) {
                return diagnostic(
                    "\(scalars[offset].code) stands here, a character that YAML does not allow", offset, "remove it")
            }
            let start = scalars.prefix { $0 == " " || $0 == "-" || $0.isBlankButNoSpace }
            let behindColon = scalars.indices.dropFirst().first {
                scalars[$0].isBlankButNoSpace && scalars[$0 - 1] == ":"
            }
            if let offset = start.firstIndex(where: \.isBlankButNoSpace) ?? behindColon {
                return diagnostic(
                    "\(scalars[offset].code) stands here, which YAML does not treat as a blank", offset, "write a space"
                )
            }
        }
        return nil
    }

    /// Where the lines of a text stand; nil where it is a plain text on one line.
    private func map(_ scalar: Node.Scalar, _ marks: inout YAMLMarks) -> TextMap? {
        let lines = marks.lines(of: scalar)
        guard !lines.isEmpty else { return nil }
        return TextMap(
            scalar.string,
            writtenOn: lines.map { line in
                (line.text, SourcePlace(file: file, line: firstLine + line.index, column: line.column + indent))
            })
    }

    /// Where a text lost something on its way through YAML: its end, behind a `#`, or a backslash of its math.
    private func doubt(_ scalar: Node.Scalar, _ marks: inout YAMLMarks) -> String? {
        switch scalar.style {
        case .plain, .any:
            guard let comment = marks.comment(behind: scalar) else { return nil }
            return scalar.string.isEmpty
                ? "YAML takes '\(comment)' for a comment, so that nothing stands here: put the text into quotes"
                : "YAML takes '\(comment)' for a comment: put the text into quotes, or the comment on its own line"
        case .doubleQuoted:
            // Most hold nothing that an escape could have made.
            guard !scalar.string.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else { return nil }
            let parts = scalar.string.split(separator: "$", omittingEmptySubsequences: false)
            let isChanged = parts.indices.contains { index in
                index % 2 == 1 && index < parts.count - 1
                    && parts[index].unicodeScalars.contains {
                        $0.value < 0x20 || $0.isLineEndOfYAML || $0 == "\u{A0}"
                    }
            }
            // What ends a line to YAML, other than a line feed, cannot stand in a text as it is written.
            let isEscaped = scalar.string.unicodeScalars.contains {
                $0.value < 0x20 && $0 != "\n" || $0.isLineEndOfYAML || $0 == "\u{A0}" && text.contains("\\_")
            }
            return isChanged || isEscaped || holdsMacro(scalar)
                ? "in double quotes a backslash begins an escape: use single quotes for math and backslashes" : nil
        default: return nil
        }
    }

    /// Whether a line feed took the `\n` of a macro, as in "the \nu mass".
    private func holdsMacro(_ scalar: Node.Scalar) -> Bool {
        guard scalar.string.contains("\n") else { return false }
        let tails = ["u", "abla", "e", "eq", "ot", "otin", "i", "eg", "exists"]
        return scalar.string.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().contains { line in
            let word = String(line.prefix { $0.isLetter })
            return tails.contains(word) && text.contains("\\n\(word)")
        }
    }

    private var start: SourcePlace { SourcePlace(file: file, line: firstLine, column: 1 + indent) }

    private func place(_ mark: Mark) -> SourcePlace {
        // Where the parser stops behind the end of the text, the last line is the one to look at.
        guard mark.line <= lastLine else {
            let column = lines[lastLine - 1].count + 1
            return SourcePlace(file: file, line: firstLine + lastLine - 1, column: column + indent)
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
            return Diagnostic(
                "the key \(names) stands more than once", at: second(keys.first, context.mark), remedy: "keep one")
        case .reader(let problem, _, _, _):
            return Diagnostic("this is not YAML: \(problem)", at: start)
        default:
            return Diagnostic("this is not YAML: \(error)", at: start)
        }
    }

    /// Where a key stands for the second time, at the same depth as the first.
    private func second(_ key: String?, _ first: Mark) -> SourcePlace {
        let start = String(repeating: " ", count: first.column - 1) + (key ?? "") + ":"
        let lines = lines
        let line = lines.indices.dropFirst(first.line).first { lines[$0].hasPrefix(start) }
        return line.map { SourcePlace(file: file, line: firstLine + $0, column: first.column + indent) }
            ?? place(first)
    }

    /// The usual slips: a tab, and a colon or a special character in a text without quotes.
    private func advice(_ mark: Mark, _ problem: String) -> String? {
        let lines = lines
        guard lines.indices.contains(mark.line - 1) else { return nil }
        let line = lines[mark.line - 1]
        if problem.contains("escape") || problem.contains("hexdecimal") {
            return "put the text into single quotes, in which a backslash is one"
        }
        if line.contains("\t") { return "indent with spaces, not with tabs" }
        if problem.contains("mapping values are not allowed") { return "put a text with a colon into quotes" }
        if problem.contains("cannot start any token") { return "put the text into quotes" }
        if problem.contains("',' or") { return nil }
        // The text that the mistake is in may have begun further up.
        let values = lines[..<mark.line].reversed().lazy.compactMap { line -> Character? in
            guard let colon = line.firstRange(of: ": ") ?? line.firstRange(of: "- ") else { return nil }
            return line[colon.upperBound...].trimmed.first
        }
        switch values.first {
        case "'": return "inside of single quotes write an apostrophe twice, or put the text into double quotes"
        case "\"": return "inside of double quotes write \\\" for a quotation mark, or put the text into single quotes"
        case .some: return "put the text into quotes"
        case nil: break
        }
        return nil
    }
}
