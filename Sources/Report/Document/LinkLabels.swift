import Foundation

/// A target of a link in a text: what it is once parameters are put in, and where it stands.
struct LinkTarget: Sendable, Equatable {
    let text: String
    let place: SourcePlace

    /// The target without surrounding characters, escapes and character codes: it is then the same in the source and in
    /// the output of Markdown.
    static func plain(_ text: String) -> String {
        guard text.utf8.contains(where: Self.means) else { return text }
        var text = text
        if text.hasPrefix("<"), text.hasSuffix(">") { text = String(text.dropFirst().dropLast()) }
        text = decoded(text.replacing("\\", with: "")).replacing("&amp;", with: "&")
        return text.removingPercentEncoding ?? text
    }

    /// Characters that are written by their numbers, `&#35;` or `&#x23;`.
    private static func decoded(_ text: String) -> String {
        guard text.contains("&#") else { return text }
        return text.replacing(/&#([xX]?)([0-9A-Fa-f]{1,7});/) { match in
            let number = UInt32(match.output.2, radix: match.output.1.isEmpty ? 10 : 16)
            return number.flatMap(Unicode.Scalar.init).map { String(Character($0)) } ?? String(match.output.0)
        }
    }

    private static func means(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "<"), UInt8(ascii: "\\"), UInt8(ascii: "&"), UInt8(ascii: "%"): true
        default: false
        }
    }
}

/// Where the targets of links stand in a text, by what Markdown makes of them.
struct LinkPlaces: Sendable, Equatable {
    /// In the order of the text.
    private var places: [String: [SourcePlace]] = [:]
    /// How many of them were asked for.
    private var asked: [String: Int] = [:]

    init(_ targets: [LinkTarget]) {
        for target in targets { places[LinkTarget.plain(target.text), default: []].append(target.place) }
    }

    /// The first link to a target.
    func first(_ target: String) -> SourcePlace? { places[LinkTarget.plain(target)]?.first }

    /// The next link to a target, for callers that ask for each in turn; after the last, the last again, because one
    /// definition may serve several links.
    mutating func next(_ target: String) -> SourcePlace? {
        let target = LinkTarget.plain(target)
        guard let places = places[target] else { return nil }
        let index = asked[target, default: 0]
        asked[target] = index + 1
        return places[min(index, places.count - 1)]
    }
}

/// Where footnotes are referred to, by their labels.
struct FootnoteUses {
    private var first: [String: LinkLabel] = [:]
    private var firstInBrackets: [String: LinkLabel] = [:]

    init(_ labels: [LinkLabel]) {
        for label in labels where label.mark.kind == .footnote {
            let name = label.name
            if first[name] == nil { first[name] = label }
            if label.mark.isInBrackets, firstInBrackets[name] == nil { firstInBrackets[name] = label }
        }
    }

    /// The first reference to a footnote, preferably one where a bracket is open.
    func use(of label: String, inBrackets: Bool) -> LinkLabel? {
        let name = LinkSpans.normalized(label)
        return inBrackets ? firstInBrackets[name] ?? first[name] : first[name]
    }
}

/// A label of a link or a footnote in a text, and where it stands.
struct LinkLabel: Sendable, Equatable {
    let mark: LinkSpans.Mark
    let place: SourcePlace
    /// Whether the text that it stands in is the one that asks, and not one that lends its definitions.
    let isOwn: Bool

    /// The label on one line.
    var words: String { mark.label.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

    /// The label in the form in which labels are compared.
    var name: String { LinkSpans.normalized(mark.label) }
}

extension [LinkLabel] {
    /// Finds labels without a definition, which would be shown with their brackets; labels with two definitions; and
    /// labels that are not used, so that a footnote would be left out.
    ///
    /// - Parameters:
    ///   - bracketed: text that Markdown left in brackets because it is not a link.
    ///   - others: labels in other texts that use the same definitions.
    ///   - lent: definitions that the text may use besides its own.
    ///   - foreign: labels of footnotes of another text, which this text may not use.
    func diagnostics(
        bracketed: Set<String>, usedBy others: [LinkLabel] = [], lent: LinkDefinitions = .none,
        foreign: Set<String> = []
    ) -> [Diagnostic] {
        isEmpty ? [] : undefined(bracketed, lent, foreign) + definitions(usedBy: others)
    }

    /// The labels of the footnotes defined in the text.
    var footnotes: Set<String> { names(of: [.footnoteDefinition]) }

