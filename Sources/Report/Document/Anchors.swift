/// Names of places in a page, each used once.
///
/// Labels of cells and names of headings have letters, digits and hyphens. What the page names itself has an underscore, so
/// that no author's name meets it.
struct Anchors {
    /// What the page's own elements are called.
    static let ofThePage: Set<String> = ["_report", "_verdicts", "_health", "_contents", "_abstract"]

    /// A name that no label and no heading can be.
    static func ownName(_ name: String) -> String { "_\(name)" }

    private var taken: Set<String>
    /// The last number behind each name, so that many equal headings take no longer each.
    private var counts: [String: Int] = [:]

    init(labels: some Sequence<String>) { taken = Self.ofThePage.union(labels) }

    /// "The fit (2)" → "the-fit-2"; a second one gets "-2" behind it.
    mutating func anchor(for title: String) -> String {
        var slug = ""
        for character in title.lowercased() {
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

    /// Every place of a page that links may name, before its run; nil where a heading's name depends on the run.
    static func known(in body: Prose, labels: [String]) -> Set<String>? {
        var anchors = Anchors(labels: labels)
        for element in body.elements {
            guard case .heading(let heading) = element else { continue }
            guard Placeholder.split(heading.text).allSatisfy({ if case .text = $0 { true } else { false } }) else {
                return nil
            }
            _ = anchors.anchor(for: heading.text)
        }
        return anchors.taken
    }

    // MARK: Footnotes

    /// cmark names footnotes `fn-label`, which a cell or a heading may be called, and the same in every text; the second
    /// reference to one is `fnref-label-2`, which is the first to a footnote `label-2`. Here it is `fnref2_label`.
    ///
    /// - Parameter owner: the label of the cell that the text belongs to; nothing for the text of the report.
    static func footnotes(in html: String, owner: String = "") -> String {
        guard html.utf8.contains(UInt8(ascii: "<")), html.contains("footnote") else { return html }
        return
            html
            .replacing(/href="#fn-([^"]*)" id="fnref-([^"]*)"/) { match in
                let label = String(match.output.1)
                // What stands behind the label is a hyphen and a number.
                let number = match.output.2.dropFirst(label.count + 1)
                return "href=\"#\(owner)_fn_\(label)\" id=\"\(owner)_fnref\(number)_\(label)\""
            }
            .replacing(
                /href="#fnref-([^"]*)" (class="footnote-backref"[^>]*>↩(?:<sup class="footnote-ref">(\d+)<\/sup>)?)/
            ) {
                match in
                let number = match.output.3 ?? ""
                let label = match.output.1.dropLast(number.isEmpty ? 0 : number.count + 1)
                return "href=\"#\(owner)_fnref\(number)_\(label)\" \(match.output.2)"
            }
            // The footnotes themselves, and links that an author writes to one.
            .replacing(/(id="|href="#)fn(ref)?-/) { "\($0.1)\(owner)_fn\($0.2 ?? "")_" }
    }

    /// Whether a link leads to a footnote by cmark's name.
    static func isFootnote(_ target: String) -> Bool { target.hasPrefix("fn-") || target.hasPrefix("fnref-") }
}
