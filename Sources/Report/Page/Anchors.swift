/// Names for the headings of a page, each used once.
struct Anchors {
    /// What the page's own elements are called.
    static let ofThePage: Set<String> = [
        "report", "verdicts-title", "health-title", "contents-title", "abstract-title",
    ]

    private var taken: Set<String>

    init(taken: Set<String>) { self.taken = taken }

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
        var count = 1
        while !taken.insert(anchor).inserted {
            count += 1
            anchor = "\(slug)-\(count)"
        }
        return anchor
    }
}
