import Bibliography

/// The works that a report cites, numbered in the order in which its text names them first.
struct CitedWorks: Sendable {
    struct Work: Sendable {
        let key: String
        /// From 1.
        let number: Int
        let reference: Reference
    }

    /// By their numbers.
    let works: [Work]
    private let byKey: [String: Int]

    static let none = CitedWorks([])

    private init(_ works: [Work]) {
        self.works = works
        byKey = Dictionary(works.map { ($0.key, $0.number - 1) }, uniquingKeysWith: { first, _ in first })
    }

    /// - Parameters:
    ///   - citations: in the order of the page.
    ///   - labels: the labels of the report, for suggestions.
    ///   - diagnostics: mistakes in cited works and citations of unknown works are added.
    init(
        _ citations: [Citation], of citable: CitableWorks, labels: Set<String>, _ diagnostics: inout [Diagnostic]
    ) {
        var works: [Work] = []
        var seen: Set<String> = []
        lazy var names = KnownNames(labels.union(citable.byKey.keys))
        for citation in citations {
            guard let cited = citable.byKey[citation.key] else {
                diagnostics.append(
                    Diagnostic(
                        "the bibliography has no work '\(citation.key)', and no cell is called so", at: citation.place,
                        remedy: "\(names.remedy(for: citation.key)); an at sign of the text is written \\@"))
                continue
            }
            guard seen.insert(citation.key).inserted else { continue }
            let reference = Self.reference(cited, citable, &diagnostics)
            works.append(Work(key: citation.key, number: works.count + 1, reference: reference))
        }
        self.init(works)
    }

    private static func reference(
        _ cited: CitableWorks.Entry, _ citable: CitableWorks, _ diagnostics: inout [Diagnostic]
    ) -> Reference {
        let parent = cited.entry.fields["crossref"].map { (key: $0, entry: citable.byKey[$0]?.entry) }
        func note(_ what: String, remedy: String? = nil) {
            diagnostics.append(
                Diagnostic("the entry '\(cited.entry.key)' \(what)", at: cited.place, remedy: remedy))
        }
        if let parent, parent.entry == nil {
            note(
                "has a field 'crossref' that names '\(parent.key)', which is not there",
                remedy: NearMiss.remedy(for: parent.key, among: citable.byKey.keys))
        }
        let reference = Reference(cited.entry, parent: parent?.entry)
        for mistake in reference.mistakes { note(mistake) }
        diagnostics += reference.formulas(at: cited.place).diagnostics()
        return reference
    }

    /// What is cited by a key; nil where it is not cited.
    subscript(key: String) -> Work? { byKey[key].map { works[$0] } }

    /// All references as plain text, for the search.
    var plain: [String] { works.map(\.reference.plain) }
}

extension Reference {
    /// The text without markup, formulas in TeX.
    var plain: String {
        parts.map { part in
            switch part {
            case .text(let text), .title(let text), .volume(let text): text.plain
            case .link(let text, _): text
            }
        }.joined()
    }

    fileprivate func formulas(at place: SourcePlace) -> [Formula] {
        parts.flatMap { part -> [Formula] in
            switch part {
            case .text(let text), .title(let text), .volume(let text):
                text.pieces.compactMap { piece in
                    if case .math(let tex) = piece {
                        Formula(tex: tex, display: false, place: place, isVerbatim: false)
                    } else {
                        nil
                    }
                }
            case .link: []
            }
        }
    }
}
