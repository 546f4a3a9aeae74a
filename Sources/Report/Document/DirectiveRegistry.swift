/// The verbs that a report may use.
public struct DirectiveRegistry: Sendable {
    private let directives: [String: any Directive.Type]

    /// The given verbs beside those that the engine brings along (`check`, `table`).
    ///
    /// - Precondition: no verb stands twice.
    public init(_ directives: [any Directive.Type] = []) {
        let all = directives + Self.builtIn
        self.directives = Dictionary(
            all.map { ($0.verb, $0) },
            uniquingKeysWith: { first, second in
                preconditionFailure("\(first) and \(second) share the verb '\(first.verb)'")
            })
        for directive in all {
            let clash = Set(directive.schema.names).intersection(CellSettings.schema.names)
            precondition(clash.isEmpty, "\(directive) has options that every cell has: \(clash)")
        }
    }

    private static let builtIn: [any Directive.Type] = [CheckDirective.self, JSONDirective.self, TableDirective.self]

    public var verbs: [String] { directives.keys.sorted() }
    public var all: [any Directive.Type] { verbs.compactMap { directives[$0] } }
    public subscript(verb: String) -> (any Directive.Type)? { directives[verb] }
}
