import Foundation

/// The fields of an entry as a list of references asks for them.
final class ReferenceFields {
    let entry: BibTeXEntry
    private let parent: BibTeXEntry?
    /// What is wrong with those that were asked for.
    private(set) var mistakes: [String] = []
    private var known: [String: TeXText] = [:]

    init(_ entry: BibTeXEntry, parent: BibTeXEntry?) {
        self.entry = entry
        self.parent = parent
    }

    /// What names the parent itself, and would lead a reader to another work.
    private static let ofParentAlone: Set<String> = ["title", "doi", "eprint", "url"]

    /// A field as it was written; what an entry lacks, it has from its parent, whose title is that of the book.
    private func source(_ name: String) -> String? {
        var inherited: String? {
            guard !Self.ofParentAlone.contains(name) else { return nil }
            return parent?.fields[name] ?? (name == "booktitle" ? parent?.fields["title"] : nil)
        }
        guard let text = entry.fields[name] ?? inherited else { return nil }
        return text.allSatisfy(\.isWhitespace) ? nil : text
    }

    /// The first of some fields that exists.
    func text(_ names: String...) -> TeXText? {
        for name in names {
            guard let source = source(name) else { continue }
            if let text = known[name] { return text }
            let text = TeXText(["pages", "eid"].contains(name) ? Self.withDash(source) : source)
            note(text.mistakes, in: name)
            known[name] = text
            return text
        }
        return nil
    }

    private func note(_ found: [String], in name: String) {
        mistakes += found.map { "has a field '\(name)' that \($0)" }
    }

    /// "1-29" → "1--29"
    private static func withDash(_ pages: String) -> String {
        pages.contains("--") ? pages : pages.replacingOccurrences(of: "-", with: "--")
    }

    struct Persons {
        let list: PersonNames
        let areEditors: Bool
    }

    /// The authors; without any, the editors.
    lazy var persons: Persons? = {
        for name in ["author", "editor"] {
            guard let source = source(name), case let list = PersonNames(source), list.count > 0 else { continue }
            note(list.written.mistakes, in: name)
            return Persons(list: list, areEditors: name == "editor")
        }
        return nil
    }()

    /// "ATLAS Collaboration"
    lazy var collaboration: TeXText? = {
        guard var text = text("collaboration") else { return nil }
        if !text.plain.lowercased().contains("collab") {
            text.append(text.plain.contains(",") ? " Collaborations" : " Collaboration")
        }
        return text
    }()

    /// The year alone of a date.
    lazy var year: TeXText? = {
        if let year = text("year") { return year }
        return text("date").map { TeXText(literally: String($0.plain.prefix { $0 != "-" && $0 != "/" })) }
    }()

    /// What a thesis or a report calls itself; nil for other entries.
    lazy var kindOfWork: TeXText? = {
        let usual = [
            "phdthesis": "PhD thesis", "mastersthesis": "Master’s thesis", "thesis": "Thesis",
            "techreport": "Technical report", "report": "Report",
        ]
        return usual[entry.kind].map { text("type") ?? TeXText(literally: $0) }
    }()

    // MARK: Links

    /// Without what stands before the number in some files.
    lazy var doi: String? = {
        guard let written = source("doi") else { return nil }
        var doi = Self.literal(written)
        for prefix in ["https://", "http://", "dx.", "doi.org/", "doi:"] where doi.lowercased().hasPrefix(prefix) {
            doi = Self.trimmed(String(doi.dropFirst(prefix.count)))
        }
        guard doi.hasPrefix("10."), doi.contains("/"), !doi.contains(where: \.isWhitespace) else {
            mistakes.append("has the DOI '\(doi)', which is none: it begins with '10.' and holds a '/' and no blanks")
            return nil
        }
        return doi
    }()

    struct Eprint {
        let archive: String
        let number: String
        /// "hep-ex"
        let part: String?

        var isOnArXiv: Bool { archive == "arXiv" }
        var words: String { "\(archive):\(number)" + (part.map { " [\($0)]" } ?? "") }
    }

    /// As it is written.
    private static func arXiv(_ archive: String?) -> String? { archive?.lowercased() == "arxiv" ? "arXiv" : archive }

    lazy var eprint: Eprint? = {
        guard let written = source("eprint") else { return nil }
        var number = Self.literal(written)
        let isMarked = number.lowercased().hasPrefix("arxiv:")
        if isMarked { number = Self.trimmed(String(number.dropFirst("arxiv:".count))) }
        let archive = (source("archiveprefix") ?? source("eprinttype")).map(Self.literal)
        let isNumbered = number.wholeMatch(of: /\d{4}\.\d{4,5}(v\d+)?|[a-z.-]+(\.[A-Z]{2})?\/\d{7}(v\d+)?/) != nil
        return Eprint(
            archive: Self.arXiv(archive) ?? (isMarked || isNumbered ? "arXiv" : "eprint"), number: number,
            part: (source("primaryclass") ?? source("eprintclass")).map(Self.literal))
    }()

    /// An address of the web; another one is none that a page links to.
    lazy var address: String? = {
        guard let written = source("url") else { return nil }
        let address = Self.literal(written)
        guard address.hasPrefix("https://") || address.hasPrefix("http://"), !address.contains(where: \.isWhitespace)
        else {
            mistakes.append(
                "has the address '\(address)', which is none: it begins with https:// or http:// and holds no blanks")
            return nil
        }
        return address
    }()

    /// An address or a number: without braces, and without the backslash before signs that mean something to TeX.
    private static func literal(_ text: String) -> String {
        trimmed(
            text.replacing("\\textunderscore", with: "_").replacing("\\url", with: "").replacing(
                /\\([_%&#~$\-{}\/])/, with: { "\($0.output.1)" }
            ).filter { $0 != "{" && $0 != "}" })
    }

    private static func trimmed(_ text: String) -> String { text.trimmingCharacters(in: .whitespacesAndNewlines) }
}

/// Addresses of the web.
enum WebAddress {
    /// The text with characters that an address must not contain escaped.
    ///
    /// - Parameter isWhole: whether it is already a complete address, in which `%`, `?` and `#` keep their meaning.
    static func escaped(_ text: String, isWhole: Bool = false) -> String {
        var allowed = CharacterSet(charactersIn: "a"..."z").union(CharacterSet(charactersIn: "A"..."Z"))
        allowed.insert(charactersIn: "0123456789-._~/:;()@!$*+,=")
        if isWhole { allowed.insert(charactersIn: "%?#&[]'") }
        return text.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
    }
}
