/// A piece of prose that stands apart from its Markdown: a numbered placeholder keeps its place in the text.
enum ProseElement: Sendable, Equatable {
    case inline(InlineElement)
    /// The place of a cell, by its label.
    case cell(String)
    case heading(Heading)
    /// `![alt](link "title")`: plain text, with placeholders.
    case picture(link: String, alt: String, title: String)
    /// The list of the cited works.
    case references
    /// A displayed formula, alone in its paragraph.
    case block(Formula)
    /// The beginning of a paragraph that is a text of a cell and not of the report.
    case line(LineName, SourcePlace)

    /// A heading of the report's text.
    struct Heading: Sendable, Equatable {
        /// 1 for `#`, 2 for `##` and so on.
        let level: Int
        /// Plain text, with placeholders.
        let text: String
        /// The HTML inside, with placeholders.
        let html: String
        /// The label given by the author.
        var label: TextLabel?
    }
}

/// Which text of which cell: equal ones are set alike.
struct LineName: Sendable, Hashable {
    let label: String
    let text: String
    let hasValues: Bool

    init(_ text: AuthorText, of label: String) {
        self.init(text.text, of: label, hasValues: text.hasValues)
    }

    init(_ text: String, of label: String, hasValues: Bool = false) {
        self.label = label
        self.text = text
        self.hasValues = hasValues
    }
}

/// A text of a cell, read.
struct LineOfProse: Sendable, Equatable {
    /// Without the tags of a paragraph, with placeholders.
    let html: String
    /// Plain text, with placeholders.
    let text: String
}

/// What prose may hold inside a line beyond Markdown.
enum InlineElement: Sendable, Equatable {
    /// `$…$` or `$$…$$`
    case math(Formula)
    /// `` `{value} path | format` ``
    indirect case value(InlineValue, SourcePlace)
    /// `@label`
    case reference(label: String, SourcePlace)
    /// `[@key]`, or `@key` in the text
    case citation(Citation)
    /// `{#sec-fit}` at the end of a line
    case label(TextLabel)
}

extension [ProseElement] {
    /// The paths of all values that the prose shows.
    var paths: [ArtifactPath] {
        flatMap { element -> [ArtifactPath] in
            if case .inline(.value(let value, _)) = element { value.paths } else { [] }
        }
    }

    /// The formulas, in the order of the text.
    var formulas: [Formula] {
        compactMap { element in
            if case .inline(.math(let formula)) = element { formula } else { nil }
        }
    }

    /// Labels of the cells whose values the prose shows.
    var valueLabels: [(label: String, place: SourcePlace)] {
        flatMap { element -> [(String, SourcePlace)] in
            guard case .inline(.value(let value, let place)) = element else { return [] }
            return value.paths.map { ($0.label, place) }
        }
    }

    /// The citations.
    var citations: [Citation] {
        compactMap { element in
            if case .inline(.citation(let citation)) = element { citation } else { nil }
        }
    }

    /// Labels of the cells that the cross references name.
    var references: [(label: String, place: SourcePlace)] {
        compactMap { element in
            if case .inline(.reference(let label, let place)) = element { (label, place) } else { nil }
        }
    }
}
