import Foundation

/// Names of places in a page, each used once.
///
/// Labels of cells and names of headings have letters, digits and hyphens. What the page names itself has an underscore, so
/// that no author's name meets it.
struct Anchors {
    /// What the page's own elements are called.
    static let ofThePage: Set<String> = [
        "_report", "_verdicts", "_health", "_review", "_contents", "_abstract", "_record",
    ]

    /// A name that no label and no heading can have.
    static func ownName(_ name: String) -> String { "_\(name)" }

    private var taken: Set<String>
    /// The last number behind each name, so that many equal headings take no longer each.
    private var counts: [String: Int] = [:]

    init(labels: some Sequence<String>) { taken = Self.ofThePage.union(labels) }

    /// "The fit (2)" → "the-fit-2"; a second one gets the suffix "-2".
    mutating func anchor(for title: String) -> String {
        var slug = ""
        // Browsers compare names by their characters, of which there may be several that look the same.
        for character in title.lowercased().precomposedStringWithCanonicalMapping {
            if character.isLetter || character.isNumber {
                slug.append(character)
            } else if !slug.isEmpty, slug.last != "-" {
                slug.append("-")
            }
        }
        while slug.last == "-" { slug.removeLast() }
        if slug.isEmpty { slug = "section" }
        var anchor = slug
        var count = counts[slug] ?? 1
        while !taken.insert(anchor).inserted {
            count += 1
            anchor = "\(slug)-\(count)"
        }
        counts[slug] = count
        return anchor
    }

    /// All anchors of the page that links may name, before the run; nil where the name of a heading depends on the run.
    static func known(in body: Prose, labels: [String]) -> Set<String>? {
        var anchors = Anchors(labels: labels + body.labelsOfParts)
        for element in body.elements {
            guard case .heading(let heading) = element, heading.label == nil else { continue }
            guard Placeholder.split(heading.text).allSatisfy({ if case .text = $0 { true } else { false } }) else {
                return nil
            }
            _ = anchors.anchor(for: heading.text)
        }
        return anchors.taken
    }

    /// Whether the target of a link is one of these anchors, compared as browsers do.
    static func hold(_ target: String, _ known: Set<String>) -> Bool {
        known.firstIndex(of: target).map { known[$0].utf8.elementsEqual(target.utf8) } ?? false
    }

    // MARK: Footnotes

    /// cmark names footnotes `fn-label`, which may also be the name of a cell or a heading, and uses the same names in
    /// every text. It names the second reference to a footnote `fnref-label-2`, which is also the name of the first
    /// reference to a footnote `label-2`. Here it is `fnref2_label`.
    ///
    /// - Parameter owner: the label of the cell that the text belongs to; empty for the text of the report.
    static func footnotes(in html: String, owner: String = "") -> String {
        guard html.holds("footnote") else { return html }
        let bytes = html.utf8
        var named: [UInt8] = []
        // What is not copied yet.
        var start = bytes.startIndex
        var index = start
        while let found = bytes[index...].firstIndex(of: UInt8(ascii: "\"")) {
            index = bytes.index(after: found)
            guard let link = FootnoteLink(bytes[index...], behind: bytes[start..<found]) else { continue }
            named += bytes[start..<index]
            named += link.named(by: owner).utf8
            start = link.end
            index = start
        }
        return named.isEmpty ? html : String(decoding: named + bytes[start...], as: UTF8.self)
    }
}

/// The value of an attribute by which cmark names a footnote, or links to one.
private struct FootnoteLink {
    /// "fn" or "fnref".
    private let kind: Substring
    private let isTarget: Bool
    private let label: String
    /// Of several references to one footnote, the number behind the first; else nothing.
    private var number = ""
    /// Of a reference, whose name stands right behind its target.
    private var isNamed = false
    /// Behind what is read.
    private(set) var end: String.Index

    /// - Parameters:
    ///   - value: the value of the attribute and all text after it.
    ///   - before: the text before it.
    init?(_ value: Substring.UTF8View, behind before: Substring.UTF8View) {
        let quote = UInt8(ascii: "\"")
        isTarget = value.first == UInt8(ascii: "#")
        let name = isTarget ? value.dropFirst() : value
        guard before.hasSuffix(isTarget ? "href=" : "id="),
            let kind = ["fn-", "fnref-"].first(where: { name.starts(with: $0.utf8) })
        else { return nil }
        self.kind = kind.dropLast()
        let text = name.dropFirst(kind.utf8.count)
        end = text.startIndex
        // A name that an author gave, or one that has no end, keeps what stands behind the kind.
        guard isTarget, let closing = text.firstIndex(of: quote) else {
            label = ""
            return
        }
        let label = text[..<closing]
        end = closing
        let behind = text[closing...].dropFirst()
        if kind == "fn-" {
            self.label = String(Substring(label))
            let id = " id=\"fnref-"
            // A link of the author's own leads to a cell or a heading.
            guard behind.starts(with: id.utf8), case let rest = behind.dropFirst(id.utf8.count),
                let closing = rest.firstIndex(of: quote)
            else { return nil }
            // What stands behind the label is a hyphen and a number.
            number = String(Substring(rest[..<closing].dropFirst(label.count + 1)))
            isNamed = true
            end = closing
        } else {
            guard behind.starts(with: Self.backreference.utf8) else { return nil }
            number = Self.number(ofBackreference: behind)
            self.label = String(Substring(label.dropLast(number.isEmpty ? 0 : number.utf8.count + 1)))
        }
    }

    private static let backreference = " class=\"footnote-backref\""

    /// What stands in the arrow that leads back to a reference: nothing for the first.
    private static func number(ofBackreference attributes: Substring.UTF8View) -> String {
        guard attributes.starts(with: backreference.utf8),
            let tag = attributes.firstIndex(of: UInt8(ascii: ">"))
        else { return "" }
        let arrow = "↩<sup class=\"footnote-ref\">"
        let content = attributes[tag...].dropFirst()
        guard content.starts(with: arrow.utf8) else { return "" }
        return String(Substring(content.dropFirst(arrow.utf8.count).prefix { (48...57).contains($0) }))
    }

    /// The value, with the names that the page itself uses.
    func named(by owner: String) -> String {
        let mark = isTarget ? "#" : ""
        guard isNamed else { return "\(mark)\(owner)_\(kind)\(number)_\(label)" }
        return "#\(owner)_fn_\(label)\" id=\"\(owner)_fnref\(number)_\(label)"
    }
}

extension String {
    /// Whether a text stands in it, byte for byte.
    fileprivate func holds(_ text: String) -> Bool {
        var (whole, text) = (self, text)
        return whole.withUTF8 { bytes in
            text.withUTF8 { text in
                guard let first = text.first else { return true }
                var index = 0
                while index < bytes.count, let found = bytes[index...].firstIndex(of: first) {
                    if bytes[found...].starts(with: text) { return true }
                    index = found + 1
                }
                return false
            }
        }
    }
}

extension Substring.UTF8View {
    fileprivate func hasSuffix(_ text: String) -> Bool { reversed().starts(with: text.utf8.reversed()) }
}
