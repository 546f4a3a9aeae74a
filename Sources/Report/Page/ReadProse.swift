/// What a text says, apart: the author's words, and what a run put into them.
struct ReadProse: Sendable {
    /// In the author's words; names of values in the place of values.
    private(set) var words: [String] = []
    /// What stands in the place of these, in order.
    private(set) var values: [String] = []
    /// All of it as plain text, formulas in TeX.
    private(set) var plain = ""
    /// false where a picture that stands in it has not been read.
    private(set) var isWhole = true

    mutating func add(_ other: ReadProse) {
        words += other.words
        values += other.values
        plain += (plain.isEmpty ? "" : " ") + other.plain
        isWhole = isWhole && other.isWhole
    }

    fileprivate mutating func add(_ html: String, _ prose: Prose, _ setter: ProseHTML) {
        for piece in Placeholder.split(html) {
            switch piece {
            case .text(let text): add(html: text)
            case .element(let index): add(prose.elements[index], prose, setter)
            }
        }
    }

    private mutating func add(html: String) {
        words.append(html)
        plain += PlainText.of(html)
    }

    fileprivate mutating func add(_ element: ProseElement, _ prose: Prose, _ setter: ProseHTML) {
        switch element {
        case .inline(.math(let formula)), .block(let formula):
            words.append(formula.tex)
            plain += formula.tex
        case .inline(.value(let value, _)):
            let shown = setter.inlines.plain(value)
            words.append(value.written)
            values.append(shown)
            plain += shown
        case .inline(.reference(let label, let place)):
            words.append("@\(label)")
            plain += setter.inlines.text(.reference(label: label, place))
        case .inline(.citation(let citation)):
            words.append("@\(citation.key)")
            plain += setter.inlines.text(.citation(citation))
        case .inline(.label(let label)):
            words.append(label.name)
            plain += setter.inlines.text(.label(label))
        case .references:
            words += setter.inlines.works.plain
            plain += setter.inlines.works.plain.joined(separator: " ")
        case .picture(let link, let alt, let title):
            words += [link, alt, title]
            add(picture: link, setter)
            plain += alt
        case .cell(let label):
            words.append("cell \(label)")
            plain += " "
        case .heading(let heading): add(heading.html, prose, setter)
        case .line: break
        }
    }

    private mutating func add(picture link: String, _ setter: ProseHTML) {
        if let picture = setter.pictures[link] {
            words.append(SHA256.hex(picture.data))
        } else if !LocalPicture.isOnNetwork(link) {
            isWhole = false
        }
    }

    /// The words as a part of what a reviewer sees.
    var wordsValue: Value { .array(words.map(Value.string)) }
    var valuesValue: Value { .array(values.map(Value.string)) }
}

extension ProseHTML {
    /// The readable content of a text.
    func read(_ prose: Prose) -> ReadProse {
        var read = ReadProse()
        read.add(prose.html, prose, self)
        return read
    }

    /// The parts of a report's text in order: each heading with the text and cells below it up to the next heading;
    /// first, without a heading, the text before all of them.
    ///
    /// - Parameter headings: as ``headings(_:labels:)`` finds them.
    func parts(_ prose: Prose, headings: [PageContent.Heading]) -> [ReportPart] {
        var parts: [ReportPart] = []
        var open: PageContent.Heading?
        var read = ReadProse()
        var labels: [String] = []
        // Headings are numbered in their order.
        let numbers = prose.elements.indices.filter {
            if case .heading = prose.elements[$0] { true } else { false }
        }
        let byNumber = Dictionary(uniqueKeysWithValues: zip(numbers, headings))
        func close() {
            parts.append(ReportPart(heading: open, text: read, labels: labels))
        }
        for piece in Placeholder.split(prose.html) {
            if case .element(let index) = piece, let heading = byNumber[index] {
                close()
                (open, read, labels) = (heading, ReadProse(), [])
            }
            switch piece {
            case .text(let text): read.add(text, prose, self)
            case .element(let index):
                if case .cell(let label) = prose.elements[index] { labels.append(label) }
                read.add(prose.elements[index], prose, self)
            }
        }
        close()
        return parts
    }
}

/// A heading with what stands below it up to the next one, or what stands before the first.
struct ReportPart: Sendable {
    /// nil of what stands before the first.
    let heading: PageContent.Heading?
    let text: ReadProse
    /// The cells that stand in it.
    let labels: [String]
}

/// The text of a piece of HTML.
enum PlainText {
    /// Plain text of HTML; tags that end a line leave a blank.
    static func of(_ html: String) -> String {
        var plain = ""
        var rest = html[...]
        while let open = rest.firstIndex(of: "<") {
            plain += rest[..<open]
            guard let close = rest[open...].firstIndex(of: ">") else {
                rest = rest[rest.endIndex...]
                break
            }
            let name = rest[open..<close].dropFirst().drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber }
            if !["a", "b", "i", "em", "strong", "code", "span", "sub", "sup", "del", "u"].contains(name) {
                plain += " "
            }
            rest = rest[rest.index(after: close)...]
        }
        plain += rest
        guard plain.contains("&") else { return plain }
        return plain.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
    }
}

extension InlineValue {
    /// What it names, in a form that is equal where the meaning is.
    fileprivate var written: String {
        let kind =
            switch uncertainty {
            case .none: ""
            case .symmetric: "±"
            case .asymmetric: "+-"
            }
        return
            "{value} \(kind) \(paths.map(\.description).joined(separator: " ")) \(format?.canonical.canonicalJSON ?? "")"
    }
}
