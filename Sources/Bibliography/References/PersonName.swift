/// A person as a list of references names one, or a group: "G. Aad", "ATLAS Collaboration".
struct PersonName {
    /// "van den Berg"; all of a group.
    let last: TeXText
    /// "J. J."; empty of a group.
    let initials: String
    /// "Jr."
    let suffix: String

    /// - Parameter name: in the forms of BibTeX: `First von Last`, `von Last, First` or `von Last, Jr, First`.
    init(_ name: String) {
        let parts = TeXGroups.split(name) { $0 == "," }
        let first: String
        switch parts.count {
        case 0, 1:
            let words = TeXGroups.split(name) { $0.isWhitespace || $0 == "~" }
            // The last word and the words before it that begin with a small letter.
            var start = max(words.count - 1, 0)
            while start > 1, Self.isParticle(words[start - 1]) { start -= 1 }
            if start == 1, Self.isParticle(words[0]) { start = 0 }
            last = TeXText(words[start...].joined(separator: " "))
            first = words[..<start].joined(separator: " ")
            suffix = ""
        case 2:
            last = TeXText(parts[0])
            first = parts[1]
            suffix = ""
        default:
            last = TeXText(parts[0])
            suffix = TeXText(parts[1]).plain
            first = parts[2]
        }
        initials = Self.initials(of: TeXText(first).plain)
    }

    private static func isParticle(_ word: String) -> Bool { TeXText(word).plain.first?.isLowercase ?? false }

    /// "Jean-Paul Marie" → "J.-P. M."
    private static func initials(of names: String) -> String {
        names.split { $0.isWhitespace || $0 == "." || $0 == "\u{A0}" }.compactMap { name in
            let parts = name.split(separator: "-").compactMap(\.first).map { "\($0)." }
            return parts.isEmpty ? nil : parts.joined(separator: "-")
        }.joined(separator: " ")
    }

    /// "G. Aad, Jr."
    var written: TeXText {
        var text = TeXText("")
        if !initials.isEmpty { text.append(initials + "\u{A0}") }
        text.append(last)
        if !suffix.isEmpty { text.append(", " + suffix) }
        return text
    }
}

/// The persons of a field.
struct PersonNames {
    /// As many are named; of more, the first.
    private static let most = 5

    /// The first of them, all that a list may name.
    private let first: [PersonName]
    let count: Int
    /// Whether the field says that there are more.
    private let hasOthers: Bool

    /// - Parameter field: names with `and` between them.
    init(_ field: String) {
        let names = TeXGroups.names(field)
        let named = names.filter { $0.lowercased() != "others" }
        hasOthers = names.last?.lowercased() == "others"
        first = named.prefix(Self.most).map(PersonName.init)
        count = named.count
    }

    /// "G. Aad et al."
    var written: TeXText {
        let isCut = count > Self.most
        let shown = first.prefix(isCut ? 1 : Self.most)
        let hasMore = isCut || hasOthers
        var text = TeXText("")
        for (index, name) in shown.enumerated() {
            let isLast = index == shown.count - 1 && !hasMore
            if index > 0 { text.append(isLast ? shown.count > 2 ? ", and " : " and " : ", ") }
            text.append(name.written)
        }
        if hasMore, !shown.isEmpty { text.append(" et al.") }
        return text
    }

    /// "Aad et al.", "Dirac", "Bethe and Heitler"
    var short: TeXText {
        var text = TeXText("")
        guard let one = first.first else { return text }
        text.append(one.last)
        if count == 2, !hasOthers {
            text.append(" and ")
            text.append(first[1].last)
        } else if count > 1 || hasOthers {
            text.append(" et al.")
        }
        return text
    }
}

/// TeX in parts: nothing inside of braces parts it.
enum TeXGroups {
    /// The parts between signs, without blanks around them; none is empty.
    static func split(_ text: String, at isSeparator: (Character) -> Bool) -> [String] {
        var parts = [""]
        var depth = 0
        for character in text {
            if character == "{" { depth += 1 }
            if character == "}" { depth -= 1 }
            if depth == 0, isSeparator(character) {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        return parts.map(trimmed).filter { !$0.isEmpty }
    }

    /// Names separated by the word `and`.
    static func names(_ text: String) -> [String] {
        split(text, at: \.isWhitespace).split { $0.lowercased() == "and" }.map { $0.joined(separator: " ") }
    }

    private static func trimmed(_ text: String) -> String {
        let start = text.drop(while: \.isWhitespace)
        return String(start.dropLast(start.reversed().prefix(while: \.isWhitespace).count))
    }
}