    private func undefined(
        _ bracketed: Set<String>, _ lent: LinkDefinitions, _ foreign: Set<String>
    ) -> [Diagnostic] {
        let (links, footnotes) = (names(of: [.linkDefinition, .comment]), footnotes)
        let (knownLinks, knownFootnotes) = (KnownNames(links), KnownNames(footnotes))
        return filter(\.isOwn).compactMap { label in
            let words = label.words
            switch label.mark.kind {
            case .footnote where foreign.contains(label.name) && !footnotes.contains(label.name):
                return Diagnostic(
                    "the footnote '[^\(words)]' stands in another text", at: label.place,
                    remedy:
                        "a footnote and what refers to it stand in one text: write [^\(words)]: and its text here too")
            case .footnote where !footnotes.contains(label.name) && bracketed.contains("^\(words)"):
                return Diagnostic(
                    "there is no footnote '[^\(words)]'", at: label.place,
                    remedy: Self.remedy(
                        words, [knownFootnotes], "write [^\(words)]: and its text in a paragraph of its own"))
            case .link where !links.contains(label.name) && bracketed.contains(words),
                .collapsed where !links.contains(label.name) && bracketed.contains(words):
                return Diagnostic(
                    "the link '[\(words)]' has no target", at: label.place,
                    remedy: Self.remedy(
                        words, [knownLinks, lent.names],
                        "write [\(words)]: https://… on a line of its own, or \\[ for a bracket of the text"))
            default: return nil
            }
        }
    }

    private static func remedy(_ label: String, _ names: [KnownNames], _ advice: String) -> String {
        let label = LinkSpans.normalized(label)
        guard let near = names.lazy.compactMap({ $0.best(for: label) }).first else { return advice }
        return "did you mean '\(near)'? otherwise \(advice)"
    }

    private func definitions(usedBy others: [LinkLabel]) -> [Diagnostic] {
        let used = self + others
        let links = used.names(of: [.link, .shortcut, .collapsed])
        let footnotes = names(of: [.footnote])
        let foreign = others.names(of: [.footnote])
        var first: [String: SourcePlace] = [:]
        return filter(\.isOwn).compactMap { label in
            let isFootnote = label.mark.kind == .footnoteDefinition
            guard isFootnote || label.mark.kind == .linkDefinition else { return nil }
            let written = isFootnote ? "[^\(label.words)]" : "[\(label.words)]"
            if let place = first[written.lowercased()] {
                return Diagnostic(
                    "'\(written)' is defined for the second time; the first is on line \(place.line)", at: label.place,
                    remedy: "give one of the two another name")
            }
            first[written.lowercased()] = label.place
            guard !(isFootnote ? footnotes : links).contains(label.name) else { return nil }
            // Who refers to it is told so.
            if isFootnote, foreign.contains(label.name) { return nil }
            return Diagnostic(
                isFootnote
                    ? "nothing refers to the footnote '\(written)', and the page would leave it out"
                    : "nothing uses the link '\(written)'", at: label.place,
                remedy: "write \(isFootnote ? written : "[text]\(written)") where it belongs, or remove it")
        }
    }

    private func names(of kinds: [LinkSpans.Mark.Kind]) -> Set<String> {
        Set(filter { kinds.contains($0.mark.kind) }.map(\.name))
    }
}

/// The definitions of links in a text, which the texts in its YAML may use too.
struct LinkDefinitions: Sendable {
    /// As they stand there, by their labels; of several with one label the first, which is the one that counts.
    private let sources: [String: String]
    /// Their labels, for messages.
    let names: KnownNames

    static let none = LinkDefinitions(sources: [:])

    private init(sources: [String: String]) {
        self.sources = sources
        names = KnownNames(sources.keys)
    }

    /// - Parameter code: the indices of the lines that are code.
    init(_ lines: [String], code: LineSet) {
        let found = Self.paragraphs(lines, code: code).flatMap { paragraph in
            LinkSpans.definitions(in: paragraph).map {
                (LinkSpans.normalized($0.label), String(scalars: paragraph[$0.lines]))
            }
        }
        self.init(sources: Dictionary(found, uniquingKeysWith: { first, _ in first }))
    }

    /// The labels that occur in a text; usually few of all.
    func used(by text: String) -> [String] {
        guard !sources.isEmpty else { return [] }
        let bytes = Array(text.utf8)
        var seen: Set<String> = []
        var used: [String] = []
        LinkSpans.forEachBracket(in: bytes) { range in
            let label = LinkSpans.normalized(String(decoding: bytes[range], as: UTF8.self))
            if let source = sources[label], seen.insert(label).inserted { used.append(source) }
        }
        return used
    }

    /// Of what stands on a line behind blanks and marks of quotations; nil where that is nothing.
    private static func firstByte(of line: String) -> UInt8? {
        let byte = line.utf8.first { !($0 == 0x20 || (0x09...0x0D).contains($0) || $0 == UInt8(ascii: ">")) }
        // Blanks are not only those of ASCII.
        if let byte, byte > 0x7F, line.allSatisfy({ $0.isWhitespace || $0 == ">" }) { return nil }
        return byte
    }

    /// The paragraphs that begin with a bracket.
    static func paragraphs(_ lines: [String], code: LineSet) -> [[Unicode.Scalar]] {
        var paragraphs: [[Unicode.Scalar]] = []
        var isBehindText = false
        for (index, line) in lines.enumerated() {
            let first = firstByte(of: line)
            let isText = first != nil && !code.contains(index)
            if isText, !isBehindText, first == UInt8(ascii: "[") {
                let end = lines[index...].indices.first { code.contains($0) || lines[$0].isBlank }
                let paragraph = lines[index..<(end ?? lines.endIndex)]
                paragraphs.append(Array((paragraph.joined(separator: "\n") + "\n").unicodeScalars))
            }
            isBehindText = isText
        }
        return paragraphs
    }
}
