import Statistics

/// Writes the values of parameters into texts, `${name}`: one rule for the text of a report and for every text of its YAML.
///
/// A value stands there as if it had been written there: its Markdown is Markdown, its math is math. In code and in comments
/// `${name}` is what it is, and so it is behind a backslash.
struct ParameterWriter {
    private let values: [String: SourceNode]
    /// Their names, for messages.
    private let known: KnownNames
    /// Bytes that values took so far.
    private(set) var written: Int
    private(set) var diagnostics: [Diagnostic] = []

    /// Of a value of YAML with its parameters written out, in bytes.
    private static let longest = 1 << 20

    init(_ values: [String: SourceNode], _ known: KnownNames, written: Int = 0) {
        self.values = values
        self.known = known
        self.written = written
    }

    /// A text with its parameters written out.
    struct Text {
        fileprivate(set) var scalars: [Unicode.Scalar] = []
        /// Where each of them was written: those of a value at its dollar sign.
        fileprivate(set) var places: [TextPosition] = []
    }

    /// Whether a text may contain parameters.
    static func isAsked(by text: some StringProtocol) -> Bool {
        text.utf8.contains(UInt8(ascii: "$")) && text.contains("${")
    }

    /// Inserts values into a text of YAML.
    mutating func write(_ text: String, at place: SourcePlace) -> String {
        guard Self.isAsked(by: text) else { return text }
        return String(scalars: write(Array(text.unicodeScalars), line: 0, isProse: false) { _ in place }.scalars)
    }

    /// - Parameters:
    ///   - line: the line where the text begins, counted from 0.
    ///   - isProse: whether it is text of the report, where a value must be a part of a line and cannot begin a block.
    mutating func write(
        _ text: [Unicode.Scalar], line: Int, isProse: Bool, place: (TextPosition) -> SourcePlace
    ) -> Text {
        var cursor = ProseScanner.Cursor(text, line: line)
        var position = TextPosition(line: line)
        var result = Text()
        var bytes = 0
        let isRow = text.contains("|")
        // Where a formula would end with the dollar of a parameter, that is one.
        var end = -1
        func copy(_ count: Int) {
            let end = min(cursor.position + count, text.count)
            for scalar in text[cursor.position..<end] {
                result.scalars.append(scalar)
                result.places.append(position)
                position.pass(scalar)
            }
            cursor.advance(to: end)
        }
        while let scalar = cursor.current {
            if scalar == "$", let name = cursor.parameterName,
                values[name] != nil || cursor.position == end || !cursor.opensFormula
            {
                let here = place(position)
                var value = Array((self.text(of: name, at: here) ?? "${\(name)}").unicodeScalars)
                if isProse, isRow { value = Self.inRow(value) }
                if isProse { value = Self.inLine(value, behind: cursor.startOfLine) }
                bytes += value.count
                if !isProse, bytes > Self.longest {
                    refuse("make more than \(Self.longest >> 20) MB of this text", at: here)
                    return Text()
                }
                result.scalars += value
                result.places += Array(repeating: position, count: value.count)
                let end = cursor.position + name.utf8.count + 3
                for scalar in text[cursor.position..<end] { position.pass(scalar) }
                cursor.advance(to: end)
                continue
            }
            if scalar == "$", let math = cursor.math, cursor.peek(math.length) == "{" {
                end = cursor.position + math.length - 1
            }
            copy(cursor.lengthWithoutParameters)
        }
        return result
    }

    /// The value of a parameter, in any context; nil for an unknown one, which is reported.
    mutating func value(of name: String, at place: SourcePlace) -> SourceNode? {
        guard let value = values[name] else {
            diagnostics.append(
                Diagnostic("the report has no parameter '\(name)'", at: place, remedy: known.remedy(for: name)))
            return nil
        }
        let most = MarkdownExcess.mostParameterBytes
        // Said once: what comes behind is too much for the same reason.
        guard written <= most else { return nil }
        written += value.size
        if written > most {
            refuse("make more than \(most >> 20) MB of this report up to here", at: place)
            return nil
        }
        return value
    }

