/// A name that an author gives a heading or an equation: `{#sec-fit}`, `{#eq-likelihood}`.
struct TextLabel: Sendable, Hashable {
    let name: String
    let place: SourcePlace

    /// What has labels besides cells, by how these begin.
    enum Kind: String, CaseIterable {
        case equation = "eq-"
        case section = "sec-"
    }

    /// The kind of label; nil for a name that is neither that of an equation nor of a section.
    static func kind(of name: String) -> Kind? { Kind.allCases.first { name.hasPrefix($0.rawValue) } }
}
