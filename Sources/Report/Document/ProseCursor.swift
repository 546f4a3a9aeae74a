extension ProseScanner {
    /// A position in a paragraph that knows its line and column.
    struct Cursor {
        /// Not characters: to Markdown, a mark with an accent behind it is that mark.
        let scalars: [Unicode.Scalar]
        private(set) var position = 0
        /// Where each of them was written; nil where that is where it stands.
        private let places: [TextPosition]?
        private var counted: TextPosition
        private let firstLine: Int
        /// What is a name or a target there is copied as it is.
        let links: LinkSpans

        /// - Parameters:
        ///   - line: the line of the first character, counted from 0.
        ///   - places: the original place of each character; nil if it has not moved.
        ///   - labels: those of reference links, as `LinkSpans` finds them.
        ///   - isLine: whether it is a line inside of another element, which cannot contain definitions.
        init(
            _ scalars: [Unicode.Scalar], line: Int = 0, places: [TextPosition]? = nil, labels: Set<String> = [],
            isLine: Bool = false
        ) {
            self.scalars = scalars
            self.places = places
            firstLine = line
            counted = TextPosition(line: line)
            links = LinkSpans(scalars, defined: labels, isLine: isLine)
        }

        /// Counted from 0 in the whole text.
        var line: Int { written?.line ?? counted.line }
        /// Counted from 1.
        var column: Int { written?.column ?? counted.column }

        private var written: TextPosition? {
            guard let places, !places.isEmpty else { return nil }
            return places[min(position, places.count - 1)]
        }

        var isInLink: Bool { links.holds(position) }

        var current: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

        /// The characters from here on, with the indices of the whole text.
        var rest: ArraySlice<Unicode.Scalar> { scalars[position...] }

        func peek(_ offset: Int) -> Unicode.Scalar? {
            scalars.indices.contains(position + offset) ? scalars[position + offset] : nil
        }

        mutating func advance(_ count: Int) { advance(to: min(position + count, scalars.count)) }

        mutating func advance(to end: Int) {
            if places == nil {
                for scalar in scalars[position..<end] { counted.pass(scalar) }
            }
            position = end
        }

        /// The line of a later index, counted from 0.
        func line(at index: Int) -> Int {
            if let places { return places[min(index, places.count - 1)].line }
            return line + scalars[position..<max(position, index)].count { $0 == "\n" }
        }

        /// Whether the lines from here to an index contain nothing else but blanks, before and after.
        func isAlone(until end: Int) -> Bool {
            var before = position - 1
            while before >= 0, scalars[before] != "\n" {
                guard scalars[before].isWhitespace else { return false }
                before -= 1
            }
            var behind = end
            while behind < scalars.count, scalars[behind] != "\n" {
                guard scalars[behind].isWhitespace else { return false }
                behind += 1
            }
            return true
        }

        /// Whether only blanks and marks of quotations precede it on its line.
        var isAtStartOfLine: Bool { startOfLine.allSatisfy { $0 == " " || $0 == ">" } }

        /// Whether the parenthesis before it closes the target of a link, `[text](target)`.
        var isBehindLink: Bool {
            var depth = 0
            for index in (0..<position).suffix(2_000).reversed() {
                switch scalars[index] {
                case ")": depth += 1
                case "(" where depth > 1: depth -= 1
                case "(": return index > 0 && scalars[index - 1] == "]"
                default: break
                }
            }
            return false
        }

        /// Whether its line begins with the mark of a heading.
        var isInHeading: Bool {
            let start = scalars[..<position].lastIndex(of: "\n").map { $0 + 1 } ?? 0
            return scalars[start..<position].first { $0 != " " && $0 != ">" } == "#"
        }

        /// The beginning of its line, as far as needed: a mark of a list is short.
        var startOfLine: ArraySlice<Unicode.Scalar> {
            var start = position
            while start > 0, scalars[start - 1] != "\n" {
                start -= 1
                guard " \t>-+*.)0123456789".unicodeScalars.contains(scalars[start]) else { break }
            }
            return scalars[start..<position]
        }

        /// The previous line, if it belongs to the same paragraph.
        var lineBefore: ArraySlice<Unicode.Scalar> {
            guard let end = scalars[..<position].lastIndex(of: "\n") else { return [] }
            let start = scalars[..<end].lastIndex(of: "\n").map { $0 + 1 } ?? 0
            return scalars[start..<end]
        }

        func count(of scalar: Unicode.Scalar) -> Int {
            var count = 0
            while peek(count) == scalar { count += 1 }
            return count
        }

        /// The beginning of the next run of exactly so many backticks.
        func find(backticks run: Int) -> Int? { links.backticks.next(of: run, from: position + run) }

        /// Whether the number between `&#` and `;` has more digits than a code point of Unicode: then it is text, which
        /// cmark misreads for eight decimal digits.
        var isNoEntity: Bool {
            guard peek(1) == "#" else { return false }
            var count = 0
            while let digit = peek(2 + count), ("0"..."9").contains(digit) { count += 1 }
            return count > 7
        }

        /// The name in `${name}`, if this starts here.
        var parameterName: String? {
            guard current == "$", peek(1) == "{" else { return nil }
            var end = 2
            while let scalar = peek(end), scalar.isASCII,
                scalar.isLetter || scalar.isNumber || "_-".unicodeScalars.contains(scalar)
            {
                end += 1
            }
            guard peek(end) == "}" else { return nil }
            let name = String(scalars: scalars[(position + 2)..<(position + end)])
            return Parameters.isName(name.utf8) ? name : nil
        }

        /// A formula: its TeX begins `offset` behind the cursor, and is verbatim where it is what stands there.
        typealias Math = (tex: String, display: Bool, length: Int, offset: Int, isVerbatim: Bool)

        /// The formula that starts here. A single dollar opens before a visible character and closes after one, and not
        /// before a digit, so that prices are not math. Dollars with backticks, as on GitHub, have no such conditions.
        var math: Math? {
            if let math = mathInCode { return math }
            let display = peek(1) == "$"
            let fence = display ? 2 : 1
            guard let first = peek(fence), display || !(first.isWhitespace || first == "$") else { return nil }
            var index = position + fence
            while index < scalars.count {
                if scalars[index] == "\\" {
                    index += 2
                    continue
                }
                // A price before a code span is not the start of a formula.
                if scalars[index] == "`", !display { return nil }
                if scalars[index] == "$", !links.holds(index) {
                    // No dollar stands inside of math: where this one cannot close it, the first one did not open it.
                    guard closes(at: index, display: display) else { return nil }
                    return math(position + fence..<index, behind: index + fence, display: display)
                }
                index += 1
            }
            return nil
        }

        /// `` $`tex`$ ``
        private var mathInCode: Math? {
            var run = 0
            while peek(1 + run) == "`" { run += 1 }
            let start = position + 1 + run
            guard run > 0, let end = links.backticks.next(of: run, from: start), end + run < scalars.count,
                scalars[end + run] == "$"
            else { return nil }
            return math(start..<end, behind: end + run + 1, display: false)
        }

        private func math(_ range: Range<Int>, behind end: Int, display: Bool) -> Math? {
            let written = String(scalars: scalars[range])
            // Inside of a quotation.
            let unquoted = written.contains(">") ? written.replacing(/\n[ \t]*(> ?)+/, with: "\n") : written
            let tex = unquoted.trimmed
            let offset = range.lowerBound - position + written.unicodeScalars.prefix(while: \.isWhitespace).count
            return tex.isEmpty ? nil : (tex, display, end - position, offset, unquoted == written)
        }

        private func closes(at index: Int, display: Bool) -> Bool {
            let next = index + 1 < scalars.count ? scalars[index + 1] : "\n"
            if display { return next == "$" }
            return !scalars[index - 1].isWhitespace && !next.isNumber
        }
    }
}
