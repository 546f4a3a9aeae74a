import Foundation

/// A target of a link in a text: what it is once parameters are put in, and where it stands.
struct LinkTarget: Sendable, Equatable {
    let text: String
    let place: SourcePlace

    /// Whether this is the target that Markdown makes of it.
    func isWritten(_ url: String) -> Bool { text == url || Self.plain(text) == Self.plain(url) }

    /// Without what stands about it, escapes and codes of characters.
    private static func plain(_ text: String) -> String {
        var text = text
        if text.hasPrefix("<"), text.hasSuffix(">") { text = String(text.dropFirst().dropLast()) }
        text = text.replacing("\\", with: "").replacing("&amp;", with: "&")
        return text.removingPercentEncoding ?? text
    }
}

/// A label of a link or a footnote in a text, and where it stands.
struct LinkLabel: Sendable, Equatable {
    let mark: LinkSpans.Mark
    let place: SourcePlace
    /// Whether the text that it stands in is the one that asks, and not one that lends its definitions.
    let isOwn: Bool

    /// On one line.
    var words: String { mark.label.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

    /// As labels are compared.
    var name: String { LinkSpans.normalized(mark.label) }
}

extension [LinkLabel] {
    /// Labels that nothing defines, so that what was meant as a link or a footnote is shown with its brackets, that two
    /// definitions have, or that nothing uses, so that a footnote would be left out.
    ///
    /// - Parameters:
    ///   - text: the plain text that Markdown made of all, in which a link that is none still has its brackets.
    ///   - others: labels of texts that use the same definitions.
    func diagnostics(in text: String, usedBy others: [LinkLabel] = []) -> [Diagnostic] {
        undefined(in: text) + definitions(usedBy: others)
    }

    private func undefined(in text: String) -> [Diagnostic] {
        let links = names(of: [.linkDefinition, .comment])
        let footnotes = names(of: [.footnoteDefinition])
        // Everything that still stands in brackets.
        let bracketed = Set(text.split(separator: "[").map { String($0.prefix { $0 != "]" }) })
        return filter(\.isOwn).compactMap { label in
            let words = label.words
            switch label.mark.kind {
            case .footnote where !footnotes.contains(label.name) && bracketed.contains("^\(words)"):
                return Diagnostic(
                    "there is no footnote '[^\(words)]'", at: label.place,
                    remedy: Self.remedy(words, footnotes, "write [^\(words)]: and its text in a paragraph of its own"))
            case .link where !links.contains(label.name) && bracketed.contains(words),
                .collapsed where !links.contains(label.name) && bracketed.contains(words):
                return Diagnostic(
                    "nothing says where the link '[\(words)]' leads", at: label.place,
                    remedy: Self.remedy(
                        words, links,
                        "write [\(words)]: https://… on a line of its own, or \\[ for a bracket of the text"))
            default: return nil
            }
        }
    }

    private static func remedy(_ label: String, _ names: Set<String>, _ advice: String) -> String {
        guard let near = NearMiss.best(for: LinkSpans.normalized(label), among: names) else { return advice }
        return "did you mean '\(near)'? otherwise \(advice)"
    }

    private func definitions(usedBy others: [LinkLabel]) -> [Diagnostic] {
        let used = self + others
        let links = used.names(of: [.link, .shortcut, .collapsed])
        let footnotes = used.names(of: [.footnote])
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
    /// As they stand there.
    let sources: [String]

    static let none = LinkDefinitions(sources: [])

    private init(sources: [String]) { self.sources = sources }

    /// - Parameter code: the indices of the lines that are code.
    init(_ lines: [String], code: Set<Int>) {
        sources = Self.paragraphs(lines, code: code).flatMap { paragraph in
            LinkSpans.definitions(in: paragraph).map { String(paragraph[$0.lines]) }
        }
    }

    /// Paragraphs that begin with a bracket.
    static func paragraphs(_ lines: [String], code: Set<Int>) -> [[Character]] {
        var paragraphs: [[Character]] = []
        var isBehindText = false
        for (index, line) in lines.enumerated() {
            let first = line.first { !$0.isWhitespace && $0 != ">" }
            let isText = first != nil && !code.contains(index)
            if isText, !isBehindText, first == "[" {
                let paragraph = lines[index...].prefix { !$0.trimmed.isEmpty }
                paragraphs.append(Array(paragraph.joined(separator: "\n") + "\n"))
            }
            isBehindText = isText
        }
        return paragraphs
    }
}