    /// The same where text stands around it.
    private mutating func text(of name: String, at place: SourcePlace) -> String? {
        guard let value = value(of: name, at: place) else { return nil }
        func refuse(_ what: String, _ remedy: String) -> String? {
            diagnostics.append(
                Diagnostic("the parameter '\(name)' \(what), which no text can hold", at: place, remedy: remedy))
            return nil
        }
        guard case .scalar(let text, _) = value.content else {
            return refuse("is \(value.summary)", "give it a single value")
        }
        if value.isNull { return refuse("has no value", "give it one; \"\" is an empty text") }
        // A block of YAML ends with a line break.
        let lines = text.trimmed.unicodeLines
        guard lines.count < 2 else {
            return refuse("has \(NumberText.counted(lines.count, "line"))", "write it on one")
        }
        return lines.first ?? ""
    }

    private mutating func refuse(_ what: String, at place: SourcePlace) {
        diagnostics.append(
            Diagnostic(
                "parameters \(what)", at: place, remedy: "use shorter ones, or write fewer of them into each other"))
    }

    /// A value as a part of what may be a row of a table, whose cells it does not part.
    private static func inRow(_ value: [Unicode.Scalar]) -> [Unicode.Scalar] {
        // In code and in formulas a backslash is one.
        guard !value.contains(where: { $0 == "`" || $0 == "$" }) else { return value }
        let parts = value.split(separator: "|", omittingEmptySubsequences: false)
        return Array(parts.joined(separator: "\\|".unicodeScalars))
    }

    /// A value as a part of a line of the report: it begins no heading, list, code or HTML.
    ///
    /// - Parameter start: what stands before it on its line.
    private static func inLine(
        _ value: [Unicode.Scalar], behind start: ArraySlice<Unicode.Scalar>
    ) -> [Unicode.Scalar] {
        guard start.allSatisfy({ " \t>-+*.)0123456789".unicodeScalars.contains($0) }), mayBeginBlock(value) else {
            return value
        }
        return Array(Placeholder.nothing.unicodeScalars) + value
    }

    private static func mayBeginBlock(_ value: [Unicode.Scalar]) -> Bool {
        guard let first = value.first else { return false }
        if ("0"..."9").contains(first) {
            let mark = value.first { !("0"..."9").contains($0) }
            return mark == "." || mark == ")"
        }
        return "#-+=>~`<[*_|: \t".unicodeScalars.contains(first) && !isEmphasis(value)
    }

    /// Whether it begins with a mark of emphasis, which a character before it could take its meaning from.
    private static func isEmphasis(_ value: [Unicode.Scalar]) -> Bool {
        guard let mark = value.first, mark == "*" || mark == "_" else { return false }
        let rest = value.drop { $0 == mark }
        return rest.first.map { !$0.isWhitespace } ?? false && !rest.allSatisfy { $0 == mark || $0.isWhitespace }
    }
}

extension ProseScanner.Cursor {
    /// Whether a formula opens here that does not end where a parameter begins.
    fileprivate var opensFormula: Bool { math.map { peek($0.length) != "{" } ?? false }

    /// How many scalars from here on hold no parameter: more than one in code, in a comment, behind a backslash, and where
    /// two dollars open a formula.
    fileprivate var lengthWithoutParameters: Int {
        switch current {
        case "\\": return 2
        case "`":
            let run = count(of: "`")
            return find(backticks: run).map { $0 + run - position } ?? run
        case "<" where Comment.begins(in: scalars, at: position):
            guard case .closed(let end) = Comment.end(in: scalars, from: position) else { return 1 }
            return end - position
        case "$":
            guard peek(1) == "$" else { return 1 }
            // `$${a}$$` is a formula; `$${a}` is a dollar before a value.
            return peek(2) != "{" || math != nil ? 2 : 1
        default: return 1
        }
    }
}
