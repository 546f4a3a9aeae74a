/// A line of a list of references: authors, title, publication, and links.
public struct Reference: Sendable, Hashable {
    /// A part of the line.
    public enum Part: Sendable, Hashable {
        case text(TeXText)
        case title(TeXText)
        case volume(TeXText)
        /// A link; the address is a web address, with special characters escaped.
        case link(String, address: String)
    }

    /// The parts of the line in order, without separators; the last one ends with a full stop.
    public private(set) var parts: [Part] = []
    /// The name in the text: "Aad et al.", "ATLAS Collaboration".
    public let name: TeXText
    /// Mistakes in the entry, as continuations of its key: "has '\foo' in its title, which is not known here".
    public private(set) var mistakes: [String] = []

    /// - Parameters:
    ///   - entry: the cited entry.
    ///   - parent: the entry that its `crossref` names; nil if it names none, or an unknown one.
    public init(_ entry: BibTeXEntry, parent: BibTeXEntry? = nil) {
        let fields = ReferenceFields(entry, parent: parent)
        let names = fields.persons
        name = Self.name(fields, names)
        var line = ReferenceLine()
        if let names {
            var text = names.list.written
            if names.areEditors { text.append(names.list.count > 1 ? " (eds.)" : " (ed.)") }
            line.add(.text(text))
        }
        if let collaboration = fields.collaboration {
            var text = TeXText(names == nil ? "" : "(")
            text.append(collaboration)
            text.append(names == nil ? "" : ")")
            line.add(.text(text), behind: names == nil ? "" : " ")
        }
        if let title = fields.text("title") { line.add(.title(title)) }
        Self.addPlace(fields, to: &line)
        Self.addLinks(fields, to: &line)
        line.end()
        parts = line.parts
        mistakes = fields.mistakes + line.mistakes
        if parts.isEmpty { mistakes.append("has no field that a list of references shows") }
    }

    private static func name(_ fields: ReferenceFields, _ names: ReferenceFields.Persons?) -> TeXText {
        if let collaboration = fields.collaboration { return collaboration }
        if let names { return names.list.short }
        return fields.text("title") ?? TeXText(fields.entry.key)
    }

    /// Where it was published, and when.
    private static func addPlace(_ fields: ReferenceFields, to line: inout ReferenceLine) {
        var year = fields.year
        if let journal = fields.text("journal", "journaltitle") {
            line.add(.text(journal))
            if let volume = fields.text("volume") { line.add(.volume(volume), behind: " ") }
            if let written = year {
                line.add(.text(written.inParentheses), behind: " ")
                year = nil
            }
            if let pages = fields.text("pages", "eid", "articleno") { line.add(.text(pages), behind: " ") }
        } else {
            if let book = fields.text("booktitle", "maintitle") {
                line.add(.text(book), behind: line.parts.isEmpty ? "" : ", in ")
            }
            if let series = fields.text("series") { line.add(.text(series)) }
            if let volume = fields.text("volume") {
                line.add(.volume(volume), behind: fields.entry.fields["series"] == nil ? ", vol. " : " ")
            }
            if let pages = fields.text("pages") { line.add(.text(pages), behind: ", pp. ") }
            if let kind = fields.kindOfWork { line.add(.text(kind)) }
            for name in ["number", "school", "institution", "organization", "publisher", "howpublished"] {
                if name == "number", fields.kindOfWork == nil { continue }
                if let text = fields.text(name) { line.add(.text(text), behind: name == "number" ? " " : ", ") }
            }
        }
        if let note = fields.text("note") { line.add(.text(note)) }
        if let year { line.add(.text(year)) }
    }

    private static func addLinks(_ fields: ReferenceFields, to line: inout ReferenceLine) {
        if let doi = fields.doi { line.add(.link("doi:\(doi)", address: "https://doi.org/\(WebAddress.escaped(doi))")) }
        if let eprint = fields.eprint {
            line.add(
                eprint.isOnArXiv
                    ? .link(eprint.words, address: "https://arxiv.org/abs/\(WebAddress.escaped(eprint.number))")
                    : .text(TeXText(literally: eprint.words)))
        }
        if fields.doi == nil, fields.eprint == nil, let address = fields.address {
            line.add(.link(address, address: WebAddress.escaped(address, isWhole: true)))
        }
    }
}

/// A line on its way.
private struct ReferenceLine {
    private(set) var parts: [Reference.Part] = []
    private(set) var mistakes: [String] = []

    mutating func add(_ part: Reference.Part, behind separator: String = ", ") {
        if !parts.isEmpty { add(text: separator) }
        if case .text(let text) = part { add(text) } else { parts.append(part) }
    }

    mutating func end() {
        if !parts.isEmpty { add(text: ".") }
    }

    private mutating func add(text: String) { add(TeXText(literally: text)) }

    private mutating func add(_ text: TeXText) {
        guard case .text(var last)? = parts.last else {
            parts.append(.text(text))
            return
        }
        last.append(text)
        parts[parts.count - 1] = .text(last)
    }
}

extension TeXText {
    /// "(2012)"
    fileprivate var inParentheses: TeXText {
        var text = TeXText("(")
        text.append(self)
        text.append(")")
        return text
    }
}
