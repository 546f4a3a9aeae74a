/// A cell of a report, read and checked.
public struct Cell: Sendable {
    public let label: String
    public let directive: any Directive.Type
    public let options: Options
    public let settings: CellSettings
    /// The body as the author wrote it.
    public let source: String
    /// Of the opening fence.
    public let place: SourcePlace
    let caption: Prose?

    public var verb: String { directive.verb }

    /// The cells that it names, each once, in order.
    public var uses: [String] {
        var seen: Set<String> = []
        return options.references.map(\.label).filter { seen.insert($0).inserted }
    }
}

extension DocumentContext {
    /// What the directives of these cells may look at.
    ///
    /// - Precondition: labels differ.
    init(_ cells: [Cell]) {
        self.init(
            cells: Dictionary(uniqueKeysWithValues: cells.map { ($0.label, $0.options) }),
            directives: Dictionary(uniqueKeysWithValues: cells.map { ($0.label, $0.directive) }))
    }
}
