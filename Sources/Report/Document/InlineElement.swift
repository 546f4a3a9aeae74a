/// A piece of prose that is more than Markdown.
enum InlineElement: Sendable, Equatable {
    /// `$…$` or `$$…$$`; the TeX between the dollars, and the source for places that hold text alone.
    case math(tex: String, display: Bool, source: String)
    /// `` `{value} path | format` ``
    case value(InlineValue, SourcePlace)
    /// `@label`
    case reference(label: String, SourcePlace)
}

/// Markdown whose inline elements have been taken out and numbered.
struct Prose: Sendable, Equatable {
    /// With a placeholder for each element.
    let markdown: String
    let elements: [InlineElement]

    /// The values of cells' results that it shows.
    var paths: [ArtifactPath] {
        elements.flatMap { element -> [ArtifactPath] in
            if case .value(let value, _) = element { value.paths } else { [] }
        }
    }

    /// Labels of the cells that the values need.
    var valueLabels: [(label: String, place: SourcePlace)] {
        elements.flatMap { element -> [(String, SourcePlace)] in
            guard case .value(let value, let place) = element else { return [] }
            return value.paths.map { ($0.label, place) }
        }
    }

    var references: [(label: String, place: SourcePlace)] {
        elements.compactMap { element in
            if case .reference(let label, let place) = element { (label, place) } else { nil }
        }
    }
}
