extension ProseScanner {
    /// A position in a paragraph that knows its line and column.
    struct Cursor {
        let characters: [Character]
        private(set) var position = 0
        /// Counted from 0 in the whole text.
        private(set) var line: Int
        private(set) var column = 1
        /// What is a name or a target there is copied as it is.
        let links: LinkSpans

        /// - Parameters:
        ///   - labels: those of reference links, as `LinkSpans` finds them.
        ///   - isLine: whether it is a line inside of something, which defines nothing.
        init(characters: [Character], line: Int, labels: Set<String> = [], isLine: Bool = false) {
            self.characters = characters
            self.line = line
            links = LinkSpans(characters, defined: labels, isLine: isLine)
        }

        var isInLink: Bool { links.holds(position) }

        var current: Character? { peek(0) }

        /// What stands here and behind, with the indices of all characters.
        var rest: ArraySlice<Character> { characters[position...] }

        func peek(_ offset: Int) -> Character? {
            characters.indices.contains(position + offset) ? characters[position + offset] : nil
        }

        mutating func advance(_ count: Int) {
            for _ in 0..<count where position < characters.count {
                if characters[position] == "\n" {
                    line += 1
                    column = 1
                } else {
                    column += 1
                }
                position += 1
            }
        }

        /// The line on which an index behind this one stands, counted from 0.
        func line(at index: Int) -> Int {
            line + characters[position..<max(position, index)].count { $0 == "\n" }
        }

        /// Whether nothing but blanks stands on the lines from here to an index, before and behind.
        func isAlone(until end: Int) -> Bool {
            var before = position - 1
            while before >= 0, characters[before] != "\n" {
                guard characters[before].isWhitespace else { return false }
                before -= 1
            }
            var behind = end
            while behind < characters.count, characters[behind] != "\n" {
                guard characters[behind].isWhitespace else { return false }
                behind += 1
            }
            return true
        }

        /// Whether nothing but blanks and marks of quotations stands before it on its line.
        var isAtStartOfLine: Bool {
            var place = position - 1
            while place >= 0, characters[place] != "\n" {
                guard characters[place] == " " || characters[place] == ">" else { return false }
                place -= 1
            }
            return true
        }

        func count(of character: Character) -> Int {
            var count = 0
            while peek(count) == character { count += 1 }
            return count
        }

        /// Where the next run of exactly that many backticks starts, after the one here.
        func find(backticks run: Int) -> Int? { links.backticks.next(of: run, from: position + run) }

        /// Whether more digits than a number of Unicode has stand between `&#` and `;`: then they are text, which cmark does
        /// not know of eight decimal digits.
        var isNoEntity: Bool {
            guard peek(1) == "#" else { return false }
            var count = 0
            while let digit = peek(2 + count), digit.isASCII, digit.isNumber { count += 1 }
            return count > 7
        }

        /// `name`, where `${name}` stands here.
        var parameterName: String? {
            guard peek(1) == "{", let first = peek(2), first.isASCII, first.isLetter || first == "_" else { return nil }
            var name = ""
            var offset = 2
            while let character = peek(offset), character.isASCII,
                character.isLetter || character.isNumber || "_-".contains(character)
            {
                name.append(character)
                offset += 1
            }
            return peek(offset) == "}" ? name : nil
        }

        var opensMath: Bool { math != nil }

        /// The formula that starts here. A single dollar opens before a visible character and closes after one, and
        /// not before a digit, so that prices stay prices.
        ///
        /// The TeX begins `offset` characters behind the cursor; it is verbatim where it is what stands there.
        var math: (tex: String, display: Bool, source: String, offset: Int, isVerbatim: Bool)? {
            let display = peek(1) == "$"
            let fence = display ? 2 : 1
            guard let first = peek(fence), display || !(first.isWhitespace || first == "$") else { return nil }
            var index = position + fence
            while index < characters.count {
                if characters[index] == "\\" {
                    index += 2
                    continue
                }
                // A price before a code span is not the start of a formula.
                if characters[index] == "`", !display { return nil }
                if characters[index] == "$", !links.holds(index) {
                    // No dollar stands inside of math: where this one cannot close it, the first one did not open it.
                    guard closes(at: index, display: display) else { return nil }
                    let source = String(characters[position..<(index + fence)])
                    let written = String(characters[(position + fence)..<index])
                    // Inside of a quotation.
                    let unquoted = written.contains(">") ? written.replacing(/\n[ \t]*(> ?)+/, with: "\n") : written
                    let tex = unquoted.trimmed
                    let offset = fence + written.prefix(while: \.isWhitespace).count
                    return tex.isEmpty ? nil : (tex, display, source, offset, unquoted == written)
                }
                index += 1
            }
            return nil
        }

        private func closes(at index: Int, display: Bool) -> Bool {
            let next = index + 1 < characters.count ? characters[index + 1] : "\n"
            if display { return next == "$" }
            return !characters[index - 1].isWhitespace && !next.isNumber
        }
    }
}
