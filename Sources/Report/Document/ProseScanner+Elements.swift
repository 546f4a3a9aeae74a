/// What stands in a line and is more than Markdown: code that may be a value, braces, math, references.
extension ProseScanner {
    mutating func codeSpan(_ cursor: inout Cursor) {
        let run = cursor.count(of: "`")
        guard let end = cursor.find(backticks: run) else {
            output += String(repeating: "`", count: run)
            cursor.advance(run)
            return
        }
        let start = cursor.position + run
        // Inside a table the bar of a format has a backslash before it.
        let content = String(scalars: cursor.scalars[start..<end]).replacing("\n", with: " ").replacing(
            "\\|", with: "|")
        if run == 1, let text = Self.value(in: content) {
            do {
                insert(.inline(.value(try InlineValue(text, at: place(cursor)), place(cursor))))
            } catch {
                found += error.diagnostics
            }
        } else if run == 1, let remedy = Lookalikes.remedy(ofCode: content) {
            found.append(
                Diagnostic(
                    "'\(content)' looks like a value and is code", at: place(cursor),
                    remedy: "\(remedy); to show it as code, use two backticks"))
        } else {
            output += String(scalars: cursor.scalars[cursor.position..<(end + run)])
        }
        cursor.advance(end + run - cursor.position)
    }

    /// `{label.path | .3}`: a value in a row of a table, and elsewhere one without its backticks.
    mutating func braces(_ cursor: inout Cursor) {
        let rest = cursor.rest
        if let foreign = ForeignMarkup(shortcode: rest) { refuse(foreign, cursor) }
        guard let end = rest.dropFirst().firstIndex(where: { $0 == "{" || $0 == "}" || $0 == "\n" }),
            rest[end] == "}"
        else {
            output.append("{")
            cursor.advance(1)
            return
        }
        let inside = String(scalars: rest[(cursor.position + 1)..<end])
        if let foreign = ForeignMarkup(
            braces: inside, between: cursor.peek(-1), and: rest[(end + 1)...],
            isBehindLink: { cursor.isBehindLink }, isInHeading: { cursor.isInHeading })
        {
            refuse(foreign, cursor)
            cursor.advance(end + 1 - cursor.position)
            return
        }
        if line == nil, let (name, length) = TextLabel.name(at: rest),
            rest.dropFirst(length).prefix(while: { $0 != "\n" }).allSatisfy({ $0.isWhitespace || $0 == "#" })
        {
            insert(.inline(.label(TextLabel(name: name, place: place(cursor)))))
            cursor.advance(length)
            return
        }
        if line?.hasValues ?? false {
            do {
                insert(.inline(.value(try InlineValue(inside, at: place(cursor)), place(cursor))))
            } catch {
                found += error.diagnostics
            }
        } else if let path = Lookalikes.reference(inBraces: "{\(inside)}"),
            cursor.peek(-1) != "$" || names.labels.contains(String(path.prefix { $0 != "." }))
        {
            found.append(
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

    mutating func refuse(_ foreign: ForeignMarkup, _ cursor: Cursor) {
        found.append(Diagnostic(foreign.message, at: place(cursor), remedy: foreign.remedy))
    }

    mutating func refuse(_ math: Lookalikes.Math, _ cursor: inout Cursor) {
        found.append(
            Diagnostic(
                "'\(math.opening)' is no math in Markdown", at: place(cursor),
                remedy: math.remedy))
        cursor.advance(math.count)
    }

    /// What follows `{value}` at the start of a code span.
    private static func value(in content: String) -> String? {
        let content = content.drop(while: \.isWhitespace)
        return content.hasPrefix("{value}") ? String(content.dropFirst("{value}".count)) : nil
    }

    mutating func dollar(_ cursor: inout Cursor) {
        guard let math = cursor.math else {
            if cursor.peek(1) == "$", cursor.isAtStartOfLine {
                found.append(
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
        var formula = Formula(
            tex: math.tex, display: math.display, place: place(start),
            isVerbatim: !origin.isYAML && math.isVerbatim)
        cursor.advance(math.length)
        if math.display {
            let blanks = cursor.rest.prefix { $0 == " " }.count
            if let (name, length) = TextLabel.name(at: cursor.rest.dropFirst(blanks)) {
                cursor.advance(blanks)
                formula.label = TextLabel(name: name, place: place(cursor))
                cursor.advance(length)
            }
        }
        insert(.inline(.math(formula)))
    }

    mutating func reference(_ cursor: inout Cursor) {
        let before = cursor.peek(-1)
        let isInBrackets = citations?.range.contains(cursor.position) ?? false
        let mayStart = before.map { !($0.isLetter || $0.isNumber || "/.:_-@`".unicodeScalars.contains($0)) } ?? true
        // `[-@key]` leaves out the authors, of whom the brackets name none anyway.
        let isShort = isInBrackets && before == "-" && cursor.peek(-2).map { $0 == "[" || $0.isWhitespace } ?? false
        let isTarget = before == "(" && cursor.peek(-2) == "]"
        guard mayStart || isShort, !isTarget,
            let (name, length) = names.name(cursor.rest.dropFirst(), isInBrackets: isInBrackets)
        else {
            output.append("@")
            cursor.advance(1)
            return
        }
        let place = place(cursor)
        switch name {
        case .label(let label): insert(.inline(.reference(label: label, place)))
        case .work(let key):
            if isShort, output.last == "-" { output.removeLast() }
            if isInBrackets { citations?.isUsed = true }
            insert(.inline(.citation(Citation(key: key, place: place, isInBrackets: isInBrackets))))
        case .stray(let key):
            found.append(
                Diagnostic(
                    "this cites '\(key)', and the report has no bibliography", at: place,
                    remedy: "name a file of BibTeX in the front matter, as in 'bibliography: refs.bib'; "
                        + "an at sign of the text is written \\@"))
        }
        cursor.advance(length + 1)
    }

    /// Notes the brackets that begin here, if they contain an at sign and are not the text of a link.
    mutating func beginCitations(_ cursor: Cursor) {
        let inside = cursor.rest.dropFirst().prefix { $0 != "[" && $0 != "]" }
        guard inside.contains("@"), let end = cursor.rest[inside.endIndex...].first, end == "]" else { return }
        let behind = cursor.rest[inside.endIndex...].dropFirst().first
        guard behind != "(", behind != "[" else { return }
        citations = (inside.startIndex..<inside.endIndex, false)
    }

    /// Whether a semicolon at this position separates two citations; the page has a comma there.
    func parts(citationsAt position: Int) -> Bool {
        citations.map { $0.isUsed && $0.range.contains(position) } ?? false
    }
}
